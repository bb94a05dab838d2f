import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Defects that the simulator found, each as the shortest story that shows it.
@Suite struct SimulatorFindingTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-police"

    @Test func `a clock that is set back silences nobody`() throws {
        var town = try Town(seed: 61)
        try town.run(rounds: 6)
        // While the clock is forty days ahead, a letter is lost and its repetition is put off.
        town.now = town.now + .hours(960)
        town.copies = { transmission, _ in transmission.envelope.leaf.number > 0 ? 0 : 1 }
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 8)
        #expect(town.file(Self.reader, id) == nil)
        town.now = town.now - .hours(960)
        town.copies = { _, _ in 1 }
        try town.run(rounds: 40, step: .seconds(1))
        #expect(town.file(Self.reader, id) != nil)
        try town.expectSettled()
    }

    @Test func `a broadcast tail that was lost behind a letter under way is asked for`() throws {
        var town = try Town(seed: 62)
        try town.run(rounds: 6)
        town.kill(Self.reader)
        var ids: [CaseID] = []
        for number in 1...3 { ids.append(try town.publishPenalty(from: Self.sender, number: number)) }
        try town.run(rounds: 40)
        let partition = try #require(town.logs.keys.first { $0.topic == .publications && town.letters(on: $0) == 3 })
        let first = try #require(town.logs[partition]?.firstIndex { $0.readAhead.number ?? 0 > 0 })
        town.logs[partition] = Array(town.logs[partition]?.prefix(first + 1) ?? [])
        try town.restart(Self.reader)
        try town.run(rounds: 60, step: .seconds(1))
        for id in ids { #expect(town.file(Self.reader, id)?.state == "published") }
    }

    @Test func `clones of a running office that write in different streams learn of each other`() throws {
        var town = try Town(seed: 63)
        try town.run(rounds: 12)
        town.residents["clone"] = town.residents[Self.sender]
        try town.run(rounds: 150, step: .minutes(1))
        let stopped = [Self.sender, "clone"].filter { town.residents[$0]?.stop != nil }
        #expect(stopped.count == 1)
    }

    @Test func `a stranger's nonsense in a case holds back nobody else`() throws {
        var town = try Town(seed: 64)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        // The tax office, which has no part in the case, writes what nobody can read into it.
        town.kill("510100-tax")
        let stranger = Forger(town: town, name: "510100-tax")
        let writer = try #require(town.residents["510100-tax"]?.machine.writer)
        let stream = try stranger.stream(to: Self.sender)
        let nonsense = try stranger.letter(
            to: Self.sender, number: 1, previous: stream.seed, type: "ref.feedback/1", caseID: id.description,
            body: "no json", writer: writer)
        town.append(
            BusPartition(topic: stream.topic, partition: 0), nonsense.headers, nonsense.body)
        try town.run(rounds: 4)
        let row = try #require(town.residents[Self.sender]?.ledger.incoming[stream]?.last)
        #expect(row.disposition == .quarantined)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        try town.run(rounds: 12)
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.reader) == "accepted")
    }

    @Test func `an order given again to a restored office sends no second letter`() throws {
        var town = try Town(seed: 65)
        try town.run(rounds: 6)
        let id = try town.draftReferral(from: Self.sender, to: [Self.reader])
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 12)
        #expect(town.effects(at: Self.reader) == 1)
        try town.startRestored(Self.sender, from: backup)
        // Before its streams are open and the letter came back, the case system orders what it knows to be undone.
        try town.run(rounds: 1)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 60, step: .seconds(2))
        #expect(town.effects(at: Self.reader) == 1)
        // An officer is shown that the case holds a letter of which this ledger knew nothing.
        #expect(town.file(Self.sender, id)?.flags.contains { $0.hasPrefix("recoveredLetter:") } ?? false)
    }

    @Test func `an order given again under its own id answers a letter once`() throws {
        var town = try Town(seed: 66)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        _ = try town.order(Self.reader, .referral, "accept", on: id, orderID: "o-accept").get()
        try town.run(rounds: 12)
        try town.startRestored(Self.reader, from: backup)
        // The case system repeats what it has no answer to, before the recovered receipt is back.
        try town.run(rounds: 1)
        _ = try town.order(Self.reader, .referral, "accept", on: id, orderID: "o-accept").get()
        try town.run(rounds: 60, step: .seconds(2))
        #expect(town.effects(at: Self.sender) == 1)
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.reader) == "accepted")
        try town.expectSettled()
    }

    @Test func `a letter that is drafted while the claim is under way gets its number`() throws {
        var town = try Town(seed: 67)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        let second = try town.draftReferral(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let toReader = try #require(town.partition(of: Self.reader))
        let letter = try #require(town.logs[toReader]?.first { ($0.readAhead.number ?? 0) > 0 })
        try town.restart(Self.sender)
        // The reader has read the claim, its writer not yet: an old record is answered with the new writer as fence.
        for _ in 0..<3 { try town.read(Self.sender, limit: 1000) }
        try town.send(Self.sender)
        town.append(toReader, letter.headers, letter.value)
        for _ in 0..<4 {
            try town.read(Self.reader, limit: 1000)
            try town.send(Self.reader)
            town.timer = town.timer + .seconds(1)
        }
        let toSender = try #require(town.partition(of: Self.sender))
        let answer = try #require(town.logs[toSender]?.last)
        var resident = try #require(town.residents[Self.sender])
        #expect(resident.machine.phase == .claiming)
        try town.apply([.record(answer.readAhead)], to: &resident)
        town.residents[Self.sender] = resident
        try town.sendReferral(second, from: Self.sender)
        try town.run(rounds: 30)
        #expect(town.effects(at: Self.reader) == 2)
        try town.expectSettled()
    }

    @Test func `a recovered letter that comes back together with its case is applied to it`() throws {
        var town = try Town(seed: 68)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        try town.run(rounds: 12)
        try town.startRestored(Self.reader, from: backup)
        // The reader sees nothing until everything that it is owed lies on its topic.
        for _ in 0..<8 {
            try town.read(Self.reader, limit: 1000)
            try town.send(Self.reader)
            for _ in 0..<6 {
                for name in Town.names where name != Self.reader {
                    try town.read(name, limit: 1000)
                    try town.send(name)
                }
                town.timer = town.timer + .seconds(2)
                town.now = town.now + .seconds(2)
            }
        }
        try town.run(rounds: 30)
        #expect(town.file(Self.reader, id)?.state(ofPart: Self.reader) == "accepted")
        #expect(town.file(Self.reader, id)?.flags.contains { $0.hasPrefix("recoveredLetter:") } ?? false)
    }

    @Test func `what was parked in front of the end of its stream is tried again behind it`() throws {
        var town = try Town(seed: 69)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        town.kill(Self.sender)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        try town.run(rounds: 6)
        // The sender's topic begins a new generation: the reader ends its stream behind the receipt.
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.sender {
                document.offices[place].route.generation = 2
            }
        }
        try town.run(rounds: 12)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 80, step: .seconds(2))
        let stream = try Forger(town: town, name: Self.reader).stream(to: Self.sender)
        let rows = town.residents[Self.sender]?.ledger.incoming[stream] ?? []
        #expect(rows.map(\.disposition) == [.effect, .effect])
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.reader) == "accepted")
    }

    @Test func `an officer's answer that waits in a backup is not sent beside the one that came back`() throws {
        var town = try Town(seed: 70)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        // The first answer in a stream waits for the stream to open; the backup is of just then.
        try town.order(Self.reader, .referral, "accept", on: id)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        #expect(backup.waitingLetters.count == 1)
        try town.run(rounds: 12)
        #expect(town.effects(at: Self.sender) == 1)
        town.kill(Self.reader)
        var restored = backup
        var commit = Commit(machineTime: town.now, officialTime: town.now)
        commit.settings = [(.restored, "1")]
        try restored.apply(commit)
        try town.start(Self.reader, over: restored)
        try town.run(rounds: 60, step: .seconds(2))
        #expect(town.effects(at: Self.sender) == 1)
        #expect(town.residents[Self.reader]?.ledger.waitingLetters.isEmpty ?? false)
    }
}
