package import Casework
package import Contracts
import Foundation
import GRDB

/// Which open deadlines to list or count; all of what is given must hold.
package struct DeadlineFilter: Hashable, Sendable {
    /// Whose duty it is.
    package enum Holder: Hashable, Sendable {
        /// This office's.
        case office(OfficeID)
        /// Any other's.
        case others(than: OfficeID)
    }

    /// Due at this moment or later; leaves out what is suspended.
    package var dueFrom: Moment?
    /// Due before this moment; leaves out what is suspended.
    package var dueBefore: Moment?
    /// Rule id.
    package var rule: String?
    /// Kind of case.
    package var kind: CaseKind?
    /// Whose duty.
    package var holder: Holder?
    /// The office that opened the case.
    package var owner: OfficeID?
    /// One case.
    package var caseID: CaseID?
    /// Only those that a later calendar may move.
    package var isProvisional = false

    /// A filter that lets all pass.
    package init() {}
}

/// A line of the list of open deadlines.
package struct DeadlineRow: Hashable, Sendable {
    /// Its case.
    package let caseID: CaseID
    /// The case's kind.
    package let kind: CaseKind
    /// State of the whole case.
    package let state: String
    /// USCC, person token or empty.
    package let subject: String
    /// The deadline.
    package let deadline: OpenDeadline
    /// Where the next page begins when this is the last line of one.
    package let cursor: DeadlineCursor
}

/// A place in the list of open deadlines: by end, then by the order in which this office learnt of the cases.
package struct DeadlineCursor: Hashable, Sendable, CustomStringConvertible {
    let due, record, ordinal: Int64

    /// As it stands in an answer.
    package var description: String { "\(due).\(record).\(ordinal)" }

    /// Reads the form in an answer; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 3, let due = parts[0], let record = parts[1], let ordinal = parts[2], record > 0,
            ordinal >= 0
        else { return nil }
        self.init(due: due, record: record, ordinal: ordinal)
    }

    init(due: Int64, record: Int64, ordinal: Int64) {
        self.due = due
        self.record = record
        self.ordinal = ordinal
    }
}

extension LedgerReader {
    /// Open deadlines, the earliest end first, suspended ones last. Reads the index of open deadlines from the cursor on;
    /// a filter skips in it, and no case is opened.
    ///
    /// - Parameters:
    ///   - filter: which ones.
    ///   - scope: of the officer who asks.
    ///   - cursor: of the last line of the page before; nil begins with the most overdue.
    ///   - limit: at most this many.
    /// - Returns: one page; a short one ends the list.
    /// - Throws: what the disk says.
    package func deadlines(
        _ filter: DeadlineFilter = DeadlineFilter(), in scope: Scope, behind cursor: DeadlineCursor? = nil, limit: Int
    ) throws -> [DeadlineRow] {
        var clause = DeadlineClause(filter, scope)
        if let cursor { clause.begin(behind: cursor) }
        // The page is found in the index alone: joined at once, each line that a filter skips would be looked up too.
        let sql = """
            SELECT case_id, record.kind, state, subject, line.ordinal, line.key, line.rule, line.holder, line.due,
                line.provisional, line.case_record
            FROM (
                SELECT case_record, ordinal FROM open_deadline \(clause.index) \(clause.text)
                ORDER BY due, case_record, ordinal LIMIT ?
            ) AS chosen
            CROSS JOIN open_deadline AS line
                ON line.case_record = chosen.case_record AND line.ordinal = chosen.ordinal
            CROSS JOIN case_record AS record ON record.id = line.case_record
            ORDER BY line.due, line.case_record, line.ordinal
            """
        return try reading { database in
            try Row.fetchAll(database, sql: sql, arguments: clause.arguments + [limit]).map { try DeadlineRow($0) }
        }
    }
}

/// What a filter becomes in SQL.
struct DeadlineClause {
    private var terms: [String] = []
    private(set) var arguments: StatementArguments = []
    /// One case is found by its key, all else in the order of ends.
    private(set) var index = "INDEXED BY open_deadline_by_due"

    var text: String { terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ") }

    /// What kept counts can answer.
    init(keptOf filter: DeadlineFilter, of table: String = "") {
        if let rule = filter.rule { add("\(table)rule = ?", [rule]) }
        if let kind = filter.kind { add("\(table)kind = ?", [kind.rawValue]) }
        switch filter.holder {
        case .office(let office): add("holder = ?", [office.description])
        case .others(let office): add("holder <> ?", [office.description])
        case nil: break
        }
    }

    init(_ filter: DeadlineFilter, _ scope: Scope) {
        self.init(keptOf: filter, of: "open_deadline.")
        add(scope)
        if let moment = filter.dueFrom { add("open_deadline.due >= ?", [moment.milliseconds]) }
        // One bound alone: of two, SQLite may walk up to the later one, which is behind all that end at all.
        if filter.dueFrom != nil || filter.dueBefore != nil {
            add("open_deadline.due < ?", [min(filter.dueBefore?.milliseconds ?? .max, LedgerSchema.noEnd)])
        }
        // A case id begins with the office that opened the case, and a point; `/` is the sign behind the point.
        if let owner = filter.owner {
            add(
                """
                EXISTS (SELECT 1 FROM case_record AS own WHERE own.id = open_deadline.case_record
                    AND own.case_id >= ? AND own.case_id < ?)
                """, ["\(owner).", "\(owner)/"])
        }
        if let caseID = filter.caseID {
            add("open_deadline.case_record = (SELECT id FROM case_record WHERE case_id = ?)", [caseID.description])
            index = ""
        }
        if filter.isProvisional { add("provisional = ?", [1]) }
    }

    /// What of it a scope lets through.
    mutating func add(_ scope: Scope) {
        guard let term = scope.termOfPlaces else { return }
        terms.append(term.sql)
        arguments += term.arguments
    }

    mutating func add(_ term: String, _ values: [any DatabaseValueConvertible]) {
        terms.append(term)
        arguments += StatementArguments(values)
    }

    /// Where a page begins, in front of all else: by the bound that it reads first SQLite walks the index.
    mutating func begin(behind cursor: DeadlineCursor) {
        terms.insert("(open_deadline.due, case_record, ordinal) > (?, ?, ?)", at: 0)
        arguments = [cursor.due, cursor.record, cursor.ordinal] + arguments
    }
}

extension DeadlineRow {
    fileprivate init(_ row: Row) throws {
        guard let kind = CaseKind(rawValue: row[1]) else { throw Stored.damage("kind of case") }
        let (ordinal, due, record): (Int64, Int64, Int64) = (row[4], row[8], row[10])
        self.init(
            caseID: try Stored.caseID(row[0]), kind: kind, state: row[2], subject: row[3],
            deadline: OpenDeadline(
                ordinal: Int(ordinal), key: row[5], rule: row[6], holder: OfficeID(row[7] as String),
                due: due == LedgerSchema.noEnd ? nil : Moment(milliseconds: due), isProvisional: row[9]),
            cursor: DeadlineCursor(due: due, record: record, ordinal: ordinal))
    }
}
