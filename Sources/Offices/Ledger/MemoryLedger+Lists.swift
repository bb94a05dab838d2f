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
        rows(in: place).sorted { $0.entry.description < $1.entry.description }
    }

    private func rows(in place: ListPlace) -> [ListStanding] { (placed[place] ?? []).compactMap { standings[$0] } }

    package func inspectLists(after place: ListPlace?, entries: Int) -> ListInspection {
        var inspection = ListInspection()
        var budget = entries
        for (share, ranges) in ranges.sorted(by: { $0.key < $1.key }) {
            for range in UInt8.min...UInt8.max where budget > 0 {
                let here = ListPlace(share: share, range: range)
                if let place, here <= place { continue }
                let rows = rows(in: here)
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
        for index in rowsOfCase[text] ?? [] {
            let row = journal[index]
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
        (listLetters[caseID] ?? []).compactMap { letter in
            if let row = incoming(letter.stream, letter.number) {
                return row.disposition == .effect ? row.envelope.leaf : nil
            }
            return outgoingLetters[letter.stream]?[Int(letter.number) - 1].envelope.leaf
        }
    }

    // MARK: Writing

    mutating func moveStandings(_ commit: Commit) {
        var moved: Set<OfficeID> = []
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
            place(after, of: entry)
            moved.insert(entry.office)
        }
        for mending in commit.mendings {
            mend(mending)
            moved.insert(mending.place.share.owner)
        }
        renewRoots(of: moved)
    }

    /// Puts a row in its place, or takes it away.
    private mutating func place(_ standing: ListStanding?, of entry: CaseID) {
        let range = ListRanges.range(of: entry)
        if let before = standings[entry] { placed[ListPlace(share: before.share, range: range)]?.remove(entry) }
        if let standing { placed[ListPlace(share: standing.share, range: range), default: []].insert(entry) }
        standings[entry] = standing
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
        for entry in mending.drop { place(nil, of: entry) }
        for standing in mending.put { place(standing, of: standing.entry) }
        ranges[mending.place.share, default: ListRanges()]
            .set(mending.place.range, ListSum(of: listStandings(mending.place)))
    }

    /// The roots of these owners' lists by both algorithms; those of others stay what they are.
    private mutating func renewRoots(of owners: Set<OfficeID>) {
        guard !owners.isEmpty else { return }
        let inForce = standings.values.filter { $0.isInForce && owners.contains($0.entry.office) }
        let counts = Dictionary(inForce.map { ($0.entry.office, 1) }, uniquingKeysWith: +)
        let scanned = Dictionary(grouping: inForce) { ListShare(list: $0.list, owner: $0.entry.office, slot: 0) }
            .filter { UInt64(counts[$0.key.owner] ?? 0) <= ListStanding.mostScanned }
            .map { name, own in
                ListStanding.root(of: own.sorted { $0.entry < $1.entry }, list: name.list, owner: name.owner)
            }
        let added = ListRanges.roots(ranges.filter { owners.contains($0.key.owner) }.map { ($0.key, $0.value) })
        roots = (roots.filter { !owners.contains($0.owner) } + scanned + added).sorted(by: Checkpoint.ListRoot.isBefore)
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
            let changed = ListStanding(
                list: before.list, entry: entry, version: before.version + 7, leafHash: before.leafHash,
                isInForce: !before.isInForce, slot: before.slot)
            place(changed, of: entry)
        case .lost: place(nil, of: entry)
        case .forgotten:
            place(nil, of: entry)
            ranges[before.share]?.move(before, to: nil)
        }
        renewRoots(of: [entry.office])
    }
}
