import Casework
import Contracts
import Exchange
import Offices

/// What must hold of each transaction.
extension Checks {
    /// Before a transaction is written: `room` has the ledger as it was, and the machine as it is behind the step.
    mutating func committing(_ commit: Commit, in room: Room, _ registry: SimulatedRegistry, _ clock: Clockwork) {
        numbersFollow(commit, room, clock)
        readersOnlyRise(commit, room, registry, clock)
        for letter in commit.incoming { judge(letter, commit, room, registry, clock) }
        for change in commit.redisposed { followsInItsCase(change, room, clock) }
        for letter in commit.outgoing { judge(letter, room, clock) }
        ownLinesFollow(commit, room, clock)
        opensRightly(commit, room, clock)
        readersAreReal(commit, room, clock)
        staysSilent(commit, room, clock)
        for letter in commit.waiting {
            keepsPersonsOut(letter.leaf, letter.body, room, clock)
            namesNobody(letter.leaf, letter.body, room, clock)
        }
        deadlinesHold(commit, room, registry, clock)
        keepTheLaw(commit, room, clock)
        publishesLawfully(commit, room, clock)
        numbersInSlices(commit, room, clock)
        logGrows(commit, room, clock)
        notesWhatWasHeard(commit, room)
    }

    /// Behind a transaction: `room` has the ledger as it is now.
    mutating func committed(_ commit: Commit, in room: Room, _ clock: Clockwork) {
        casesMoveLawfully(commit, room, clock)
        endsWhenLifted(commit, room, clock)
        witnesses(commit, room, clock)
        if !commit.erasures.isEmpty { keepsNothingDestroyed(in: room, clock) }
        for stream in commit.inStreams {
            expect(
                stream.disposed == UInt64(room.ledger.incoming[stream.name]?.count ?? 0), "S9",
                "\(room.name) says it disposed \(stream.disposed) of \(stream.name)", at: clock)
            reached.insert(Reach(stream: stream.name, number: stream.disposed, head: stream.head))
        }
        for letter in commit.outgoing {
            let leaf = letter.envelope.leaf
            let place = Seen.Place(stream: leaf.stream, number: leaf.number)
            if seen.places[place, default: letter.envelope.leafHash] != letter.envelope.leafHash {
                seen.seconds.insert(leaf.stream)
            }
            seen.places[place] = letter.envelope.leafHash
            // The first decision's key counts: what comes back from a peer has another.
            if issued[letter.envelope.leafHash] == nil {
                issued[letter.envelope.leafHash] = Issue(office: room.office, emission: letter.emission)
            }
        }
        flagsWhatCameBack(commit, room, clock)
        for stream in commit.outStreams {
            retirementIsTrue(stream, room, clock)
            if !stream.name.topic.isBroadcast, stream.isOpen, let writer = room.machine?.writer {
                opened[stream.name] = newest(opened[stream.name], writer)
            }
        }
    }

    /// The newer of two writers; of equals the first.
    private func newest(_ old: Writer?, _ new: Writer) -> Writer {
        guard let old, new.epoch <= old.epoch else { return new }
        return old
    }

    /// S3 and rule 2: every number is disposed in order, on one line.
    private mutating func numbersFollow(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        var ends: [StreamName: (number: UInt64, head: Digest)] = [:]
        for letter in commit.incoming {
            let leaf = letter.envelope.leaf
            let rows = UInt64(room.ledger.incoming[leaf.stream]?.count ?? 0)
            let known = ends[leaf.stream] ?? (rows, room.ledger.inStream(leaf.stream)?.head ?? leaf.stream.seed)
            expect(
                leaf.number == known.number + 1, "S3",
                "\(room.name) disposes \(leaf.stream)#\(leaf.number) after \(known.number)", at: clock)
            expect(
                leaf.previous == known.head, "rule 2",
                "\(room.name) disposes \(leaf.stream)#\(leaf.number) on another line", at: clock)
            ends[leaf.stream] = (leaf.number, StreamName.extend(known.head, with: letter.envelope.leafHash))
        }
    }

