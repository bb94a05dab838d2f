import Casework
import Contracts
import Testing

/// Looking a subject up: what matches, why, and how sure it is.
struct ScreeningTests {
    static let code = "91510104XT00010175"
    static let firm = "成都示例食品有限公司"

    static func entry(
        _ number: UInt64 = 1, name: String = firm, code: String = code, state: String = "published",
        facts more: JSONValue = [:], earlier: [String] = []
    ) throws -> ListedEntry {
        let id = try #require(CaseID("510100-market-regulation.01J0000000000000000000000\(number)"))
        let facts: JSONValue = [
            "listKind": "seriousViolation", "subject": ["name": .string(name), "subjectKind": "organisation"],
            "listingDecisionNo": "成市监列〔2026〕1号", "listedOn": "2026-06-01", "scheduledRemovalOn": "2029-06-01",
        ]
        let json: JSONValue = [
            "id": .string(id.description), "kind": "listEntry", "state": .string(state), "version": 1,
            "facts": facts.merging(more), "flags": [], "deadlines": [], "subject": .string(code),
            "openedAt": "2026-06-01T09:00:00.000+08:00", "updatedAt": "2026-06-01T09:00:00.000+08:00",
        ]
        let file = try #require(CaseFile(json: json))
        return try #require(ListedEntry(file, earlierNames: earlier))
    }

    static func ask(
        code: String? = nil, person: String? = nil, name: String? = nil, breadth: SubjectQuery.Breadth = .listed,
        match: SubjectQuery.NameMatch = .same
    ) throws -> SubjectQuery {
        try #require(SubjectQuery(code: code, personToken: person, name: name, breadth: breadth, nameMatch: match))
    }

    @Test func `a code finds its entry with decision and days`() throws {
        let answer = Screening(try Self.ask(code: " ９１５10104xt00010175 "), [try Self.entry()])
        #expect(answer.verdict == .listed)
        #expect(answer.hits.first?.reasons == [.code])
        #expect(answer.hits.first?.degree == .certain)
        #expect(answer.hits.first?.entry.decisionNo == "成市监列〔2026〕1号")
        #expect(answer.hits.first?.entry.listedThrough == CivilDate("2029-06-01"))
    }

