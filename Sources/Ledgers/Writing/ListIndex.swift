import Contracts
import Exchange
import Offices

/// The sums of all shares, read once and then moved with each transaction.
struct ListIndex {
    /// A share with its row and its sums.
    struct Shelf {
        let share: ListShare
        let row: Int64
        var ranges = ListRanges()
    }

    private(set) var shelves: [Shelf] = []
    private var places: [ListShare: Int] = [:]
    private var isLoaded = false
    private var changed: Set<Int> = []

    /// Hands everything over, so that a transaction changes it in place; what stays is empty and read again when the
    /// transaction falls.
    mutating func take() -> ListIndex {
        let all = self
        self = ListIndex()
        return all
    }

    /// Reads all sums, when they were not read yet.
    mutating func load(_ sql: ListStatements) throws {
        guard !isLoaded else { return }
        var byRow: [Int64: Int] = [:]
        try sql.shares.rows { row in
            byRow[row.integer(0)] = shelves.count
            add(
                ListShare(list: row.text(1), owner: try Stored.office(row.text(2)), slot: Int(row.integer(3))),
                row.integer(0))
        }
        try sql.ranges.rows { row in
            guard let place = byRow[row.integer(0)], let range = UInt8(exactly: row.integer(1)) else { return }
            shelves[place].ranges.set(range, ListSum(count: row.number(2), sum: try row.digest(3)))
        }
        isLoaded = true
    }

    private mutating func add(_ share: ListShare, _ row: Int64) {
        places[share] = shelves.count
        shelves.append(Shelf(share: share, row: row))
    }

    /// A share that is there.
    func shelf(_ share: ListShare) -> Shelf? { places[share].map { shelves[$0] } }

    /// The place of a share, which is made when there is none.
    mutating func place(of share: ListShare, _ sql: ListStatements) throws -> Int {
        if let place = places[share] { return place }
        // Shares are never deleted, so the next row is the count of them.
        let row = Int64(shelves.count + 1)
        try sql.insertShare.run {
            $0.text(share.list)
            $0.text(share.owner.description)
            $0.integer(Int64(share.slot))
        }
        add(share, row)
        return shelves.count - 1
    }

    /// Moves an entry in one share.
    mutating func move(_ before: ListStanding?, to after: ListStanding?, in place: Int) {
        if let range = shelves[place].ranges.move(before, to: after) { changed.insert(place << 8 | Int(range)) }
    }

    /// Gives a range the sum of its rows.
    mutating func set(_ place: Int, _ range: UInt8, _ sum: ListSum) {
        shelves[place].ranges.set(range, sum)
        changed.insert(place << 8 | Int(range))
    }

    /// Writes the sums that changed.
    mutating func write(_ sql: ListStatements) throws {
        for key in changed.sorted() {
            let shelf = shelves[key >> 8]
            let range = key & 255
            let sum = shelf.ranges.sums[range]
            try sql.putRange.run {
                $0.integer(shelf.row)
                $0.integer(Int64(range))
                $0.number(sum.count)
                $0.digest(sum.sum)
            }
        }
        changed = []
    }
}
