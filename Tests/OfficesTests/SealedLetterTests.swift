import Casework
import Contracts
import Exchange
import Offices
import Signing
import Testing

/// Criminal and person-related letters between offices: who reads them, who cannot, and what happens when a key is missing.
@Suite struct SealedLetterTests {
    static let sender = "510100-market-regulation"
    static let police = "510100-police"
    static let procuratorate = "510100-procuratorate"
    static let words = ["掺入非食品原料", "抽检发现", "成都示例食品有限公司", "91510104XT00010175"]

    /// A town in which a criminal case is taken up; `brief` tells police and procuratorate of it.
    private func town(_ seed: UInt64) throws -> (Town, CaseID) {
        var town = try Town(seed: seed)
        try town.run(rounds: 6)
        let opening = Script.investigation("成都示例食品有限公司", "91510104XT00010175", "在食品中掺入非食品原料", filedOn: "2026-06-10")
        let answer = try town.order(Self.sender, .handoff, "investigate", opening).get()
        return (town, try #require(answer["caseId"]?.string.flatMap { CaseID($0) }))
    }

    private func brief(_ town: inout Town, _ id: CaseID) throws -> Result<JSONValue, Refusal> {
        try town.order(Self.sender, .handoff, "brief", on: id, ["text": "抽检发现非食品原料"])
    }

    private func text(_ town: Town, _ name: String, _ id: CaseID) -> String? {
        town.file(name, id)?.facts["text"]?.string
    }

    private func briefings(_ town: Town) throws -> [Envelope] {
        try town.logs.values.flatMap(\.self).compactMap { record in
            guard
                record.headers.contains(where: {
                    $0.name == "ce_type" && String(decoding: $0.value, as: UTF8.self) == "case.briefing/1"
                })
            else { return nil }
            return try Envelope.read(headers: record.headers, body: record.value)
        }
    }

    @Test func `a broker's copy of a criminal letter shows no word of it, in no header either`() throws {
        var (town, id) = try town(201)
        _ = try brief(&town, id).get()
        try town.run(rounds: 12)
        #expect(text(town, Self.police, id) == "抽检发现非食品原料")
        #expect(text(town, Self.procuratorate, id) == "抽检发现非食品原料")
        #expect(town.file(Self.police, id)?.subject == "91510104XT00010175")
        let seen = town.logs.filter { $0.key.topic != .directory }.values.flatMap(\.self).flatMap { record in
            [record.value] + record.headers.flatMap { [Array($0.value), Base64.decode($0.value) ?? []] }
        }
        for word in Self.words {
            #expect(!seen.contains { $0.firstRange(of: Array(word.utf8)) != nil }, "\(word)")
        }
        try town.expectSettled()
    }

    @Test func `one body for all addressees is sent again byte by byte`() throws {
        var (town, id) = try town(202)
        var copied: [String: Int] = [:]
        town.copies = { transmission, _ in transmission.envelope.leaf.type.name == "case.briefing" ? 2 : 1 }
        _ = try brief(&town, id).get()
        try town.run(rounds: 12)
        try town.restart(Self.sender)
        town.wipe()
        try town.run(rounds: 60, step: .seconds(5))
        let bodies = Set(try briefings(town).map { Digest.sha256($0.body) })
        let first = try #require(
            town.residents[Self.police]?.ledger.incoming.values.flatMap(\.self).first {
                $0.envelope.leaf.type.name == "case.briefing"
            })
        #expect(bodies.isSubset(of: [first.envelope.leaf.bodyDigest]))
        for name in [Self.police, Self.procuratorate] {
            let rows = town.residents[name]?.ledger.incoming.values.flatMap(\.self) ?? []
            copied[name] = rows.count { $0.envelope.leaf.bodyDigest == first.envelope.leaf.bodyDigest }
        }
        #expect(copied == [Self.police: 1, Self.procuratorate: 1])
    }

