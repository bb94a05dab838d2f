import Contracts

/// Reads the cells of one row into typed values and collects everything that is wrong with them.
struct ImportRow<Column: ImportColumn> {
    let number: Int
    let cells: [String]
    let header: ImportHeader<Column>
    /// What cells would hold for columns that an older layout has not.
    private let supplied: [Column: String]
    private(set) var errors: [RowError<Column>] = []

    init(number: Int, cells: [String], header: ImportHeader<Column>, supplied: [Column: String] = [:]) {
        self.number = number
        self.cells = cells
        self.header = header
        self.supplied = supplied
    }

    func value(_ column: Column) -> String {
        header.columns.contains(column) ? header.value(column, in: cells) : supplied[column] ?? ""
    }

    /// Whether the party is a natural person, whose name is personal data.
    var isPerson: Bool { value(Column.party.kind) == CounterpartyKind.naturalPerson.name }

    mutating func report(_ column: Column?, _ reason: ImportReason, _ words: String) {
        let shown = column.map { RowValue.shown(value($0), in: $0, isPerson: isPerson) } ?? ""
        errors.append(RowError(row: number, column: column, value: shown, reason: reason, words: words))
    }

    /// A text within the column's limit; nil when the cell is empty or too long (which is reported).
    mutating func text(_ column: Column) -> String? {
        let text = value(column)
        guard !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= column.limit else {
            report(column, .cellTooLong, "\(column.header)超过\(column.limit)个字符")
            return nil
        }
        guard !text.unicodeScalars.contains(where: ImportRow.isForbidden) else {
            report(column, .notText, "\(column.header)含有控制字符，请删除后重新导入")
            return nil
        }
        return text
    }

    /// As `text`, and an empty cell is reported.
    mutating func required(_ column: Column) -> String? {
        guard !value(column).isEmpty else {
            report(column, .missingValue, "\(column.header)为必填项，不能为空")
            return nil
        }
        return text(column)
    }

    /// A required date.
    mutating func requiredDate(_ column: Column) -> CivilDate? {
        guard let text = required(column) else { return nil }
        return parsedDate(text, column)
    }

    /// A date that may be missing.
    mutating func date(_ column: Column) -> CivilDate? {
        guard let text = text(column) else { return nil }
        return parsedDate(text, column)
    }

    /// An amount in 万元 that may be missing.
    mutating func amount(_ column: Column) -> Money? {
        guard let text = text(column) else { return nil }
        guard let money = Money(wanYuan: text) else {
            report(column, .badAmount, "\(column.header)应为以万元计、最多六位小数的数字，如5万元写作5.000000")
            return nil
        }
        return money
    }

    /// A code with right check digits, or one the registry confirmed.
    mutating func code(_ column: Column, _ checks: PenaltyChecks) -> (code: USCC, isConfirmed: Bool)? {
        guard let text = required(column) else { return nil }
        do throws(USCCRefusal) {
            return (try USCC(text), false)
        } catch {
            switch error {
            case .malformed: report(column, .usccMalformed, error.words)
            case .checkFailed(let normal, _):
                if let day = checks.registryConfirmation(normal) { return confirmed(normal, day) }
                report(column, .usccCheckFailed, error.words)
            }
            return nil
        }
    }

    /// A document given by kind and number; nil when both are empty or something is wrong (which is reported).
    mutating func document(kind kindColumn: Column?, number numberColumn: Column) -> PersonDocument? {
        let words = kindColumn.map { value($0) } ?? PersonDocument.Kind.identityCard.name
        guard let number = text(numberColumn) else {
            if let kindColumn, !words.isEmpty, value(numberColumn).isEmpty {
                report(numberColumn, .missingValue, "填写了\(kindColumn.header)时，\(numberColumn.header)不能为空")
            }
            return nil
        }
        guard let kind = PersonDocument.Kind(name: words) else {
            let allowed = PersonDocument.Kind.allCases.map(\.name).joined(separator: "、")
            report(kindColumn ?? numberColumn, .unknownWord, "\((kindColumn ?? numberColumn).header)应为以下之一：\(allowed)")
            return nil
        }
        do throws(PersonNumberRefusal) {
            return try PersonDocument(kind: kind, number: number)
        } catch {
            report(numberColumn, .personNumber, kind == .identityCard ? error.words : "\(numberColumn.header)格式不符")
            return nil
        }
    }

    private func confirmed(_ normal: String, _ day: CivilDate) -> (code: USCC, isConfirmed: Bool)? {
        do throws(USCCRefusal) {
            return (try USCC(normal, registryConfirmedOn: day), true)
        } catch {
            return nil
        }
    }

    private mutating func parsedDate(_ text: String, _ column: Column) -> CivilDate? {
        guard let date = RowValue.date(text) else {
            report(column, .badDate, "\(column.header)不是存在的日期，应为YYYY-MM-DD，如2026-07-30")
            return nil
        }
        return date
    }

    /// Line ends and tabs may stand in a text; other control characters come from broken exports.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\r" && scalar != "\t"
    }
}

/// Reading and showing of single cells.
enum RowValue {
    /// Dates as spreadsheets write them: `2026-07-30`, `2026/7/30`, `2026.7.30`, `20260730`, `2026年7月30日`.
    static func date(_ text: String) -> CivilDate? {
        var folded = HalfWidth.code(text)
        if folded.last == "日" { folded.removeLast() }
        let parts = folded.split(omittingEmptySubsequences: false) { "-/.年月".contains($0) }.map(String.init)
        if parts.count == 1, parts[0].utf8.count == 8 {
            let digits = parts[0]
            return CivilDate("\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))")
        }
        guard parts.count == 3 else { return nil }
        return CivilDate("\(parts[0])-\(twoDigits(parts[1]))-\(twoDigits(parts[2]))")
    }

    private static func twoDigits(_ text: String) -> String { text.utf8.count == 1 ? "0" + text : text }

    /// The cell as it may stand in a report: personal numbers masked, at most forty characters.
    static func shown<Column: ImportColumn>(_ value: String, in column: Column?, isPerson: Bool) -> String {
        if let column, column.isPersonalNumber { return Masking.number(value) }
        if isPerson, column == Column.party.name { return Masking.name(value) }
        let redacted = Masking.redact(value, under: .taxPerson)
        let cut = String(redacted.prefix(40))
        return redacted.count > 40 ? cut + "…" : cut
    }
}
