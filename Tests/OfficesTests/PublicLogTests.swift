import Casework
import Contracts
import Exchange
import Offices
import Signing
import Testing
import Transparency

/// The log of publications of a credit feed, over a bus that forgets and ledgers that go back.
struct PublicLogTests {
    private static let feed = "510000-credit-platform"
    private static let sender = "510100-market-regulation"
    private static let names = Town.names + [feed]

    private func town(_ seed: UInt64) throws -> Town {
        var town = try Town(seed: seed, names: Self.names)
        try town.run(rounds: 30)
        return town
    }

    private func log(_ town: Town) throws -> MemoryLog { try #require(town.residents[Self.feed]).ledger.log }

    private func withdraw(_ id: CaseID, _ town: inout Town) throws {
        let body: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
        let head = Town.officer("head", [.headPrincipal])
        _ = try town.order(Self.sender, .publication, "withdraw", on: id, body, by: head).get()
    }

    /// The checkpoint of a note, by the feed's key alone.
    private func checkpoint(_ note: String, _ town: Town) throws -> LogCheckpoint {
        let key = try #require(town.keys[Self.feed])
        let noteKey = try #require(
            NoteKey(name: "test/\(Self.feed)", kind: .ed25519, publicKey: key.publicKey))
        let signed = try #require(SignedNote(note))
        return try #require(LogCheckpoint.read(signed, key: noteKey, verifier: Ed25519Verifier()))
    }

    /// Every signed checkpoint is the root of the first leaves of one tree, and every leaf is what its content says.
    private func expectOneTree(_ town: Town) throws {
        let log = try log(town)
        var frontier = LogFrontier()
        var roots = [frontier.root]
        for (index, entry) in log.entries.enumerated() {
            #expect(entry.index == UInt64(index))
            frontier.append(entry.hash)
            roots.append(frontier.root)
            let content = try #require(log.contents[entry.commitment], "leaf \(index) has no content")
            #expect(LogEntry.commitment(salt: content.salt, content: content.content) == entry.commitment)
        }
        for signed in log.checkpoints {
            let read = try checkpoint(signed.note, town)
            #expect(read.size == signed.size)
            #expect(read.root == roots[Int(read.size)])
        }
        #expect(Set(log.entries.map(\.commitment)).count == log.entries.count)
    }

    /// Publications and withdrawals that the feed holds, against its leaves.
    private func expectAllEvents(_ town: Town) throws {
        let resident = try #require(town.residents[Self.feed])
        var expected: Set<String> = []
        for stream in resident.ledger.incoming.values {
            for letter in stream where letter.disposition == .effect {
                let leaf = letter.envelope.leaf
                guard leaf.type.name.hasPrefix("pub.") else { continue }
                expected.insert("\(leaf.caseID) \(leaf.type.name.dropFirst(4))")
            }
        }
        let logged = try log(town).entries.map { "\($0.publication) \($0.kind)" }
        #expect(Set(logged) == expected)
        #expect(logged.count == expected.count)
    }

    @Test func `a copy from before the feed served gives what it hears again the same leaves`() throws {
        var town = try Town(seed: 11, names: Self.names)
        try town.round()
        let early = try #require(town.residents[Self.feed])
        try #require(early.machine.phase != .serving)
        #expect(early.ledger.setting(.emissionSecret) != nil)
    }