    @Test func `an office that is no addressee cannot open it`() throws {
        var (town, id) = try town(203)
        _ = try brief(&town, id).get()
        try town.run(rounds: 12)
        let envelope = try #require(try briefings(town).first)
        let sealed = try #require(SealedBody(bytes: envelope.body))
        #expect(sealed.readers.map(\.description) == [Self.sender, Self.police, Self.procuratorate])
        let tax = town.sealer(of: try #require(OfficeID("510100-tax")))
        #expect(throws: SealFault.notForUs) { try tax.open(sealed, SealContext(envelope.leaf), by: nil) }
        let copied = try #require(town.residents[Self.police]?.ledger.incoming.values.flatMap(\.self).last?.envelope)
        #expect(copied.leaf.contentType == SealedBody.mediaType && copied.leaf.subject.isEmpty)
    }

    @Test func `letters sealed before a rotation open after it, and later ones use the new key`() throws {
        var (town, id) = try town(204)
        try town.run(rounds: 6)
        town.kill(Self.police)
        _ = try brief(&town, id).get()
        try town.run(rounds: 6)
        let key = SealingKey.generate(keyID: "s2")
        town.sealing[Self.police]?.append(key)
        let now = town.now
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.police {
                document.offices[place].sealingKeys.append(Town.entry(key, from: now))
            }
        }
        try town.restart(Self.police)
        try town.run(rounds: 30, step: .seconds(2))
        #expect(text(town, Self.police, id) == "抽检发现非食品原料")
        _ = try town.order(Self.sender, .handoff, "brief", on: id, ["text": "补充通报"]).get()
        try town.run(rounds: 12)
        let wraps = try briefings(town).compactMap {
            SealedBody(bytes: $0.body)?.wraps.first { $0.office.description == Self.police }
        }
        #expect(Set(wraps.map(\.keyID)) == ["s1", "s2"])
        #expect(town.residents[Self.police]?.ledger.blockedCases() == [])
        try town.expectSettled()
    }

    @Test func `without its key a letter is parked, holds up its case alone, and follows when the key is back`() throws
    {
        var (town, id) = try town(205)
        let keys = town.sealing[Self.police]
        town.sealing[Self.police] = []
        try town.restart(Self.police)
        _ = try brief(&town, id).get()
        let other = try town.refer(from: Self.sender, to: [Self.police])
        try town.run(rounds: 20)
        let held = try #require(town.residents[Self.police]?.ledger.heldBack(caseID: id.description).first)
        #expect(held.disposition == .parked && held.reason == "SEAL_KEY_UNKNOWN")
        #expect(town.file(Self.police, other) != nil)
        #expect(text(town, Self.procuratorate, id) == "抽检发现非食品原料")
        town.sealing[Self.police] = keys
        try town.restart(Self.police)
        try town.run(rounds: 20)
        #expect(text(town, Self.police, id) == "抽检发现非食品原料")
        try town.expectSettled()
    }

