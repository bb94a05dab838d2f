import Casework
import Contracts
import GRDB
import Ledgers
import Offices
import Testing

/// What cases are found by: codes, names written in any way, former names, people by token.
struct SubjectIndexTests {
    static let code = "91510104XT00010175"

    /// The event that lists a subject, or corrects how it is called.
    static func event(
        _ name: String, from: String, to: String, _ content: JSONValue = [:], at seconds: Int64 = 0,
        code: String = code
    ) -> CaseEvent {
        CaseEvent(
            name: name, at: Scene.start + .seconds(seconds), office: Scene.market, officer: nil, letter: nil,
            body: [
                "from": .string(from), "to": .string(to), "recording": "top", "content": content,
                "subject": .string(code),
            ])
    }

    static func listed(_ name: String, code: String = code, more: JSONValue = [:]) -> CaseEvent {
        let content: JSONValue = [
            "listKind": "seriousViolation", "subject": ["name": .string(name), "subjectKind": "organisation"],
        ]
        return event("listed", from: "", to: "published", content.merging(more), code: code)
    }

    static func corrected(_ name: String) -> CaseEvent {
        event(
            "corrected", from: "published", to: "published",
            ["subject": ["name": .string(name), "subjectKind": "organisation"]], at: 60)
    }

    /// Adds a case with the journal row of what happened last.
    static func add(_ events: [CaseEvent], to commit: inout Commit, _ number: Int, last: Int? = nil) throws {
        let id = Scene.caseID(number, of: Scene.market)
        commit.contents.append(
            Content(
                caseID: id.description,
                content: JournalContent(events: Array(events.suffix(last ?? events.count)), body: [])))
        commit.journal.append(
            JournalEntry(
                kind: .administration, office: Scene.market, caseID: id.description, leafHash: nil,
                content: commit.contents.count - 1, note: ""))
        commit.cases.append(try StoryBook.folded(events, id, .listEntry))
    }

    /// Two firms, one of them renamed since, and a person.
    static func stock(_ ledger: inout any LedgerStoring) throws {
        let renamed = listed("成都旧名食品有限公司", more: ["responsiblePersons": [["name": "王例", "idToken": "p1-aaaa"]]])
        var first = Scene.commit()
        try add([renamed], to: &first, 1)
        try add([listed("成都另一家食品有限公司", code: "91510104XT0002016X")], to: &first, 2)
        let person: JSONValue = ["subject": ["name": "张例", "subjectKind": "naturalPerson"]]
        try add([listed("", code: "p1-bbbb", more: person)], to: &first, 3)
        try ledger.apply(first)
        var second = Scene.commit(60)
        try add([renamed, corrected("成都新名食品有限责任公司")], to: &second, 1, last: 1)
        try ledger.apply(second)
    }

    static let questions: [SubjectQuery?] = [
        SubjectQuery(code: code), SubjectQuery(code: "91510104XT0002016X"), SubjectQuery(personToken: "p1-bbbb"),
        SubjectQuery(personToken: "p1-aaaa"), SubjectQuery(name: "成都新名食品有限公司"),
        SubjectQuery(name: "成都（旧名）食品有限公司"), SubjectQuery(name: "张例"), SubjectQuery(name: "张"),
        SubjectQuery(name: "成都另一家食品股份有限公司", nameMatch: .similar),
        SubjectQuery(name: "成都另一家食", nameMatch: .similar), SubjectQuery(name: "成都另一家食"),
        SubjectQuery(code: code, name: "成都另一家食品有限公司"), SubjectQuery(code: "91510104XT00030166"),
    ]
    static let answers: [[MatchReason]] = [
        [.code], [.code], [.personToken], [.responsiblePerson], [.writtenName], [.formerName], [.name], [],
        [.legalForm], [.beginning], [], [.code], [],
    ]

    private func answer(_ kind: LedgerKind, _ bureau: Bureau, _ queries: [SubjectQuery]) throws -> [Screening] {
        switch kind {
        case .memory: try #require(bureau.ledger as? MemoryLedger).screen(queries)
        case .sqlite: try #require(bureau.ledger as? SQLiteLedger).reader.screen(queries).screenings
        }
    }

    @Test(arguments: LedgerKind.allCases)
    func `a subject is found by each of its keys, after a restart too, and the reason is told`(kind: LedgerKind) throws
    {
        var bureau = try Bureau(kind)
        try Self.stock(&bureau.ledger)
        try bureau.reopen()
        let found = try answer(kind, bureau, Self.questions.compactMap(\.self))
        #expect(found.map { $0.hits.first?.reasons ?? [] } == Self.answers)
        #expect(found[5].hits.first?.entry.names == ["成都新名食品有限责任公司", "成都旧名食品有限公司"])
        #expect(found[11].mismatch?.contains("成都新名食品有限责任公司") == true)
        #expect(found[11].verdict == .review)
    }

