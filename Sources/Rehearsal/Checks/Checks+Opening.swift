import Casework
import Contracts
import Exchange
import Offices

/// Starts, claims, openings, and what comes back to a ledger that forgot it (rules 8 to 16).
extension Checks {
    /// Rule 8: every start draws an instance of its own.
    mutating func started(_ room: Room, _ writer: Writer, _ clock: Clockwork) {
        seen.writers[room.office, default: []].insert(writer)
        expect(
            seen.instances.insert(writer.instance).inserted, "rule 8",
            "\(room.name) starts with an instance that was there before", at: clock)
    }

    /// Rules 9 and 10: whoever speaks has read the directory, and its claim stands above what lay there.
    mutating func speaksAfterReading(
        _ envelope: Envelope, _ machine: OfficeMachine, _ room: Room, _ clock: Clockwork
    ) {
        let (leaf, writer) = (envelope.leaf, machine.writer)
        seen.writers[room.office, default: []].insert(writer)
        expect(
            machine.book.version >= room.begun.directoryVersion, "rule 9",
            "\(room.name) speaks at directory \(machine.book.version), \(room.begun.directoryVersion) lay there",
            at: clock)
        guard !room.begun.hasJumped else { return }
        if leaf.type == ControlType.claim, let highest = room.begun.highestClaim {
            expect(
                writer.epoch > highest, "rule 10",
                "\(room.name) claims \(writer.epoch), a claim of \(highest) lay there when it started", at: clock)
        }
        let claim = Seen.Claim(office: room.office, epoch: writer.epoch, keyID: envelope.statement.keyID)
        guard leaf.number > 0, let first = seen.firstClaims[claim] else { return }
        expect(
            first == writer.instance, "rule 10",
            "\(room.name) sends as \(writer), whose epoch another claimed before it",
            at: clock)
    }

    /// A record stands in the log.
    mutating func stands(_ transmission: Transmission, at offset: Int64) {
        let envelope = transmission.envelope
        let statement = envelope.statement
        if envelope.leaf.type == ControlType.claim {
            let claim = Seen.Claim(office: statement.office, epoch: statement.writer.epoch, keyID: statement.keyID)
            seen.firstClaims[claim] = seen.firstClaims[claim] ?? statement.writer.instance
        }
        guard envelope.leaf.type == ControlType.position,
            let position = JSONValue.read(envelope.body).flatMap({ StreamPosition($0) }), position.isHello
        else { return }
        let hello = Hello(stream: position.stream, writer: statement.writer)
        seen.hellos.insert(hello)
        // One that was said before the log went may have been read back before.
        if !seen.earlier.contains(hello) { seen.offsets[hello] = seen.offsets[hello] ?? offset }
    }

    /// Rules 10 and 14: a process stops for a writer that there was, and its ledger says so.
    mutating func stoppedRightly(_ room: Room, _ stop: StopReason, _ clock: Clockwork) {
        expect(
            room.ledger.setting(.supersededBy) != nil, "rule 14",
            "\(room.name) stops, and its ledger would start again", at: clock)
        if case .fork(let name, _, _) = stop { forksRightly(name, room, clock) }
        guard case .superseded(let writer, _) = stop else { return }
        expect(
            seen.writers[room.office]?.contains(writer) ?? false, "rule 14",
            "\(room.name) stops for \(writer), which never ran", at: clock)
        guard room.begun.isRestored, !room.begun.hasJumped, let highest = room.begun.highestClaim else { return }
        expect(
            writer.epoch > highest, "rule 10",
            "\(room.name) is restored and stops for \(writer), whose claim lay there when it started", at: clock)
    }

    /// Rules 12c and 31: a process that stops for a fork has written letters that stand on two lines, or a clone of it has
    /// written on where it stands.
    private mutating func forksRightly(_ stream: StreamName, _ room: Room, _ clock: Clockwork) {
        let end = room.ledger.outStream(stream)?.number ?? 0
        let isAhead = seen.places[Seen.Place(stream: stream, number: end + 1)] != nil
        expect(
            seen.seconds.contains(stream) || isAhead, "rule 31",
            "\(room.name) stops for a fork of \(stream), which has one line",
            at: clock)
    }

