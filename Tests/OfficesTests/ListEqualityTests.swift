import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Equal numbers mean equal lists; where they do not, the entry is found and put right (design section 3, S13).
@Suite struct ListEqualityTests {
    static let owner = "510100-market-regulation"
    static let spoilt = "510100-tax"

    /// A listed firm at the market regulator.
    static func list(_ town: inout Town, _ number: Int, firm: Int? = nil) throws -> CaseID {
        let answer = try town.order(owner, .listEntry, "propose", proposal(number, firm: firm)).get()
        let id = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
        return try decide(&town, id, number)
    }

    /// What is proposed of a firm.
    static func proposal(_ number: Int, firm: Int? = nil) -> JSONValue {
        let ground: JSONValue = ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第二条"]
        return [
            "listKind": "seriousViolation",
            "subject": [
                "subjectKind": "organisation", "name": .string("成都示例食品有限公司\(number)"),
                "uscc": .string(firms[(firm ?? number) % firms.count]), "registeredRegion": "510104",
            ],
            "ground": ground, "cause": "因违法添加被处以较重行政处罚",
            "sourceDecisionNo": .string("成市监处罚〔2026〕\(number + 1)号"), "sourceDecisionDate": "2026-06-10",
            "heavyPenalty": true, "measures": [["code": "M13"]],
        ]
    }

    private static func decide(_ town: inout Town, _ id: CaseID, _ number: Int) throws -> CaseID {
        _ = try town.order(
            owner, .listEntry, "passReview", on: id, by: Town.officer("legal", [.legalReviewer])
        ).get()
        let decision: JSONValue = [
            "listingDecisionNo": .string("成市监信列〔2026〕\(number + 1)号"), "noticeServedOn": "2026-06-20",
            "objectionUntil": "2026-06-28", "superiorConsentNo": "川市监信复〔2026〕9号",
        ]
        _ = try town.order(
            owner, .listEntry, "list", on: id, decision, by: Town.officer("head", [.headPrincipal])
        ).get()
        return id
    }

    static func remove(_ town: inout Town, _ id: CaseID, number: Int = 1) throws {
        _ = try town.order(
            owner, .listEntry, "remove", on: id,
            ["kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": .string("成市监信移〔2026〕\(number)号")],
            by: Town.officer("head", [.headPrincipal])
        ).get()
    }

    /// Codes of firms that do not exist, with their check characters.
    static let firms = [
        "91510104XT00010175", "91510104XT00010250", "91510104XT0001033T", "91510104XT0001041M", "91510104XT000105XD",
        "91510104XT0001068D",
    ]

    static func roots(_ town: Town) -> [[Checkpoint.ListRoot]] {
        town.residents.keys.sorted().compactMap { town.residents[$0]?.ledger.listRoots() }
    }

    static func alarms(_ town: Town, at name: String) -> [String] {
        town.residents[name]?.ledger.alarms.map(\.code) ?? []
    }

    private func stocked(seed: UInt64) throws -> (Town, [CaseID]) {
        var town = try Town(seed: seed)
        try town.run(rounds: 6)
        var ids: [CaseID] = []
        for number in 0..<6 {
            ids.append(try ListEqualityTests.list(&town, number))
            try town.run(rounds: 3)
        }
        try ListEqualityTests.remove(&town, ids[1])
        try town.run(rounds: 20)
        return (town, ids)
    }

