import Casework
import Contracts

/// A column of a list file: the field of a proposal that it fills, and the headings under which it comes.
///
/// The columns are the fields of the order `propose` as its table has them (domain C.9), so that a field added there is
/// a column here; only what a cell cannot hold as one value has a written form of its own.
package struct ListColumn: Hashable, Sendable {
    /// How a cell is turned into the field's value.
    package enum Form: Hashable, Sendable {
        /// The text as it stands.
        case text
        /// A day in any of the usual ways of writing.
        case day
        /// 是 or 否.
        case flag
        /// A whole number.
        case number
        /// The name or the word of a list kind.
        case listKind
        /// 法人及非法人组织, 个体工商户, 自然人 or the word of it.
        case subjectKind
        /// Several words with semicolons between.
        case words
        /// `M13:《某法》第五条:2029-07-30；M07；M03:::仅提供信息`: code, provision, last day, whether only to be told of it.
        case measures
    }

    /// The field, `subject.uscc`.
    package let path: String
    /// The heading under which it is written and told.
    package let header: String
    /// How a cell is read.
    package let form: Form
    /// Whether a file must have it.
    package let isRequired: Bool

    /// All columns in the order of the field table.
    package static let all: [ListColumn] = {
        let proposal = Workflow.listEntry.rows.first { $0.trigger == .order("propose") }
        return columns(proposal?.fields ?? LetterFields.listEntry, below: "", title: "", isRequired: true)
    }()

    private static func columns(
        _ fields: [BodyField], below path: String, title: String, isRequired: Bool
    ) -> [ListColumn] {
        fields.flatMap { field -> [ListColumn] in
            let name = path.isEmpty ? field.name : "\(path).\(field.name)"
            let required = isRequired && field.isRequired
            if case .object(let inner) = field.kind {
                return columns(inner, below: name, title: field.title, isRequired: required)
            }
            guard let form = form(of: field.kind, path: name) else { return [] }
            let header = headers[name] ?? (title.isEmpty ? field.title : title + field.title)
            return [ListColumn(path: name, header: header, form: form, isRequired: required)]
        }
    }

    private static func form(of kind: BodyKind, path: String) -> Form? {
        if path == "listKind" { return .listKind }
        if path == "subject.subjectKind" { return .subjectKind }
        if path == "measures" { return .measures }
        // What an office's own register says is no content of a file.
        if path == "subject.\(LetterFields.registerCheck.name)" { return nil }
        switch kind {
        case .text, .choice, .moment, .office, .uscc, .personToken, .region, .documentNumber, .letter, .digest,
            .reasonCode:
            return .text
        case .date: return .day
        case .flag: return .flag
        case .integer: return .number
        case .list(let element, _, _):
            if case .text = element { return .words }
            return nil
        case .object, .variant, .record, .evidenceFile: return nil
        }
    }

    /// Headings that are not the field's title behind that of its group.
    private static let headers: [String: String] = [
        "subject.subjectKind": "主体类别", "subject.name": "主体名称", "subject.uscc": "统一社会信用代码",
        "subject.personToken": "自然人令牌", "subject.legalRepName": "法定代表人", "subject.registeredRegion": "登记地",
        "subject.actualRegion": "经营地", "subject.industryCode": "行业代码", "ground.instrument": "列入依据",
        "ground.article": "列入依据条款", "ground.item": "列入依据项", "delegation.organ": "委托机关",
        "delegation.documentNo": "委托文书文号",
    ]

    /// Other headings under which columns are known, by field; an upload may add its own.
    package static let aliases: [String: [String]] = [
        "listKind": ["名单类型", "名单名称"],
        "subject.subjectKind": ["当事人类别", "行政相对人类别"],
        "subject.name": ["当事人名称", "行政相对人名称", "企业名称", "单位名称", "姓名或名称", "失信主体名称"],
        "subject.uscc": ["信用代码", "社会信用代码", "行政相对人代码_1(统一社会信用代码)"],
        "subject.legalRepName": ["法定代表人姓名", "负责人"],
        "subject.registeredRegion": ["登记地区划代码", "行政区划代码"],
        "ground.instrument": ["列入依据文件", "法律依据", "法律文件名称"],
        "ground.article": ["条款", "依据条款"],
        "ground.item": ["项"],
        "cause": ["列入原因", "失信事由", "事由"],
        "sourceDecisionNo": ["处罚决定书文号", "行政处罚决定书文号", "决定文号", "文号"],
        "sourceDecisionDate": ["处罚决定日期", "决定日期"],
        "heavyPenalty": ["较重行政处罚", "是否较重处罚"],
        "measures": ["措施", "措施代码", "惩戒措施代码"],
    ]
}