    /// Who convenes a joint task names its proposer, and nobody but the proposer can tell whether that is true (threat model,
    /// gaps): what such an office says in a task that it leads by its own word is its own.
    private func leads(_ office: OfficeID, _ leaf: Leaf, _ commit: Commit, _ room: Room) -> Bool {
        guard leaf.type.name.hasPrefix("task."), let id = CaseID(leaf.caseID), id.office != room.office else {
            return false
        }
        let file = commit.cases.last { $0.id == id } ?? room.ledger.caseFile(id)
        return file?.facts["lead"]?.string == office.description
    }

    private mutating func judge(
        _ letter: IncomingLetter, _ commit: Commit, _ room: Room, _ registry: SimulatedRegistry, _ clock: Clockwork
    ) {
        let envelope = letter.envelope
        let leaf = envelope.leaf
        let name = "\(leaf.type) \(leaf.stream)#\(leaf.number)"
        let sender = leaf.stream.office
        // S1: somebody who may say it has committed exactly this leaf.
        if sender == registry.villain {
            // A retired office passes on what it gets: that moves nothing yet.
            let events = letter.content.map { commit.contents[$0].content.events } ?? []
            expect(
                letter.disposition != .effect || leaf.type == ControlType.streamEnd || events.isEmpty
                    || leads(sender, leaf, commit, room), "S1",
                "\(room.name): the villain's \(name) had an effect", at: clock)
        } else {
            expect(
                issued[envelope.leafHash]?.office == sender, "S1",
                "\(room.name) disposes \(name), which \(sender) never committed", at: clock)
        }
        expect(
            registry.first.maySend(office: sender, type: leaf.type)
                || letter.disposition == .quarantined && letter.reason != "BODY_UNREADABLE", "S1",
            "\(room.name) listens to \(sender), which may not send \(name)", at: clock)
        judgeSignature(of: envelope, name, room, registry, clock)
        judgeWriter(of: envelope, name, room, clock)
        judgeOrder(of: letter, commit, name, room, clock)
        judgePlace(of: letter, name, room, clock)
        judgeTime(of: letter, commit, room, clock)
        if let book = room.machine?.book {
            // Rule 25: nobody judges by a directory that he does not have.
            expect(
                leaf.directoryVersion <= book.version, "rule 25",
                "\(room.name) judges \(name) of directory \(leaf.directoryVersion) by \(book.version)", at: clock)
            // Rule 5: a revoked key opens nothing.
            let key = book.newest?.office(sender)?.key(envelope.statement.keyID)
            expect(
                key.map { $0.revokedAt == nil } ?? false, "rule 5",
                "\(room.name) disposes \(name) under the revoked or unknown key \(envelope.statement.keyID)", at: clock)
        }
        if letter.disposition == .effect { isSealedRightly(envelope, room, clock) }
        // Rule 28: leaf epochs never fall along a stream.
        let before = room.ledger.incoming[leaf.stream]?.last?.envelope.leaf.epoch ?? 0
        expect(leaf.epoch >= before, "rule 28", "\(room.name): the epoch falls at \(name)", at: clock)
        // S6: only what has a reason in its own case waits for it.
        if letter.disposition == .parked, letter.reason == "CASE_PARKED" {
            let hasReason =
                !room.ledger.heldBack(caseID: leaf.caseID).isEmpty
                || commit.incoming.contains { $0.envelope.leaf.caseID == leaf.caseID && $0.disposition != .effect }
            expect(hasReason, "S6", "\(room.name) parks \(name) behind nothing", at: clock)
        }
    }

    /// S1: the signature covers exactly this leaf, and the leaf this body.
    private mutating func judgeSignature(
        of envelope: Envelope, _ name: String, _ room: Room, _ registry: SimulatedRegistry, _ clock: Clockwork
    ) {
        let statement = envelope.statement
        let key = registry.newest.office(statement.office)?.key(statement.keyID)
        let root = MerkleTree.root(
            leaf: Leaf.hash(of: envelope.leaf.bytes), index: envelope.leafIndex, count: statement.leafCount,
            path: envelope.path)
        let isSigned = key.map {
            ToyVerifier().isValid(
                signature: envelope.signature, over: statement.bytes, publicKey: $0.publicKey)
        }
        expect(
            isSigned ?? false && root == statement.root && statement.office == envelope.leaf.stream.office, "S1",
            "\(room.name) disposes \(name), whose signature covers something else", at: clock)
        expect(
            Digest.sha256(envelope.body) == envelope.leaf.bodyDigest, "S1",
            "\(room.name) disposes \(name) with another body", at: clock)
    }