    @Test func `all offices have the same roots, and the first letter of a transaction tells the one before it`() throws
    {
        let (town, ids) = try stocked(seed: 201)
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] } && roots[0].map(\.count) == [5, 5])
        let letters = try #require(town.residents[Self.owner]?.ledger.outgoingLetters).values.joined()
        let notes = letters.filter { $0.envelope.leaf.stream.topic == .lists }.sorted {
            $0.envelope.leaf.number < $1.envelope.leaf.number
        }.compactMap { letter -> UInt64? in
            guard let body = try? JSONValue.parse(letter.envelope.body), let told = body[ListRootNote.member],
                let note = ListRootNote(told)
            else { return nil }
            #expect(note.number == letter.envelope.leaf.number - 1)
            return note.count
        }
        #expect(notes.count == ids.count + 1 && notes.contains(0))
        for name in Town.names { #expect(!ListEqualityTests.alarms(town, at: name).contains("LIST_ROOT_DIFFERS")) }
    }

    @Test(arguments: MemoryLedger.Rot.allCases)
    func `a copy that rots while its office is off is found and put right to the entry`(rot: MemoryLedger.Rot) throws {
        var (town, ids) = try stocked(seed: 202)
        let sound = ListEqualityTests.roots(town)[0]
        town.kill(Self.spoilt)
        town.residents[Self.spoilt]?.ledger.rot(ids[3], rot)
        try town.restart(Self.spoilt)
        try town.run(rounds: 60)
        #expect(ListEqualityTests.roots(town).allSatisfy { $0 == sound })
        let alarms = ListEqualityTests.alarms(town, at: Self.spoilt)
        let ledger = try #require(town.residents[Self.spoilt]?.ledger)
        #expect(ledger.listStanding(ids[3])?.version == 1)
        #expect(ledger.alarms.contains { $0.code == "LIST_ENTRY_MENDED" && $0.text.contains("\(ids[3])") })
        #expect(alarms.contains("LIST_COPY_SPOILT") == (rot != .forgotten))
        #expect(
            ledger.journal.contains { $0.entry.caseID == ids[3].description && $0.entry.note.contains("put right") })
        let findings = try #require(town.residents[Self.spoilt]?.machine.lists.findings)
        #expect(findings.map(\.entry) == [ids[3]] && findings.map(\.outcome) == [.mendedFromJournal])
    }

    @Test func `where the journal does not open any more the owner's signed letters put the row right`() throws {
        var (town, ids) = try stocked(seed: 207)
        let sound = ListEqualityTests.roots(town)[0]
        // One entry that is in force, and the one that has left its list.
        for entry in [ids[3], ids[1]] {
            town.kill(Self.spoilt)
            town.residents[Self.spoilt]?.ledger.loseContents(of: entry)
            town.residents[Self.spoilt]?.ledger.rot(entry, .changed)
            try town.restart(Self.spoilt)
            try town.run(rounds: 60)
            #expect(ListEqualityTests.roots(town).allSatisfy { $0 == sound })
            let ledger = try #require(town.residents[Self.spoilt]?.ledger)
            #expect(ledger.listStanding(entry)?.version == (entry == ids[1] ? 2 : 1))
            #expect(ledger.listStanding(entry)?.isInForce == (entry == ids[3]))
            #expect(ledger.journal.contains { $0.entry.note.contains("from the owner's signed letters") })
            let findings = try #require(town.residents[Self.spoilt]?.machine.lists.findings)
            #expect(findings.map(\.entry) == [entry] && findings.map(\.outcome) == [.mendedFromOwner])
        }
        #expect(!ListEqualityTests.alarms(town, at: Self.spoilt).contains("LIST_ENTRY_UNMENDABLE"))
    }

    @Test func `a spoilt copy at the owner itself is found by a reader's root`() throws {
        var (town, ids) = try stocked(seed: 203)
        let sound = ListEqualityTests.roots(town)[0]
        town.kill(Self.owner)
        town.residents[Self.owner]?.ledger.rot(ids[2], .forgotten)
        try town.restart(Self.owner)
        try town.run(rounds: 80)
        #expect(ListEqualityTests.roots(town).allSatisfy { $0 == sound })
        #expect(ListEqualityTests.alarms(town, at: Self.owner).contains("LIST_ENTRY_MENDED"))
    }

    @Test func `the next letter of the list is enough to find a difference`() throws {
        var (town, ids) = try stocked(seed: 204)
        // No checkpoint is sent meanwhile.
        for name in Town.names { town.residents[name]?.machine.checkpointPause = .hours(10) }
        town.residents[Self.spoilt]?.ledger.rot(ids[0], .forgotten)
        for number in 0..<2 { _ = try ListEqualityTests.list(&town, 10 + number, firm: 0) }
        try town.run(rounds: 40)
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] })
        #expect(ListEqualityTests.alarms(town, at: Self.spoilt).contains("LIST_ENTRY_MENDED"))
    }

    /// A letter of an office that has no part in a case, as a liar would write it: it waits in quarantine.
    static func unreadable(
        _ town: inout Town, from liar: String, to reader: String, about id: CaseID
    ) throws {
        let forger = Forger(town: town, name: liar)
        let stream = try forger.stream(to: reader)
        let end = town.residents[reader]?.machine.inStreams[stream]
        let writer = try #require(town.residents[liar]?.machine.writer)
        town.kill(liar)
        let letter = try forger.letter(
            to: reader, number: (end?.disposed ?? 0) + 1, previous: end?.head ?? stream.seed, caseID: id.description,
            body: "not json", writer: writer)
        town.append(
            BusPartition(topic: .direct(try #require(OfficeID(reader))), partition: 0), letter.headers, letter.body)
        try town.run(rounds: 6)
        #expect(town.residents[reader]?.ledger.blockedCases() == [id.description])
    }

    @Test func `a liar's word about an entry keeps no list of its owner from being compared`() throws {
        var (town, ids) = try stocked(seed: 205)
        let sound = ListEqualityTests.roots(town)[0]
        try ListEqualityTests.unreadable(&town, from: "510100-customs", to: Self.spoilt, about: ids[0])
        town.kill(Self.spoilt)
        town.residents[Self.spoilt]?.ledger.rot(ids[3], .forgotten)
        try town.restart(Self.spoilt)
        try town.run(rounds: 80)
        #expect(ListEqualityTests.roots(town).allSatisfy { $0 == sound })
        #expect(ListEqualityTests.alarms(town, at: Self.spoilt).contains("LIST_ENTRY_MENDED"))
    }

    @Test func `nobody is answered without end`() throws {
        var watch = ListWatch()
        let asker = try #require(OfficeID("510100-police"))
        let answered = (0..<1000).count { _ in watch.mayAnswer(asker, at: Town.dawn) }
        #expect(answered == ListWatch.mostAnswers)
        let isAnsweredLater = watch.mayAnswer(asker, at: Town.dawn + .minutes(1))
        #expect(isAnsweredLater)
    }
}
