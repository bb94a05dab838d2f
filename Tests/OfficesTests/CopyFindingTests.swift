import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Defects of starts, copies and successions that the mutation proof's rehearsal found.
@Suite struct CopyFindingTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-police"

    /// A letter that came back and its second copy in one step looked like two lines, at every start anew.
    @Test func `an own letter that stands twice in the log is no fork to a restored office`() throws {
        var town = try Town(seed: 91)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        for number in 1...2 { _ = try town.publishPenalty(from: Self.sender, number: number) }
        try town.run(rounds: 40)
        let partition = BusPartition(topic: .publications, partition: 2)
        let letters = try #require(town.logs[partition]).filter { record in
            guard case .success(let envelope)? = record.readAhead.reading?.envelope else { return false }
            return envelope.leaf.number > 0
        }
        #expect(letters.count == 2)
        for letter in letters { town.append(partition, letter.headers, letter.value) }
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(1))
        #expect(town.residents[Self.sender]?.stop == nil)
        try town.expectSettled()
    }

    /// The copy numbered the letter, the ledger that is restored still has it without a number.
    @Test func `an answer that waits for its number goes once when a copy of the ledger has sent it`() throws {
        var town = try Town(seed: 92)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        town.copies = { transmission, _ in transmission.envelope.statement.office.description == Self.reader ? 0 : 1 }
        _ = try town.order(
            Self.reader, .referral, "return", on: id,
            ["reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关"]
        ).get()
        let backup = try #require(town.residents[Self.reader]?.ledger)
        #expect(backup.waitingLetters.contains { $0.leaf.type.name == "ref.return" })
        town.copies = { _, _ in 1 }
        try town.run(rounds: 30)
        #expect(returns(in: town) == 1)
        try town.startRestored(Self.reader, from: backup)
        try town.run(rounds: 60, step: .seconds(1))
        #expect(returns(in: town) == 1)
        #expect(town.residents[Self.reader]?.ledger.waitingLetters.isEmpty ?? false)
    }

    private func returns(in town: Town) -> Int {
        let rows = town.residents[Self.sender]?.ledger.incoming.values.joined().filter { row in
            row.envelope.leaf.type.name == "ref.return"
        }
        return rows?.count ?? 0
    }

    /// The answer came back before the letter that opened its case, both in one step: it was put off and then not found.
    @Test func `an answer that comes back in one step with the letter it answers is applied`() throws {
        var town = try Town(seed: 95)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        try town.run(rounds: 12)
        town.wipe()
        try town.startRestored(Self.reader, from: backup)
        // Of the stream in which the letter came it hears by the writer's heartbeat.
        try town.run(rounds: 90, step: .minutes(1))
        let kept = town.file(Self.reader, id)
        let file = try #require(kept)
        #expect(file.state(ofPart: Self.reader) == "accepted")
        #expect(file.flags.contains { $0.hasPrefix("recoveredLetter:") })
    }

    /// Rule 38: the claims are known when `checkpoints` has been read, before the first letter is.
    @Test func `a late joiner hears nothing of a writer whose successor it has read of`() throws {
        var town = try Town(seed: 93)
        town.kill(Self.reader)
        try town.run(rounds: 6)
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run(rounds: 40)
        town.kill(Self.sender)
        try town.restart(Self.sender)
        try town.run(rounds: 20)
        try town.restart(Self.reader)
        try town.run(rounds: 60, step: .seconds(1))
        let ledger = try #require(town.residents[Self.reader]?.ledger)
        let rows = ledger.incoming.values.joined().filter { $0.envelope.leaf.stream.office.description == Self.sender }
        #expect(rows.count == 1)
        #expect(rows.allSatisfy { $0.envelope.statement.writer.epoch == 2 })
    }

    /// The case was handed over as it stood before the step, and what the step had made of it was lost.
    @Test func `a case is handed over with what was heard in the same step`() throws {
        let (retiring, heir) = ("510100-tax", "510100-customs")
        var town = try Town(seed: 94)
        try town.run(rounds: 6)
        _ = try town.refer(from: retiring, to: [Self.sender])
        try town.run(rounds: 12)
        let id = try town.refer(from: retiring, to: [Self.sender])
        try town.round()
        // The acknowledgement and the retirement are read together.
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == retiring {
                document.offices[place].status = .retired
                document.offices[place].successor = OfficeID(heir)
            }
        }
        try town.run(rounds: 40, step: .seconds(2))
        let file = try #require(town.file(retiring, id))
        #expect(file.state(ofPart: Self.sender) == "delivered")
        #expect(file.flags.contains("HANDED_OVER:\(heir)"))
        #expect(town.file(heir, id)?.state(ofPart: Self.sender) == "delivered")
    }
}
