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
            await attempt("removing what is left over") { try await self.sweep() }
            await attempt("looking for files that are not here") { try await self.findMissing() }
            var rounds = 0
            while !stop.isSet, !Task.isCancelled {
                await inbox.bell.wait(atMost: .seconds(1))
                await attempt("the evidence files") { try await self.work() }
                rounds += 1
                if rounds.isMultiple(of: 3600) { await attempt("removing") { try await self.sweep() } }
            }
        } onGracefulShutdown: {
            stop.set()
            self.inbox.bell.ring()
        }
    }

    /// A disk that says no is told, and tried again in the next round.
    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            logger.error("evidence: \(what) failed", metadata: ["error": "\(error)"])
        }
    }

    /// One round.
    func work() async throws {
        let content = inbox.take()
        for caseID in content.cases { try want(filesOf: caseID) }
        if content.hasErased { try await forgetErased() }
        for arrival in content.arrivals {
            if let wanted = arrival.wanted {
                try await answer(wanted, arrival)
            } else {
                try await take(arrival)
            }
        }
        try await begin()
        await ask()
    }

    // MARK: For others

    private func answer(_ wanted: EvidenceWanted, _ arrival: EvidenceArrival) async throws {
        let machine = await runtime.snapshot()
        guard let file = try reader.caseFile(wanted.caseID),
            file.evidence.contains(where: { $0.digest == wanted.file }),
            try isParty(arrival.from, file, machine), let stored = try store.stored(wanted.file)
        else {
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

    /// All cases with files, a page at a time: what is not here is fetched, wherever an earlier run stopped.
    private func findMissing() async throws {
        var cursor: Int64 = 0
        while true {
            let page = try reader.casesWithEvidence(behind: cursor, limit: 200)
            guard let last = page.last else { return }
            for row in page { try want(filesOf: row.id) }
            cursor = last.cursor
            await Task.yield()
        }
    }

    private func want(filesOf caseID: CaseID) throws {
        for entry in try reader.caseFile(caseID)?.evidence ?? [] {
            let isWhole = try store.state(of: entry.digest) == .whole
            if isWhole { try store.bind(entry.digest) }
            guard !isWhole, !transfers.isFetching(entry.digest) else { continue }
            enqueue(entry.digest, caseID)
        }
    }

    private func begin() async throws {
        while transfers.hasRoom, !queue.isEmpty {
            let next = dequeue()
            guard let file = try reader.caseFile(next.caseID), let manifest = file.manifest(of: next.file) else {
                continue
            }
            var present: [Int] = []
            if case .partial(let chunks) = try store.state(of: next.file) { present = chunks }
            let holders = await holders(of: next.file, file)
            transfers.begin(manifest, of: next.caseID, from: holders, present: present)
            if present.count == manifest.chunks.count { try await complete(manifest, of: next.caseID) }
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
            enqueue(want.file.digest, want.caseID)
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
            try store.write(chunk.bytes, chunk: chunk.index, of: chunk.file)
            try store.bind(chunk.file)
            if let want = transfers.written(chunk.file) { try await complete(want.file, of: want.caseID) }
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
            transfers.end(file.digest)
            try store.remove(file.digest)
            await tell(caseID, file.digest, "HASH_MISMATCH", "\(fault)")
        }
    }

    /// Once for each file and code.
    private func tell(_ caseID: CaseID, _ file: Digest, _ code: String, _ text: String) async {
        logger.warning("evidence: \(text)", metadata: ["code": "\(code)", "case": "\(caseID)", "file": "\(file)"])
        guard told.insert("\(code) \(file)").inserted else { return }
        _ = await runtime.submit(.evidence(.trouble(caseID, file: file, code: code, text: text)))
    }

    /// The contents of a case were destroyed: its files go at once, unless another case has them.
    private func forgetErased() async throws {
        for want in transfers.wants where try reader.caseFile(want.caseID) == nil { transfers.end(want.file.digest) }
        try await sweep()
    }

    private func sweep() async throws {
        let rules = await runtime.snapshot().rules
        let hours = try rules.limit("evidenceStagingHours", on: clock.now().official.civilDate)
        let reader = reader
        let removed = try store.sweep(
            standing: { try reader.standing(ofEvidence: $0) }, staging: .seconds(hours * 3600),
            uploads: uploadsUnderWay)
        if removed > 0 { logger.info("evidence that no case needs was removed", metadata: ["files": "\(removed)"]) }
    }
}
