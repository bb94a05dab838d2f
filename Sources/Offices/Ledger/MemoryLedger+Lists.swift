import Casework
package import Contracts
package import Exchange

/// The lists of a memory ledger.
extension MemoryLedger {
    package func listRoots() -> [Checkpoint.ListRoot] { roots }

    package func listShares() -> [ListShare] { ranges.keys.sorted() }

    package func listRanges(_ share: ListShare) -> ListRanges? { ranges[share] }

    package func listStanding(_ entry: CaseID) -> ListStanding? { standings[entry] }

    package func listStandings(_ place: ListPlace) -> [ListStanding] {
        standings.values.filter { $0.share == place.share && ListRanges.range(of: $0.entry) == place.range }
            .sorted { $0.entry.description < $1.entry.description }
    }

    package func inspectLists(after place: ListPlace?, entries: Int) -> ListInspection {
        var inspection = ListInspection()
        var budget = entries
        let rows = Dictionary(grouping: standings.values) {
            ListPlace(share: $0.share, range: ListRanges.range(of: $0.entry))
        }
        for (share, ranges) in ranges.sorted(by: { $0.key < $1.key }) {
            for range in UInt8.min...UInt8.max where budget > 0 {
                let here = ListPlace(share: share, range: range)
                if let place, here <= place { continue }
                let rows = rows[here] ?? []
                budget -= rows.count
                inspection.last = here
                guard ListSum(of: rows) != ranges.sums[Int(range)] else { continue }
                let strange = rows.filter { !(refold($0.entry).standing?.isMade(like: $0) ?? false) }.map(\.entry)
                inspection.damages.append(
                    ListDamage(
                        place: here, entries: (strange + lost(from: here)).sorted { $0.description < $1.description },
                        isSumOff: true))
            }
        }
        inspection.isAtEnd = budget > 0
        return inspection
    }

    /// Entries whose rows should lie in a place and are gone.
    private func lost(from place: ListPlace) -> [CaseID] {
        cases.values.filter { $0.kind == .listEntry && standings[$0.id] == nil }.map(\.id).filter { entry in
            ListRanges.range(of: entry) == place.range && refold(entry).standing?.share == place.share
        }
    }

    package func refold(_ entry: CaseID) -> RefoldedEntry {
        let text = entry.description
        var file: CaseFile?
        var last: [Digest: Int] = [:]
        for (index, row) in journal.enumerated() where row.entry.caseID == text {
            for event in row.content?.content.events ?? [] {
                file = CaseFile.evolve(file, event, id: entry, kind: .listEntry)
            }
            if let hash = row.entry.leafHash { last[hash] = index }
        }
        guard let file else { return RefoldedEntry(file: nil, standing: nil) }
        var moves = ListMoves()
        for leaf in listLeaves(of: text).sorted(by: { last[$0.hash] ?? 0 < last[$1.hash] ?? 0 }) {
            moves.add(leaf.hash, leaf.type, slot: leaf.stream.partition)
        }
        guard !unreadable.contains(entry) else {
            return RefoldedEntry(file: nil, standing: nil, moves: moves, isCaseSound: true)
        }
        return RefoldedEntry(file: file, standing: moves.standing(of: file))
    }

    /// Letters on `lists` that had effect on a case here.
    private func listLeaves(of caseID: String) -> [Leaf] {
        let received = incoming.values.joined().filter { $0.disposition == .effect }.map(\.envelope.leaf)
        let sent = outgoingLetters.values.joined().map(\.envelope.leaf)
        return (received + sent).filter { $0.caseID == caseID && ListStanding.isMoved(by: $0) }
    }

    // MARK: Writing

    mutating func moveStandings(_ commit: Commit) {
        var haveMoved = !commit.mendings.isEmpty
        var letters = commit.incoming.filter { $0.disposition == .effect }.map(\.envelope)
        letters += commit.redisposed.filter { $0.disposition == .effect }.compactMap {
            incoming($0.stream, $0.number)?.envelope
        }
        letters += commit.outgoing.map(\.envelope)
        for envelope in letters.sorted(by: { ListStanding.precedes($0.leaf, $1.leaf) }) {
            guard ListStanding.isMoved(by: envelope.leaf), let entry = CaseID(envelope.leaf.caseID),
                let file = cases[entry]
            else { continue }
            let (hash, type, slot) = (envelope.leafHash, envelope.leaf.type, envelope.leaf.stream.partition)
            let before = standings[entry]
            guard let after = ListStanding.moved(before, by: hash, type, in: slot, file: file) else { continue }
            noteWatches(before, after, file, at: commit.officialTime)
            move(before, to: after)
            standings[entry] = after
            haveMoved = true
        }
        for mending in commit.mendings { mend(mending) }
        if haveMoved { roots = MemoryLedger.roots(of: standings.values, ranges) }
    }

    private mutating func move(_ before: ListStanding?, to after: ListStanding) {
        if let before, before.share != after.share {
            ranges[before.share, default: ListRanges()].move(before, to: nil)
            ranges[after.share, default: ListRanges()].move(nil, to: after)
        } else {
            ranges[after.share, default: ListRanges()].move(before, to: after)
        }
    }

    private mutating func mend(_ mending: ListMending) {
        for entry in mending.drop { standings[entry] = nil }
        for standing in mending.put { standings[standing.entry] = standing }
        ranges[mending.place.share, default: ListRanges()]
            .set(mending.place.range, ListSum(of: listStandings(mending.place)))
    }

    /// The roots of all lists by both algorithms.
    static func roots(
        of standings: some Collection<ListStanding>, _ ranges: [ListShare: ListRanges]
    ) -> [Checkpoint.ListRoot] {
        let inForce = standings.filter(\.isInForce)
        let counts = Dictionary(inForce.map { ($0.entry.office, 1) }, uniquingKeysWith: +)
        let names = Set(inForce.map { ListShare(list: $0.list, owner: $0.entry.office, slot: 0) })
        let scanned = names.filter { UInt64(counts[$0.owner] ?? 0) <= ListStanding.mostScanned }.sorted().map { name in
            let own = inForce.filter { $0.list == name.list && $0.entry.office == name.owner }
            return ListStanding.root(
                of: own.sorted { $0.entry < $1.entry }, list: name.list, owner: name.owner)
        }
        return (scanned + ListRanges.roots(ranges.map { ($0.key, $0.value) })).sorted(by: Checkpoint.ListRoot.isBefore)
    }

    // MARK: Rot

    /// What a simulated disk does to a row of the lists.
    package enum Rot: Hashable, Sendable, CaseIterable {
        /// The row is another.
        case changed
        /// The row is gone.
        case lost
        /// The row is gone and the sum of its range with it, so that only other offices can tell.
        case forgotten
    }

    /// The contents of the journal that tell of an entry do not open any more; its case and the leaves of its letters do.
    package mutating func loseContents(of entry: CaseID) { unreadable.insert(entry) }

    /// Spoils the standing of one entry, as a failing disk or a foreign hand would; nothing of it is journaled.
    package mutating func rot(_ entry: CaseID, _ rot: Rot) {
        guard let before = standings[entry] else { return }
        switch rot {
        case .changed:
            standings[entry] = ListStanding(
                list: before.list, entry: entry, version: before.version + 7, leafHash: before.leafHash,
                isInForce: !before.isInForce, slot: before.slot)
        case .lost: standings[entry] = nil
        case .forgotten:
            standings[entry] = nil
            ranges[before.share]?.move(before, to: nil)
        }
        roots = MemoryLedger.roots(of: standings.values, ranges)
    }
}
