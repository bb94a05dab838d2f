import Casework
package import Contracts
import Foundation
import GRDB
import Transparency

/// Changes of the shelf's rows, in the transaction of one step.
final class ShelfWriter {
    /// A leaf as the shelf has it.
    struct Line {
        let place: Int64
        let version: Int64
        let event: String
        let at: Moment
        var record: [UInt8]?
    }

    /// What was changed so far.
    private(set) var touched = ShelfTouched()
    private let database: Database
    private var counts: [ShelfCount: Int] = [:]
    private var holdings: [Holding: Int] = [:]
    private var pairs: [String: Int] = [:]

    private struct Holding: Hashable {
        let office: String
        let kind: String
    }

    init(_ database: Database) { self.database = database }

    /// Puts a leaf behind all others.
    func append(_ new: ShelfEntry) throws {
        let entry = new.entry
        touched.add(entry.publication)
        let first = try item(of: entry.publication)
        let before = try first.flatMap { try newest(of: $0) }
        let place = Int64(entry.index)
        try run(
            "INSERT INTO entry (place, item, version, event, at, record) VALUES (?, ?, ?, ?, ?, ?)",
            [
                place, first ?? place, Int64(clamping: entry.version), entry.kind, entry.time.milliseconds,
                new.content.map { Data($0) },
            ])
        let line = Line(
            place: place, version: Int64(clamping: entry.version), event: entry.kind, at: entry.time,
            record: new.content)
        let record = ShelfRecord(new.content)
        let previous = before.map { ShelfRecord($0.record) }
        if let first {
            try unindex(first)
            try index(first, entry.publication, line, record)
        } else {
            try insert(entry.publication, line)
            try index(place, entry.publication, line, record)
        }
        count(ShelfCount.of(line, record, before: previous, entry.publication), by: 1)
    }

