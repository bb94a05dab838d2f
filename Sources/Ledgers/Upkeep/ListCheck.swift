import Contracts
import GRDB
import Offices

/// That the sums from which list roots are made are those of the stored standings.
struct ListCheck {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func run(_ report: inout LedgerReport) throws {
        var stored: [Int64: (share: ListShare, ranges: ListRanges)] = [:]
        try PreparedStatement(database, "SELECT id, list, owner, slot FROM list_share").rows { row in
            guard let owner = OfficeID(row.text(2)) else {
                return report.add(.row(table: "list_share", key: row.text(2)), "its owner is no office")
            }
            let share = ListShare(list: row.text(1), owner: owner, slot: Int(row.integer(3)))
            stored[row.integer(0)] = (share, ListRanges())
        }
        var made = stored
        try PreparedStatement(database, "SELECT share, range, count, sum FROM list_range").rows { row in
            guard let range = UInt8(exactly: row.integer(1)), let sum = row.withBytes(3, { Digest(bytes: $0) }) else {
                return report.add(.row(table: "list_range", key: "\(row.integer(1))"), "it is no sum")
            }
            stored[row.integer(0)]?.ranges.set(range, ListSum(count: row.number(2), sum: sum))
        }
        let places = Dictionary(made.map { ($0.value.share, $0.key) }, uniquingKeysWith: { first, _ in first })
        try PreparedStatement(
            database, "SELECT entry, list, version, leaf_hash, in_force, slot FROM list_entry"
        ).rows { row in
            guard let entry = CaseID(row.text(0)), let leafHash = row.withBytes(3, { Digest(bytes: $0) }) else {
                return
            }
            let standing = ListStanding(
                list: row.text(1), entry: entry, version: row.number(2), leafHash: leafHash,
                isInForce: row.integer(4) != 0, slot: Int(row.integer(5)))
            if let place = places[standing.share] { made[place]?.ranges.move(nil, to: standing) }
        }
        for (row, shelf) in made.sorted(by: { $0.key < $1.key }) where stored[row]?.ranges != shelf.ranges {
            report.add(
                .row(table: "list_range", key: "\(shelf.share.list) \(shelf.share.owner) \(shelf.share.slot)"),
                "the stored sums are not those of the list's entries")
        }
    }
}
