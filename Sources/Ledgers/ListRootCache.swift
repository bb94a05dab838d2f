import Contracts
import Crypto
import Exchange
import Offices

/// Roots of all lists, computed anew only for owners whose entries moved (rule 34).
struct ListRootCache {
    private var known: [OfficeID: [Checkpoint.ListRoot]] = [:]

    /// Drops what was known of these owners.
    mutating func forget(_ owners: Set<OfficeID>) {
        for owner in owners { known[owner] = nil }
    }

    /// All roots, sorted by list and owner.
    mutating func all(_ sql: LedgerStatements) throws -> [Checkpoint.ListRoot] {
        var owners: [OfficeID] = []
        try sql.cases.listOwners.rows { owners.append(try Stored.office($0.text(0))) }
        var roots: [Checkpoint.ListRoot] = []
        for owner in owners {
            let own = try known[owner] ?? ListRootCache.compute(owner, sql)
            known[owner] = own
            roots += own
        }
        return roots.sorted { ($0.list, $0.owner) < ($1.list, $1.owner) }
    }

    private static func compute(_ owner: OfficeID, _ sql: LedgerStatements) throws -> [Checkpoint.ListRoot] {
        var lists: [String: (hasher: SHA256, count: UInt64)] = [:]
        try sql.cases.listEntries.rows({ $0.text(owner.description) }) { row in
            let standing = ListStanding(
                list: row.text(1), entry: try Stored.caseID(row.text(0)), version: row.number(2),
                leafHash: try row.digest(3), isInForce: true)
            var list = lists[standing.list] ?? (ListRootCache.start(), 0)
            list.hasher.update(data: standing.rootBytes)
            list.count += 1
            lists[standing.list] = list
        }
        return try lists.sorted { $0.key < $1.key }.map { name, list in
            guard let root = Digest(bytes: Array(list.hasher.finalize())) else { throw Stored.damage("list root") }
            return Checkpoint.ListRoot(
                list: name, owner: owner, algorithm: ListStanding.algorithm, root: root, count: list.count)
        }
    }

    private static func start() -> SHA256 {
        var hasher = SHA256()
        hasher.update(data: ListStanding.rootMagic)
        return hasher
    }
}
