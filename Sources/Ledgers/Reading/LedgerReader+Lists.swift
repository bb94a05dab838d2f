import Contracts
package import Exchange
import GRDB
import Offices

extension LedgerReader {
    /// Roots of all lists by `lr1`, from the sums of their ranges.
    package func listRoots() throws -> [Checkpoint.ListRoot] { try reading { try LedgerReader.listRoots($0) } }

    /// The same with the positions on `lists` at which they are, both from one snapshot.
    package func listsStanding() throws -> (positions: [ListPosition], roots: [Checkpoint.ListRoot]) {
        try reading { (try listPositions($0), try LedgerReader.listRoots($0)) }
    }

    static func listRoots(_ database: Database) throws -> [Checkpoint.ListRoot] {
        var shares: [Int64: (share: ListShare, ranges: ListRanges)] = [:]
        try PreparedStatement(database, "SELECT id, list, owner, slot FROM list_share").rows { row in
            let share = ListShare(
                list: row.text(1), owner: try Stored.office(row.text(2)), slot: Int(row.integer(3)))
            shares[row.integer(0)] = (share, ListRanges())
        }
        try PreparedStatement(database, "SELECT share, range, count, sum FROM list_range").rows { row in
            guard let range = UInt8(exactly: row.integer(1)) else { return }
            shares[row.integer(0)]?.ranges.set(range, ListSum(count: row.number(2), sum: try row.digest(3)))
        }
        return ListRanges.roots(Array(shares.values))
    }
}