    @Test func `a question about a measure is answered by the entries that have it, and by no other`() throws {
        let entries = try [
            Self.entry(1, facts: ["measures": [["code": "M13"], ["code": "M01"]]]),
            Self.entry(2, facts: ["measures": [["code": "M1"]]]), Self.entry(3),
            Self.entry(4, state: "removed", facts: ["measures": [["code": "M13"]]]),
        ]
        func ask(_ measure: String, _ breadth: SubjectQuery.Breadth = .listed) throws -> Screening {
            Screening(
                try #require(SubjectQuery(code: Self.code, breadth: breadth, measure: measure)), entries)
        }
        #expect(try ask("M13").hits.map(\.entry.id) == [entries[0].id])
        #expect(try ask("M13", .ended).hits.map(\.entry.id) == [entries[0].id, entries[3].id])
        #expect(try ask("M1").hits.map(\.entry.id) == [entries[1].id])
        #expect(try ask("M01").verdict == .listed)
        #expect(try ask("M02").verdict == .clear)
    }

    @Test(arguments: [
        ("成都示例食品有限公司", MatchReason.name), (" 成都示例食品有限公司　", .name), ("成都示例食品有限责任公司", .writtenName),
        ("成都 示例食品 有限公司", .writtenName), ("成都（示例）食品有限公司", .writtenName), ("成都(示例)食品有限责任公司", .writtenName),
        ("成都旧名食品有限公司", .formerName), ("成都旧名食品有限责任公司", .formerName),
    ])
    func `a name is the same however it is written, and the answer says why`(name: String, why: MatchReason) throws {
        let answer = Screening(try Self.ask(name: name), [try Self.entry(earlier: ["成都旧名食品有限公司"])])
        #expect(answer.hits.first?.reasons == [why])
        #expect(answer.hits.first?.degree == .probable)
        #expect(answer.verdict == .listed)
    }

    @Test(arguments: [
        ("成都示例食品股份有限公司", MatchReason.legalForm), ("成都示例食品", .legalForm), ("成都示例食品有限", .beginning),
    ])
    func `similar names are told when they are asked for, for a person to compare`(
        name: String, why: MatchReason
    ) throws {
        #expect(Screening(try Self.ask(name: name), [try Self.entry()]).verdict == .clear)
        let answer = Screening(try Self.ask(name: name, match: .similar), [try Self.entry()])
        #expect(answer.hits.first?.reasons == [why])
        #expect(answer.verdict == .review)
    }

    @Test func `a name of a person is found whole or not at all`() throws {
        let person = try Self.entry(
            name: "王例", code: "p1-abc", facts: ["subject": ["name": "王例", "subjectKind": "naturalPerson"]])
        #expect(Screening(try Self.ask(name: "王例"), [person]).verdict == .listed)
        #expect(Screening(try Self.ask(name: "王", match: .similar), [person]).verdict == .clear)
    }

    @Test func `a person who answers for the subject is told as that`() throws {
        let entry = try Self.entry(facts: ["responsiblePersons": [["name": "王例", "idToken": "p1-abc"]]])
        #expect(Screening(try Self.ask(person: "p1-abc"), [entry]).hits.first?.reasons == [.responsiblePerson])
        #expect(Screening(try Self.ask(person: "p1-xyz"), [entry]).hits.isEmpty)
    }

    @Test(arguments: [
        (code, "成都别样食品有限公司", "在名单中的名称是“成都示例食品有限公司”"), ("91510104XT0002016X", firm, "在名单中的代码是\(code)"),
    ])
    func `a name and a code that do not belong together are told in words`(
        code: String, name: String, words: String
    ) throws {
        let answer = Screening(try Self.ask(code: code, name: name), [try Self.entry()])
        #expect(answer.mismatch?.contains(words) == true)
        #expect(answer.verdict == .review)
    }

    @Test func `a former name with its code is no mismatch`() throws {
        let answer = Screening(
            try Self.ask(code: Self.code, name: "成都旧名食品有限公司"), [try Self.entry(earlier: ["成都旧名食品有限公司"])])
        #expect(answer.mismatch == nil)
        #expect(answer.hits.first?.reasons == [.code, .formerName])
    }

    @Test(arguments: [
        ("published", Screening.Verdict.listed, Screening.Verdict.listed), ("removing", .clear, .ended),
        ("removed", .clear, .ended), ("proposed", .clear, .clear), ("cancelled", .clear, .clear),
        ("conflict", .listed, .listed), ("shielded", .listed, .listed),
    ])
    func `what was taken off is told where it is asked for, and a proposal never`(
        state: String, listed: Screening.Verdict, all: Screening.Verdict
    ) throws {
        let entry = try Self.entry(state: state)
        #expect(Screening(try Self.ask(code: Self.code), [entry]).verdict == listed)
        #expect(Screening(try Self.ask(code: Self.code, breadth: .ended), [entry]).verdict == all)
    }

    @Test func `entries come with those in force first, then the surest`() throws {
        let entries = [
            try Self.entry(1, state: "removed"), try Self.entry(2, name: "成都示例食品股份有限公司", code: "x"), try Self.entry(3),
        ]
        let answer = Screening(
            try Self.ask(code: Self.code, name: Self.firm, breadth: .ended, match: .similar), entries)
        #expect(answer.hits.map { $0.entry.id.description.suffix(1) } == ["3", "2", "1"])
    }

    @Test func `nothing asked is no question`() {
        #expect(SubjectQuery() == nil)
        #expect(SubjectQuery(code: " ", name: "（）") == nil)
    }

    @Test func `names in use keep their forms apart`() {
        #expect(SubjectName("Abc（中国）有限责任公司").normal == "ABC中国有限公司")
        #expect(SubjectName("有限公司").core == "有限公司")
        #expect(SubjectName("阿卜·杜拉").normal == "阿卜杜拉")
        #expect(SubjectName("短名").start == nil)
    }
}
