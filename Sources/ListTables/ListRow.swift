package import Casework
package import Contracts
package import Tables

/// A row of a list file after reading: what is proposed, or what is wrong with it.
package enum ListRow: Hashable, Sendable {
    /// The content of the order `propose`.
    case proposal(JSONValue)
    /// All mistakes of the row.
    case mistakes([ListRowMistake])
}

/// Why a row was not taken.
package struct ListRowMistake: Hashable, Sendable {
    /// Heading of the column; nil when the whole row is meant.
    package let column: String?
    /// What stood there, personal numbers masked and long texts cut.
    package let value: String
    /// Reason code.
    package let code: String
    /// What is wrong and what to do.
    package let words: String

    /// A mistake; `value` must already be masked.
    package init(column: String?, value: String, code: String, words: String) {
        self.column = column
        self.value = value
        self.code = code
        self.words = words
    }

    /// What is wrong with a row before any of its cells is read: it cannot be read, or has more cells than the header; nil
    /// when neither is so.
    package init?(shapeOf row: TableRow, columns: Int) {
        if let problem = row.problem {
            self.init(
                column: nil, value: ListRowReader.shown(row.cells.first ?? ""), code: problem.code, words: problem.words
            )
            return
        }
        guard let extra = row.cells.dropFirst(columns).first(where: { !HalfWidth.trimmed($0).isEmpty }) else {
            return nil
        }
        self.init(
            column: nil, value: ListRowReader.shown(extra), code: "ROW_CELL_COUNT",
            words: "本行有\(row.cells.count)列，表头只有\(columns)列，请核对是否错列或缺少双引号")
    }

    /// A number that a spreadsheet has rounded.
    package static let spoilt = (
        code: "NUMBER_SPOILT", words: "该单元格是数字格式，超过15位的数字已被电子表格改动；请把该列设为文本格式后重新填写"
    )

    /// As it stands in a file of mistakes.
    package var line: String { words + "（" + code + "）" }
}