    @Test func `nothing is sealed for half of its addressees: the order is refused and nothing is done`() throws {
        var (town, id) = try town(206)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.procuratorate {
                document.offices[place].sealingKeys = []
            }
        }
        try town.run(rounds: 6, step: .seconds(20))
        let before = town.residents[Self.sender]?.ledger.journal.count
        guard case .failure(let refusal) = try brief(&town, id) else {
            Issue.record("sealed without a key")
            return
        }
        #expect(refusal.code == "SEAL_KEY_MISSING" && refusal.text.contains(Self.procuratorate))
        #expect(town.residents[Self.sender]?.ledger.journal.count == before)
        #expect(town.residents[Self.sender]?.ledger.alarms.contains { $0.code == "SEAL_KEY_MISSING" } ?? false)
        let key = try #require(town.sealing[Self.procuratorate]?.first)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.procuratorate {
                document.offices[place].sealingKeys = [Town.entry(key)]
            }
        }
        try town.run(rounds: 6)
        _ = try brief(&town, id).get()
        try town.run(rounds: 12)
        #expect(text(town, Self.procuratorate, id) == "抽检发现非食品原料")
    }

    @Test func `before the registrar lists keys letters travel in plain, and one that waited since is still taken`()
        throws
    {
        var (town, id) = try town(207)
        try town.publishDirectory { document in
            for place in document.offices.indices { document.offices[place].sealingKeys = [] }
        }
        try town.run(rounds: 6)
        town.kill(Self.police)
        _ = try brief(&town, id).get()
        try town.run(rounds: 4)
        let sealing = town.sealing
        let now = town.now
        try town.publishDirectory { document in
            for place in document.offices.indices {
                let keys = sealing[document.offices[place].id.description] ?? []
                document.offices[place].sealingKeys = keys.map { Town.entry($0, from: now) }
            }
        }
        try town.run(rounds: 6)
        try town.restart(Self.police)
        try town.run(rounds: 40, step: .seconds(2))
        #expect(text(town, Self.police, id) == "抽检发现非食品原料")
        #expect(try briefings(town).allSatisfy { $0.leaf.contentType == "application/json" })
        _ = try town.order(Self.sender, .handoff, "brief", on: id, ["text": "补充通报"]).get()
        try town.run(rounds: 12)
        #expect(try briefings(town).contains { $0.leaf.contentType == SealedBody.mediaType })
        try town.expectSettled()
    }

    @Test func `a restored sender reads its own sealed letter when a peer gives it back`() throws {
        var (town, id) = try town(208)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        _ = try brief(&town, id).get()
        try town.run(rounds: 12)
        town.kill(Self.sender)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        let file = try #require(town.file(Self.sender, id))
        #expect(file.flags.contains { $0.hasPrefix("recoveredLetter:") })
        #expect(file.facts.text.contains("抽检发现非食品原料"), "\(file.facts.text) \(file.flags)")
        try town.expectSettled()
    }

    @Test func `a referral is sealed when it is about a person, and open when it is about a firm`() throws {
        var town = try Town(seed: 209)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: ["510100-tax"])
        let draft: JSONValue = [
            "caseName": "涉嫌无照经营案", "caseSource": "投诉举报",
            "subject": [
                "subjectKind": "naturalPerson", "name": "张某某", "personToken": "p1-AAAAAAAAAAAAAAAAAAAAAAAAAA",
            ],
            "facts": "现场检查发现涉嫌违法线索。", "evidence": ["现场笔录"], "reasonForTransfer": "notOurJurisdiction",
            "legalBasis": "《中华人民共和国行政处罚法》第二十五条", "limitationDate": "2028-01-01", "recipients": ["510100-tax"],
        ]
        let answer = try town.order(Self.sender, .referral, "draft", draft).get()
        let id = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
        let head = Town.officer("head", [.headPrincipal])
        _ = try town.order(Self.sender, .referral, "approve", on: id, by: head).get()
        _ = try town.order(Self.sender, .referral, "send", on: id, ["documentNo": "成市监移〔2026〕77号"], by: head).get()
        try town.run(rounds: 12)
        _ = try town.order("510100-tax", .referral, "accept", on: id).get()
        try town.run(rounds: 12)
        #expect(town.file(Self.sender, id)?.state(ofPart: "510100-tax") == "accepted")
        let rows = town.residents["510100-tax"]?.ledger.incoming.values.flatMap(\.self) ?? []
        let forms = rows.map {
            ($0.envelope.leaf.caseID == id.description, $0.envelope.leaf.contentType, $0.envelope.leaf.classification)
        }
        #expect(forms.allSatisfy { $0.0 == ($0.1 == SealedBody.mediaType) && $0.0 == ($0.2 == .sensitivePI) })
        #expect(forms.contains { $0.0 } && forms.contains { !$0.0 })
    }

    @Test func `a sealed letter that reaches a retired office is opened by its successor`() throws {
        var (town, id) = try town(210)
        let retiring = "510100-police"
        let heir = "510100-customs"
        try town.run(rounds: 6)
        town.kill(heir)
        _ = try brief(&town, id).get()
        try town.run(rounds: 12)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == retiring {
                document.offices[place].status = .retired
                document.offices[place].successor = OfficeID(heir)
            }
        }
        // It does not know yet that the police have retired, and writes to them.
        var late = try #require(town.residents[Self.sender])
        try town.read(retiring, limit: 64)
        let order = Order(
            id: "late", kind: .handoff, caseID: id, name: "brief", body: ["text": "迟到的通报"],
            officer: Town.officer("h1", [.handler]))
        try town.apply([.order(order)], to: &late)
        town.residents[Self.sender] = late
        try town.restart(heir)
        try town.run(rounds: 60, step: .seconds(2))
        let file = try #require(town.file(heir, id))
        #expect(file.flags.contains("INHERITED:\(retiring)"))
        #expect(file.facts.text.contains("迟到的通报"), "\(file.facts.text) \(file.flags)")
        let handed = town.residents[heir]?.ledger.incoming.values.flatMap(\.self).map(\.envelope.leaf) ?? []
        #expect(handed.contains { $0.type == ControlType.caseHandover && $0.contentType == SealedBody.mediaType })
        try town.expectSettled()
    }
}

