import Casework
import Contracts
import Testing

/// Reading rule documents and looking rules up.
struct RuleSetTests {
    private func mistakes(_ documents: [RuleDocument]) throws -> [String] {
        do throws(RuleMistakes) {
            _ = try RuleSet.read(version: "test", documents: documents)
            return []
        } catch {
            return error.list.map(\.description)
        }
    }

    @Test func `the documents of the tree have no mistake`() throws {
        #expect(try mistakes(RuleDocuments.all()).isEmpty)
    }

    @Test func `the order of the documents changes nothing`() throws {
        let documents = try RuleDocuments.all()
        let turned = try RuleSet.read(version: "test", documents: documents.reversed())
        #expect(try RuleSet.read(version: "test", documents: documents) == turned)
    }

    @Test func `a document with several mistakes tells them all`() throws {
        let text = """
            {
              "document": "deadlines", "version": "1", "effectiveFrom": "2026-02-30", "source": "测试", "extra": 1,
              "deadlines": [
                {
                  "id": "X-1", "name": "一", "start": "a.b", "count": {"workingDays": 0}, "holder": "nobody",
                  "onBreach": ["explode"], "rungs": [80, 50], "source": "law", "basis": [], "effectiveFrom": "2026-01-01"
                },
                {
                  "id": "X-2", "start": "a.b", "count": {"calendarDays": 3}, "holder": "police", "onBreach": [],
                  "source": "SLA, not law", "effectiveFrom": "2026-01-01", "effectiveThrough": "2025-01-01"
                }
              ]
            }
            """
        let found = try mistakes(try RuleDocuments.replacing("deadlines.json", with: text))
            .filter { $0.hasPrefix("deadlines.json: ") }.map { $0.dropFirst("deadlines.json: ".count) }
        #expect(
            found.map { String($0.prefix { $0 != " " }) } == [
                "extra", "effectiveFrom", "deadlines[0].count.workingDays", "deadlines[0].holder", "deadlines[0].basis",
                "deadlines[0].rungs", "deadlines[0].onBreach", "deadlines[1].name", "deadlines[1].count.roll",
                "deadlines[1].effectiveThrough",
            ])
    }

    @Test(arguments: [
        ("", "cannot be read: JSON: unexpectedEnd at byte 0"), ("[1]", "must be an object"),
        ("{\"document\": \"deadlines\", \"document\": \"x\"}", "duplicateKey"),
        ("{\"document\": \"recipes\"}", "must be one of calendar, deadlines"),
        ("{\"document\": \"deadlines\"}", "deadlines is missing"),
        ("{\"document\": \"deadlines\", \"deadlines\": {}}", "deadlines must be a list"),
        ("{\"document\": \"deadlines\", \"deadlines\": [7, null, []]}", "deadlines[2] must be an object"),
    ])
    func `whatever the bytes are, the answer is words`(text: String, expected: String) throws {
        let found = try mistakes(try RuleDocuments.replacing("deadlines.json", with: text))
        #expect(found.contains { $0.contains(expected) }, "\(found.prefix(5))")
    }

    @Test func `no prefix of a document is read and none traps`() throws {
        let all = try RuleDocuments.all()
        for document in all {
            let others = all.filter { $0.name != document.name }
            for length in stride(from: 0, to: document.bytes.count - 2, by: max(1, document.bytes.count / 20)) {
                let cut = RuleDocument(name: document.name, bytes: Array(document.bytes.prefix(length)))
                #expect(throws: RuleMistakes.self) {
                    try RuleSet.read(version: "test", documents: others + [cut])
                }
            }
        }
    }

    @Test func `a missing document is named`() throws {
        let documents = try RuleDocuments.all().filter { $0.name != "measures.json" }
        #expect(try mistakes(documents).contains("rule set: has no document measures"))
    }

    @Test func `a second document of one kind is a mistake`() throws {
        let documents = try RuleDocuments.all()
        let found = try mistakes(documents + documents.filter { $0.name == "limits.json" })
        #expect(found.contains("limits.json: document limits is there twice"))
    }

    @Test(arguments: [
        ("\"2026-01-05\"", "[]", "2026-01-05"), ("\"2025-06-01\"", "[]", "neither in 2026"),
        ("\"2026-02-30\"", "[]", "no day that exists"), ("\"2026-01-04\", \"2026-01-04\"", "[]", "twice"),
        ("\"2026-01-04\"", "[\"2026-01-04\"]", "also a day off"),
    ])
    func `a calendar that cannot be right is refused`(makeUp: String, off: String, expected: String) throws {
        let text = """
            {"document": "calendar", "version": "1", "effectiveFrom": "2026-01-01", "source": "测试", "year": 2026,
             "daysOff": \(off), "makeUpDays": [\(makeUp)]}
            """
        let found = try mistakes(try RuleDocuments.replacing("calendar-2026.json", with: text))
        #expect(found.contains { $0.hasPrefix("calendar-2026.json: makeUpDays") && $0.contains(expected) }, "\(found)")
    }

    @Test func `the days off before New Year may lie in December`() throws {
        let text = """
            {"document": "calendar", "version": "1", "effectiveFrom": "2027-01-01", "source": "测试", "year": 2027,
             "daysOff": ["2026-12-31", "2027-01-01"], "makeUpDays": ["2027-01-03"]}
            """
        let next = RuleDocument(name: "calendar-2027.json", bytes: Array(text.utf8))
        let calendar = try RuleSet.read(version: "test", documents: RuleDocuments.all() + [next]).calendar
        #expect(!calendar.isWorkingDay(try day("2026-12-31")))
        #expect(calendar.isWorkingDay(try day("2027-01-03")))
        let due = TermCount.workingDays(5).due(from: try moment("2026-12-28T09:00"), calendar: calendar)
        #expect(due.day == (try day("2027-01-05")))
        #expect(!due.isProvisional)
    }

    @Test func `a class A measure without a provision is refused with its document`() throws {
        let text = """
            {"document": "measures", "version": "1", "effectiveFrom": "2026-01-01", "source": "测试", "measures": [
              {"code": "M99", "class": "A", "name": "限制乘坐高铁", "appliedBy": ["tax"], "grounds": [],
               "effectiveFrom": "2026-01-01"}]}
            """
        let found = try mistakes(try RuleDocuments.replacing("measures.json", with: text))
        #expect(found.contains { $0.hasPrefix("measures.json: measures[0].grounds must name a provision") })
    }

    @Test func `a list entry's longest time must not roll`() throws {
        let documents = try RuleDocuments.all()
        let kinds = try #require(documents.first { $0.name == "list-kinds.json" })
        let maximum = "\"maximum\": {\"years\": 3, \"roll\": "
        let text = String(decoding: kinds.bytes, as: UTF8.self)
            .replacing(maximum + "false", with: maximum + "true")
        let found = try mistakes(try RuleDocuments.replacing("list-kinds.json", with: text))
        let mistake = "maximum must be calendar days, months or years that do not roll"
        #expect(found.contains("list-kinds.json: listKinds[0].\(mistake)"))
    }

    @Test func `one rule in force twice on a day is a mistake`() throws {
        let row = { (from: String) in
            """
            {"name": "teamMinimumPersons", "value": 2, "text": "人数", "effectiveFrom": "\(from)"}
            """
        }
        let text = """
            {"document": "limits", "version": "1", "effectiveFrom": "2026-01-01", "source": "测试", "choices": [],
             "limits": [\(row("2026-01-01")), \(row("2025-01-01"))]}
            """
        let found = try mistakes(try RuleDocuments.replacing("limits.json", with: text))
        #expect(found.contains("limits: teamMinimumPersons is in force twice on 2026-01-01"))
        #expect(found.contains { $0.contains("reading names Q1/workingDays") })
    }

    @Test func `an unknown rule and a rule not in force are told apart`() throws {
        let rules = try RuleDocuments.ruleSet()
        #expect(throws: RuleRefusal.unknown(.deadline, id: "CR-99")) {
            try rules.deadline("CR-99", on: try day("2026-07-01"))
        }
        #expect(throws: RuleRefusal.notInForce(.deadline, id: "CR-10", on: try day("2019-07-01"))) {
            try rules.deadline("CR-10", on: try day("2019-07-01"))
        }
        #expect(throws: RuleRefusal.notInForce(.deadline, id: "penalty.decide/police", on: try day("2020-01-01"))) {
            try rules.deadline(for: "penalty.decide", agency: "police", on: try day("2020-01-01"))
        }
        #expect(throws: RuleRefusal.unknown(.reason, id: "NO_SUCH")) { try rules.reason("NO_SUCH") }
        for refusal in [
            RuleRefusal.unknown(.measure, id: "M99"), .notInForce(.limit, id: "x", on: try day("2026-01-01")),
        ] {
            #expect(try rules.reason(refusal.code).use == .refusal)
        }
    }

    @Test func `a rule set may choose the other reading of the law`() throws {
        let documents = try RuleDocuments.all()
        let limits = try #require(documents.first { $0.name == "limits.json" })
        let text = String(decoding: limits.bytes, as: UTF8.self)
            .replacing("\"choice\": \"calendarDays\"", with: "\"choice\": \"workingDays\"")
        let rules = try RuleSet.read(version: "test", documents: RuleDocuments.replacing("limits.json", with: text))
        let rule = try rules.deadline("CR-11", on: try day("2026-09-24"))
        #expect(rule.count == .workingDays(3))
        #expect(rule.reading?.question == "Q1")
        let term = rule.term(from: try moment("2026-09-24T17:00"))
        #expect(term.due(rules.calendar)?.day == (try day("2026-09-30")))
    }

    @Test func `a limit has the value of its day`() throws {
        let rules = try RuleDocuments.ruleSet()
        #expect(try rules.limit("teamMinimumPersons", on: try day("2026-07-01")) == 2)
        #expect(throws: RuleRefusal.notInForce(.limit, id: "teamMinimumPersons", on: try day("2020-08-06"))) {
            try rules.limit("teamMinimumPersons", on: try day("2020-08-06"))
        }
    }
}
