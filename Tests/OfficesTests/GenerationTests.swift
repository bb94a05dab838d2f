import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Topics that begin a new generation, and offices that retire (rule 40).
@Suite struct GenerationTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-police"

    @Test(arguments: 0..<6)
    func `a direct topic changes its generation in the middle of traffic and every letter has one effect`(
        seed: UInt64
    ) throws {
        var town = try Town(seed: seed &+ 40)
        try town.run(rounds: 6)
        town.copies = { _, dice in dice.below(100) < 15 ? 0 : (dice.below(100) < 10 ? 2 : 1) }
        for index in 0..<12 {
            _ = try town.refer(from: Self.sender, to: [Self.reader])
            _ = try town.refer(from: "510100-tax", to: [Self.reader, Self.sender])
            try town.run(rounds: 1 + town.dice.below(3), step: .milliseconds(700))
            if index == 5 {
                try town.publishDirectory { document in
                    for place in document.offices.indices where document.offices[place].id.description == Self.reader {
                        document.offices[place].route.generation = 2
                    }
                }
            }
            if town.dice.below(3) == 0 { try town.restart(Town.names[town.dice.below(Town.names.count)]) }
        }
        town.copies = { _, _ in 1 }
        try town.run(rounds: 400, step: .seconds(5))
        let ends = town.ends(at: Self.reader)
        #expect(town.effects(at: Self.reader) == 24 + ends)
        #expect(ends >= 2)
        try town.expectSettled()
        try town.expectOldBeforeNew()
    }

    @Test(arguments: 0..<4)
    func `a broadcast topic gets another partition count and nothing is lost or overtaken`(seed: UInt64) throws {
        var town = try Town(seed: seed &+ 60)
        try town.run(rounds: 6)
        town.copies = { _, dice in dice.below(100) < 10 ? 0 : 1 }
        var ids: [CaseID] = []
        for index in 0..<8 {
            ids.append(try town.publishPenalty(from: Self.sender, number: index + 1))
            try town.run(rounds: 1 + town.dice.below(3))
            if index == 3 {
                try town.publishDirectory { document in
                    document.sharedTopics = [
                        DirectoryOffice.Route(topic: .publications, generation: 2, partitions: 3)
                    ]
                }
            }
            if town.dice.below(3) == 0 { try town.restart(Town.names[town.dice.below(Town.names.count)]) }
        }
        town.copies = { _, _ in 1 }
        try town.run(rounds: 400, step: .seconds(5))
        for name in Town.names {
            for id in ids { #expect(town.file(name, id)?.state == "published", "\(id) at \(name)") }
        }
        let second = town.logs.keys.filter { $0.topic == .publications && $0.generation == 2 }
        #expect(!second.isEmpty)
        #expect(second.allSatisfy { $0.partition < 3 })
        try town.expectSettled()
        try town.expectOldBeforeNew()
    }

    @Test func `what a restored office writes before it hears of a new generation goes on in that, not behind the end`()
        throws
    {
        var town = try Town(seed: 72)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.reader {
                document.offices[place].route.generation = 2
            }
        }
        try town.run(rounds: 40, step: .seconds(2))
        #expect(town.ends(at: Self.reader) == 1)
        try town.startRestored(Self.sender, from: backup)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        let waiting = town.residents[Self.sender]?.ledger.waitingLetters.map(\.leaf.stream.generation)
        #expect(waiting?.contains(1) ?? false)
        try town.run(rounds: 200, step: .seconds(5))
        #expect(town.file(Self.reader, id)?.state == "delivered")
        let rows = town.residents[Self.reader]?.ledger.incoming.values.joined()
        #expect(rows?.allSatisfy { $0.disposition == .effect } ?? false)
        try town.expectSettled()
        try town.expectOldBeforeNew()
    }

    @Test func `a retired office ends its streams, and what a holder of its key says behind the end has no effect`()
        throws
    {
        var town = try Town(seed: 71)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.sender {
                document.offices[place].status = .retired
            }
        }
        try town.run(rounds: 40, step: .seconds(2))
        #expect(town.ends(at: Self.reader) == 1)
        try town.expectSettled()
        let writer = try #require(town.residents[Self.sender]?.machine.writer)
        town.kill(Self.sender)
        let forger = Forger(town: town, name: Self.sender)
        let head = try #require(
            town.residents[Self.reader]?.machine.inStreams[try forger.stream(to: Self.reader)]?.head)
        let late = try forger.letter(
            to: Self.reader, number: 3, previous: head, type: "bus.streamEnd/1", writer: writer)
        town.append(
            BusPartition(topic: .direct(try #require(OfficeID(Self.reader))), partition: 0), late.headers, late.body)
        try town.run(rounds: 3)
        let rows = town.residents[Self.reader]?.ledger.incoming[try forger.stream(to: Self.reader)] ?? []
        #expect(rows.map(\.disposition) == [.effect, .effect, .quarantined])
        #expect(rows.last?.reason == "STREAM_ENDED")
    }
}

extension Town {
    /// How many streams ended at a reader.
    func ends(at name: String) -> Int {
        residents[name]?.ledger.incoming.values.joined().filter { $0.envelope.leaf.type == ControlType.streamEnd }.count
            ?? 0
    }

    /// In each ledger everything of a sender in an older generation stands before its first letter of a newer one.
    func expectOldBeforeNew(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for (name, resident) in residents.sorted(by: { $0.key < $1.key }) {
            var newest: [String: Int] = [:]
            for row in resident.ledger.journal where row.entry.kind == .letterIn {
                let parts = row.entry.note.split(separator: " ")
                guard parts.count >= 2, let mark = parts[1].firstIndex(of: "#"),
                    let stream = StreamName(String(parts[1][..<mark]))
                else { continue }
                let key = "\(stream.office) \(stream.topic)"
                #expect(
                    stream.generation >= newest[key, default: 1], "\(stream) at \(name)",
                    sourceLocation: sourceLocation)
                newest[key] = stream.generation
            }
        }
    }
}
