import Casework
import Contracts
import Testing

/// Everything that a page can show of a case has a Chinese word (practice 6.8: no codes in the place of words).
struct WordTests {
    private static let workflows = CaseKind.allCases.map { Workflow.of($0) }

    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// All fields of a table at any depth.
    private static func all(_ fields: [BodyField]) -> [BodyField] { fields.flatMap { [$0] + $0.kind.fields } }

    @Test("Every value of a closed list, in every order and letter, has a word", arguments: CaseKind.allCases)
    func choices(kind: CaseKind) {
        let rows = Workflow.of(kind).rows
        let letters = rows.flatMap(\.letters).flatMap { LetterCatalogue.contract(for: $0.type)?.allFields ?? [] }
        for field in WordTests.all(rows.flatMap(\.fields) + letters) {
            for word in WordTests.words(field.kind) {
                let title = ChoiceWords.title(of: word, in: field.name)
                #expect(title.map { WordTests.isChinese($0) } == true, "\(field.name) = \(word) has no word")
            }
        }
    }

    private static func words(_ kind: BodyKind) -> [String] {
        switch kind {
        case .choice(let words): words
        case .list(let element, _, _): words(element)
        default: []
        }
    }

    @Test("The words of one list are different", arguments: CaseKind.allCases)
    func distinct(kind: CaseKind) {
        for field in WordTests.all(Workflow.of(kind).rows.flatMap(\.fields)) {
            let titles = WordTests.words(field.kind).compactMap { ChoiceWords.title(of: $0, in: field.name) }
            #expect(Set(titles).count == titles.count, "\(field.name): \(titles)")
        }
    }

    @Test("Every field, state, act and event has a Chinese name", arguments: CaseKind.allCases)
    func names(kind: CaseKind) {
        let workflow = Workflow.of(kind)
        for field in WordTests.all(workflow.rows.flatMap(\.fields)) {
            #expect(WordTests.isChinese(field.label) && !field.label.contains("（分）"), "\(field.name): \(field.label)")
        }
        for state in workflow.states + workflow.partStates {
            #expect(WordTests.isChinese(workflow.title(ofState: state.name)), "\(state.name)")
        }
        for row in workflow.rows {
            #expect(workflow.title(ofEvent: row.event).map { WordTests.isChinese($0) } == true, "\(row.event)")
        }
    }

    @Test("An amount is shown in yuan, a code in its words, an unknown code as unknown")
    func values() throws {
        let sheet = FactSheet(.handoff, rules: try RuleDocuments.ruleSet(), directory: nil)
        let facts: JSONValue = [
            "amountInvolvedFen": 120_000_000, "policeKind": "local", "ipReasonableSuspicion": true,
            "filedOn": "2026-06-10", "parts": ["x": ["state": "sent"]],
            "transferred": ["at": "2026-07-04T10:00:00.000+08:00", "officerName": "王例"],
            "suspects": [["subjectKind": "other-kind", "name": "甲"]],
        ]
        let lines = sheet.basics(of: facts)
        #expect(lines.map(\.title) == ["涉案金额", "受移送公安机关种类", "知识产权合理嫌疑", "立案日期", "涉嫌犯罪当事人"])
        #expect(lines.prefix(4).map(\.text) == ["1,200,000.00元", "地方公安机关", "是", "2026-06-10"])
        #expect(lines.last?.lines.first?.lines.map(\.text) == ["代码other-kind（未知）", "甲"])
        let event = try #require(sheet.events(of: facts).first)
        #expect(event.title == "移送公安机关" && event.lines.map(\.text) == ["2026-07-04 10:00", "王例"])
    }

    @Test("A missed deadline and the channel that a clock is about are named, not their keys")
    func parts() throws {
        let rules = try RuleDocuments.ruleSet()
        let sheet = FactSheet(.publication, rules: rules, directory: nil)
        for channel in rules.channels {
            #expect(sheet.name(ofPart: "channel-\(channel.channel)") == channel.name)
            #expect(WordTests.isChinese(channel.name))
        }
        #expect(sheet.name(ofPart: "channel-unheard-of") == "unheard-of")
        #expect(sheet.name(ofPart: "510100-tax/M04") == "510100-tax M04")
        let deadline = try #require(
            DeadlineState(json: [
                "key": "goods", "rule": "CR-20", "ruleSet": "1", "start": "2026-09-20T10:00:00.000+08:00",
                "setBy": "510100-police", "rungs": [], "status": "running",
            ]))
        #expect(sheet.words(ofFlag: "OVERDUE:goods", deadlines: [deadline]).hasSuffix("（移交涉案物品和其他材料并办结交接手续）"))
        #expect(sheet.words(ofFlag: "OVERDUE:goods", deadlines: []).hasSuffix("（goods）"))
    }

    @Test(
        "Yuan are read as people type them",
        arguments: [
            ("50000", 5_000_000), ("50,000.00", 5_000_000), ("50000.5元", 5_000_050), ("０．０１", 1), ("1.234", nil),
            ("-1", nil),
            ("1e3", nil), ("", nil), (".5", nil), ("1.", nil), ("9999999999999", nil),
        ] as [(String, Int64?)])
    func yuan(text: String, fen: Int64?) {
        #expect(Money(yuan: text)?.fen == fen)
    }
}