    /// Gives leaves of a publication other contents: `change` tells the new one by the place, nil for one that stays.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    func rewrite(_ publication: CaseID, _ change: (UInt64) -> [UInt8]??) throws -> Bool {
        guard let first = try item(of: publication) else { return false }
        var lines = try lines(of: first)
        let old = ShelfCount.of(lines, publication)
        var isChanged = false
        for index in lines.indices {
            guard let content = change(UInt64(lines[index].place)), content != lines[index].record else { continue }
            lines[index].record = content
            try run(
                "UPDATE entry SET record = ? WHERE place = ?", [content.map { Data($0) }, lines[index].place])
            isChanged = true
        }
        guard isChanged, let last = lines.last else { return false }
        touched.add(publication)
        count(old, by: -1)
        count(ShelfCount.of(lines, publication), by: 1)
        try unindex(first)
        try index(first, publication, last, ShelfRecord(last.record))
        return true
    }

    /// Places of the leaves of a publication.
    func places(of publication: CaseID) throws -> [UInt64] {
        guard let first = try item(of: publication) else { return [] }
        return try Int64.fetchAll(
            database.cachedStatement(sql: "SELECT place FROM entry WHERE item = ? AND record IS NOT NULL"),
            arguments: [first]
        ).map { UInt64($0) }
    }

    /// Hides what these events end; what waits no more is shown as its newest leaf says.
    func hide(_ waiting: [ShelfWaiting]) throws {
        let shown = try Row.fetchAll(
            database, sql: "SELECT publication, code FROM hidden JOIN item ON item.first = hidden.item")
        for row in shown { touched.add(row) }
        try run("DELETE FROM hidden", [])
        for event in waiting {
            guard let first = try item(of: event.publication) else { continue }
            let row = try Row.fetchOne(
                database.cachedStatement(sql: "SELECT publication, code FROM item WHERE first = ?"), arguments: [first])
            if let row { touched.add(row) }
            let isEnd = ShelfRecord(event.content).standing != .stands
            if isEnd {
                try run(
                    "INSERT OR REPLACE INTO hidden (item, record) VALUES (?, ?)",
                    [first, event.content.map { Data($0) }])
            } else {
                try run("DELETE FROM hidden WHERE item = ?", [first])
            }
        }
    }

    // MARK: Rows

    private func item(of publication: CaseID) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT first FROM item WHERE publication = ?"),
            arguments: [publication.description])
    }

    private func newest(of item: Int64) throws -> Line? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT place, version, event, at, record FROM entry WHERE item = ? ORDER BY place DESC LIMIT 1
                    """), arguments: [item]
        ).map(ShelfWriter.line)
    }

    private func lines(of item: Int64) throws -> [Line] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT place, version, event, at, record FROM entry WHERE item = ? ORDER BY place"),
            arguments: [item]
        ).map(ShelfWriter.line)
    }

    private static func line(_ row: Row) -> Line {
        Line(
            place: row[0], version: row[1], event: row[2], at: Moment(milliseconds: row[3]),
            record: (row[4] as Data?).map { [UInt8]($0) })
    }

    private func insert(_ publication: CaseID, _ line: Line) throws {
        let day = line.at.civilDate.dayNumber
        try run(
            """
            INSERT INTO item
                (first, publication, day, place, standing, kind, office, region, code, name, number, objection)
            VALUES (?, ?, ?, ?, 0, '', '', '', '', '', '', '')
            """, [line.place, publication.description, day, line.place])
        try run(
            """
            INSERT INTO day (day, lowest, highest) VALUES (?1, ?2, ?2)
            ON CONFLICT (day) DO UPDATE SET lowest = min(lowest, ?2), highest = max(highest, ?2)
            """, [day, line.place])
    }

    /// Takes an item out of what counts and finds what stands.
    private func unindex(_ first: Int64) throws {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT standing, kind, office, name, code FROM item WHERE first = ?"),
            arguments: [first])
        guard let row, row[0] as Int64 == ShelfRecord.Standing.stands.rawValue else { return }
        touched.add(code: row[4])
        hold(office: row[2], kind: row[1], by: -1)
        let pairs = NamePairs.pairs(of: row[3])
        guard !pairs.isEmpty else { return }
        try run(
            "INSERT INTO name_pair (name_pair, rowid, pairs) VALUES ('delete', ?, ?)", [first, NamePairs.text(pairs)])
        for pair in pairs { self.pairs[pair, default: 0] -= 1 }
    }

    private func index(_ first: Int64, _ publication: CaseID, _ line: Line, _ record: ShelfRecord) throws {
        let office = record.office ?? publication.office.description
        try run(
            """
            UPDATE item SET place = ?, standing = ?, kind = ?, office = ?, region = ?, code = ?, name = ?, number = ?,
                objection = ?, last_day = ?
            WHERE first = ?
            """,
            [
                line.place, record.standing.rawValue, record.kind, office, String(office.prefix(6)), record.code,
                record.name, record.number, record.objection, record.lastDay?.dayNumber, first,
            ])
        guard record.standing == .stands else { return }
        touched.add(code: record.code)
        hold(office: office, kind: record.kind, by: 1)
        let pairs = NamePairs.pairs(of: record.name)
        guard !pairs.isEmpty else { return }
        try run("INSERT INTO name_pair (rowid, pairs) VALUES (?, ?)", [first, NamePairs.text(pairs)])
        for pair in pairs { self.pairs[pair, default: 0] += 1 }
    }

    private func hold(office: String, kind: String, by step: Int) {
        holdings[Holding(office: office, kind: kind), default: 0] += step
    }

    private func count(_ counts: [ShelfCount], by step: Int) {
        for count in counts { self.counts[count, default: 0] += step }
    }

    /// Writes the counts of the step: most leaves of a batch add to the same few.
    func writeCounts() throws {
        for (holding, step) in holdings where step != 0 {
            try run(
                """
                INSERT INTO holding (office, kind, count) VALUES (?1, ?2, ?3)
                ON CONFLICT (office, kind) DO UPDATE SET count = count + ?3
                """, [holding.office, holding.kind, step])
        }
        for (count, step) in counts where step != 0 { try write(count, step) }
        for (pair, step) in pairs where step != 0 {
            try run(
                """
                INSERT INTO pair (pair, count) VALUES (?1, ?2) ON CONFLICT (pair) DO UPDATE SET count = count + ?2
                """, [pair, step])
            // What no name has any more is not remembered.
            if step < 0 { try run("DELETE FROM pair WHERE pair = ? AND count <= 0", [pair]) }
        }
        holdings = [:]
        counts = [:]
        pairs = [:]
    }

    private func write(_ count: ShelfCount, _ step: Int) throws {
        switch count {
        case .event(let month, let office, let kind, let event):
            try run(
                """
                INSERT INTO tally (month, office, kind, event, count) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (month, office, kind, event) DO UPDATE SET count = count + ?5
                """, [month, office, kind, event, step])
        case .timing(let row):
            try run(
                """
                INSERT INTO timing (month, office, kind, channel, decided, due, published, count)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT (month, office, kind, channel, decided, due, published) DO UPDATE SET count = count + ?8
                """, [row.month, row.office, row.kind, row.channel, row.decided, row.due, row.published, step])
        }
    }

    private func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}

/// What a step changed: which publications, and which firms' codes.
package struct ShelfTouched: Hashable, Sendable {
    /// Publications.
    package private(set) var publications: Set<CaseID> = []
    /// Codes of firms.
    package private(set) var codes: Set<String> = []
    /// True when so much changed that it is not listed.
    package private(set) var isMany = false

    private static let most = 5000

    /// Nothing.
    package init() {}

    mutating func add(_ publication: CaseID) {
        publications.insert(publication)
        if publications.count > ShelfTouched.most { isMany = true }
    }

    mutating func add(code: String) { if !code.isEmpty { codes.insert(code) } }

    mutating func add(_ row: Row) {
        if let publication = CaseID(row[0]) { add(publication) }
        add(code: row[1])
    }
}
