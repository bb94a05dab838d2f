import Casework
import Contracts
import Exchange
import Offices
import Signing
import Testing

/// Restored ledgers, and what an office says of its own troubles.
@Suite struct RecoveryTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-police"

    @Test func `a stream that the backup does not know comes back with its cases, and answers find them`() throws {
        var town = try Town(seed: 101)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        let id = try town.refer(from: Self.sender, to: [Self.reader, "510100-tax"])
        try town.run(rounds: 12)
        town.kill(Self.sender)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        try town.run(rounds: 6)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        let file = try #require(town.file(Self.sender, id))
        #expect(file.state(ofPart: Self.reader) == "accepted")
        #expect(file.flags.contains { $0.hasPrefix("recoveredLetter:") })
        #expect(!file.flags.contains { $0.hasPrefix("STATE_CONFLICT") }, "\(file.flags)")
        let recovered = town.residents[Self.sender]?.ledger.journal.filter { $0.entry.kind == .recovered }.count
        #expect(recovered == 2)
        #expect(town.effects(at: Self.reader) == 1)
        try town.expectSettled()
    }

    @Test func `an officer's answer that the backup forgot is known again, though the letter it answers came anew`()
        throws
    {
        var town = try Town(seed: 109)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "accept", on: id).get()
        try town.run(rounds: 12)
        town.kill(Self.reader)
        try town.startRestored(Self.reader, from: backup)
        try town.run(rounds: 80, step: .seconds(2))
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.reader) == "accepted")
        #expect(town.file(Self.reader, id)?.state(ofPart: Self.reader) == "accepted")
        #expect(town.file(Self.reader, id)?.flags.contains { $0.hasPrefix("recoveredLetter:") } ?? false)
        try town.expectSettled()
    }

    @Test func `a case that the backup knows at an older state goes on where it was`() throws {
        var town = try Town(seed: 102)
        try town.run(rounds: 6)
        let id = try town.draftReferral(from: Self.sender, to: [Self.reader])
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 12)
        town.kill(Self.sender)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        #expect(town.file(Self.sender, id)?.state == town.file(Self.reader, id)?.state)
        // Nothing goes outward in its name before a head has confirmed what the ledger does not remember.
        let admin = Town.officer("head", [.headPrincipal])
        var resident = try #require(town.residents[Self.sender])
        try town.apply([.confirmRecovered(id, officer: admin)], to: &resident)
        town.residents[Self.sender] = resident
        #expect(town.file(Self.sender, id)?.flags.contains { $0.hasPrefix("recoveryConfirmed:") } ?? false)
        #expect(town.effects(at: Self.reader) == 1)
        try town.expectSettled()
    }

    @Test func `a restored office that is killed after its claim still waits for every office`() throws {
        var town = try Town(seed: 103)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run(rounds: 12)
        town.kill("510100-customs")
        town.kill(Self.sender)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 10)
        #expect(town.residents[Self.sender]?.machine.phase == .serving)
        try town.restart(Self.sender)
        try town.run(rounds: 30, step: .seconds(2))
        let customs = try #require(OfficeID("510100-customs"))
        let streams = town.residents[Self.sender]?.machine.outStreams.values.filter { $0.name.topic.isBroadcast } ?? []
        #expect(streams.count == 18)
        #expect(streams.allSatisfy { !$0.isOpen && $0.awaitedReaders == [customs] })
        var resident = try #require(town.residents[Self.sender])
        try town.apply(
            [.proceedWithout([customs], officer: Town.officer("a", [.administrator]))],
            to: &resident)
        town.residents[Self.sender] = resident
        try town.run(rounds: 6)
        #expect(
            town.residents[Self.sender]?.machine.outStreams.values.allSatisfy {
                $0.isOpen || !$0.name.topic.isBroadcast
            } ?? false)
        #expect(town.residents[Self.sender]?.ledger.setting(.restored) == nil)
    }

    @Test func `lists that differ at equal positions are an alarm`() throws {
        var town = try Town(seed: 104)
        try town.run(rounds: 6)
        let tax = try #require(OfficeID("510100-tax"))
        let writer = try #require(town.residents["510100-tax"]?.machine.writer)
        #expect(town.residents[Self.reader]?.ledger.alarms.isEmpty ?? false)
        let checkpoint = Checkpoint(
            writer: writer, own: [], followed: [],
            roots: [.init(list: "majorTaxViolation", owner: tax, algorithm: "lr0", root: .zero, count: 1)])
        let forger = Forger(town: town, name: "510100-tax")
        let record = try forger.control("bus.checkpoint/1", topic: .checkpoints, body: checkpoint.json, writer: writer)
        town.append(BusPartition(topic: .checkpoints, partition: 0), record.headers, record.body)
        try town.run(rounds: 3)
        #expect(town.residents[Self.reader]?.ledger.alarms.map(\.code) == ["LIST_ROOT_DIFFERS"])
    }

    @Test func `an office whose own key is revoked says so`() throws {
        var town = try Town(seed: 105)
        try town.run(rounds: 6)
        let now = town.now
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.sender {
                document.offices[place].keys[0].revokedAt = now
            }
        }
        try town.run(rounds: 10, step: .seconds(30))
        #expect(town.residents[Self.sender]?.machine.ownTrouble(at: town.now)?.code == "KEY_REVOKED")
        #expect(town.residents[Self.sender]?.ledger.alarms.contains { $0.code == "KEY_REVOKED" } ?? false)
        #expect(town.residents[Self.reader]?.machine.ownTrouble(at: town.now) == nil)
    }

    @Test func `an answer that waits too long for what it answers is shown to the administrator`() throws {
        var town = try Town(seed: 106)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let writer = try #require(town.residents[Self.sender]?.machine.writer)
        town.kill(Self.sender)
        let forger = Forger(town: town, name: Self.sender)
        let stream = try forger.stream(to: Self.reader)
        let head = try #require(town.residents[Self.reader]?.machine.inStreams[stream]?.head)
        let early = try forger.letter(
            to: Self.reader, number: 2, previous: head, type: "ref.feedback/1",
            caseID: "\(Self.sender).01ARZ3NDEKTSV4RRFFQ69G5FAV", subject: "91510104XT00010175",
            body: "{\"at\":\"2026-07-01T10:00:00.000+08:00\",\"kind\":\"progress\",\"text\":\"办理中\"}", writer: writer)
        town.append(
            BusPartition(topic: .direct(try #require(OfficeID(Self.reader))), partition: 0), early.headers, early.body)
        try town.run(rounds: 8, step: .minutes(1))
        #expect(town.residents[Self.reader]?.ledger.alarms.map(\.code) == [])
        try town.run(rounds: 5, step: .minutes(1))
        #expect(town.residents[Self.reader]?.ledger.alarms.map(\.code) == ["AWAITING_CAUSE"])
    }

    @Test func `a superseded process names its letters that nobody acknowledged`() throws {
        var town = try Town(seed: 107)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let copy = try #require(town.residents[Self.sender]?.ledger)
        town.kill(Self.reader)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 4)
        try town.start(Self.sender, over: copy, as: "copy")
        try town.run(rounds: 20)
        guard case .superseded(_, let unacknowledged) = try #require(town.residents[Self.sender]?.stop) else {
            Issue.record("not superseded")
            return
        }
        #expect(unacknowledged == ["test/\(Self.sender)/direct.\(Self.reader)/1/0#2…2"])
    }

    @Test func `claims outlive a restart: a stream first seen afterwards knows who may write it`() throws {
        var town = try Town(seed: 108)
        try town.run(rounds: 6)
        try town.restart("510100-tax")
        try town.run(rounds: 6)
        let writer = try #require(town.residents["510100-tax"]?.machine.writer)
        #expect(writer.epoch == 2)
        try town.restart(Self.reader)
        try town.run(rounds: 6)
        let forger = Forger(town: town, name: "510100-tax")
        let stream = try forger.stream(to: Self.reader)
        let stale = try forger.letter(
            to: Self.reader, number: 1, previous: stream.seed, writer: Writer(epoch: 1, instance: 3))
        town.append(
            BusPartition(topic: .direct(try #require(OfficeID(Self.reader))), partition: 0), stale.headers, stale.body)
        try town.run(rounds: 3)
        #expect(town.residents[Self.reader]?.ledger.quarantined.map(\.reason) == ["STALE_WRITER"])
    }

    @Test func `a stolen key that claims the highest epoch stops a restored office and does not crash it`() throws {
        var town = try Town(seed: 109)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        town.kill(Self.sender)
        let thief = Writer(epoch: .max, instance: 9)
        let claim = try Forger(town: town, name: Self.sender).control(
            "bus.claim/1", topic: .checkpoints, body: ["writer": .string(thief.description)], writer: thief)
        town.append(BusPartition(topic: .checkpoints, partition: 0), claim.headers, claim.body)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 6)
        #expect(town.residents[Self.sender]?.stop == .superseded(by: thief))
    }
}

extension RecoveryTests {
    /// The broker lost all topics, `checkpoints` with the later claims among them; only the readers' fences remember.
    @Test(arguments: [1, 4])
    func `a restored ledger goes above what only the fences of readers tell`(starts: Int) throws {
        var town = try Town(seed: 118)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader, "510100-tax"])
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        for count in 0..<starts {
            try town.restart(Self.sender)
            try town.run(rounds: 12)
            // Each reader has seen another of the later writers.
            _ = try town.refer(from: Self.sender, to: [count % 2 == 0 ? Self.reader : "510100-tax"])
            try town.run(rounds: 12)
        }
        town.kill(Self.sender)
        town.wipe()
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 200, step: .seconds(2))
        let sender = try #require(town.residents[Self.sender])
        #expect(sender.stop == nil && sender.machine.phase == .serving)
        #expect(sender.machine.writer.epoch > UInt64(1 + starts))
        let recovered = sender.ledger.journal.filter { $0.entry.kind == .recovered }.count
        #expect(recovered == starts)
        let new = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 20)
        #expect(town.file(Self.reader, new) != nil)
        try town.expectSettled()
    }

    @Test func `a restored reader that forgot the present writer gets its letters again within minutes`() throws {
        var town = try Town(seed: 120)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.reader]?.ledger)
        try town.restart(Self.sender)
        try town.run(rounds: 12)
        for _ in 0..<3 { _ = try town.refer(from: Self.sender, to: [Self.reader]) }
        try town.run(rounds: 12)
        #expect(town.effects(at: Self.reader) == 4)
        town.kill(Self.reader)
        // The claim of the sender's present writer is gone, too.
        town.wipe()
        try town.startRestored(Self.reader, from: backup)
        try town.run(rounds: 90, step: .seconds(2))
        #expect(town.effects(at: Self.reader) == 4)
        try town.expectSettled()
    }

    @Test func `a fence above an open stream, or above a ledger that was not restored, still ends the process`() throws
    {
        var town = try Town(seed: 119)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.restart(Self.sender)
        try town.run(rounds: 12)
        town.kill(Self.sender)
        town.wipe()
        try town.start(Self.sender, over: backup, as: "copy")
        try town.run(rounds: 40, step: .seconds(2))
        #expect(town.residents["copy"]?.stop != nil)
    }
}

extension Forger {
    /// A record of the bus itself, signed with the office's key.
    func control(_ type: String, topic: Topic, body: JSONValue, writer: Writer) throws -> Envelope {
        let office = try #require(OfficeID(name))
        let key = try #require(town.keys[name])
        let bytes = body.bytes
        let leaf = Leaf(
            stream: StreamName(namespace: "test", office: office, topic: topic, generation: 1, partition: 0),
            number: 0, previous: .zero, epoch: writer.epoch,
            letter: LetterID(time: town.now, randomHigh: 7, randomLow: 7), salt: [UInt8](repeating: 1, count: 16),
            type: try #require(LetterType(type)), caseID: "", subject: "", to: "*", cause: "",
            classification: .internal, contentType: "application/json", directoryVersion: 1, ruleSetVersion: "",
            time: town.now, bodyLength: UInt64(bytes.count), bodyDigest: Digest.sha256(bytes))
        return try #require(
            EnvelopeBatch.seal(
                [(leaf, bytes)], signer: OfficeSigner(office: office, key: key), writer: writer, at: town.now
            ).first)
    }
}
