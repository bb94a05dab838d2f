package import Contracts
import GRDB

/// Counts over all that the public log says.
package struct ShelfStatistics: Hashable, Sendable {
    /// How many.
    package struct Count: Hashable, Sendable {
        /// Of what: a kind, an office, a region, a month.
        package let key: String
        /// How many.
        package let count: Int
    }

    /// What stands of one kind at one office.
    package struct Holding: Hashable, Sendable {
        /// The responsible office.
        package let office: String
        /// Kind of record.
        package let kind: String
        /// How many.
        package let count: Int
    }

    /// Events of one month.
    package struct Month: Hashable, Sendable {
        /// `2026-07`.
        package let month: String
        /// First publications, and publications anew after a stop.
        package let published: Int
        /// Corrections.
        package let corrected: Int
        /// Withdrawals.
        package let withdrawn: Int
        /// Other ends: repaired, expired, shielded.
        package let ended: Int
    }

    /// Publications on a channel that were decided on one day and published on another.
    package struct Timing: Hashable, Sendable {
        /// The responsible office.
        package let office: String
        /// Kind of record.
        package let kind: String
        /// The channel.
        package let channel: String
        /// Day of the decision; nil when the record has none.
        package let decided: CivilDate?
        /// Day on which it was due, when the record says it.
        package let due: CivilDate?
        /// Day on which it appeared.
        package let published: CivilDate
        /// How many.
        package let count: Int
    }

    /// Leaves that were read.
    package let size: UInt64
    /// What stands, by responsible office and kind.
    package let holdings: [Holding]
    /// Events by month, the oldest first.
    package let months: [Month]
    /// Days of the publications of the last twelve months that have any.
    package let timings: [Timing]
    /// Objections that are open.
    package let openObjections: Int

    /// All that stands.
    package var standing: Int { holdings.reduce(0) { $0 + $1.count } }
    /// What stands, by kind of record.
    package var kinds: [Count] { counts(by: \.kind) }
    /// What stands, by responsible office.
    package var agencies: [Count] { counts(by: \.office) }
    /// What stands, by the region of the office, six digits.
    package var regions: [Count] { counts { String($0.office.prefix(6)) } }

    /// What stands by some part of it, the most first.
    private func counts(by key: (Holding) -> String) -> [Count] {
        Dictionary(holdings.map { (key($0), $0.count) }, uniquingKeysWith: +)
            .map { Count(key: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.key) < ($0.count, $1.key) }
    }
}

/// What one office published in one month, as far as the public log tells.
package struct ShelfMonthReport: Hashable, Sendable {
    /// Events of the month by name: `publish`, `correct`, `withdraw` …
    package let events: [ShelfStatistics.Count]
    /// Days of its publications.
    package let timings: [ShelfStatistics.Timing]
    /// Objections against its publications that are open now.
    package let openObjections: Int
}

extension ShelfReader {
    /// Counts over everything; they are kept while the log is read, so this looks at no item.
    package func statistics() throws -> ShelfStatistics {
        try pool.read { database in
            let months = try months(database)
            let since = months.filter { $0.published > 0 }.suffix(12).first?.month ?? ""
            return ShelfStatistics(
                size: try ShelfReader.size(database), holdings: try holdings(database), months: months,
                timings: try timings(database, "month >= ?", [since]),
                openObjections: try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM item WHERE objection = 'open'") ?? 0)
        }
    }

    /// What one office published in one month (`2026-07`).
    package func report(of office: OfficeID, month: String) throws -> ShelfMonthReport {
        try pool.read { database in
            let name = office.description
            return ShelfMonthReport(
                events: try counts(
                    database, "event", of: "tally", where: "month = ? AND office = ?", [month, name]),
                timings: try timings(database, "month = ? AND office = ?", [month, name]),
                openObjections: try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM item WHERE objection = 'open' AND office = ?",
                    arguments: [name]) ?? 0)
        }
    }

    /// What stands and is neither hidden nor past its last day; of those two there are few.
    private func holdings(_ database: Database) throws -> [ShelfStatistics.Holding] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT office, kind, sum(count) AS total FROM (
                        SELECT office, kind, count FROM holding
                        UNION ALL SELECT office, kind, -count(*) FROM item
                            WHERE standing = 2 AND last_day < ? AND first NOT IN (SELECT item FROM hidden)
                            GROUP BY office, kind
                        UNION ALL SELECT office, kind, -count(*) FROM hidden JOIN item ON item.first = hidden.item
                            WHERE standing = 2 GROUP BY office, kind)
                    GROUP BY office, kind HAVING total > 0 ORDER BY office, kind
                    """), arguments: [today().dayNumber]
        ).map { ShelfStatistics.Holding(office: $0[0], kind: $0[1], count: $0[2]) }
    }

    private func counts(
        _ database: Database, _ key: String, of table: String, where condition: String, _ values: [String]
    ) throws -> [ShelfStatistics.Count] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(key) AS key, sum(count) AS total FROM \(table) WHERE \(condition)
                GROUP BY key HAVING total > 0 ORDER BY total DESC, key
                """, arguments: StatementArguments(values)
        ).map { ShelfStatistics.Count(key: $0[0], count: $0[1]) }
    }

    private func months(_ database: Database) throws -> [ShelfStatistics.Month] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT month,
                    sum(CASE WHEN event IN ('publish', 'restore', 'unshield') THEN count ELSE 0 END),
                    sum(CASE WHEN event = 'correct' THEN count ELSE 0 END),
                    sum(CASE WHEN event = 'withdraw' THEN count ELSE 0 END),
                    sum(CASE WHEN event IN ('stop', 'stopChannel', 'shield', 'archive') THEN count ELSE 0 END)
                FROM tally GROUP BY month HAVING sum(count) > 0 ORDER BY month
                """
        ).map {
            ShelfStatistics.Month(
                month: $0[0], published: $0[1], corrected: $0[2], withdrawn: $0[3], ended: $0[4])
        }
    }

    private func timings(
        _ database: Database, _ condition: String, _ values: [String]
    ) throws -> [ShelfStatistics.Timing] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT office, kind, channel, decided, due, published, sum(count) AS total FROM timing WHERE \(condition)
                GROUP BY office, kind, channel, decided, due, published HAVING total > 0
                ORDER BY office, kind, channel, decided, due, published
                """, arguments: StatementArguments(values)
        ).compactMap { row in
            CivilDate(row[5] as String).map {
                ShelfStatistics.Timing(
                    office: row[0], kind: row[1], channel: row[2], decided: CivilDate(row[3] as String),
                    due: CivilDate(row[4] as String), published: $0, count: row[6])
            }
        }
    }
}
