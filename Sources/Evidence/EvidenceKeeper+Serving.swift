import Casework
import Contracts
import Exchange
import Ledgers
import Logging
import Offices
import ServiceLifecycle
import Workers

/// The keeper as a service: what came, what is owed to others, what is wanted of them.
extension EvidenceKeeper: Service {
    package func run() async throws {
        let stop = StopFlag()
        await withGracefulShutdownHandler {
            var rounds = 0
            while !stop.isSet, !Task.isCancelled {
                await work()
                rounds += 1
                if rounds.isMultiple(of: 3600) { mustSweep = true }
                await inbox.bell.wait(atMost: .seconds(1))
            }
        } onGracefulShutdown: {
            stop.set()
            self.inbox.bell.ring()
        }
    }

    /// A disk that says no is told; what was not done is done in a later round, and the rest of this one goes on.
    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            logger.error("evidence: \(what) failed", metadata: ["error": "\(error)"])
        }
    }

    /// One round.
    private func work() async {
        let content = inbox.take()
        unseen.formUnion(content.cases)
        if content.hasErased {
            grants.forget()
            mustSweep = true
        }
        if mustSweep { await attempt("removing") { try await sweep() } }
        if hasUnseen || !unseen.isEmpty { await attempt("looking for files that are not here") { try await look() } }
        for arrival in content.arrivals {
            await attempt("a record about a file") {
                if let wanted = arrival.wanted { try await answer(wanted, arrival) } else { try await take(arrival) }
            }
        }
        for want in transfers.assembled {
            await attempt("assembling a file") { try await complete(want.file, of: want.caseID) }
        }
        await attempt("beginning a file") { try await begin() }
        await ask()
    }

    // MARK: For others

    private func answer(_ wanted: EvidenceWanted, _ arrival: EvidenceArrival) async throws {
        let machine = await runtime.snapshot()
        guard let stored = try granted(wanted, to: arrival.from, machine) else {
            return logger.notice(
                "evidence that is not here, or not for the asker",
                metadata: ["asker": "\(arrival.from)", "case": "\(wanted.caseID)", "file": "\(wanted.file)"])
        }
        let now = clock.now().machine
        guard let reader = machine.chunkReader(arrival.from, at: now) else {
            return logger.warning(
                "evidence: the directory lists no sealing key", metadata: ["office": "\(arrival.from)"])
        }
        var posts: [EvidencePost] = []
        for index in wanted.chunks where stored.chunks.indices.contains(index) {
            let chunk = EvidenceChunk(file: wanted.file, index: index, bytes: try chunk(index, of: stored))
            let id = freshID()
            guard let sealed = sealer.seal(chunk.packed, machine.chunkContext(id), to: [reader]) else { continue }
            posts.append(
                EvidencePost(
                    to: arrival.from, letter: id, cause: arrival.envelope.leaf.letter.description,
                    content: .chunk(sealed)))
        }
        await runtime.post(posts)
    }

    /// The file, when it is here and the office may have it.
    private func granted(
        _ wanted: EvidenceWanted, to asker: OfficeID, _ machine: OfficeMachine
    ) throws -> StoredEvidence? {
        let now = clock.now().timer
        let right = EvidenceGrants.Right(asker: asker, caseID: wanted.caseID, file: wanted.file)
        if let known = grants.file(right, at: now) { return known }
        guard let file = try reader.caseFile(wanted.caseID, in: .office),
            file.evidence.contains(where: { $0.digest == wanted.file }), try isParty(asker, file, machine),
            let stored = try store.stored(wanted.file)
        else { return nil }
        grants.grant(right, stored, at: now)
        return stored
    }

    /// A party of the case, whoever was sent a letter of it, and whoever took over the work of one of them.
    private func isParty(_ office: OfficeID, _ file: CaseFile, _ machine: OfficeMachine) throws -> Bool {
        let predecessors = machine.book.newest?.predecessors(of: office) ?? []
        for candidate in [office] + predecessors {
            if file.standing(of: candidate) != .stranger { return true }
            if try reader.hasWritten(to: candidate, in: file.id) { return true }
        }
        return false
    }

    // MARK: For this office

    /// Cases to which files came; at a start all that have any, wherever an earlier run stopped.
    private func look() async throws {
        for caseID in unseen.sorted() {
            try want(filesOf: caseID)
            unseen.remove(caseID)
        }
        var cursor: Int64 = 0
        while hasUnseen {
            let page = try reader.casesWithEvidence(behind: cursor, limit: 200)
            for row in page { try want(filesOf: row.id) }
            cursor = page.last?.cursor ?? cursor
            if page.isEmpty { hasUnseen = false }
            await Task.yield()
        }
    }

    private func want(filesOf caseID: CaseID) throws {
        for entry in try reader.caseFile(caseID, in: .office)?.evidence ?? [] {
            if try store.state(of: entry.digest) == .whole {
                try store.bind(entry.digest)
            } else {
                enqueue(QueuedFile(file: entry.digest, caseID: caseID))
            }
        }
    }

    private func begin() async throws {
        // Once through the queue at most: what waits for another manifest goes to its end.
        for _ in queue where transfers.hasRoom {
            let next = dequeue()
            guard !transfers.isFetching(next.file), let file = try reader.caseFile(next.caseID, in: .office) else {
                continue
            }
            let state = try store.state(of: next.file)
            guard state != .whole else {
                try store.bind(next.file)
                continue
            }
            guard let manifest = file.manifests(of: next.file).first(where: { !rejected.contains($0) }) else {
                continue
            }
            var present: [Int] = []
            if case .partial(let chunks) = state { present = chunks }
            transfers.begin(manifest, of: next.caseID, from: await holders(of: next.file, file), present: present)
        }
    }

    /// The office that brought it, the one that opened the case, then the other parties: each may have it.
    private func holders(of digest: Digest, _ file: CaseFile) async -> [OfficeID] {
        let machine = await runtime.snapshot()
        let source = file.evidence.first { $0.digest == digest }.map { [$0.office] } ?? []
        let all = (source + [file.owner] + file.recipients + file.copies).flatMap { office in
            // A retired office answers until its program ends; after that its successor has what it had.
            [office, machine.book.newest?.heir(of: office) ?? office]
        }
        return all.reduce(into: []) { kept, office in
            if office != machine.office, !kept.contains(office) { kept.append(office) }
        }
    }

    private func ask() async {
        let questions = transfers.ask(at: clock.now().timer) { freshID() }
        inbox.await(transfers.questions)
        await tellSilence()
        guard !questions.isEmpty else { return }
        await runtime.post(
            questions.map { EvidencePost(to: $0.to, letter: $0.id, cause: "", content: .wanted($0.wanted)) })
    }

    /// A file that nobody gives makes room for others, and people are told once.
    private func tellSilence() async {
        for want in transfers.wants where want.silences >= 6 {
            transfers.end(want.file.digest)
            enqueue(QueuedFile(file: want.file.digest, caseID: want.caseID))
            let offices = want.holders.map(\.description).joined(separator: ", ")
            await tell(
                want.caseID, want.file.digest, "EVIDENCE_UNAVAILABLE",
                "\(want.open) of \(want.file.chunks.count) chunks of \(want.file.name) are not given by \(offices)")
        }
    }

    private func take(_ arrival: EvidenceArrival) async throws {
        let leaf = arrival.envelope.leaf
        guard let question = LetterID(leaf.cause), let sealed = SealedBody(bytes: arrival.envelope.body) else { return }
        let chunk: EvidenceChunk
        do throws(SealFault) {
            let plain = try sealer.open(sealed, SealContext(leaf), by: nil)
            guard let read = EvidenceChunk(bytes: plain) else { return }
            chunk = read
        } catch {
            return logger.warning(
                "an evidence chunk does not open", metadata: ["from": "\(arrival.from)", "reason": "\(error.rawValue)"])
        }
        switch transfers.take(chunk, answering: question, at: clock.now().timer) {
        case .unknown: return
        case .mismatch(let caseID):
            await tell(
                caseID, chunk.file, "HASH_MISMATCH",
                "chunk \(chunk.index) from \(arrival.from) is not what the manifest says; it is asked for again")
        case .wanted:
            do {
                try store.write(chunk.bytes, chunk: chunk.index, of: chunk.file)
                try store.bind(chunk.file)
                transfers.written(chunk.file)
            } catch {
                transfers.failed(chunk, at: clock.now().timer)
                throw error
            }
        }
    }

    private func complete(_ file: EvidenceFile, of caseID: CaseID) async throws {
        do {
            let wrong = try store.complete(file)
            guard wrong.isEmpty else { return transfers.renew(wrong, of: file.digest) }
            transfers.end(file.digest)
            logger.info("evidence is here whole", metadata: ["case": "\(caseID)", "file": "\(file.digest)"])
            _ = await runtime.submit(.evidence(.completed(caseID, file: file.digest)))
        } catch let fault as EvidenceFault {
            rejected.insert(file)
            transfers.end(file.digest)
            // Another letter of this or of another case may have the right manifest.
            unseen.formUnion(try reader.cases(needingEvidence: store.name(of: file.digest)))
            await tell(caseID, file.digest, "HASH_MISMATCH", "\(fault)")
            try store.remove(file.digest)
        }
    }

    /// Once for each file and code.
    private func tell(_ caseID: CaseID, _ file: Digest, _ code: String, _ text: String) async {
        logger.warning("evidence: \(text)", metadata: ["code": "\(code)", "case": "\(caseID)", "file": "\(file)"])
        guard told.insert("\(code) \(file)").inserted else { return }
        _ = await runtime.submit(.evidence(.trouble(caseID, file: file, code: code, text: text)))
    }

    /// What was destroyed with its case goes, what no case named in time, and what nobody waits for any more is not fetched.
    private func sweep() async throws {
        for want in transfers.wants where try reader.caseFile(want.caseID, in: .office) == nil {
            transfers.end(want.file.digest)
        }
        let rules = await runtime.snapshot().rules
        let reader = reader
        let removed = try store.sweep(
            standing: { try reader.standing(ofEvidence: $0) }, staging: staging(by: rules), uploads: uploadsUnderWay)
        mustSweep = false
        if removed > 0 { logger.info("evidence that no case needs was removed", metadata: ["files": "\(removed)"]) }
    }

    /// How long an upload waits for its case; for ever under a rule set of before there were files.
    private func staging(by rules: RuleSet) -> Duration? {
        do throws(RuleRefusal) {
            return .seconds(try rules.limit("evidenceStagingHours", on: clock.now().official.civilDate) * 3600)
        } catch {
            return nil
        }
    }
}