    /// S11: nothing that a stale writer signed has an effect: not after a newer one was heard, and in a direct stream
    /// not after it was open for a newer one.
    private mutating func judgeWriter(of envelope: Envelope, _ name: String, _ room: Room, _ clock: Clockwork) {
        let stream = envelope.leaf.stream
        let writer = envelope.statement.writer
        let memory = "\(room.name)/\(restores(of: room))"
        if let fence = heard[memory]?[stream] {
            expect(!writer.isStale(against: fence), "S11", "\(room.name) disposes stale \(name)", at: clock)
        }
        heard[memory, default: [:]][stream] = newest(heard[memory]?[stream], writer)
        guard restores(of: room) == 0, let open = opened[stream] else { return }
        expect(
            writer.epoch >= open.epoch, "S11",
            "\(room.name) disposes \(name) of writer \(writer), the stream was open for \(open)", at: clock)
    }

    /// S3, rules 21 and 40: in order within a case, nothing behind a stream's end, no generation before the older ones.
    private mutating func judgeOrder(
        of letter: IncomingLetter, _ commit: Commit, _ name: String, _ room: Room, _ clock: Clockwork
    ) {
        guard letter.disposition == .effect else { return }
        let leaf = letter.envelope.leaf
        if !leaf.caseID.isEmpty {
            let waiting = room.ledger.heldBack(caseID: leaf.caseID).filter { held in
                held.envelope.leaf.stream == leaf.stream && origin(of: held.envelope) == origin(of: letter.envelope)
                    && !commit.redisposed.contains {
                        $0.stream == leaf.stream && $0.number == held.envelope.leaf.number
                    }
            }
            expect(
                waiting.isEmpty, "rule 21", "\(room.name): \(name) overtakes what waits in its case", at: clock)
        }
        guard leaf.stream.generation > 1, let directory = room.machine?.book.newest else { return }
        for partition in 0..<(directory.partitionCount(of: leaf.stream.topic, generation: leaf.stream.generation - 1)) {
            let older = StreamName(
                namespace: leaf.stream.namespace, office: leaf.stream.office, topic: leaf.stream.topic,
                generation: leaf.stream.generation - 1, partition: partition)
            let hasEnded =
                room.ledger.incoming[older]?.last?.envelope.leaf.type.name == "bus.streamEnd"
                || commit.incoming.contains {
                    $0.envelope.leaf.stream == older && $0.envelope.leaf.type.name == "bus.streamEnd"
                }
            expect(hasEnded, "rule 40", "\(room.name) hears \(name) before the end of \(older)", at: clock)
        }
    }

    /// Whose order counts: a retired office passes on what several have sent.
    private func origin(of envelope: Envelope) -> StreamName {
        guard envelope.leaf.type == ControlType.caseLetter else { return envelope.leaf.stream }
        do throws(EnvelopeFault) {
            return try ForwardedEnvelope.read(envelope.body, contentType: envelope.leaf.contentType)
                .envelope.leaf.stream
        } catch {
            return envelope.leaf.stream
        }
    }

    /// Rule 33: the newest process of a reader counts; rule 26: the directory never falls while a process runs.
    private mutating func readersOnlyRise(
        _ commit: Commit, _ room: Room, _ registry: SimulatedRegistry, _ clock: Clockwork
    ) {
        for stream in commit.outStreams {
            guard let before = room.ledger.outStream(stream.name)?.reader, let now = stream.reader else { continue }
            expect(
                !now.isStale(against: before), "rule 33",
                "\(room.name) hears the old process \(now) of the reader of \(stream.name)", at: clock)
        }
        guard let machine = room.machine else { return }
        for document in commit.documents {
            expect(
                registry.documents.contains(document), "rule 26",
                "\(room.name) takes a document that the registrar never published", at: clock)
        }
        expect(
            machine.book.version >= room.lowestVersion, "rule 26",
            "\(room.name) falls back to directory \(machine.book.version)", at: clock)
    }