/// Letters of the sealed kinds as a broken or misbehaving sender would make them.
@Suite struct BadSealTests {
    static let sender = "510100-tax"
    static let reader = "510100-police"
    static let caseID = "510100-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"
    static let body = """
        {"at":"2026-07-01T10:00:00.000+08:00","recipients":["510100-police"],"cc":["510100-procuratorate"],\
        "text":"通报内容"}
        """

    enum Deed: String, CaseIterable {
        case plain, halfSealed, strangers, garbage, otherLetter, unknownKey

        var outcome: (Disposition, String) {
            switch self {
            case .plain: (.quarantined, "SEAL_MISSING")
            case .halfSealed: (.quarantined, "SEAL_INCOMPLETE")
            case .strangers: (.quarantined, "SEAL_NOT_FOR_US")
            case .garbage, .otherLetter: (.quarantined, "SEAL_BROKEN")
            case .unknownKey: (.parked, "SEAL_KEY_UNKNOWN")
            }
        }
    }

    private func readers(_ town: Town, _ names: [String], keyID: String = "s1") throws -> [SealReader] {
        try names.map { name in
            let key = try #require(town.sealing[name]?.first)
            return SealReader(office: try #require(OfficeID(name)), keyID: keyID, publicKey: key.publicKey)
        }
    }

    private func content(_ deed: Deed, _ town: Town, _ letter: LetterID) throws -> [UInt8]? {
        let office = try #require(OfficeID(Self.sender))
        let id = deed == .otherLetter ? LetterID(time: town.now, randomHigh: 3, randomLow: 3) : letter
        let context = SealContext(
            namespace: "test", office: office, letter: id, type: try #require(LetterType("case.briefing/1")),
            caseID: Self.caseID)
        let names: [String]
        switch deed {
        case .plain: return nil
        case .garbage: return Array("liandong-sealed-1\nnothing".utf8)
        case .halfSealed: names = [Self.reader, Self.sender]
        case .strangers: names = [Self.sender, "510100-procuratorate"]
        case .otherLetter, .unknownKey: names = [Self.reader, "510100-procuratorate", Self.sender]
        }
        let readers = try readers(town, names, keyID: deed == .unknownKey ? "s9" : "s1")
        return town.sealer(of: office).seal(Array(Self.body.utf8), context, to: readers)?.bytes
    }

    @Test(arguments: Deed.allCases)
    func `a letter that is sealed wrongly uses its number, says why and harms nobody else`(deed: Deed) throws {
        var town = try Town(seed: 220)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let writer = try #require(town.residents[Self.sender]?.machine.writer)
        town.kill(Self.sender)
        let forger = Forger(town: town, name: Self.sender)
        let stream = try forger.stream(to: Self.reader)
        let head = try #require(town.residents[Self.reader]?.machine.inStreams[stream]?.head)
        let envelope = try forger.letter(
            to: Self.reader, number: 2, previous: head, type: "case.briefing/1", caseID: Self.caseID, body: Self.body,
            writer: writer, sealed: { try content(deed, town, $0) })
        town.append(BusPartition(topic: stream.topic, partition: 0), envelope.headers, envelope.body)
        try town.run(rounds: 3)
        let last = try #require(town.residents[Self.reader]?.ledger.incoming[stream]?.last)
        #expect((last.disposition, last.reason) == deed.outcome)
        #expect(town.residents[Self.reader]?.machine.inStreams[stream]?.disposed == 2)
        #expect(town.file(Self.reader, try #require(CaseID(Self.caseID))) == nil)
        #expect(town.residents[Self.reader]?.machine.phase == .serving)
    }
}
