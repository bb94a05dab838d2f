package import Casework
import Contracts
import GRDB
import Offices

/// What a ledger answers about several subjects, all from one state of it.
package struct ScreeningBatch: Sendable {
    /// The answers, in the order of the questions.
    package let screenings: [Screening]
    /// The last journal row of the state from which they are.
    package let journal: Int64
    /// Where it stands in the streams that move lists; nil when that is known already.
    package let positions: [ListPosition]?
}

/// Screening (名单核查) from the ledger alone: each question is a few looks into indexes, and what is found is opened.
extension LedgerReader {
    /// Entries that are opened for one question at most; more are only found by the beginning of a name.
    private static let maximumCandidates = 50

    /// Answers questions about subjects from one snapshot.
    ///
    /// - Parameters:
    ///   - queries: the questions.
    ///   - known: the journal row up to which the caller knows the positions; they are read when there are more.
    /// - Returns: the answers in the order of the questions, and the state from which they are.
    /// - Throws: what the disk says; `wrongKey` without the data key.
    package func screen(_ queries: [SubjectQuery], knowing known: Int64? = nil) throws -> ScreeningBatch {
        try reading { database in
            let journal = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT coalesce(max(sequence), 0) FROM journal"))
            return ScreeningBatch(
                screenings: try queries.map { try screen($0, database) }, journal: journal ?? 0,
                positions: journal == known ? nil : try listPositions(database))
        }
    }

    /// The answer about one subject from a snapshot.
    func screen(_ query: SubjectQuery, _ database: Database) throws -> Screening {
        guard let keys else {
            throw LedgerFault(.wrongKey, "subjects cannot be looked up without the data key: give its file")
        }
        var records: [Int64: String] = [:]
        for code in query.identifiers {
            for row in try Row.fetchAll(LedgerReader.byCode(database), arguments: [code]) { records[row[0]] = row[1] }
        }
        var isCut = false
        for key in query.keys {
            let limit = LedgerReader.maximumCandidates
            let found = try Row.fetchAll(LedgerReader.byKey(database), arguments: [keys.subjects.key(key), limit + 1])
            isCut = isCut || found.count > limit
            for row in found.prefix(limit) { records[row[0]] = row[1] }
        }
        let entries = try records.sorted { $0.key < $1.key }.compactMap { record, text in
            try entry(record, try Stored.caseID(text), query, database)
        }
        return Screening(query, entries, isCut: isCut)
    }

    private static func byCode(_ database: Database) throws -> Statement {
        try database.cachedStatement(
            sql: "SELECT id, case_id FROM case_record WHERE subject = ? AND subject <> '' AND kind = 'listEntry'")
    }

    private static func byKey(_ database: Database) throws -> Statement {
        try database.cachedStatement(
            sql: """
                SELECT record.id, case_id FROM subject_key
                JOIN case_record AS record ON record.id = subject_key.case_record
                WHERE key = ? AND kind = 'listEntry' ORDER BY subject_key.case_record LIMIT ?
                """)
    }

    /// The entry; the names that it had before are read from its journal when its present ones do not answer.
    private func entry(
        _ record: Int64, _ id: CaseID, _ query: SubjectQuery, _ database: Database
    ) throws -> ListedEntry? {
        guard let file = try caseFile(id, database), let entry = ListedEntry(file) else { return nil }
        guard let name = query.name, !entry.names.contains(where: { SubjectName($0).normal == name.normal }) else {
            return entry
        }
        let earlier = try history(record, id, file.kind, database).reversed().flatMap(\.subjectNames)
        return ListedEntry(file, earlierNames: LedgerReader.distinct(earlier))
    }

    private static func distinct(_ names: [String]) -> [String] {
        var distinct: [String] = []
        for name in names where !distinct.contains(name) { distinct.append(name) }
        return distinct
    }

    /// The states of a case after each of its events, as far as its contents were not erased.
    func history(_ record: Int64, _ id: CaseID, _ kind: CaseKind, _ database: Database) throws -> [CaseFile] {
        var files: [CaseFile] = []
        for known in try knownEvents(record, id, database) {
            files.append(CaseFile.evolve(files.last, known.event, id: id, kind: kind))
        }
        return files
    }

    /// The events of a case with when the office had them, in the order of the journal.
    func knownEvents(_ record: Int64, _ id: CaseID, _ database: Database) throws -> [ListHistory.Known] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT sequence, official_time, content FROM journal
                    WHERE case_record = ? AND content IS NOT NULL ORDER BY sequence
                    """), arguments: [record])
        let slot = try slot(id.description, database)
        return try rows.flatMap { row -> [ListHistory.Known] in
            let (sequence, time): (Int64, Int64) = (row[0], row[1])
            let events = try content(row[2], slot, database)?.events ?? []
            return events.map {
                ListHistory.Known(event: $0, sequence: sequence, knownAt: Moment(milliseconds: time))
            }
        }
    }
}
