package import Casework
import Contracts
package import Exchange
import GRDB
package import Offices

/// The lists as they stand at one moment, for writing them out.
package struct ListTableView: Sendable {
    /// Entries that will be visited.
    package let count: Int
    /// Where the office stood in each partition at that moment.
    package let positions: [PartitionReader]
    /// The roots that the ledger kept there of the lists that are visited.
    package let roots: [Checkpoint.ListRoot]
}

extension LedgerReader {
    /// Which entries are visited.
    package enum ListScope: String, CaseIterable, Hashable, Sendable {
        /// Those in force.
        case inForce
        /// Those that have ended too.
        case all
    }

    /// Goes through the entries of all owners in one snapshot, sorted by owner and entry, one in memory at a time.
    ///
    /// - Parameters:
    ///   - list: of this list kind alone; nil for all kinds.
    ///   - scope: whether entries that have ended are visited.
    ///   - begin: told of the snapshot before the first entry.
    ///   - visit: gets each entry; without its file where its contents were erased.
    /// - Throws: what the disk or a visit says.
    package func eachListEntry(
        list: String? = nil, _ scope: ListScope, begin: (ListTableView) throws -> Void,
        _ visit: (ListStanding, CaseFile?) throws -> Void
    ) throws {
        let terms = [scope == .inForce ? "in_force = 1" : nil, list == nil ? nil : "list = ?"].compactMap(\.self)
        let condition = terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ")
        let arguments: StatementArguments = list.map { [$0] } ?? []
        try reading { database in
            let count = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM list_entry \(condition)", arguments: arguments)
            let positions = try Row.fetchAll(database, sql: LedgerSQL.selectPositions).map { row in
                PartitionReader(
                    partition: BusPartition(
                        topic: try Stored.topic(row[0]), generation: row[1], partition: row[2]),
                    next: row[3], lastDigest: Digest(bytes: row.bytes(4)))
            }
            let roots = try LedgerReader.listRoots(database).filter { list == nil || $0.list == list }
            try begin(ListTableView(count: count ?? 0, positions: positions, roots: roots))
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT owner, entry, list, version, leaf_hash, in_force, slot FROM list_entry \(condition)
                    ORDER BY owner, entry
                    """, arguments: arguments)
            while let row = try rows.next() {
                guard let leafHash = Digest(bytes: row.bytes(4)) else { throw Stored.damage("list entry") }
                let id = try Stored.caseID(row[1])
                let version: Int64 = row[3]
                let standing = ListStanding(
                    list: row[2], entry: id, version: UInt64(version), leafHash: leafHash,
                    isInForce: row[5], slot: row[6])
                try visit(standing, try caseFile(id, database))
            }
        }
    }
}
