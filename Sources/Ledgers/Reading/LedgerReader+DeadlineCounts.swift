package import Casework
package import Contracts
import Foundation
import GRDB

/// How many open deadlines of one holder, rule and kind of case lie in one band.
package struct DeadlineCount: Hashable, Sendable {
    /// Whose duty; nil when the cases do not say.
    package let holder: OfficeID?
    /// Rule id.
    package let rule: String
    /// Kind of case.
    package let kind: CaseKind
    /// How far from the end.
    package let band: DeadlineBand
    /// How many.
    package let count: Int
}

extension LedgerReader {
    /// Counts open deadlines by holder, rule, kind of case and band. Under a filter by these alone it goes by kept counts;
    /// anything else is counted one by one.
    package func deadlineCounts(
        _ filter: DeadlineFilter = DeadlineFilter(), in scope: Scope, at now: Moment
    ) throws -> [DeadlineCount] {
        if filter.isOfHolderRuleKind { return try keptCounts(filter, scope, at: now) }
        let clause = DeadlineClause(filter, scope)
        let ends = DeadlineBand.ends(at: now)
        let sql = """
            SELECT holder, rule, kind,
                CASE WHEN due = ? THEN \(ends.count + 1) \(LedgerReader.cases(ends)) ELSE \(ends.count) END AS band,
                count(*)
            FROM open_deadline \(clause.index) \(clause.text)
            GROUP BY holder, rule, kind, band ORDER BY holder, rule, kind, band
            """
        return try reading { database in
            try Row.fetchAll(
                database, sql: sql, arguments: StatementArguments([LedgerSchema.noEnd]) + clause.arguments
            ).map { try DeadlineCount(DeadlineKey($0), LedgerReader.bands[$0[3]], $0[4]) }
        }
    }

    /// All bands: those with a last moment in their order, then what is later, then what stands still.
    private static let bands = DeadlineBand.ends(at: Moment(milliseconds: 0)).map(\.band) + [.later, .paused]

    /// Which band a `due` is in, by its place; for what is not later than the last end.
    private static func cases(_ ends: [(band: DeadlineBand, last: Moment)]) -> String {
        ends.indices.map { "WHEN due <= \(ends[$0].last.milliseconds) THEN \($0)" }.joined(separator: " ")
    }

    /// What is later is what is left of the total: of all deadlines only those are touched that are due within days or
    /// stand still.
    private func keptCounts(_ filter: DeadlineFilter, _ scope: Scope, at now: Moment) throws -> [DeadlineCount] {
        var total = DeadlineClause(keptOf: filter)
        total.add(scope)
        let later = DeadlineBand.ends(at: now).count
        let parts =
            scope == .office ? LedgerReader.byHours(filter, at: now) : LedgerReader.nearest(filter, scope, at: now)
        return try reading { database in
            var counts: [DeadlineKey: [Int]] = [:]
            let totals = try Row.fetchAll(
                database,
                sql:
                    "SELECT holder, rule, kind, sum(count) FROM deadline_total \(total.text) GROUP BY holder, rule, kind",
                arguments: total.arguments)
            for row in totals {
                var ofBands = [Int](repeating: 0, count: LedgerReader.bands.count)
                ofBands[later] = row[3]
                counts[try DeadlineKey(row)] = ofBands
            }
            for part in parts {
                for row in try Row.fetchAll(database, sql: part.sql, arguments: part.arguments) {
                    let (key, band, count): (DeadlineKey, Int, Int) = (try DeadlineKey(row), row[3], row[4])
                    counts[key]?[band] += count
                    counts[key]?[later] -= count
                }
            }
            return counts.sorted { $0.key < $1.key }.flatMap { key, ofBands in
                zip(LedgerReader.bands, ofBands).filter { $0.1 > 0 }.map { DeadlineCount(key, $0, $1) }
            }
        }
    }

    /// Counts in the bands before `later`, and of what stands still: whole hours from what is kept, the hours in which a band
    /// ends one by one.
    private static func byHours(
        _ filter: DeadlineFilter, at now: Moment
    ) -> [(sql: String, arguments: StatementArguments)] {
        let ends = DeadlineBand.ends(at: now)
        let hours = ends.map { $0.last.milliseconds / LedgerSchema.hour }
        guard let lastEnd = ends.last?.last.milliseconds, let lastHour = hours.last else { return [] }
        let places = hours.indices.map { "WHEN hour < \(hours[$0]) THEN \($0)" }.joined(separator: " ")
        let kept = DeadlineClause(keptOf: filter)
        var whole = kept
        whole.add("hour < ?", [lastHour])
        whole.add("hour NOT IN (\(hours.map { String($0) }.joined(separator: ", ")))", [])
        var paused = kept
        paused.add("hour = ?", [LedgerSchema.noEnd / LedgerSchema.hour])
        let singles = Set(hours).map { hour in
            var single = kept
            let last = min((hour + 1) * LedgerSchema.hour - 1, lastEnd)
            single.add("due >= ? AND due <= ?", [hour * LedgerSchema.hour, last])
            return counting(single, "CASE \(cases(ends)) END")
        }
        let columns = "SELECT holder, rule, kind"
        return [
            (
                "\(columns), CASE \(places) END AS band, sum(count) FROM deadline_hour \(whole.text) "
                    + "GROUP BY holder, rule, kind, band", whole.arguments
            ),
            ("\(columns), \(ends.count + 1), count FROM deadline_hour \(paused.text)", paused.arguments),
        ] + singles
    }