    @Test func `a checkpoint whose key was revoked is signed again by the new key, and by its witnesses`() throws {
        var town = try town(12)
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run()
        let before = try #require(try log(town).lastCheckpoint())
        town.kill(Self.feed)
        try revokeKey(&town)
        try town.restart(Self.feed)
        try town.run()
        let after = try #require(try log(town).lastCheckpoint())
        #expect(after.size == before.size && after.note != before.note)
        #expect(
            try checkpoint(after.note, town).root
                == log(town).entries.reduce(into: LogFrontier()) { $0.append($1.hash) }.root)
        #expect(try log(town).checkpoints.filter { $0.size == after.size }.count == 1)
        // Whoever hears of the log now has a note that it can verify.
        let seen = town.residents[Self.sender]?.machine.log.seen
        #expect(seen?.values.map(\.size) == [after.size])
    }

    @Test func `a witness whose last checkpoint a revoked key signed is led on from there`() throws {
        var town = try town(13)
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run()
        let witness = "510100-tax"
        // It is away while the log grows and its key is revoked: nothing that it finds on the bus begins where it stands.
        town.kill(witness)
        _ = try town.publishPenalty(from: Self.sender, number: 2)
        try town.run()
        town.kill(Self.feed)
        try revokeKey(&town)
        try town.restart(Self.feed)
        try town.restart(witness)
        try town.run(rounds: 200, step: .seconds(5))
        #expect(town.residents[witness]?.machine.log.seen.values.map(\.size) == [2])
        #expect(town.residents[Self.feed]?.machine.log.held == nil)
        #expect(try log(town).cosignatures.contains { $0.size == 2 && $0.witness.description == witness })
    }

    /// The feed's key is revoked, and its next process has another.
    private func revokeKey(_ town: inout Town) throws {
        let (now, key) = (town.now, SigningKey.generate(keyID: "k2"))
        town.keys[Self.feed] = key
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.feed {
                document.offices[place].keys[0].revokedAt = now
                document.offices[place].keys.append(
                    OfficeKey(
                        keyID: "k2", publicKey: key.publicKey, validFrom: now - .hours(1),
                        validTo: now + .hours(24 * 300)))
            }
        }
    }

    @Test func `every event of a publication is a leaf, on the bus and signed by every office`() throws {
        var town = try town(1)
        let ids = try (1...3).map { try town.publishPenalty(from: Self.sender, number: $0) }
        try town.run()
        try withdraw(ids[1], &town)
        try town.run()
        try expectOneTree(town)
        try expectAllEvents(town)
        let log = try log(town)
        #expect(log.entries.map(\.kind) == ["publish", "publish", "publish", "withdraw"])
        #expect(log.entries.last?.publication == ids[1])
        #expect(log.entries.last?.version == 2)
        let content = try #require(log.entries.last.flatMap { log.contents[$0.commitment] }).content
        let record = try JSONValue.parse(content)
        #expect(record["action"] == "withdraw")
        #expect(record["reasonCode"] == "DECISION_REVOKED")
        #expect(record["payload"] == nil)
        let last = try #require(log.checkpoints.last)
        #expect(last.size == 4)
        let witnesses = log.cosignatures.filter { $0.size == 4 }.map(\.witness.description)
        #expect(Set(witnesses) == Set(Town.names))
        for line in log.cosignatures where line.size == 4 {
            let signature = try #require(SignedNote.Signature(line: line.line))
            let key = try #require(town.keys[line.witness.description])
            let noteKey = try #require(
                NoteKey(name: "test/\(line.witness)", kind: .cosignature, publicKey: key.publicKey))
            let text = try #require(SignedNote(last.note)).text
            #expect(
                LogCosignature.time(of: signature, over: text, key: noteKey, verifier: Ed25519Verifier()) != nil)
        }
        for name in Town.names { #expect(town.residents[name]?.ledger.log.entries.isEmpty ?? false) }
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func `a feed that is killed at any moment loses no event and has none twice`(_ seed: UInt64) throws {
        var town = try town(seed)
        for number in 1...6 {
            let id = try town.publishPenalty(from: Self.sender, number: number)
            try town.run(rounds: town.dice.below(6))
            if number % 2 == 0 { try withdraw(id, &town) }
            town.kill(Self.feed)
            try town.run(rounds: town.dice.below(3))
            try town.restart(Self.feed)
        }
        try town.run(rounds: 80)
        try expectOneTree(town)
        try expectAllEvents(town)
        #expect(try log(town).checkpoints.last?.size == 9)
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func `a restored feed continues the log that it has forgotten, leaf by leaf`(_ seed: UInt64) throws {
        var town = try town(seed)
        let first = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run()
        let backup = try #require(town.residents[Self.feed]).ledger
        try withdraw(first, &town)
        for number in 2...5 { _ = try town.publishPenalty(from: Self.sender, number: number) }
        _ = try town.publishPenalty(from: "510100-tax", number: 6)
        try town.run()
        let before = try log(town)
        #expect(before.entries.count == 7)
        try town.startRestored(Self.feed, from: backup)
        _ = try town.publishPenalty(from: "510100-customs", number: 7)
        try town.run(rounds: 160)
        let after = try log(town)
        #expect(Array(after.entries.prefix(7)) == before.entries)
        #expect(after.entries.count == 8)
        try expectOneTree(town)
        try expectAllEvents(town)
        let last = try #require(after.checkpoints.last)
        #expect(last.size == 8)
        #expect(after.cosignatures.filter { $0.size == 8 }.count == Town.names.count)
        for name in Town.names { #expect(town.residents[name]?.ledger.log.evidence.isEmpty ?? false) }
    }

    @Test func `a restored feed whose signed leaves are nowhere signs nothing, since a witness has seen more`() throws {
        var town = try town(31)
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run()
        let backup = try #require(town.residents[Self.feed]).ledger
        _ = try town.publishPenalty(from: Self.sender, number: 2)
        try town.run()
        #expect(try log(town).checkpoints.last?.size == 2)
        town.wipe()
        try town.startRestored(Self.feed, from: backup)
        _ = try town.publishPenalty(from: "510100-tax", number: 3)
        try town.run(rounds: 200)
        let resident = try #require(town.residents[Self.feed])
        #expect(resident.machine.log.held == "LOG_BEHIND")
        #expect(resident.ledger.alarms.contains { $0.code == "LOG_BEHIND" })
        #expect(resident.ledger.log.checkpoints.last?.size == 1)
        #expect(resident.ledger.log.entries.count == 1)
        // Nothing is lost: the events wait, and stay held over a restart.
        #expect(resident.ledger.log.events.count == 2)
        try town.restart(Self.feed)
        try town.run(rounds: 60)
        #expect(try #require(town.residents[Self.feed]).machine.log.held == "LOG_BEHIND")
        #expect(try log(town).entries.count == 1)
        for name in Town.names { #expect(town.residents[name]?.ledger.log.evidence.isEmpty ?? false) }
    }

    @Test func `a log that takes back what it signed is found out by every witness, with both notes as proof`() throws {
        var town = try town(41)
        for number in 1...2 { _ = try town.publishPenalty(from: Self.sender, number: number) }
        try town.run()
        let honest = try #require(try log(town).checkpoints.last)
        let key = try #require(town.keys[Self.feed])
        let origin = "test/\(Self.feed)"
        let forged = LogCheckpoint(origin: origin, size: 3, root: LogHash.leaf([1]))
        let noteKey = try #require(NoteKey(name: origin, kind: .ed25519, publicKey: key.publicKey))
        let line = SignedNote.Signature(
            name: origin, keyID: noteKey.id, signature: key.sign(Array(forged.text.utf8)))
        let note = try #require(SignedNote(text: forged.text, signatures: [line])).description
        let statement = LogStatement(from: 2, note: note, leaves: [], proof: [LogHash.leaf([2])])
        try publish(statement, &town)
        try town.run()
        for name in Town.names {
            let ledger = try #require(town.residents[name]).ledger
            #expect(ledger.alarms.contains { $0.code == "LOG_INCONSISTENT" }, "\(name)")
            #expect(ledger.log.evidence.map(\.first) == [honest.note], "\(name)")
            #expect(ledger.log.evidence.map(\.second) == [note], "\(name)")
            let letter = try Envelope.unpack(try #require(ledger.log.evidence.first).letter)
            #expect(LogStatement(try JSONValue.parse(letter.body))?.proof == statement.proof, "\(name)")
            #expect(letter.statement.office == OfficeID(Self.feed), "\(name)")
        }
        let feed = try #require(town.residents[Self.feed])
        #expect(!feed.ledger.log.cosignatures.contains { $0.size == 3 })
        // A second process with the feed's own writer: it has stopped (rule 14).
        #expect(feed.stop != nil)
    }

    @Test func `a public letter that was parked gets its leaf when it is tried again`() throws {
        var town = try town(51)
        town.residents[Self.feed]?.isRunning = false
        let id = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run(rounds: 10)
        let partitions = town.logs.filter { $0.key.topic == .publications }
        let record = try #require(partitions.values.compactMap(\.last).first)
        var resident = try #require(town.residents[Self.feed])
        try town.apply([.poison(record)], to: &resident)
        #expect(resident.ledger.log.entries.isEmpty)
        let stream = try #require(resident.ledger.incoming.first { $0.key.topic == .publications }).key
        #expect(resident.ledger.incoming[stream]?.last?.reason == "HANDLER_CRASH")
        let officer = Town.officer("admin", [.administrator])
        try town.apply([.replay(stream, number: 1, officer: officer)], to: &resident)
        resident.isRunning = true
        town.residents[Self.feed] = resident
        try town.run()
        let log = try log(town)
        #expect(log.entries.map(\.publication) == [id])
        #expect(log.checkpoints.last?.size == 1)
        try expectOneTree(town)
        try expectAllEvents(town)
    }

    @Test func `a witness that missed the newest checkpoint is shown it once more`() throws {
        var town = try town(61)
        let deaf = "510100-customs"
        town.residents[deaf]?.isRunning = false
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run()
        #expect(try !log(town).cosignatures.contains { $0.size == 1 && $0.witness.description == deaf })
        let partition = BusPartition(topic: .checkpoints, partition: 0)
        let known = try #require(town.residents[deaf]).machine.reader(of: partition).next
        let end = try #require(town.logs[partition]).count
        #expect(known < Int64(end))
        spoilCheckpoints(from: known, &town)
        town.residents[deaf]?.isRunning = true
        try town.run(rounds: 300)
        let feed = try #require(OfficeID(Self.feed))
        #expect(town.residents[deaf]?.machine.log.seen[feed]?.size == 1)
        #expect(try log(town).cosignatures.contains { $0.size == 1 && $0.witness.description == deaf })
    }

    /// Seed 81 of the simulator: the feed thought that it knew, since it had signed.
    @Test func `a witness that has forgotten what it signed is shown the newest checkpoint again`() throws {
        var town = try town(62)
        let forgetful = "510100-customs"
        let backup = try #require(town.residents[forgetful]).ledger
        _ = try town.publishPenalty(from: Self.sender, number: 1)
        try town.run()
        let feed = try #require(OfficeID(Self.feed))
        #expect(town.residents[forgetful]?.machine.log.seen[feed]?.size == 1)
        spoilCheckpoints(from: 0, &town)
        try town.startRestored(forgetful, from: backup)
        #expect(town.residents[forgetful]?.machine.log.seen[feed]?.size != 1)
        try town.run(rounds: 300)
        #expect(town.residents[forgetful]?.machine.log.seen[feed]?.size == 1)
    }

    /// Nobody can read any more what stands on the topic of checkpoints from this place on.
    private func spoilCheckpoints(from place: Int64, _ town: inout Town) {
        let partition = BusPartition(topic: .checkpoints, partition: 0)
        town.logs[partition] = (town.logs[partition] ?? []).map { record in
            record.offset < place
                ? record : BusRecord(partition: partition, offset: record.offset, headers: [], value: [1])
        }
    }

    /// Puts a statement on the bus as the feed's own process would.
    private func publish(_ statement: LogStatement, _ town: inout Town) throws {
        let office = try #require(OfficeID(Self.feed))
        let key = try #require(town.keys[Self.feed])
        let machine = try #require(town.residents[Self.feed]).machine
        let body = statement.json.bytes
        let stream = StreamName(
            namespace: "test", office: office, topic: .checkpoints, generation: 1, partition: 0)
        let leaf = Leaf(
            stream: stream, number: 0, previous: .zero, epoch: machine.writer.epoch,
            letter: town.chance.letterID(at: town.now), salt: town.chance.salt(), type: ControlType.logCheckpoint,
            caseID: "", subject: "", to: "*", cause: "", classification: .internal, contentType: "application/json",
            directoryVersion: machine.book.version, ruleSetVersion: "", time: town.now,
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        let signer = OfficeSigner(office: office, key: key)
        let envelopes = EnvelopeBatch.seal([(leaf, body)], signer: signer, writer: machine.writer, at: town.now)
        for envelope in envelopes {
            town.append(BusPartition(topic: .checkpoints, partition: 0), envelope.headers, envelope.body)
        }
    }
}
