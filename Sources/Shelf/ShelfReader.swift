package import Contracts
import Foundation
import GRDB
import Transparency

/// Queries over the shelf for pages and API, on connections that only read. Each answer is of one moment.
package struct ShelfReader: Sendable {
    let pool: any DatabaseReader
    /// The official day. What was to be shown until the day before is not shown, whether the letter that stops it is here
    /// or not.
    let today: @Sendable () -> CivilDate

    init(pool: any DatabaseReader, today: @escaping @Sendable () -> CivilDate) {
        self.pool = pool
        self.today = today
    }

    /// How many leaves of the log the shelf has read.
    package var place: UInt64 {
        get throws { try pool.read { try ShelfReader.size($0) } }
    }

    /// Size and root of what was read: the same as those of the log at that size.
    package func mark() throws -> (size: UInt64, root: Digest) {
        try pool.read { database in
            guard let mark = try ShelfMark(database) else { return (0, Digest.sha256([])) }
            return (mark.frontier.size, mark.frontier.root)
        }
    }

    /// A publication; nil when the log has none of that id.
    package func item(_ id: CaseID) throws -> ShelfItem? {
        try pool.read { database in
            try Row.fetchOne(
                database.cachedStatement(sql: ShelfReader.select + " WHERE item.publication = ?"),
                arguments: [id.description]
            ).flatMap(item)
        }
    }

    /// Publications that are not shown any more, each with the place of the leaf that ends it: what the leaves before it
    /// said is not to be served either. Those that still stand are left out.
    package func endings(of publications: Set<CaseID>) throws -> [CaseID: UInt64] {
        let ids = JSONValue.array(publications.map { .string($0.description) }).text
        let rows = try pool.read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT publication, place FROM item
                        WHERE publication IN (SELECT value FROM json_each(?)) AND standing <> 2
                        """), arguments: [ids])
        }
        return Dictionary(
            rows.compactMap { row in CaseID(row[0]).map { ($0, ShelfReader.number(row[1])) } }
        ) { first, _ in first }
    }

    /// All leaves of a publication, the oldest first.
    package func versions(_ id: CaseID) throws -> [ShelfVersion] {
        try pool.read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT entry.place, entry.version, entry.event, entry.at, entry.record
                        FROM item JOIN entry ON entry.item = item.first
                        WHERE item.publication = ? ORDER BY entry.place
                        """), arguments: [id.description]
            ).map {
                ShelfVersion(
                    place: ShelfReader.number($0[0]), version: ShelfReader.number($0[1]), event: $0[2],
                    at: Moment(milliseconds: $0[3]), bytes: ($0[4] as Data?).map { [UInt8]($0) })
            }
        }
    }

    /// All that stands of a firm, the newest first; at most `limit`.
    package func subject(_ code: USCC, limit: Int = 500) throws -> [ShelfItem] {
        try pool.read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: ShelfReader.select + """
                         WHERE item.code = ? AND item.code <> '' AND hidden.item IS NULL
                            AND (item.last_day IS NULL OR item.last_day >= ?)
                        ORDER BY item.first DESC LIMIT ?
                        """), arguments: [code.text, today().dayNumber, limit]
            ).compactMap(item)
        }
    }

    /// Publications by their first place, the newest first, before `place`. An item never changes its place in this list:
    /// whoever pages through it meets each item that was there at the beginning exactly once, whatever is written meanwhile.
    package func latest(before place: UInt64?, limit: Int, filter: ShelfFilter = ShelfFilter()) throws -> ShelfPage {
        try pool.read { database in
            var query = ShelfQuery(filter)
            query.add("item.standing > 0", [])
            if let place { query.add("item.first < ?", [Int64(clamping: place)]) }
            try query.bound(by: filter, database)
            let rows = try query.rows(database, order: "item.first DESC", limit: limit + 1)
            let items = rows.prefix(limit).compactMap(item)
            return ShelfPage(
                items: items, next: rows.count > limit ? items.last?.first : nil, size: try ShelfReader.size(database))
        }
    }

    /// What changed behind a place, in the order of the log: each publication once, as it is now, at its newest place. What
    /// may not be shown any more comes too, without a record: it is to be dropped.
    package func changes(
        after place: UInt64?, limit: Int, filter: ShelfFilter = ShelfFilter()
    ) throws -> ShelfPage {
        try pool.read { database in
            var query = ShelfQuery(filter)
            query.add("item.place > ?", [place.map { Int64(clamping: $0) } ?? -1])
            try query.bound(by: filter, database)
            let rows = try query.rows(database, order: "item.place", limit: limit + 1)
            let page = rows.prefix(limit)
            return ShelfPage(
                items: page.compactMap(item),
                next: rows.count > limit ? page.last.map { ShelfReader.number($0["place"]) } : nil,
                size: try ShelfReader.size(database))
        }
    }

    // MARK: Rows

    static let select = """
        SELECT item.first, item.publication, item.place AS place, item.standing, entry.version, entry.event, entry.at,
            entry.record, hidden.item IS NOT NULL, hidden.record, item.office, item.last_day
        FROM item JOIN entry ON entry.place = item.place LEFT JOIN hidden ON hidden.item = item.first
        """

    func item(_ row: Row) -> ShelfItem? {
        guard let id = CaseID(row[1]) else { return nil }
        let isHidden: Bool = row[8]
        let standing = ShelfRecord.Standing(rawValue: row[3]) ?? .withheld
        var bytes = ((isHidden ? row[9] : row[7]) as Data?).map { [UInt8]($0) }
        let lastDay = (row[11] as Int?).map { CivilDate(dayNumber: $0) }
        let isOver = !isHidden && standing == .stands && (lastDay.map { $0 < today() } ?? false)
        if isOver, let lastDay {
            bytes = bytes.flatMap(ShelfRecord.parsed).map { ShelfRecord.over($0, since: lastDay).bytes }
        }
        return ShelfItem(
            publication: id, first: ShelfReader.number(row[0]), place: isHidden ? nil : ShelfReader.number(row[2]),
            version: ShelfReader.number(row[4]), event: row[5], office: OfficeID(row[10]),
            at: Moment(milliseconds: row[6]), standing: isHidden || isOver ? .ended : standing, bytes: bytes)
    }

    static func number(_ value: Int64) -> UInt64 { UInt64(max(0, value)) }

    static func size(_ database: Database) throws -> UInt64 {
        number(try Int64.fetchOne(database.cachedStatement(sql: "SELECT size FROM mark")) ?? 0)
    }
}

