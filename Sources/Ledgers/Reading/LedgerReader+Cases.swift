package import Casework
package import Contracts
import Foundation
import GRDB
package import Offices

/// Which cases to list; all of what is given must hold.
package struct CaseFilter: Hashable, Sendable {
    /// Kind of case.
    package var kind: CaseKind?
    /// State of the whole.
    package var state: String?
    /// USCC or person token.
    package var subject: String?

    /// A filter; nothing given lists all cases.
    package init(kind: CaseKind? = nil, state: String? = nil, subject: String? = nil) {
        self.kind = kind
        self.state = state
        self.subject = subject
    }
}

/// A case as lists show it, without opening its content.
package struct CaseSummary: Hashable, Sendable {
    /// The case.
    package let id: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// State of the whole.
    package let state: String
    /// USCC, person token or empty.
    package let subject: String
    /// Number of events.
    package let version: Int
    /// Official time of the last event.
    package let updatedAt: Moment
    /// When its next rung rings.
    package let nextDue: Moment?
    /// Place in the order in which this office learnt of its cases; what a page begins behind.
    package let cursor: Int64
}

/// That and why the contents of a case were erased.
package struct Erasure: Hashable, Sendable {
    /// Machine time.
    package let at: Moment
    /// The reason that was given.
    package let reason: String
}

/// One journal row of a case, opened.
package struct TimelineRow: Hashable, Sendable {
    /// Its number.
    package let sequence: Int64
    /// What it is about; nil for a kind of a later program.
    package let kind: JournalKind?
    /// The office whose act it records.
    package let office: OfficeID
    /// Machine time of its transaction.
    package let machineTime: Moment
    /// Official time of its transaction.
    package let officialTime: Moment
    /// The leaf, when a letter is concerned.
    package let leafHash: Digest?
    /// What may be read without opening the content.
    package let note: String
    /// The events that it made; empty when they were erased.
    package let events: [CaseEvent]
}

/// Everything that a ledger knows about one case.
package struct CaseDossier: Sendable {
    /// As lists show it; nil while only letters of the case are here.
    package let summary: CaseSummary?
    /// Its state; nil when it was erased, or while only letters of the case are here.
    package let file: CaseFile?
    /// That it was erased.
    package let erasure: Erasure?
    /// Its journal rows in order.
    package let timeline: [TimelineRow]
    /// Its letters in the order of their journal rows, waiting ones last.
    package let letters: [LetterRow]
}

extension LedgerReader {
    /// The cases of a filter that were here before one of them was, the newest first; none when it is not among them.
    ///
    /// - Parameters:
    ///   - filter: which cases.
    ///   - scope: of the officer who asks.
    ///   - id: the case.
    ///   - limit: at most this many.
    /// - Returns: those cases.
    /// - Throws: what the disk says.
    package func cases(
        _ filter: CaseFilter, in scope: Scope, learntBefore id: CaseID, limit: Int
    ) throws -> [CaseSummary] {
        var cursor: Int64?
        while true {
            let page = try cases(filter, in: scope, behind: cursor, limit: 50)
            if let own = page.first(where: { $0.id == id }) {
                return try cases(filter, in: scope, behind: own.cursor, limit: limit)
            }
            guard page.count == 50, let last = page.last else { return [] }
            cursor = last.cursor
        }
    }

    /// Cases, the newest first.
    ///
    /// - Parameters:
    ///   - filter: which cases.
    ///   - scope: of the officer who asks; the office's own work has all.
    ///   - cursor: of the last case of the page before; nil begins with the newest.
    ///   - limit: at most this many.
    /// - Returns: one page; an empty one ends the list.
    /// - Throws: what the disk says.
    package func cases(
        _ filter: CaseFilter = CaseFilter(), in scope: Scope, behind cursor: Int64? = nil, limit: Int
    ) throws -> [CaseSummary] {
        try reading { database in
            // The index has the cases of a state in their order, those of a kind not: the newest of each state are merged.
            let isOfKind = filter.kind != nil && filter.state == nil && filter.subject == nil
            let states: [String?] =
                isOfKind ? try LedgerReader.states(of: filter.kind, database) : [filter.state]
            guard !states.isEmpty else { return [] }
            var (parts, arguments): ([String], StatementArguments) = ([], [])
            for state in states {
                let clause = LedgerReader.clause(filter, state, scope, behind: cursor)
                parts.append(
                    "SELECT id FROM (SELECT id FROM case_record WHERE \(clause.sql) ORDER BY id DESC LIMIT ?)")
                arguments += clause.arguments + [limit]
            }
            // The inner queries run on indexes alone; sealed rows are touched for one page only.
            let sql = """
                SELECT case_id, kind, state, subject, version, updated_at, next_due, id FROM case_record
                WHERE id IN (\(parts.joined(separator: " UNION ALL "))) ORDER BY id DESC LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: arguments + [limit]).map { try CaseSummary($0) }
        }
    }

    /// The states in which there are cases of a kind: one step in the index for each.
    private static func states(of kind: CaseKind?, _ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                WITH RECURSIVE present (state) AS (
                    SELECT min(state) FROM case_record WHERE kind = ?1
                    UNION ALL
                    SELECT (SELECT min(state) FROM case_record WHERE kind = ?1 AND state > present.state)
                    FROM present WHERE present.state IS NOT NULL)
                SELECT state FROM present WHERE state IS NOT NULL
                """, arguments: [kind?.rawValue])
    }

