package import Casework
package import Contracts
import GRDB
import Offices

/// That somebody was reminded of a term, or told that its end had passed.
package struct ReminderRow: Hashable, Sendable {
    /// What was done.
    package enum Act: Hashable, Sendable {
        /// A rung of a deadline rang here: `50`, `80`, `due`; the ordinal is the deadline's place in the case.
        case rang(ordinal: Int, key: String, rung: String)
        /// A letter of ours went to an office; `deliveredAt` is when that office acknowledged it.
        case told(LetterType, to: OfficeID?, deliveredAt: Moment?)
        /// An office's letter came.
        case heard(LetterType, from: OfficeID)
    }

    /// Which of them.
    package enum Kind: String, CaseIterable, Sendable {
        case rang, told, heard

        fileprivate var journalKind: JournalKind {
            switch self {
            case .rang: .rung
            case .told: .letterOut
            case .heard: .letterIn
            }
        }
    }

    /// Number of the journal row.
    package let sequence: Int64
    /// Official time of the row.
    package let at: Moment
    /// What was done.
    package let act: Act
    /// The case.
    package let caseID: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// State of the whole as it is now.
    package let state: String
}

extension LedgerReader {
    /// Journal rows of the log that one page looks at when few of them are wanted.
    static let remindersLookedAt = 5_000

    /// The log of reminders, the newest first, read from an index of its own; no case is opened.
    ///
    /// - Parameters:
    ///   - kind: only these; nil for all.
    ///   - scope: of the officer who asks.
    ///   - sequence: of the last row of the page before; nil begins with the newest.
    ///   - limit: at most this many.
    /// - Returns: one page, and behind which row the next one begins; nil ends the log. A page may be short, or empty, and
    ///   yet not be the last: it looks at a bounded number of rows.
    /// - Throws: what the disk says.
    package func reminders(
        _ kind: ReminderRow.Kind? = nil, in scope: Scope, before sequence: Int64? = nil, limit: Int
    ) throws -> (rows: [ReminderRow], next: Int64?) {
        let looked = LedgerReader.remindersLookedAt
        let window = """
            SELECT sequence, kind, office, case_record, official_time, note
            FROM journal INDEXED BY journal_of_reminders
            WHERE \(LedgerSchema.reminding) AND sequence < ? ORDER BY sequence DESC LIMIT \(looked)
            """
        var terms = ["record.kind IS NOT NULL"]
        var arguments: StatementArguments = [sequence ?? .max]
        if let kind {
            terms.append("row.kind = ?")
            arguments += [kind.journalKind.rawValue]
        }
        if let term = scope.term {
            terms.append(term.sql)
            arguments += term.arguments
        }
        let sql = """
            SELECT row.sequence, row.kind, row.office, row.official_time, row.note, record.case_id, record.kind,
                record.state, record.id
            FROM (\(window)) AS row JOIN case_record AS record ON record.id = row.case_record
            WHERE \(terms.joined(separator: " AND ")) ORDER BY row.sequence DESC LIMIT ?
            """
        return try reading { database in
            let found = try Row.fetchAll(database, sql: sql, arguments: arguments + [limit])
            let rows = try found.compactMap { try reminder($0, database) }
            if found.count == limit { return (rows, found.last?[0]) }
            let end = try Row.fetchOne(
                database, sql: "SELECT count(*), min(sequence) FROM (\(window))", arguments: [sequence ?? .max])
            return (rows, end?[0] == looked ? end?[1] : nil)
        }
    }

    private func reminder(_ row: Row, _ database: Database) throws -> ReminderRow? {
        guard let kind = CaseKind(rawValue: row[6]) else { throw Stored.damage("kind of case") }
        guard let act = try act(row, database) else { return nil }
        return ReminderRow(
            sequence: row[0], at: Moment(milliseconds: row[3]), act: act, caseID: try Stored.caseID(row[5]), kind: kind,
            state: row[7])
    }

    private func act(_ row: Row, _ database: Database) throws -> ReminderRow.Act? {
        let note: String = row[4]
        let kind: String = row[1]
        if kind == JournalKind.rung.rawValue { return ReminderRow.Act(rang: note) }
        guard let type = note.split(separator: " ").first.flatMap({ LetterType(String($0)) }) else { return nil }
        if kind == JournalKind.letterIn.rawValue { return .heard(type, from: try Stored.office(row[2])) }
        let (sequence, record): (Int64, Int64) = (row[0], row[8])
        let letter = try sent("case_record = ? AND journal = ?", [record, sequence], database).first
        return .told(type, to: letter.flatMap { OfficeID($0.leaf.to) }, deliveredAt: letter?.deliveredAt)
    }
}

extension ReminderRow.Act {
    /// Reads `DeadlineRung.name`; the key in the middle may have strokes of its own.
    fileprivate init?(rang note: String) {
        let parts = note.split(separator: "/")
        guard parts.count >= 3, let ordinal = parts.first.flatMap({ Int($0) }), let rung = parts.last else {
            return nil
        }
        self = .rang(
            ordinal: ordinal, key: parts.dropFirst().dropLast().joined(separator: "/"), rung: String(rung))
    }
}