/// A list's conditions with their arguments.
struct ShelfQuery {
    private var conditions: [String] = []
    private var arguments: [any DatabaseValueConvertible] = []

    init(_ filter: ShelfFilter) {
        if let kind = filter.kind { add("item.kind = ?", [kind]) }
        if let agency = filter.agency { add("item.office = ?", [agency.description]) }
        if let region = filter.region {
            // A prefix as a range, so that the index answers it.
            if region.utf8.count == 6 {
                add("item.region = ?", [region])
            } else {
                add("item.region >= ? AND item.region < ?", [region, region + ":"])
            }
        }
    }

    mutating func add(_ condition: String, _ values: [any DatabaseValueConvertible]) {
        conditions.append(condition)
        arguments += values
    }

    /// Days as a range of first places: nobody looks through what lies outside of it.
    mutating func bound(by filter: ShelfFilter, _ database: Database) throws {
        guard filter.from != nil || filter.to != nil else { return }
        let (from, to) = (filter.from?.dayNumber ?? Int.min, filter.to?.dayNumber ?? Int.max)
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT min(lowest), max(highest) FROM day WHERE day BETWEEN ? AND ?"),
            arguments: [from, to])
        let lowest: Int64? = row?[0]
        let highest: Int64? = row?[1]
        add("item.first BETWEEN ? AND ?", [lowest ?? 0, highest ?? -1])
        add("item.day BETWEEN ? AND ?", [from, to])
    }

    func rows(_ database: Database, order: String, limit: Int) throws -> [Row] {
        let all = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try Row.fetchAll(
            database.cachedStatement(sql: ShelfReader.select + all + " ORDER BY \(order) LIMIT ?"),
            arguments: StatementArguments(arguments + [limit]))
    }
}