    /// Rule 23: what is tried again has its effect before the rest of its case in that stream.
    private mutating func followsInItsCase(_ change: Redisposition, _ room: Room, _ clock: Clockwork) {
        guard change.disposition == .effect, let rows = room.ledger.incoming[change.stream],
            let row = rows.first(where: { $0.envelope.leaf.number == change.number })
        else { return }
        let caseID = row.envelope.leaf.caseID
        let overtaken = rows.dropFirst(Int(change.number)).contains {
            !caseID.isEmpty && $0.envelope.leaf.caseID == caseID && $0.disposition == .effect
                && origin(of: $0.envelope) == origin(of: row.envelope)
        }
        expect(
            !overtaken, "rule 23", "\(room.name): \(change.stream)#\(change.number) was overtaken in its case",
            at: clock)
    }

    private mutating func judge(_ letter: OutgoingLetter, _ room: Room, _ clock: Clockwork) {
        let leaf = letter.envelope.leaf
        keepsPersonsOut(leaf, letter.envelope.body, room, clock)
        namesNobody(leaf, letter.envelope.body, room, clock)
        isSealedRightly(letter.envelope, room, clock)
        // What a peer gave back, or a reader's own topic, has its number already.
        guard let machine = room.machine, leaf.epoch == machine.writer.epoch,
            issued[letter.envelope.leafHash] == nil
        else { return }
        let name = "\(leaf.stream)#\(leaf.number)"
        numbersByChance(letter, name, room, clock)
        // Rule 1: numbers are given in open streams alone.
        expect(
            machine.outStreams[leaf.stream]?.isOpen ?? false, "rule 1",
            "\(room.name) numbers \(name) in a closed stream", at: clock)
        // Rule 40: nothing is written in a new generation before all of the older ones is acknowledged.
        for older in machine.outStreams.values
        where older.name.topic == leaf.stream.topic && older.name.generation < leaf.stream.generation {
            expect(
                older.retired == older.number, "rule 40",
                "\(room.name) writes \(name) while \(older.name) is not acknowledged", at: clock)
        }
    }

    /// Rules 6 and 7: salts and ids are of chance. A copied ledger holds letters that are not numbered yet: they are the
    /// same letters in both.
    private mutating func numbersByChance(
        _ letter: OutgoingLetter, _ name: String, _ room: Room, _ clock: Clockwork
    ) {
        guard !restoredOffices.contains(room.office) else { return }
        let leaf = letter.envelope.leaf
        expect(
            salts.insert(leaf.salt).inserted && leaf.salt.contains { $0 != 0 }, "rule 6",
            "\(room.name) uses the salt of \(name) twice", at: clock)
        // A letter that is passed on keeps its id, and may have come by two ways.
        guard leaf.type != ControlType.caseLetter else { return }
        let address = Address(letter: leaf.letter, to: "\(leaf.stream.topic)")
        expect(
            addressed.updateValue(letter.envelope.leafHash, forKey: address) == nil, "rule 7",
            "\(room.name) uses the letter id of \(name) twice", at: clock)
    }

    /// S14: what identifies a person never stands in what goes to all.
    private mutating func keepsPersonsOut(_ leaf: Leaf, _ body: [UInt8], _ room: Room, _ clock: Clockwork) {
        guard leaf.stream.topic.isBroadcast else { return }
        let text = String(decoding: body, as: UTF8.self)
        expect(
            !Workload.secrets.contains { text.contains($0) }, "S14",
            "\(room.name) publishes a person's number in \(leaf.type)", at: clock)
    }

    /// Rules 31, 32 and 37: nothing is retired that its reader never had on that line, or that was never on the bus.
    private mutating func retirementIsTrue(_ stream: OutStream, _ room: Room, _ clock: Clockwork) {
        guard stream.retired > 0, let head = room.ledger.outgoingHead(stream: stream.name, number: stream.retired)
        else { return }
        if stream.name.topic.isBroadcast {
            let last = room.ledger.outgoing(stream: stream.name, numbers: stream.retired...stream.retired).first
            expect(
                last.map { onBus.contains($0.envelope.leafHash) } ?? false, "rule 37",
                "\(room.name) retires \(stream.name)#\(stream.retired), which was never on the bus", at: clock)
        } else {
            expect(
                reached.contains(Reach(stream: stream.name, number: stream.retired, head: head)), "rule 32",
                "\(room.name) retires \(stream.name)#\(stream.retired), which its reader never had", at: clock)
        }
    }
}