/// Which cell of a row belongs to which column, found from the first row of a file.
package struct ListHeader: Hashable, Sendable {
    /// The cells of the header as they stand.
    package let cells: [String]
    /// The column of each cell; nil for one that is not read.
    package let columns: [ListColumn?]
    /// What is to be said about it though the file is taken: columns that are not read.
    package let notes: [String]

    /// The heading under which an exported file says whether an entry still stands, and its word for one that does not.
    package static let standing = (heading: "状态", ended: "已移出")

    /// Headings of the file of mistakes; they are not read when it comes again.
    package static let addedHeaders = ["行号", "列", "原因"]

    /// Reads a header.
    ///
    /// - Parameters:
    ///   - cells: the first row.
    ///   - aliases: headings of the office's own, each with its field.
    /// - Throws: what is missing or stands twice, in words.
    package init(_ cells: [String], aliases: [String: String] = [:]) throws(ListFileRefusal) {
        var known: [String: ListColumn] = [:]
        for column in ListColumn.all {
            for heading in [column.path, column.header] + (ListColumn.aliases[column.path] ?? []) {
                known[HalfWidth.code(heading).lowercased()] = column
            }
        }
        for (heading, path) in aliases {
            guard let column = ListColumn.all.first(where: { $0.path == path || $0.header == path }) else {
                throw ListFileRefusal("表头对照“\(heading)=\(path)”有误：没有字段“\(path)”")
            }
            known[HalfWidth.code(heading).lowercased()] = column
        }
        self.cells = cells
        columns = cells.map { known[HalfWidth.code($0).lowercased()] }
        let found = columns.compactMap(\.self)
        let missing = ListColumn.all.filter { $0.isRequired && !found.contains($0) }.map(\.header)
        let twice = Set(found.filter { column in found.filter { $0 == column }.count > 1 }.map(\.header)).sorted()
        var words: [String] = []
        if !missing.isEmpty { words.append("缺少必填列：\(missing.joined(separator: "、"))。请补齐后重新导入") }
        if !twice.isEmpty { words.append("列重复：\(twice.joined(separator: "、"))。请每列只保留一个") }
        guard words.isEmpty else { throw ListFileRefusal(words.joined(separator: "；")) }
        let unread = zip(cells, columns).filter { $1 == nil && !ListHeader.addedHeaders.contains($0) }.map(\.0)
            .filter { !HalfWidth.trimmed($0).isEmpty }
        notes = unread.isEmpty ? [] : ["无法识别的列（未读取）：" + unread.joined(separator: "、")]
    }

    /// The heading as the file has it, for a field or one below it; nil for a field that no column has.
    func heading(of path: String) -> String? {
        zip(cells, columns).first { _, column in
            guard let column else { return false }
            return path == column.path || path.hasPrefix(column.path + ".") || path.hasPrefix(column.path + "[")
        }?.0 ?? ListColumn.all.first { path == $0.path || path.hasPrefix($0.path + "[") }?.header
    }
}

/// Why a list file as a whole is not taken.
package struct ListFileRefusal: Error, Hashable, Sendable {
    /// Reason code.
    package var code: String { "IMPORT_HEADER" }
    /// What is wrong and what to do.
    package let words: String

    init(_ words: String) {
        self.words = words
    }
}
