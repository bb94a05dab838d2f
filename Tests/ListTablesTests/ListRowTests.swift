import Casework
import Contracts
import Foundation
import ListTables
import Signing
import Tables
import Testing

/// Rows of list files against the field table, the rules and each other.
@Suite struct ListRowTests {
    private static let rules = Result {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deploy/rules").path()
        return try RuleSet.read(
            version: "test",
            documents: RuleFolder.read(folder).map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
    }

    private static let today = CivilDate("2026-07-30")

    private static let good = [
        "名单种类": "严重违法失信名单", "主体类别": "法人及非法人组织", "主体名称": "成都示例食品有限公司",
        "统一社会信用代码": "91510104XT00010175", "列入依据": "市场监督管理严重违法失信名单管理办法", "列入依据条款": "第五条第二项",
        "列入事由": "生产销售有毒有害食品，受到较重行政处罚", "处罚等决定文号": "成锦市监处罚〔2026〕88号",
        "处罚等决定日期": "2026/7/3", "受到较重行政处罚": "是", "惩戒措施": "M13；M14:《市场监督管理严重违法失信名单管理办法》第十五条第三项",
    ]

    private func read(_ changes: [String: String] = [:], lossy: String? = nil) throws -> ListRow {
        let cells = ListRowTests.good.merging(changes) { $1 }.sorted { $0.key < $1.key }
        let header = try ListHeader(cells.map(\.key))
        let lossyColumns = cells.indices.filter { cells[$0].key == lossy }
        let reader = ListRowReader(
            header, rules: try ListRowTests.rules.get(), today: try #require(ListRowTests.today),
            agency: "market-regulation")
        return reader.read(TableRow(number: 2, cells: cells.map(\.value), lossyColumns: lossyColumns))
    }

    private func mistakes(_ changes: [String: String], lossy: String? = nil) throws -> [ListRowMistake] {
        guard case .mistakes(let mistakes) = try read(changes, lossy: lossy) else { return [] }
        return mistakes
    }

    @Test func `a good row becomes the body of a proposal, each measure with its provision`() throws {
        guard case .proposal(let body) = try read() else {
            Issue.record("the row was refused: \(try mistakes([:]))")
            return
        }
        #expect(body["listKind"] == "seriousViolation")
        #expect(body["subject"]?["subjectKind"] == "organisation")
        #expect(body["subject"]?["uscc"] == "91510104XT00010175")
        #expect(body["ground"]?["article"] == "第五条第二项")
        #expect(body["sourceDecisionDate"] == "2026-07-03")
        #expect(body["heavyPenalty"] == true)
        let measures = body["measures"]?.array ?? []
        #expect(measures.compactMap { $0["code"]?.string } == ["M13", "M14"])
        #expect(measures.first?["basis"]?["article"] == "第十五条第二项")
        #expect(measures.last?["basis"]?["instrument"] == "市场监督管理严重违法失信名单管理办法")
    }

    @Test(arguments: [
        ("统一社会信用代码", "91510104XT00010174", "USCC_CHECK_FAILED"), ("统一社会信用代码", "", "FIELD_MISSING"),
        ("主体类别", "企业", "ENUM_UNKNOWN"), ("主体类别", "个体工商户", "SUBJECT_MISMATCH"),
        ("主体类别", "自然人", "SUBJECT_MISMATCH"), ("处罚等决定日期", "2026-02-30", "DATE_INVALID"),
        ("处罚等决定文号", "无", "DOCUMENT_NUMBER_INVALID"), ("名单种类", "黑名单", "LIST_KIND_UNKNOWN"),
        ("名单种类", "重大税收违法失信主体", "NOT_LIST_OWNER"), ("受到较重行政处罚", "也许", "VALUE_UNKNOWN"),
        ("列入事由", " ", "FIELD_MISSING"), ("惩戒措施", "M13:第五条", "VALUE_UNKNOWN"),
        ("惩戒措施", "M13:《甲》第一条:2026-13-01", "DATE_INVALID"), ("惩戒措施", "", "FIELD_MISSING"),
    ])
    func `a wrong cell is told by its heading, with what stood there and what to do`(
        column: String, value: String, code: String
    ) throws {
        let mistakes = try mistakes([column: value])
        let mistake = try #require(mistakes.first { $0.code == code }, "\(mistakes)")
        #expect(mistake.column == column || code == "SUBJECT_MISMATCH")
        #expect(!mistake.words.isEmpty)
        #expect(mistake.line.contains(code))
    }

    @Test func `all mistakes of a row are told at once`() throws {
        let codes = try mistakes(["统一社会信用代码": "x", "处罚等决定日期": "昨天", "处罚等决定文号": "一号"]).map(\.code)
        #expect(Set(codes) == ["USCC_MALFORMED", "DATE_INVALID", "DOCUMENT_NUMBER_INVALID"], "\(codes)")
    }

    @Test func `a number that a spreadsheet has spoilt is told as such and nothing else`() throws {
        let mistakes = try mistakes(["统一社会信用代码": "510104198804124500"], lossy: "统一社会信用代码")
        #expect(mistakes.map(\.code) == ["NUMBER_SPOILT"])
    }

    @Test func `a personal number that stands where it must not is shown masked`() throws {
        let mistakes = try mistakes(["统一社会信用代码": "510104198804124561"])
        #expect(!mistakes.isEmpty)
        #expect(mistakes.allSatisfy { !$0.value.contains("510104198804124561") }, "\(mistakes)")
    }

    @Test func `rows that cannot be taken apart, and shifted ones, are told`() throws {
        let header = try ListHeader(ListRowTests.good.keys.sorted())
        let reader = ListRowReader(
            header, rules: try ListRowTests.rules.get(), today: try #require(ListRowTests.today), agency: "tax")
        let broken = TableRow(number: 3, cells: ["x"], problem: .brokenQuotes)
        let shifted = TableRow(number: 4, cells: Array(repeating: "x", count: 20))
        for (row, code) in [(broken, "ROW_BROKEN_QUOTES"), (shifted, "ROW_CELL_COUNT")] {
            guard case .mistakes(let mistakes) = reader.read(row) else {
                Issue.record("row \(row.number) was taken")
                continue
            }
            #expect(mistakes.map(\.code) == [code])
        }
    }

    // MARK: Headers

    @Test func `headings are known by field, by name, by alias, full width and the office's own`() throws {
        var cells = ListRowTests.good.keys.sorted()
        for (old, new) in [("主体名称", "企业名称"), ("统一社会信用代码", "subject.uscc"), ("列入事由", "为什么"), ("惩戒措施", " 措施 ")] {
            cells[try #require(cells.firstIndex(of: old))] = new
        }
        let header = try ListHeader(cells + ["序号", "行号"], aliases: ["为什么": "cause"])
        #expect(header.columns.compactMap(\.?.path).contains("cause"))
        #expect(header.notes == ["无法识别的列（未读取）：序号"])
    }

    @Test func `a header that lacks columns, or has one twice, is refused with their names`() throws {
        let missing = #expect(throws: ListFileRefusal.self) { try ListHeader(["主体名称"]) }
        #expect(missing?.words.contains("名单种类") == true)
        let twice = #expect(throws: ListFileRefusal.self) {
            try ListHeader(ListRowTests.good.keys.sorted() + ["企业名称"])
        }
        #expect(twice?.words == "列重复：主体名称。请每列只保留一个")
        #expect(throws: ListFileRefusal.self) {
            try ListHeader(ListRowTests.good.keys.sorted(), aliases: ["甲": "没有"])
        }
    }

    @Test func `no two columns share a heading`() {
        var seen: [String: String] = [:]
        for column in ListColumn.all {
            for heading in [column.path, column.header] + (ListColumn.aliases[column.path] ?? []) {
                let key = HalfWidth.code(heading)
                #expect(
                    seen[key] == nil || seen[key] == column.path, "\(heading): \(seen[key] ?? "") and \(column.path)")
                seen[key] = column.path
            }
        }
        #expect(ListColumn.all.count > 15)
    }
}