    /// The same in a part of the region, which hours are not kept of: all one by one.
    private static func nearest(
        _ filter: DeadlineFilter, _ scope: Scope, at now: Moment
    ) -> [(sql: String, arguments: StatementArguments)] {
        let ends = DeadlineBand.ends(at: now)
        guard let lastEnd = ends.last?.last else { return [] }
        var due = DeadlineClause(filter, scope)
        due.add("due <= ?", [lastEnd.milliseconds])
        var paused = DeadlineClause(filter, scope)
        paused.add("due = ?", [LedgerSchema.noEnd])
        return [counting(due, "CASE \(cases(ends)) END"), counting(paused, "\(ends.count + 1)")]
    }

    private static func counting(
        _ clause: DeadlineClause, _ band: String
    ) -> (sql: String, arguments: StatementArguments) {
        (
            """
            SELECT holder, rule, kind, \(band) AS band, count(*)
            FROM open_deadline INDEXED BY open_deadline_by_due \(clause.text) GROUP BY holder, rule, kind, band
            """, clause.arguments
        )
    }

    /// Counts open deadlines by the day on which they end, in official time.
    ///
    /// - Parameters:
    ///   - filter: which ones; those without an end are left out.
    ///   - scope: of the officer who asks.
    ///   - days: first and last day.
    /// - Returns: the days that have any, ascending.
    /// - Throws: what the disk says.
    package func deadlineDays(
        _ filter: DeadlineFilter = DeadlineFilter(), in scope: Scope, on days: ClosedRange<CivilDate>
    ) throws -> [(day: CivilDate, count: Int)] {
        var (sql, clause): (String, DeadlineClause)
        let (offset, length) = (Moment.chinaOffset.milliseconds, Span.hours(24).milliseconds)
        let (first, end) = (days.lowerBound.start, days.upperBound.adding(days: 1).start)
        if scope == .office, filter.isOfHolderRuleKind {
            clause = DeadlineClause(keptOf: filter)
            let hour = LedgerSchema.hour
            clause.add("hour >= ? AND hour < ?", [first.milliseconds / hour, end.milliseconds / hour])
            sql = """
                SELECT (hour * \(hour) + \(offset)) / \(length) AS day, sum(count) FROM deadline_hour \(clause.text)
                GROUP BY day ORDER BY day
                """
        } else {
            var filter = filter
            filter.dueFrom = max(filter.dueFrom ?? first, first)
            filter.dueBefore = min(filter.dueBefore ?? end, end)
            clause = DeadlineClause(filter, scope)
            sql = """
                SELECT (due + \(offset)) / \(length) AS day, count(*) FROM open_deadline \(clause.index) \(clause.text)
                GROUP BY day ORDER BY day
                """
        }
        return try reading { [sql, clause] database in
            try Row.fetchAll(database, sql: sql, arguments: clause.arguments).map {
                (CivilDate(dayNumber: $0[0]), $0[1])
            }
        }
    }
}

extension DeadlineFilter {
    /// Whether it asks for nothing but what counts are kept by.
    fileprivate var isOfHolderRuleKind: Bool {
        dueFrom == nil && dueBefore == nil && owner == nil && caseID == nil && !isProvisional
    }
}

/// What deadlines are counted by.
private struct DeadlineKey: Hashable, Comparable {
    let holder, rule: String
    let kind: CaseKind

    /// Reads `holder, rule, kind`.
    init(_ row: Row) throws {
        guard let kind = CaseKind(rawValue: row[2]) else { throw Stored.damage("kind of case") }
        holder = row[0]
        rule = row[1]
        self.kind = kind
    }

    static func < (one: DeadlineKey, other: DeadlineKey) -> Bool {
        (one.holder, one.rule, one.kind.rawValue) < (other.holder, other.rule, other.kind.rawValue)
    }
}

extension DeadlineCount {
    fileprivate init(_ key: DeadlineKey, _ band: DeadlineBand, _ count: Int) {
        self.init(holder: OfficeID(key.holder), rule: key.rule, kind: key.kind, band: band, count: count)
    }
}
