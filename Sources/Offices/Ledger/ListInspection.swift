package import Casework
package import Contracts

/// A range of a share: the unit of looking lists through, and of mending them.
package struct ListPlace: Hashable, Comparable, Sendable {
    /// The share.
    package let share: ListShare
    /// The range in it.
    package let range: UInt8

    /// A place from its parts.
    package init(share: ListShare, range: UInt8) {
        self.share = share
        self.range = range
    }

    package static func < (left: ListPlace, right: ListPlace) -> Bool {
        (left.share, left.range) < (right.share, right.range)
    }
}

/// What looking through some ranges found.
package struct ListInspection: Sendable {
    /// The last range that was looked at; nil when there is none behind the one asked for.
    package var last: ListPlace?
    /// True when nothing lies behind it.
    package var isAtEnd = true
    /// Ranges that are not what this ledger wrote.
    package var damages: [ListDamage] = []

    /// Nothing found.
    package init() {}
}

/// A range whose rows were changed by something else than this program.
package struct ListDamage: Sendable {
    /// The range.
    package let place: ListPlace
    /// Entries whose row or whose case is not what the journal made it.
    package let entries: [CaseID]
    /// True when the rows left do not explain the stored sum: one may be missing that nothing here tells of.
    package let isSumOff: Bool

    /// A damage from its parts.
    package init(place: ListPlace, entries: [CaseID], isSumOff: Bool) {
        self.place = place
        self.entries = entries
        self.isSumOff = isSumOff
    }
}

/// An entry as the journal makes it, whatever the tables say (S12).
package struct RefoldedEntry: Sendable {
    /// The case; nil when a content of it does not open, or it has no events here.
    package let file: CaseFile?
    /// The standing; nil when no letter on `lists` had effect.
    package let standing: ListStanding?
    /// The letters on `lists` that had effect: their signed leaves tell the standing even where a content does not open.
    package let moves: ListMoves
    /// Whether the stored case opens and says what its columns say.
    package let isCaseSound: Bool

    /// A refolded entry from its parts.
    package init(
        file: CaseFile?, standing: ListStanding?, moves: ListMoves = ListMoves(), isCaseSound: Bool = false
    ) {
        self.file = file
        self.standing = standing
        self.moves = moves
        self.isCaseSound = isCaseSound
    }
}

/// Rows of a range that are put right; its sum is then made anew from its rows.
package struct ListMending: Sendable {
    /// The range.
    package let place: ListPlace
    /// Standings that take the place of what is stored.
    package var put: [ListStanding]
    /// Entries that belong to no list.
    package var drop: [CaseID]

    /// A mending from its parts.
    package init(place: ListPlace, put: [ListStanding], drop: [CaseID]) {
        self.place = place
        self.put = put
        self.drop = drop
    }
}

/// The letters on `lists` that had effect on one entry, in the order in which they had it.
package struct ListMoves: Sendable {
    private var moves: [(leafHash: Digest, type: LetterType, slot: Int)] = []

    /// No letter yet.
    package init() {}

    /// Adds the next one.
    package mutating func add(_ leafHash: Digest, _ type: LetterType, slot: Int) {
        moves.append((leafHash, type, slot))
    }

    /// What they make of the entry.
    package func standing(of file: CaseFile) -> ListStanding? {
        moves.reduce(nil) { ListStanding.moved($0, by: $1.leafHash, $1.type, in: $1.slot, file: file) ?? $0 }
    }

    /// What they make of an entry of which nothing but its list is known.
    package func standing(of entry: CaseID, on list: String) -> ListStanding? {
        moves.reduce(nil) {
            ListStanding.moved($0, by: $1.leafHash, $1.type, in: $1.slot, entry: entry, list: list)
        }
    }
}
