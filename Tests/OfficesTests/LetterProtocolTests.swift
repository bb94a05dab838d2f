import Casework
import Contracts
import Exchange
import Offices
import Testing

@Suite struct LetterProtocolTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-police"

    @Test func `a letter is numbered, applied once, acknowledged and retired`() throws {
        var town = try Town(seed: 1)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 20)
        #expect(town.file(Self.reader, id)?.state == "delivered" || town.file(Self.reader, id)?.state == "sent")
        #expect(town.file(Self.sender, id)?.state == "delivered")
        #expect(town.effects(at: Self.reader) == 1)
        try town.expectSettled()
    }

    @Test func `an answer comes back and moves the case at both offices`() throws {
        var town = try Town(seed: 2)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader, "510100-tax"])
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        _ = try town.order(
            "510100-tax", .referral, "return", on: id,
            ["reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关"]
        ).get()
        try town.run(rounds: 12)
        let file = try #require(town.file(Self.sender, id))
        #expect(file.state(ofPart: Self.reader) == "accepted")
        #expect(file.state(ofPart: "510100-tax") == "returned")
        try town.expectSettled()
    }

    @Test(arguments: 0..<12)
    func `repeated, lost and crashed: every letter has one effect in the end`(seed: UInt64) throws {
        var town = try Town(seed: seed)
        town.copies = { _, dice in dice.below(100) < 12 ? 0 : (dice.below(100) < 12 ? 2 : 1) }
        var sent = 0
        for _ in 0..<30 {
            try town.run(rounds: 2, step: .milliseconds(700))
            let from = Town.names[town.dice.below(3)]
            if town.residents[from]?.isRunning ?? false {
                _ = try town.refer(from: from, to: [Self.reader])
                sent += 1
            }
            let victim = Town.names[town.dice.below(Town.names.count)]
            if town.dice.below(3) == 0 { try town.restart(victim) }
        }
        town.copies = { _, _ in 1 }
        try town.run(rounds: 400, step: .seconds(5))
        #expect(town.effects(at: Self.reader) == sent)
        #expect(town.residents.values.allSatisfy { $0.stop == nil })
        try town.expectSettled()
    }

    @Test(arguments: 0..<6)
    func `the bus is wiped in the middle and the ends repair it`(seed: UInt64) throws {
        var town = try Town(seed: seed &+ 100)
        try town.run(rounds: 6)
        for index in 0..<12 {
            _ = try town.refer(from: Self.sender, to: [Self.reader, "510100-customs"])
            try town.run(rounds: 1 + town.dice.below(3))
            if index % 4 == 3 { town.wipe() }
        }
        try town.run(rounds: 300, step: .seconds(5))
        #expect(town.effects(at: Self.reader) == 12)
        #expect(town.effects(at: "510100-customs") == 12)
        try town.expectSettled()
    }

    @Test func `a receiver restored from a backup withdraws its acknowledgement and gets the letters again`() throws {
        var town = try Town(seed: 7)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        for _ in 0..<5 { _ = try town.refer(from: Self.sender, to: [Self.reader]) }
        try town.run(rounds: 12)
        #expect(town.effects(at: Self.reader) == 6)
        town.kill(Self.reader)
        var restored = backup
        var commit = Commit(machineTime: town.now, officialTime: town.now)
        commit.settings = [(.restored, "1")]
        try restored.apply(commit)
        town.logs[BusPartition(topic: .direct(try #require(OfficeID(Self.reader))), partition: 0)] = []
        try town.start(Self.reader, over: restored)
        try town.run(rounds: 200, step: .seconds(2))
        #expect(town.effects(at: Self.reader) == 6)
        try town.expectSettled()
    }

    @Test func `a sender restored from a backup gets its forgotten letters back before it sends`() throws {
        var town = try Town(seed: 8)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        var restored = try #require(town.residents[Self.sender]?.ledger)
        for _ in 0..<4 { _ = try town.refer(from: Self.sender, to: [Self.reader]) }
        try town.run(rounds: 12)
        town.kill(Self.sender)
        var commit = Commit(machineTime: town.now, officialTime: town.now)
        commit.settings = [(.restored, "1")]
        try restored.apply(commit)
        try town.start(Self.sender, over: restored)
        let new = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 60, step: .seconds(2))
        #expect(town.effects(at: Self.reader) == 6)
        #expect(town.file(Self.reader, new) != nil)
        let recovered = town.residents[Self.sender]?.ledger.journal.filter { $0.entry.kind == .recovered }.count
        #expect(recovered == 4)
        try town.expectSettled()
    }

    @Test func `a copy of a ledger that starts beside the original: one goes on, the other stops and says so`() throws {
        var town = try Town(seed: 9)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let copy = try #require(town.residents[Self.sender]?.ledger)
        try town.start(Self.sender, over: copy, as: "copy")
        try town.run(rounds: 20)
        #expect(town.residents[Self.sender]?.stop != nil)
        #expect(town.residents["copy"]?.stop == nil)
        #expect(town.residents[Self.sender]?.ledger.setting(.supersededBy) != nil)
    }

    @Test func `an older backup that is started without restore is refused by its own claim`() throws {
        var town = try Town(seed: 10)
        try town.run(rounds: 6)
        let old = try #require(town.residents[Self.sender]?.ledger)
        try town.restart(Self.sender)
        try town.run(rounds: 6)
        try town.restart(Self.sender)
        try town.run(rounds: 6)
        try town.start(Self.sender, over: old, as: "old")
        try town.run(rounds: 10)
        #expect(town.residents["old"]?.stop != nil)
        #expect(town.residents[Self.sender]?.stop == nil)
    }

    @Test func `garbage, a changed byte and an unknown sender use no number and are kept`() throws {
        var town = try Town(seed: 11)
        try town.run(rounds: 6)
        let partition = BusPartition(topic: .direct(try #require(OfficeID(Self.reader))), partition: 0)
        town.append(partition, [RecordHeader("x", "y")], Array("garbage".utf8))
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let record = try #require(
            town.logs[partition]?.last { record in
                record.headers.contains { $0.name == "ce_type" && $0.value == Array("ref.transfer/1".utf8) }
            })
        town.append(partition, record.headers, record.value + [32])
        var headers = record.headers
        if let index = headers.firstIndex(where: { $0.name == "ce_sig" }) {
            headers[index] = RecordHeader("ce_sig", Base64.encode([UInt8](repeating: 7, count: 64)))
        }
        town.append(partition, headers, record.value)
        try town.run(rounds: 12)
        let reasons = town.residents[Self.reader]?.ledger.quarantined.map(\.reason) ?? []
        #expect(reasons.sorted() == ["ENVELOPE_UNREADABLE", "HASH_MISMATCH", "SIGNATURE_INVALID"])
        #expect(town.effects(at: Self.reader) == 1)
        try town.expectSettled()
    }

    @Test func `a publication reaches all offices on the shared topic and is retired when read back`() throws {
        var town = try Town(seed: 12)
        try town.run(rounds: 6)
        let id = try town.publishPenalty(from: Self.sender, number: 88)
        try town.run(rounds: 20)
        for name in Town.names { #expect(town.file(name, id)?.state == "published", "\(name)") }
        try town.expectSettled()
    }

    /// How long the writer goes on before the wipe: its checkpoint comes behind the wipe, or is wiped too.
    @Test(arguments: [3, 24])
    func `a reader that saw neither letter nor hello gets what a wiped shared topic forgot`(rounds: Int) throws {
        var town = try Town(seed: 13)
        try town.run(rounds: 6)
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run(rounds: 20)
        town.kill("510100-tax")
        try town.restart(Self.sender)
        try town.run(rounds: 6)
        let id = try town.publishPenalty(from: Self.sender, number: 2)
        try town.run(rounds: rounds)
        town.wipe()
        try town.restart("510100-tax")
        try town.run(rounds: 60)
        #expect(town.file("510100-tax", id)?.state == "published")
        try town.expectSettled()
    }
}
