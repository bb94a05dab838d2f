import Casework
import Contracts
import Programs
import Testing

struct TextTableTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("市税务局", 8), ("税〔2026〕1号", 13), ("，。", 4), ("e\u{301}", 1), ("Ａ", 2), ("─", 1),
    ])
    func `Chinese characters and full-width signs take two columns`(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(arguments: [("abcdef", 4, "abc…"), ("市税务局", 5, "市税…"), ("市税务局", 4, "市…"), ("abc", 3, "abc")])
    func `a text is cut so that the mark fits`(text: String, width: Int, cut: String) {
        #expect(DisplayWidth.cut(text, to: width) == cut)
        #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width)) <= width)
    }

    @Test func `columns stay aligned with Chinese cells`() {
        var table = TextTable(["单位", "数"], aligned: [.left, .right])
        table.add(["市税务局", "7"])
        table.add(["tax", "1200"])
        #expect(table.lines == ["单位        数", "────────  ────", "市税务局     7", "tax       1200"])
    }

    @Test func `a cell with line ends stays on its line and missing cells are empty`() {
        var table = TextTable(["a", "b"])
        table.add(["x\ny\tz"])
        #expect(table.lines.last == "x y z")
        #expect(table.lines.count == 3)
    }
}

struct OrderBodyTests {
    private func read(
        _ settings: [String], json: String? = nil, kind: CaseKind = .referral, order: String = "draft"
    ) throws -> JSONValue {
        try OrderBody(kind: kind, order: order).read(json: json, settings: settings)
    }

    @Test func `values take the kinds of the workflow's table`() throws {
        let body = try read(
            ["receivingOfficer=李样", "itemsCounted=12", "missingItems=[]"], kind: .handoff, order: "signReceipt")
        #expect(body == ["receivingOfficer": "李样", "itemsCounted": 12, "missingItems": []])
        let flags = try read(["secrecyReviewed=是", "privacyReviewed=false"], kind: .publication, order: "clear")
        #expect(flags == ["secrecyReviewed": true, "privacyReviewed": false])
    }

    @Test func `dots go into objects, numbers into lists, commas make lists`() throws {
        let body = try read([
            "subject.name=示例公司", "subject.subjectKind=organisation", "evidence.0=甲，乙", "evidence.1=丙=丁",
            "recipients=510100-police,510100-customs",
        ])
        #expect(
            body == [
                "subject": ["name": "示例公司", "subjectKind": "organisation"], "evidence": ["甲，乙", "丙=丁"],
                "recipients": ["510100-police", "510100-customs"],
            ])
    }

    @Test func `objects inside lists are filled one by one`() throws {
        let body = try read(
            ["measures.0.code=M14", "measures.1.code=M11", "measures.0.name=限制"], kind: .listEntry, order: "propose")
        #expect(body == ["measures": [["code": "M14", "name": "限制"], ["code": "M11"]]])
    }

    @Test func `settings stand over the file`() throws {
        let body = try read(["note=新"], json: #"{"note": "旧", "documentNo": "税移〔2026〕1号"}"#, order: "send")
        #expect(body == ["note": "新", "documentNo": "税移〔2026〕1号"])
    }

    @Test func `a name that the table does not know stays text for the office to refuse`() throws {
        #expect(try read(["unknown.deep=1"]) == ["unknown": ["deep": "1"]])
    }

    @Test func `all mistakes are told at once`() {
        let error = #expect(throws: OrderBodyMistakes.self) {
            try read(
                ["itemsCounted=zwölf", "no-equals", "missingItems.1=x", ".a=1"], json: "[1]", kind: .handoff,
                order: "signReceipt")
        }
        #expect(error?.list.count == 5)
    }

    @Test(arguments: [#"{"a":1,"a":2}"#, "{", ""])
    func `JSON that is none is a mistake`(json: String) {
        #expect(throws: OrderBodyMistakes.self) { try read([], json: json) }
    }
}

struct OfficeAnswerTests {
    @Test func `a refusal shows code, words, field and provision`() {
        let problem = ProblemText(
            status: 422,
            body: ["code": "FINE_BLOCKED", "detail": "不得以罚代刑", "field": "penaltyKinds", "legalBasis": "《规定》第十一条"])
        #expect(problem.text == "FINE_BLOCKED：不得以罚代刑\n  字段：penaltyKinds\n  依据：《规定》第十一条")
        #expect(problem.ending == .refused)
    }

    @Test(arguments: [
        (401, nil, ProgramExit.refused), (404, nil, .refused), (500, nil, .failed), (503, "SUPERSEDED", .superseded),
        (503, "DISK_FULL", .failed),
    ])
    func `the exit code follows the answer`(status: Int, code: String?, ending: ProgramExit) {
        let problem = ProblemText(status: status, body: code.map { ["code": .string($0)] })
        #expect(problem.ending == ending)
        #expect(!problem.text.isEmpty)
    }

    @Test func `a receipt names the acts and leaves the book-keeping out`() {
        let answer: JSONValue = [
            "caseId": "510100-tax.01J", "state": "sent", "events": ["sent", "deadlineStarted"], "letters": ["01K"],
        ]
        #expect(
            OrderReceipt(answer, kind: .referral).text
                == "案件：510100-tax.01J\n状态：已移送（sent）\n办理：移送\n发出函件：01K")
    }
}

struct OrderHelpTests {
    @Test(arguments: CaseKind.allCases)
    func `every order is named with its Chinese name and its fields`(kind: CaseKind) {
        let help = OrderHelp.orders(of: kind)
        for order in Workflow.of(kind).orders {
            #expect(help.contains(order))
            #expect(!OrderHelp.fields(of: kind, order: order).isEmpty)
        }
    }
}
