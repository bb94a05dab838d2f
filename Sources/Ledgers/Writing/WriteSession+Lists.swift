import Casework
import Contracts
import Exchange
import Offices

/// List entries, and the sums over them that roots are made of.
extension WriteSession {
    /// Moves the standing of each entry of which a numbered letter of its owner had effect (rule 34).
    mutating func writeListEntries() throws {
        let letters = try listLetters()
        guard !letters.isEmpty || !commit.mendings.isEmpty else { return }
        try lists.load(sql.lists)
        for letter in letters {
            let caseID = letter.caseID
            guard let file = try changedCases[caseID].map({ commit.cases[$0] }) ?? unchangedCase(caseID) else {
                continue
            }
            let before = try sql.lists.standing(of: file.id, caseID)
            guard
                let after = ListStanding.moved(
                    before, by: letter.leafHash, letter.type, in: letter.slot, file: file)
            else { continue }
            try sql.lists.put(after, caseID)
            try place(caseID, before, after)
            movedOwners.insert(file.owner)
            try noteWatches(before, after, file, caseID)
        }
    }

    /// Moves the sums, and notes a new entry among the members of its range.
    private mutating func place(_ caseID: String, _ before: ListStanding?, _ after: ListStanding) throws {
        let here = try lists.place(of: after.share, sql.lists)
        if let before, before.share == after.share { return lists.move(before, to: after, in: here) }
        let record = try usableSlot(caseID).record
        if let before {
            let there = try lists.place(of: before.share, sql.lists)
            lists.move(before, to: nil, in: there)
            try sql.lists.dropMember.run {
                $0.integer(lists.shelves[there].row)
                $0.integer(Int64(ListRanges.range(of: before.entry)))
                $0.integer(record)
            }
        }
        lists.move(nil, to: after, in: here)
        try sql.lists.add(record, to: lists.shelves[here].row, ListRanges.range(of: after.entry))
    }

    /// Puts rows right that something else than this program has changed, and makes the sums of their ranges anew.
    mutating func writeMendings() throws {
        guard !commit.mendings.isEmpty else { return }
        try sql.lists.beginRepair.run { _ in }
        for mending in commit.mendings {
            let owner = mending.place.share.owner
            let place = try lists.place(of: mending.place.share, sql.lists)
            for entry in mending.drop {
                try sql.lists.dropEntry.run {
                    $0.text(owner.description)
                    $0.text(entry.description)
                }
            }
            for standing in mending.put {
                let caseID = standing.entry.description
                try sql.lists.put(standing, caseID)
                try sql.lists.add(
                    usableSlot(caseID).record, to: lists.shelves[place].row, mending.place.range)
            }
            let rows = try sql.lists.standings(lists.shelves[place], mending.place.range)
            lists.set(place, mending.place.range, ListSum(of: rows))
            movedOwners.insert(owner)
        }
        try sql.lists.endRepair.run { _ in }
    }

    /// A numbered letter on `lists` with effect.
    private struct ListLetter {
        let generation: Int
        let number: UInt64
        let slot: Int
        let leafHash: Digest
        let caseID: String
        let type: LetterType

        init(_ leaf: Leaf, _ leafHash: Digest) {
            generation = leaf.stream.generation
            number = leaf.number
            slot = leaf.stream.partition
            self.leafHash = leafHash
            caseID = leaf.caseID
            type = leaf.type
        }
    }

    private func listLetters() throws -> [ListLetter] {
        var moves: [ListLetter] = []
        // By place: taking a whole letter out of the commit would touch each of its parts.
        for index in commit.incoming.indices where commit.incoming[index].disposition == .effect {
            guard ListStanding.isMoved(by: commit.incoming[index].envelope.leaf) else { continue }
            moves.append(ListLetter(commit.incoming[index].envelope.leaf, incomingHashes[index]))
        }
        for letter in commit.outgoing where ListStanding.isMoved(by: letter.envelope.leaf) {
            moves.append(ListLetter(letter.envelope.leaf, letter.envelope.leafHash))
        }
        guard !commit.redisposed.isEmpty else { return moves }
        for change in commit.redisposed where change.disposition == .effect {
            guard let row = streams.row(of: change.stream) else { continue }
            let place = try Place.of(row, change.number)
            guard let bytes = try sql.letters.incomingLeaf.first({ $0.integer(place) }, { $0.bytes(0) }),
                let leaf = Leaf(bytes: bytes), ListStanding.isMoved(by: leaf)
            else { continue }
            moves.append(ListLetter(leaf, Leaf.hash(of: bytes)))
        }
        // Streams come in number order; only a replay brings an older number behind a newer one.
        return moves.sorted { ($0.generation, $0.number) < ($1.generation, $1.number) }
    }

    /// A case that this transaction did not change.
    private mutating func unchangedCase(_ caseID: String) throws -> CaseFile? {
        guard let slot = try slot(caseID), let key = slot.key else { return nil }
        return try CaseFile.stored(caseID, slot, key, sql)
    }
}

extension ListStatements {
    /// The stored standing of an entry.
    func standing(of entry: CaseID, _ caseID: String) throws -> ListStanding? {
        try selectEntry.first({
            $0.text(entry.office.description)
            $0.text(caseID)
        }) { row in
            ListStanding(
                list: row.text(0), entry: entry, version: row.number(1), leafHash: try row.digest(2),
                isInForce: row.integer(3) != 0, slot: Int(row.integer(4)))
        }
    }

    func put(_ standing: ListStanding, _ caseID: String) throws {
        try putEntry.run {
            $0.text(standing.entry.office.description)
            $0.text(caseID)
            $0.text(standing.list)
            $0.number(standing.version)
            $0.digest(standing.leafHash)
            $0.integer(standing.isInForce ? 1 : 0)
            $0.integer(Int64(standing.slot))
        }
    }

    func add(_ record: Int64, to share: Int64, _ range: UInt8) throws {
        try insertMember.run {
            $0.integer(share)
            $0.integer(Int64(range))
            $0.integer(record)
        }
    }

    /// What is stored of a range: its members whose rows say that they belong to it.
    func standings(_ shelf: ListIndex.Shelf, _ range: UInt8) throws -> [ListStanding] {
        var standings: [ListStanding] = []
        try rows(shelf, range) { _, _, standing in
            if let standing, standing.share == shelf.share { standings.append(standing) }
        }
        return standings
    }

    /// The members of a range by the row and id of their cases; the standing is nil where its row is missing or no row of
    /// ours.
    func rows(
        _ shelf: ListIndex.Shelf, _ range: UInt8, _ read: (Int64, CaseID, ListStanding?) throws -> Void
    ) throws {
        try members.rows({
            $0.integer(shelf.row)
            $0.integer(Int64(range))
            $0.text(shelf.share.owner.description)
        }) { row in
            let entry = try Stored.caseID(row.text(1))
            guard !row.isNull(2), let leafHash = row.withBytes(4, { Digest(bytes: $0) }) else {
                return try read(row.integer(0), entry, nil)
            }
            let standing = ListStanding(
                list: row.text(2), entry: entry, version: row.number(3), leafHash: leafHash,
                isInForce: row.integer(5) != 0, slot: Int(row.integer(6)))
            try read(row.integer(0), entry, standing)
        }
    }
}