/// Reads the rows of a list file into proposals; every mistake of a row is told, not only the first.
package struct ListRowReader: Sendable {
    private let header: ListHeader
    private let rules: RuleSet
    private let today: CivilDate
    private let agency: String
    private let fields: [BodyField]

    /// A reader for files with this header at an office of `agency`, by the rules of `today`.
    package init(_ header: ListHeader, rules: RuleSet, today: CivilDate, agency: String) {
        self.header = header
        self.rules = rules
        self.today = today
        self.agency = agency
        fields = Workflow.listEntry.rows.first { $0.trigger == .order("propose") }?.fields ?? LetterFields.listEntry
    }

    /// Reads a row.
    package func read(_ row: TableRow) -> ListRow {
        if let mistake = ListRowMistake(shapeOf: row, columns: header.cells.count) { return .mistakes([mistake]) }
        var cells = RowCells(row, header)
        var body = cells.body(rules, today)
        var check = BodyCheck(unknown: .refused)
        let broken = Set(cells.mistakes.map(\.path))
        let checked = check.read(body, fields)
        for fault in check.faults where !broken.contains(where: { fault.path.hasPrefix($0) }) {
            cells.report(fault.path, fault.code, fault.words)
        }
        if cells.mistakes.isEmpty { checkSubject(checked, &cells) }
        checkKind(body, &cells)
        checkStanding(row, &cells)
        body = checked
        guard cells.mistakes.isEmpty else { return .mistakes(cells.mistakes.map { told($0, cells) }) }
        return .proposal(body)
    }

    private func checkSubject(_ body: JSONValue, _ cells: inout RowCells) {
        let subject = body["subject"]
        let kind = subject?["subjectKind"]?.string
        let code = subject?["uscc"]?.string
        if kind == CounterpartyKind.naturalPerson.rawValue {
            if code != nil { cells.report("subject.uscc", "SUBJECT_MISMATCH", "主体为自然人的，不填统一社会信用代码；请核对主体类别") }
            if subject?["personToken"] == nil {
                cells.report("subject.personToken", "FIELD_MISSING", "主体为自然人的，须填写自然人令牌；不得填写证件号码")
            }
            return
        }
        guard let code else {
            return cells.report("subject.uscc", "FIELD_MISSING", "主体为单位或者个体工商户的，须填写统一社会信用代码")
        }
        if code.hasPrefix("92") != (kind == CounterpartyKind.soleTrader.rawValue) {
            cells.report("subject.subjectKind", "SUBJECT_MISMATCH", "统一社会信用代码以92开头的为个体工商户，主体类别与代码不一致，请核对")
        }
    }

    /// Told before anybody approves: a kind that this office may not keep would be refused row by row.
    private func checkKind(_ body: JSONValue, _ cells: inout RowCells) {
        guard let word = body["listKind"]?.string else { return }
        do throws(RuleRefusal) {
            let kind = try rules.listKind(word, on: today)
            if let reason = kind.unavailable { return cells.report("listKind", "LIST_KIND_UNAVAILABLE", reason) }
            // Whoever acts for an owner names it; the desk looks whether he may.
            guard kind.owners.contains(agency) || body["delegation"] != nil else {
                return cells.report("listKind", "NOT_LIST_OWNER", "本单位无权认定“\(kind.name)”")
            }
        } catch {
            let names = rules.listKinds.filter { $0.validity.contains(today) }.map(\.name).joined(separator: "、")
            cells.report("listKind", "LIST_KIND_UNKNOWN", "没有这种名单；可填：\(names)")
        }
    }

    /// What an export says has left its list is not proposed anew.
    private func checkStanding(_ row: TableRow, _ cells: inout RowCells) {
        guard let place = header.cells.firstIndex(of: ListHeader.standing.heading), header.columns[place] == nil,
            row.cells.indices.contains(place), HalfWidth.trimmed(row.cells[place]) == ListHeader.standing.ended
        else { return }
        cells.report("", "LIST_ENTRY_ENDED", "该条目已移出名单，不再提出；确需重新列入的，请按新的事由和决定另行填写")
    }

    private func told(_ mistake: RowCells.Mistake, _ cells: RowCells) -> ListRowMistake {
        ListRowMistake(
            column: header.heading(of: mistake.path), value: ListRowReader.shown(cells.raw(mistake.path)),
            code: mistake.code, words: mistake.words)
    }

    /// A cell as it may stand in a report.
    package static func shown(_ value: String) -> String {
        // A personal number in the wrong column, its check digit right or wrong.
        let digits = HalfWidth.code(value).utf8
        if [15, 18].contains(digits.count), digits.dropLast().allSatisfy({ (0x30...0x39).contains($0) }) {
            return Masking.number(value)
        }
        let redacted = Masking.redact(value, under: .taxPerson)
        let cut = String(redacted.prefix(40))
        return redacted.count > 40 ? cut + "…" : cut
    }

    /// What makes two rows the same entry: list, subject and source decision.
    package static func key(_ proposal: JSONValue) -> String {
        let subject = proposal["subject"]
        return [
            proposal["listKind"]?.string, subject?["uscc"]?.string ?? subject?["personToken"]?.string,
            proposal["sourceDecisionNo"]?.string,
        ].map { $0 ?? "" }.joined(separator: "\u{1f}")
    }
}

/// The cells of one row by field, and what is wrong with them so far.
struct RowCells {
    struct Mistake: Hashable {
        let path: String
        let code: String
        let words: String
    }

    private(set) var mistakes: [Mistake] = []
    private let row: TableRow
    private let header: ListHeader

    init(_ row: TableRow, _ header: ListHeader) {
        self.row = row
        self.header = header
    }

    mutating func report(_ path: String, _ code: String, _ words: String) {
        mistakes.append(Mistake(path: path, code: code, words: words))
    }

    /// The cell of a field as it stands.
    func raw(_ path: String) -> String {
        for (index, column) in header.columns.enumerated() {
            guard let column, path == column.path || path.hasPrefix(column.path + "[") else { continue }
            return row.cells.indices.contains(index) ? row.cells[index] : ""
        }
        return ""
    }

    /// The content of a proposal, as far as the cells can be read.
    mutating func body(_ rules: RuleSet, _ today: CivilDate) -> JSONValue {
        var body = JSONValue.object([])
        for (index, column) in header.columns.enumerated() {
            guard let column, row.cells.indices.contains(index) else { continue }
            let cell = Formula.restored(HalfWidth.trimmed(row.cells[index]))
            guard !cell.isEmpty else { continue }
            if row.lossyColumns.contains(index) {
                report(column.path, ListRowMistake.spoilt.code, ListRowMistake.spoilt.words)
                continue
            }
            guard let value = value(cell, column, rules, today) else { continue }
            body = RowCells.set(value, at: column.path.split(separator: ".").map(String.init)[...], in: body)
        }
        guard let measures = body["measures"]?.array, let kind = body["listKind"]?.string else { return body }
        return body.setting("measures", .array(measures.map { RowCells.grounded($0, kind, rules, today) }))
    }

