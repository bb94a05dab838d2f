import Casework
import Contracts
import Exchange
import Offices
import Transparency

/// What must hold of the public log and its witnesses (design of the credit feed; protocol rules 1, 9 and 10): it never forks,
/// every public letter is a leaf of it once, and what it says last of a publication is what its office knows.
///
/// Noted from outside: every root that was ever served, and every root that a witness ever believed. Whoever wrote the leaves,
/// one tree must have them all.
struct PublicLogWatch: Sendable {
    /// A log at a size.
    struct Point: Hashable, Sendable {
        let keeper: OfficeID
        let size: UInt64
    }

    /// The roots that stood in a checkpoint which was read back, or which a witness signed, and who said so first.
    var roots: [Point: (root: Digest, room: String)] = [:]
}

extension Checks {
    /// Before a transaction is written: leaves follow those of the ledger, each event has one.
    mutating func logGrows(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        let log = room.ledger.log
        for (offset, entry) in commit.log.entries.enumerated() {
            expect(
                entry.index == UInt64(log.entries.count + offset), "public log",
                "\(room.name) gives a leaf the place \(entry.index) behind \(log.entries.count + offset)", at: clock)
            expect(
                !log.hasEntry(entry.commitment), "public log",
                "\(room.name) gives the event \(entry.kind) of \(entry.publication) a second place", at: clock)
        }
        for checkpoint in commit.log.checkpoints {
            guard let read = SignedNote(checkpoint.note).flatMap({ LogCheckpoint(text: $0.text) }) else { continue }
            believes(read.size, read.root, of: room.office, room, clock)
        }
    }

    /// Behind a transaction: what this office believes of others' logs as their witness.
    mutating func witnesses(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        guard commit.settings.contains(where: { $0.0 == .logsSeen }) else { return }
        for (keeper, seen) in room.machine?.log.seen ?? [:] {
            expect(
                keeper.description.hasSuffix("credit-platform"), "public log",
                "\(room.name) witnesses a log of \(keeper), which keeps none", at: clock)
            believes(seen.size, seen.root, of: keeper, room, clock)
        }
    }

    private mutating func believes(
        _ size: UInt64, _ root: Digest, of keeper: OfficeID, _ room: Room, _ clock: Clockwork
    ) {
        let point = PublicLogWatch.Point(keeper: keeper, size: size)
        let first = publicLogs.roots[point] ?? (root, room.name)
        publicLogs.roots[point] = first
        expect(
            first.root == root, "public log",
            "\(room.name) believes another tree of \(size) leaves of \(keeper) than \(first.room)", at: clock)
    }
}

extension Network {
    /// The logs in the end.
    mutating func judgePublicLogs() {
        for id in ids where machine(of: id)?.keepsLog ?? false {
            guard let ledger = ledger(of: id), let machine = machine(of: id) else { continue }
            judgeBelief(ledger.log, of: id)
            if let held = machine.log.held {
                // Signing nothing is right where a ledger went back and the bus had forgotten what it lacks, and nowhere else.
                let hasForgotten = luck.counts.contains {
                    [.wipe, .truncation, .expiry, .lostRecord].contains($0.fault) && $0.count > 0
                }
                checks.expect(
                    checks.restoredOffices.contains(id) && hasForgotten && held != "LOG_FORKED", "public log",
                    "\(id) holds its log (\(held)) without a reason", at: clock)
                continue
            }
            judgeLeaves(of: id, ledger, machine)
            for other in ids where other != id { judgeWitness(other, of: id, machine.log) }
        }
        for id in ids {
            checks.expect(
                ledger(of: id)?.log.evidence.isEmpty ?? true, "public log", "\(id) accuses an honest log", at: clock)
        }
    }

    /// Every root that anybody ever believed is one of the tree that there is now; a log that went back and is held may lack
    /// the newest.
    private mutating func judgeBelief(_ log: MemoryLog, of keeper: OfficeID) {
        var tree = LogFrontier()
        var roots = [tree.root]
        for entry in log.entries {
            tree.append(entry.hash)
            roots.append(tree.root)
        }
        let believed = checks.publicLogs.roots.filter { $0.key.keeper == keeper }.sorted { $0.key.size < $1.key.size }
        for (point, said) in believed where point.size < UInt64(roots.count) {
            checks.expect(
                roots[Int(point.size)] == said.root, "public log",
                "\(said.room) believed another tree of \(point.size) leaves than \(keeper) has in the end", at: clock)
        }
    }

    private mutating func judgeLeaves(of id: OfficeID, _ ledger: MemoryLedger, _ machine: OfficeMachine) {
        let log = ledger.log
        checks.expect(
            log.events.isEmpty, "public log", "\(id) has \(log.events.count) events without a place", at: clock)
        checks.expect(
            log.lastCheckpoint()?.size ?? 0 == log.size(), "public log",
            "\(id) has signed \(log.lastCheckpoint()?.size ?? 0) of \(log.size()) leaves", at: clock)
        var leaves: [CaseID: [LogEntry]] = [:]
        for entry in log.entries { leaves[entry.publication, default: []].append(entry) }
        let letters = ledger.incoming.values.joined().filter {
            $0.disposition == .effect && $0.envelope.leaf.type.name.hasPrefix("pub.")
        }.map(\.envelope.leaf)
        let told = Dictionary(grouping: letters) { CaseID($0.caseID) }
        for (publication, file) in ledger.cases.sorted(by: { $0.key < $1.key }) where file.kind == .publication {
            let count = told[publication]?.count ?? 0
            let own = leaves[publication] ?? []
            checks.expect(
                own.count == count, "public log",
                "\(id): \(count) letters about \(publication) and \(own.count) leaves", at: clock)
            guard let last = own.last, !ledger.wasErased(publication) else { continue }
            checks.expect(
                log.contents[last.commitment]?.content == PublicRecord(file).json.bytes, "public log",
                "\(id): the last leaf of \(publication) does not say what its office knows", at: clock)
        }
    }

    private mutating func judgeWitness(_ witness: OfficeID, of keeper: OfficeID, _ log: PublicLog) {
        guard let machine = machine(of: witness) else { return }
        checks.expect(
            machine.log.seen[keeper]?.size ?? 0 == log.published, "public log",
            "\(witness) has seen \(machine.log.seen[keeper]?.size ?? 0) of \(log.published) leaves of \(keeper)",
            at: clock)
    }
}