    private static func clause(
        _ filter: CaseFilter, _ state: String?, _ scope: Scope, behind cursor: Int64?
    ) -> (sql: String, arguments: StatementArguments) {
        var terms = ["kind IS NOT NULL"]
        var arguments: StatementArguments = []
        func add(_ term: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            terms.append(term)
            arguments += [value]
        }
        add("kind = ?", filter.kind?.rawValue)
        add("state = ?", state)
        add("subject = ?", filter.subject)
        // The partial index's own term: without it all cases are read.
        if filter.subject != nil { terms.append("subject <> ''") }
        add("id < ?", cursor)
        if let term = scope.term {
            terms.append(term.sql)
            arguments += term.arguments
        }
        return (terms.joined(separator: " AND "), arguments)
    }

    /// The state of a case; nil when it is unknown, erased, or outside of the scope.
    package func caseFile(_ id: CaseID, in scope: Scope) throws -> CaseFile? {
        try reading { try caseFile(id, $0) }.flatMap { scope.covers(id, subject: $0.subject) ? $0 : nil }
    }

    /// The states of several cases, all of one moment; those that are unknown, erased, or outside of the scope are left out.
    package func caseFiles(_ ids: [CaseID], in scope: Scope) throws -> [CaseID: CaseFile] {
        try reading { database in
            var files: [CaseID: CaseFile] = [:]
            for id in ids {
                guard let file = try caseFile(id, database), scope.covers(id, subject: file.subject) else { continue }
                files[id] = file
            }
            return files
        }
    }

    /// Whether an order of this id was decided here.
    package func isDecided(orderID: String) throws -> Bool {
        try reading { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM answer WHERE order_id = ?)", arguments: [orderID]) ?? false
        }
    }

    /// Everything about one case; nil when nothing of it is here, or it is outside of the scope. Of a case that was erased
    /// the subject is gone too: then its id says what it is in.
    package func dossier(_ id: CaseID, in scope: Scope) throws -> CaseDossier? {
        try dossier(id).flatMap { scope.covers(id, subject: $0.file?.subject ?? "") ? $0 : nil }
    }

    private func dossier(_ id: CaseID) throws -> CaseDossier? {
        try reading { database in
            let text = id.description
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT case_id, kind, state, subject, version, updated_at, next_due, id, erased_at, erased_reason
                        FROM case_record JOIN case_key ON case_record.id = case_key.case_record WHERE case_id = ?
                        """, arguments: [text])
            else { return nil }
            let record: Int64 = row[7]
            let erasedAt: Int64? = row[8]
            return CaseDossier(
                summary: row[1] == nil ? nil : try CaseSummary(row), file: try caseFile(id, database),
                erasure: erasedAt.map { Erasure(at: Moment(milliseconds: $0), reason: row[9] ?? "") },
                timeline: try timeline(record, text, database), letters: try letters(ofRecord: record, database))
        }
    }

    func caseFile(_ id: CaseID, _ database: Database) throws -> CaseFile? {
        let text = id.description
        guard let slot = try slot(text, database), let key = slot.key,
            let sealed = try Data.fetchOne(
                database.cachedStatement(sql: "SELECT file FROM case_record WHERE id = ?"), arguments: [slot.record])
        else { return nil }
        let bytes = try Sealing.open(Array(sealed), key: key, purpose: SealedPurpose.caseFile(text))
        guard let file = CaseFile(json: try Stored.json(bytes)) else { throw Stored.damage("case") }
        return file
    }

    /// The row and key of a case id.
    func slot(_ caseID: String, _ database: Database) throws -> CaseKeys.Slot? {
        guard let keys else {
            throw LedgerFault(.wrongKey, "contents cannot be read without the data key: give its file")
        }
        let row = try Row.fetchOne(database.cachedStatement(sql: LedgerSQL.selectSlot), arguments: [caseID])
        return try row.map {
            let wrapped: Data? = $0[1]
            return try keys.slot(
                record: $0[0], wrapped: wrapped.map { Array($0) }, erasedThrough: $0[2], caseID: caseID)
        }
    }

    private func timeline(_ record: Int64, _ caseID: String, _ database: Database) throws -> [TimelineRow] {
        let rows = try StoredJournalRow.fetchAll(
            database, sql: StoredJournalRow.select + " WHERE journal.case_record = ? ORDER BY sequence",
            arguments: [record])
        let slot = try slot(caseID, database)
        return try rows.map { (stored) throws -> TimelineRow in
            let opened = try stored.content.flatMap { try content($0, slot, database) }
            return TimelineRow(
                sequence: stored.row.sequence, kind: JournalKind(rawValue: stored.row.kind),
                office: try Stored.office(stored.row.office), machineTime: stored.row.machineTime,
                officialTime: stored.row.officialTime, leafHash: Digest(bytes: stored.row.leafHash),
                note: stored.row.note, events: opened?.events ?? [])
        }
    }

    /// What lies behind a journal row; nil when it was erased.
    func content(_ id: Int64, _ slot: CaseKeys.Slot?, _ database: Database) throws -> JournalContent? {
        guard let slot, let key = slot.key, id > slot.erasedThrough,
            let sealed = try Data.fetchOne(database, sql: "SELECT sealed FROM content WHERE id = ?", arguments: [id])
        else { return nil }
        let bytes = try Sealing.open(Array(sealed), key: key, purpose: SealedPurpose.content(id))
        guard let content = JournalContent(bytes: bytes) else { throw Stored.damage("content") }
        return content
    }
}

extension CaseSummary {
    fileprivate init(_ row: Row) throws {
        guard let kind = CaseKind(rawValue: row[1]) else { throw Stored.damage("kind of case") }
        let nextDue: Int64? = row[6]
        self.init(
            id: try Stored.caseID(row[0]), kind: kind, state: row[2], subject: row[3], version: row[4],
            updatedAt: Moment(milliseconds: row[5]), nextDue: nextDue.map { Moment(milliseconds: $0) }, cursor: row[7])
    }
}