    @Test(arguments: LedgerKind.allCases)
    func `the list entries of a subject are found by its code alone, after a restart and a change of subject too`(
        kind: LedgerKind
    ) throws {
        var bureau = try Bureau(kind)
        try Self.stock(&bureau.ledger)
        var moved = Scene.commit(120)
        try Self.add(
            [
                Self.listed("成都另一家食品有限公司", code: "91510104XT0002016X"),
                Self.event("corrected", from: "published", to: "published", at: 120),
            ], to: &moved, 2, last: 1)
        try bureau.ledger.apply(moved)
        try bureau.reopen()
        func found(_ subject: String) throws -> [CaseID] { try bureau.ledger.listEntries(of: subject).map(\.id) }
        #expect(try found(Self.code) == [Scene.caseID(1, of: Scene.market), Scene.caseID(2, of: Scene.market)])
        #expect(try found("p1-bbbb") == [Scene.caseID(3, of: Scene.market)])
        #expect(try found("91510104XT0002016X").isEmpty && found("p1-aaaa").isEmpty && found("").isEmpty)
    }

    @Test func `both ledgers give the same answers`() throws {
        let answers = try LedgerKind.allCases.map { kind in
            var bureau = try Bureau(kind)
            try Self.stock(&bureau.ledger)
            return try answer(kind, bureau, Self.questions.compactMap(\.self))
        }
        for (memory, sqlite) in zip(answers[0], answers[1]) {
            #expect(memory.hits.map(\.entry.id) == sqlite.hits.map(\.entry.id))
            #expect(memory.hits.map(\.reasons) == sqlite.hits.map(\.reasons))
            #expect(memory.verdict == sqlite.verdict && memory.mismatch == sqlite.mismatch)
        }
    }

    @Test func `no name lies in the file in plain, and each look is into an index`() throws {
        let folder = try Folder()
        let path = folder.path("office.ledger")
        var ledger: any LedgerStoring = try SQLiteLedger(Scene.options(path))
        try Self.stock(&ledger)
        try DatabaseQueue(path: path).read { database in
            let keys = try Row.fetchAll(database, sql: "SELECT key, case_record FROM subject_key")
            #expect(keys.count == 11)
            let plan = try Row.fetchAll(
                database,
                sql: """
                    EXPLAIN QUERY PLAN SELECT record.id, case_id FROM subject_key
                    JOIN case_record AS record ON record.id = subject_key.case_record
                    WHERE key = ? AND kind = 'listEntry' ORDER BY subject_key.case_record LIMIT ?
                    """, arguments: [1, 51]
            ).map { $0[3] as String }
            #expect(plan.allSatisfy { $0.contains("SEARCH") }, "\(plan)")
            let byCode = try Row.fetchAll(
                database,
                sql: """
                    EXPLAIN QUERY PLAN SELECT id, case_id FROM case_record
                    WHERE subject = ? AND subject <> '' AND kind = 'listEntry'
                    """, arguments: ["x"]
            ).map { $0[3] as String }
            #expect(byCode.allSatisfy { $0.contains("USING INDEX case_by_subject") }, "\(byCode)")
        }
    }

    @Test func `a file from before the index gets it at the next opening, former names included`() throws {
        let folder = try Folder()
        let path = folder.path("office.ledger")
        var ledger: any LedgerStoring = try SQLiteLedger(Scene.options(path))
        try Self.stock(&ledger)
        let query = try #require(SubjectQuery(name: "成都旧名食品有限公司"))
        ledger = MemoryLedger()
        try DatabaseQueue(path: path).writeWithoutTransaction {
            try $0.execute(sql: "DELETE FROM subject_key; INSERT INTO subject_work VALUES (1, 1)")
        }
        #expect(
            try LedgerReader(path: path, dataKey: Scene.options(path).dataKey).screen([query]).screenings[0].hits
                .isEmpty)
        let again = try SQLiteLedger(Scene.options(path))
        #expect(try again.reader.screen([query]).screenings[0].hits.count == 1)
        #expect(try Scene.verification(again.reader).run().findings.isEmpty)
    }

    @Test(arguments: [
        "DELETE FROM subject_key WHERE case_record = 1", "UPDATE subject_key SET key = key + 1 WHERE case_record = 2",
        "INSERT INTO subject_key VALUES (7, 3)",
    ])
    func `verification tells an index that was changed`(tampering: String) throws {
        let folder = try Folder()
        let path = folder.path("office.ledger")
        var ledger: any LedgerStoring = try SQLiteLedger(Scene.options(path))
        try Self.stock(&ledger)
        let reader = try LedgerReader(path: path, dataKey: Scene.options(path).dataKey)
        #expect(try Scene.verification(reader).run().findings.isEmpty)
        try DatabaseQueue(path: path).write { try $0.execute(sql: tampering) }
        let findings = try Scene.verification(reader).run().findings
        #expect(findings.map(\.text) == ["what it is listed to be found by is not what its letters call it"])
    }

    @Test func `an erased case is found by nothing any more`() throws {
        let folder = try Folder()
        let ledger = try SQLiteLedger(Scene.options(folder.path("office.ledger")))
        var storing: any LedgerStoring = ledger
        try Self.stock(&storing)
        var act = Scene.commit(90)
        let id = Scene.caseID(1, of: Scene.market)
        act.journal = [
            JournalEntry(
                kind: .administration, office: Scene.police, caseID: id.description, leafHash: nil, content: nil,
                note: "erase")
        ]
        try ledger.erase(caseID: id, reason: "test", act: act)
        let found = try ledger.reader.screen(Self.questions.compactMap(\.self)).screenings
        #expect(found[0].hits.isEmpty && found[4].hits.isEmpty && found[5].hits.isEmpty && !found[1].hits.isEmpty)
    }
}
