import Casework
import Contracts
import Exchange
import Offices
import Testing

/// A retired office's open cases go on at its successor.
@Suite struct SuccessionTests {
    static let sender = "510100-market-regulation"
    static let retiring = "510100-tax"
    static let heir = "510100-customs"

    private func retire(_ town: inout Town) throws {
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.retiring {
                document.offices[place].status = .retired
                document.offices[place].successor = OfficeID(Self.heir)
            }
        }
    }

    @Test func `a case that was on its way to the retired office is concluded by its successor`() throws {
        var town = try Town(seed: 81)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.retiring])
        try town.run(rounds: 12)
        #expect(town.file(Self.retiring, id) != nil)
        try retire(&town)
        try town.run(rounds: 40, step: .seconds(2))
        let inherited = try #require(town.file(Self.heir, id))
        #expect(inherited.flags.contains("INHERITED:\(Self.retiring)"))
        #expect(inherited.deadlines == town.file(Self.retiring, id)?.deadlines)
        _ = try town.order(Self.heir, .referral, "accept", on: id).get()
        try town.run(rounds: 20)
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.retiring) == "accepted")
        #expect(town.file(Self.sender, id)?.flags == [])
        let refusal = try town.order(Self.retiring, .referral, "accept", on: id)
        guard case .failure(let told) = refusal else {
            Issue.record("a retired office acted")
            return
        }
        #expect(told.code == "OFFICE_RETIRED" && told.text.contains(Self.heir))
        try town.expectSettled()
    }

    @Test func `an office that never wrote to its successor hands over in a generation that is not the first`() throws {
        var town = try Town(seed: 84)
        try town.run(rounds: 6)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.heir {
                document.offices[place].route.generation = 2
            }
        }
        let id = try town.refer(from: Self.sender, to: [Self.retiring])
        try town.run(rounds: 12)
        try retire(&town)
        try town.run(rounds: 40, step: .seconds(2))
        #expect(town.file(Self.heir, id)?.flags.contains("INHERITED:\(Self.retiring)") ?? false)
        try town.expectSettled()
    }

    @Test func `a case of the retired office itself goes on at its successor, answers included`() throws {
        var town = try Town(seed: 82)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.retiring, to: [Self.sender])
        try town.run(rounds: 12)
        try retire(&town)
        try town.run(rounds: 30, step: .seconds(2))
        _ = try town.order(
            Self.sender, .referral, "return", on: id,
            ["reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关"]
        ).get()
        try town.run(rounds: 20)
        let file = try #require(town.file(Self.heir, id))
        #expect(file.state(ofPart: Self.sender) == "returned")
        _ = try town.order(
            Self.heir, .referral, "close", on: id, by: Town.officer("head", [.headPrincipal, .handler])
        ).get()
        #expect(town.file(Self.heir, id)?.state == "closed")
        try town.run(rounds: 20)
        try town.expectSettled()
    }

    @Test func `what answers the part beside the successor's own is decided at once, and its case is marked`() throws {
        var town = try Town(seed: 86)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.retiring, to: [Self.sender, Self.heir])
        try town.run(rounds: 12)
        _ = try town.order(
            Self.sender, .referral, "requestSupplement", on: id,
            ["missingItems": ["检验报告"]]
        ).get()
        try town.run(rounds: 12)
        let items: JSONValue = ["office": .string(Self.sender), "items": ["检验报告一份"]]
        _ = try town.order(Self.retiring, .referral, "supplement", on: id, items).get()
        try town.run(rounds: 12)
        try retire(&town)
        try town.run(rounds: 40, step: .seconds(2))
        let own = try #require(town.file(Self.heir, id))
        #expect(own.flags.contains("ALREADY_PARTY:\(Self.retiring)"))
        #expect(own.state(ofPart: Self.heir) == "delivered")
        // It answers the supplement, which nobody but the retired office wrote.
        _ = try town.order(Self.sender, .referral, "accept", on: id).get()
        try town.run(rounds: 40, step: .seconds(2))
        let incoming = try #require(town.residents[Self.heir]?.ledger.incoming.values.joined())
        #expect(!incoming.contains { $0.disposition == .parked })
        #expect(incoming.contains { $0.envelope.leaf.type.name == "ref.receipt" })
        #expect(town.file(Self.heir, id)?.state(ofPart: Self.heir) == "delivered")
        try town.expectSettled()
    }

    @Test func `what an office sent before it knew of the retirement is opened by the successor`() throws {
        var town = try Town(seed: 83)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.retiring, to: [Self.sender])
        try town.run(rounds: 6)
        try retire(&town)
        for _ in 0..<4 { try town.read(Self.retiring, limit: 64) }
        let id = try town.refer(from: Self.sender, to: [Self.retiring])
        try town.run(rounds: 40, step: .seconds(2))
        #expect(town.file(Self.heir, id) != nil)
        #expect(town.file(Self.retiring, id) == nil)
        #expect(town.file(Self.sender, id)?.state == "delivered")
        _ = try town.order(Self.heir, .referral, "accept", on: id).get()
        try town.run(rounds: 12)
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.retiring) == "accepted")
        try town.expectSettled()
    }

    @Test(arguments: 0..<6)
    func `letters that cross the retirement have one effect, in time at one of the two`(seed: UInt64) throws {
        var town = try Town(seed: seed &+ 90)
        try town.run(rounds: 6)
        town.copies = { _, dice in dice.below(100) < 12 ? 0 : (dice.below(100) < 12 ? 2 : 1) }
        var ids: [CaseID] = []
        for index in 0..<16 {
            if index == 8 { try retire(&town) }
            do {
                ids.append(try town.refer(from: Self.sender, to: [Self.retiring]))
            } catch let refusal as Refusal {
                // Whoever knows of the retirement addresses the successor.
                #expect(index >= 8 && refusal.code == "UNKNOWN_OFFICE", "\(refusal)")
            }
            try town.run(rounds: 1 + town.dice.below(2), step: .milliseconds(700))
            if town.dice.below(4) == 0 {
                try town.restart([Self.sender, Self.retiring, Self.heir][town.dice.below(3)])
            }
        }
        town.copies = { _, _ in 1 }
        try town.run(rounds: 400, step: .seconds(5))
        for id in ids {
            let file = try #require(town.file(Self.heir, id), "\(id)")
            #expect(file.standing(of: try #require(OfficeID(Self.retiring))) == .recipient)
            #expect(file.flags.allSatisfy { !$0.hasPrefix("STATE_CONFLICT") }, "\(file.flags)")
            _ = try town.order(Self.heir, .referral, "accept", on: id).get()
        }
        try town.run(rounds: 100, step: .seconds(5))
        for id in ids { #expect(town.file(Self.sender, id)?.state(ofPart: Self.retiring) == "accepted") }
        #expect(town.effects(at: Self.sender) >= ids.count)
        try town.expectSettled()
    }

    @Test func `an office that is nobody's successor may not be handed a case`() throws {
        var town = try Town(seed: 99)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: ["510100-police"])
        try town.run(rounds: 12)
        let writer = try #require(town.residents[Self.sender]?.machine.writer)
        town.kill(Self.sender)
        let forger = Forger(town: town, name: Self.sender)
        let stream = try forger.stream(to: "510100-police")
        let before = town.file("510100-police", id)
        let head = try #require(town.residents["510100-police"]?.machine.inStreams[stream]?.head)
        let body: JSONValue = ["case": try #require(before).json]
        let late = try forger.letter(
            to: "510100-police", number: 2, previous: head, type: "bus.caseHandover/1", caseID: id.description,
            body: body.text, writer: writer)
        let partition = BusPartition(topic: .direct(try #require(OfficeID("510100-police"))), partition: 0)
        town.append(partition, late.headers, late.body)
        try town.run(rounds: 3)
        let rows = town.residents["510100-police"]?.ledger.incoming[stream] ?? []
        #expect(rows.map(\.reason) == ["", "NOT_AUTHORISED"])
        #expect(town.file("510100-police", id) == before)
    }
}
