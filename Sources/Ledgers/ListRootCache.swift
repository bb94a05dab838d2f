import Contracts
import Crypto
import Exchange
import Offices

/// Roots of all lists; those that need a scan are computed anew only for owners whose entries moved (rule 34).
struct ListRootCache {
    private var known: [OfficeID: [Checkpoint.ListRoot]] = [:]

    /// Drops what was known of these owners.
    mutating func forget(_ owners: Set<OfficeID>) {
        for owner in owners { known[owner] = nil }
    }

    /// All roots by both algorithms; the first one, which scans, only of owners with few entries.
    mutating func all(_ sql: LedgerStatements, _ lists: ListIndex) throws -> [Checkpoint.ListRoot] {
        var counts: [OfficeID: UInt64] = [:]
        for shelf in lists.shelves { counts[shelf.share.owner, default: 0] += shelf.ranges.count }
        var roots = ListRanges.roots(lists.shelves.map { ($0.share, $0.ranges) })
        for (owner, count) in counts where count <= ListStanding.mostScanned {
            let own = try known[owner] ?? ListRootCache.compute(owner, sql)
            known[owner] = own
            roots += own
        }
        return roots.sorted(by: Checkpoint.ListRoot.isBefore)
    }

    private static func compute(_ owner: OfficeID, _ sql: LedgerStatements) throws -> [Checkpoint.ListRoot] {
        var lists: [RunningRoot] = []
        var last = 0
        try sql.lists.entries.rows({ $0.text(owner.description) }) { row in
            row.withBytes(1) { name in
                guard !lists.indices.contains(last) || !lists[last].isNamed(name) else { return }
                last = lists.firstIndex { $0.isNamed(name) } ?? lists.endIndex
                if last == lists.endIndex { lists.append(RunningRoot(name)) }
            }
            lists[last].add(row)
        }
        return try lists.map { try $0.finished(owner) }.sorted { $0.list < $1.list }
    }
}

/// A root over the entries read so far. A list may have a million of them: nothing of a row is made a value.
private struct RunningRoot {
    private let name: [UInt8]
    private var hasher = SHA256()
    private var count: UInt64 = 0
    private var pending = FieldWriter(magic: "")

    private static let pendingBytes = 16_384

    init(_ name: UnsafeRawBufferPointer) {
        self.name = Array(name)
        hasher.update(data: ListStanding.rootMagic)
    }

    func isNamed(_ other: UnsafeRawBufferPointer) -> Bool { name.elementsEqual(other) }

    mutating func add(_ row: PreparedStatement.Columns) {
        count += 1
        row.withBytes(0) { entry in
            row.withBytes(3) { leafHash in
                ListStanding.write(entry: entry, version: row.number(2), leafHash: leafHash, into: &pending)
            }
        }
        guard pending.bytes.count >= RunningRoot.pendingBytes else { return }
        hasher.update(data: pending.bytes)
        pending.removeAll()
    }

    func finished(_ owner: OfficeID) throws -> Checkpoint.ListRoot {
        var hasher = hasher
        hasher.update(data: pending.bytes)
        guard let root = Digest(bytes: Array(hasher.finalize())) else { throw Stored.damage("list root") }
        return Checkpoint.ListRoot(
            list: String(decoding: name, as: UTF8.self), owner: owner, algorithm: ListStanding.algorithm, root: root,
            count: count)
    }
}