    /// S1 and rule 33: the reader of a direct stream is a process of the office that it goes to.
    mutating func readersAreReal(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        for stream in commit.outStreams {
            guard case .direct(let reader) = stream.name.topic, let writer = stream.reader else { continue }
            expect(
                seen.writers[reader]?.contains(writer) ?? false, "S1",
                "\(room.name) believes \(writer), which is no reader of \(stream.name)", at: clock)
        }
    }

    /// Rules 2 and 12: own letters follow each other on one line, and what comes back was this office's once.
    mutating func ownLinesFollow(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        var ends: [StreamName: (number: UInt64, head: Digest)] = [:]
        seen.mustFlag = []
        for letter in commit.outgoing {
            let leaf = letter.envelope.leaf
            let stored = room.ledger.outStream(leaf.stream)
            let end = ends[leaf.stream] ?? (stored?.number ?? 0, stored?.head ?? leaf.stream.seed)
            expect(
                leaf.number == end.number + 1 && leaf.previous == end.head, "rule 2",
                "\(room.name) has \(leaf.stream)#\(leaf.number) behind \(end.number)", at: clock)
            ends[leaf.stream] = (leaf.number, StreamName.extend(leaf.previous, with: letter.envelope.leafHash))
            guard letter.envelope.statement.writer != room.machine?.writer else { continue }
            expect(
                issued[letter.envelope.leafHash]?.office == room.office, "rule 12",
                "\(room.name) takes \(leaf.stream)#\(leaf.number) back, which it never wrote", at: clock)
            guard leaf.cause.isEmpty, let id = CaseID(leaf.caseID), let file = room.ledger.caseFile(id),
                !file.knows(letter: leaf.letter)
            else { continue }
            seen.mustFlag.append((id, leaf.letter))
        }
    }

    /// Rule 16: a case with a letter that its ledger does not remember is marked for an officer.
    mutating func flagsWhatCameBack(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        for back in seen.mustFlag {
            expect(
                room.ledger.caseFile(back.caseID)?.flags.contains("recoveredLetter:\(back.letter)") ?? false, "rule 16",
                "\(room.name) does not mark \(back.caseID) for \(back.letter), which came back", at: clock)
        }
        seen.mustFlag = []
    }

    /// Rule 16: a marked case says nothing by itself.
    mutating func staysSilent(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        let drafts =
            commit.waiting.map { ($0.leaf, $0.emission) }
            + commit.outgoing.filter { issued[$0.envelope.leafHash] == nil }.map { ($0.envelope.leaf, $0.emission) }
        // The other copies of a document that came back are no word of the case: it was said before (rule 12b).
        let returned = Set(commit.outgoing.filter { issued[$0.envelope.leafHash] != nil }.map(\.envelope.leaf.letter))
        for (leaf, emission) in drafts
        where !leaf.type.name.hasPrefix("bus.") && !isDecided(leaf.caseID, in: commit)
            && !returned.contains(leaf.letter)
        {
            guard let id = CaseID(leaf.caseID), let flags = room.ledger.caseFile(id)?.flags,
                !room.ledger.waiting(stream: leaf.stream).contains(where: { $0.emission == emission })
            else { continue }
            let isOpen = flags.contains { flag in
                flag.hasPrefix("recoveredLetter:")
                    && !flags.contains("recoveryConfirmed:" + flag.dropFirst("recoveredLetter:".count))
            }
            expect(!isOpen, "rule 16", "\(room.name) sends \(leaf.type) of \(id), which nobody confirmed", at: clock)
        }
    }

    /// Whether a person decided something in this case just now.
    private func isDecided(_ caseID: String, in commit: Commit) -> Bool {
        commit.journal.contains { entry in
            entry.caseID == caseID
                && (entry.kind == .order || entry.note.hasPrefix("recovered letters confirmed"))
        }
    }
}
