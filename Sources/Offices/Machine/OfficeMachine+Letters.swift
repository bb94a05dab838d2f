import Casework
import Contracts
import Exchange

/// From a drafted letter to numbered, signed envelopes (rules 1, 2, 6, 7 and 15).
extension OfficeMachine {
    /// One leaf for each addressee; an emission that was there before issues nothing (rule 15).
    mutating func draft(
        _ letter: LetterDraft, issued: inout [String: Int], _ work: inout Workspace
    ) throws {
        let body = work.sealed[letter.id] ?? letter.body.bytes
        let content = work.content(JournalContent(events: [], body: body), caseID: letter.caseID.description)
        work.note(letter: letter.id)
        switch letter.destination {
        case .offices(let offices):
            // A successor that is an addressee itself gets one copy.
            var reached: Set<OfficeID> = [office]
            for named in offices {
                let receiver = directory?.heir(of: named) ?? named
                guard reached.insert(receiver).inserted else { continue }
                let stream = streamName(of: office, .direct(receiver), partition: 0)
                try endOlderGenerations(of: stream.topic, &work)
                try draft(
                    letter, body, content, in: stream, to: receiver.description,
                    key: letter.caseID.description, issued: &issued, &work)
            }
        case .broadcast(let topic, let key):
            let stream = streamName(of: office, topic, partition: partition(of: topic, forKey: key))
            try draft(letter, body, content, in: stream, to: "*", key: key, issued: &issued, &work)
        }
    }

    /// True when neither a letter of this emission nor a recovered one with its salt is known; notes it.
    private func isNew(_ emission: String, _ work: inout Workspace) throws -> Bool {
        if let secret = emissionSecret, try work.hasEmission(EmissionSecret.mark(secret.salt(of: emission))) {
            return false
        }
        return try work.isNewEmission(emission)
    }

    /// The salt of a letter (rules 6 and 15).
    func salt(of emission: String, _ work: inout Workspace) -> [UInt8] {
        emissionSecret?.salt(of: emission) ?? work.chance.salt()
    }

    /// Our stream in the newest generation of a topic, for letters of a key.
    func newestStream(of topic: Topic, forKey key: String) -> StreamName {
        streamName(of: office, topic, partition: topic.isBroadcast ? partition(of: topic, forKey: key) : 0)
    }

    private func partition(of topic: Topic, forKey key: String) -> Int {
        guard let directory else { return topic.partition(forKey: key) }
        return directory.partition(of: topic, generation: directory.generation(of: topic), forKey: key)
    }

    private mutating func draft(
        _ letter: LetterDraft, _ body: [UInt8], _ content: Int, in stream: StreamName, to: String, key: String,
        issued: inout [String: Int], _ work: inout Workspace
    ) throws {
        let cause = "\(letter.cause)|\(letter.type)|\(to)"
        let emission = "\(cause)|\(issued[cause, default: 0])"
        issued[cause, default: 0] += 1
        guard try isNew(emission, &work) else { return }
        let isSealed = work.sealed[letter.id] != nil
        // Whom a sealed letter is about, only its readers learn.
        let leaf = Leaf(
            stream: stream, number: 0, previous: .zero, epoch: writer.epoch, letter: letter.id,
            salt: salt(of: emission, &work), type: letter.type, caseID: letter.caseID.description,
            subject: isSealed ? "" : letter.subject, to: to, cause: letter.answers,
            classification: letter.classification,
            contentType: isSealed ? SealedBody.mediaType : "application/json", directoryVersion: book.version,
            ruleSetVersion: rules.version,
            time: work.clocks.machine, bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        work.drafts.append(Draft(leaf: leaf, body: body, recordKey: key, emission: emission, content: content))
        if outStreams[stream] == nil { outStreams[stream] = OutStream(name: stream) }
        work.changed(outgoing: stream)
    }

    /// Numbers, chains and signs everything that may go out, and closes the commit.
    mutating func finish(_ work: inout Workspace) throws {
        // What came back in this very step is not numbered beside it; a process that has stopped numbers nothing any more.
        var numbering = Numbering(done: Set(work.commit.waitingDone))
        if phase != .stopped {
            for name in work.opened { try numberWaiting(of: name, &numbering, &work) }
            for name in slices.sorted() where phase == .serving && outStreams[name]?.isOpen ?? false {
                if !work.opened.contains(name) { try numberWaiting(of: name, &numbering, &work) }
            }
        }
        for draft in work.drafts { try numberOrKeep(draft, &numbering, &work) }
        let envelopes = EnvelopeBatch.seal(numbering.items, signer: signer, writer: writer, at: work.clocks.machine)
        for (envelope, row) in zip(envelopes, numbering.rows) {
            work.commit.outgoing.append(
                OutgoingLetter(
                    envelope: envelope, headAfter: row.headAfter, recordKey: row.key, emission: row.emission,
                    content: row.content))
            let leaf = envelope.leaf
            work.journal(
                .letterOut, by: office, caseID: leaf.caseID, leafHash: envelope.leafHash, content: row.content,
                note: "\(leaf.type) \(leaf.stream)#\(leaf.number)")
        }
        dropOvertakenMendings(&work)
        try growLog(&work)
        work.writeCases()
        work.commit.outStreams = work.changedOut.sorted().compactMap { outStreams[$0] }
        work.commit.inStreams = work.changedIn.sorted().compactMap { inStreams[$0] }
        work.commit.readers = work.changedReaders.sorted().compactMap { readers[$0] }
    }
}