    private mutating func value(
        _ cell: String, _ column: ListColumn, _ rules: RuleSet, _ today: CivilDate
    ) -> JSONValue? {
        switch column.form {
        case .text: return .string(cell)
        case .words: return .array(RowCells.items(cell).map { .string($0) })
        case .listKind:
            let kind = rules.listKinds.first { ($0.name == cell || $0.kind == cell) && $0.validity.contains(today) }
            return .string(kind?.kind ?? cell)
        case .subjectKind: return .string(CounterpartyKind(name: cell)?.rawValue ?? cell)
        case .day:
            if let day = WrittenDay.read(cell) { return .string(day.description) }
            report(column.path, "DATE_INVALID", "不是存在的日期，应为YYYY-MM-DD，如2026-07-30")
        case .flag:
            if ["是", "true", "TRUE", "1", "有"].contains(cell) { return true }
            if ["否", "false", "FALSE", "0", "无"].contains(cell) { return false }
            report(column.path, "VALUE_UNKNOWN", "应填“是”或者“否”")
        case .number:
            if let number = Int64(cell) { return .integer(number) }
            report(column.path, "NUMBER_OUT_OF_RANGE", "应为整数")
        case .measures: return measures(cell, column)
        }
        return nil
    }

    private mutating func measures(_ cell: String, _ column: ListColumn) -> JSONValue? {
        var measures: [JSONValue] = []
        for item in RowCells.items(cell) {
            let parts = item.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "：" }
                .map { HalfWidth.trimmed(String($0)) }
            var measure: JSONValue = ["code": .string(parts[0])]
            if parts.count > 1, !parts[1].isEmpty {
                guard let provision = RowCells.provision(parts[1]) else {
                    report(column.path, "VALUE_UNKNOWN", "措施“\(parts[0])”的依据应写作“《法律文件》第几条”")
                    return nil
                }
                measure = measure.setting("basis", provision)
            }
            if parts.count > 2, !parts[2].isEmpty {
                guard let day = WrittenDay.read(parts[2]) else {
                    report(column.path, "DATE_INVALID", "措施“\(parts[0])”的截止日期不存在，应为YYYY-MM-DD")
                    return nil
                }
                measure = measure.setting("until", .string(day.description))
            }
            if parts.dropFirst(3).contains(where: { !$0.isEmpty }) {
                guard parts.count == 4, parts[3] == ListRowWriter.informOnly else {
                    report(column.path, "VALUE_UNKNOWN", "措施“\(parts[0])”的第四项只能是“\(ListRowWriter.informOnly)”")
                    return nil
                }
                measure = measure.setting("informOnly", true)
            }
            measures.append(measure)
        }
        return .array(measures)
    }

    /// A measure without a cited provision cites the one of the catalogue, when that has one for the list.
    private static func grounded(_ measure: JSONValue, _ kind: String, _ rules: RuleSet, _ today: CivilDate)
        -> JSONValue
    {
        guard measure["basis"] == nil, measure["informOnly"] != true,
            let row = rules.measures.first(where: {
                $0.code == measure["code"]?.string && $0.validity.contains(today)
            }), let basis = row.basis(for: kind).first
        else { return measure }
        return measure.setting(
            "basis", ["instrument": .string(basis.instrument), "article": .string(basis.article)])
    }

    /// `《某法》第五条`.
    private static func provision(_ text: String) -> JSONValue? {
        guard text.hasPrefix("《"), let end = text.firstIndex(of: "》") else { return nil }
        let instrument = text[text.index(after: text.startIndex)..<end]
        let article = text[text.index(after: end)...]
        guard !instrument.isEmpty, !article.isEmpty else { return nil }
        return ["instrument": .string(String(instrument)), "article": .string(String(article))]
    }

    private static func items(_ cell: String) -> [String] {
        cell.split { $0 == ";" || $0 == "；" || $0 == "\n" }.map { HalfWidth.trimmed(String($0)) }
            .filter { !$0.isEmpty }
    }

    private static func set(_ value: JSONValue, at path: ArraySlice<String>, in body: JSONValue) -> JSONValue {
        guard let name = path.first else { return value }
        return body.setting(name, set(value, at: path.dropFirst(), in: body[name] ?? .object([])))
    }
}
