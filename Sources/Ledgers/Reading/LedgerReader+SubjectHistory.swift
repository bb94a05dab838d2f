package import Casework
package import Contracts
import Foundation
import GRDB
import Offices

/// A letter that proves something about a subject, with what is needed to find and test it again.
package struct ProvingLetter: Hashable, Sendable {
    /// The letter.
    package let letter: LetterRow
    /// The key that signed it.
    package let keyID: String
    /// The event that it told of.
    package let event: String
    /// The journal row that holds the event.
    package let sequence: Int64
    /// Official time at which this office had it.
    package let knownAt: Moment
}

/// One case of a subject as this office knew it at some moment.
package struct SubjectCase: Sendable {
    /// The case.
    package let id: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// What was known of it; of a case that is no list entry the states alone mean anything.
    package let history: ListHistory
    /// The letters that moved it, in the order in which they were known.
    package let proof: [ProvingLetter]
    /// That its contents were erased: what was known of it cannot be told any more.
    package let erasure: Erasure?
}

extension LedgerReader {
    /// Cases that are told of one subject at most.
    package static let maximumSubjectCases = 200

    /// What this office knew of a subject at some moment, and the letters that prove it.
    ///
    /// - Parameters:
    ///   - code: USCC or person token.
    ///   - scope: of the officer who asks. What is told to all offices, lists and publications, is in every scope.
    ///   - moment: the official time up to which events count; nil for all that are here.
    /// - Returns: the cases of which something was known, the oldest first.
    /// - Throws: what the disk says.
    package func subject(_ code: String, in scope: Scope, knownAt moment: Moment?) throws -> [SubjectCase] {
        try reading { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT id, case_id, kind FROM case_record
                        WHERE subject = ? AND subject <> '' AND kind IS NOT NULL ORDER BY id LIMIT ?
                        """), arguments: [code, LedgerReader.maximumSubjectCases])
            return try rows.compactMap { row in
                guard let kind = CaseKind(rawValue: row[2]) else { return nil }
                let id = try Stored.caseID(row[1])
                guard kind == .listEntry || kind == .publication || scope.covers(id, subject: code) else { return nil }
                return try subjectCase(row[0], id, kind, moment, database)
            }
        }
    }

    private func subjectCase(
        _ record: Int64, _ id: CaseID, _ kind: CaseKind, _ moment: Moment?, _ database: Database
    ) throws -> SubjectCase? {
        let known = try knownEvents(record, id, database).filter { moment == nil || $0.knownAt <= moment ?? $0.knownAt }
        guard !known.isEmpty else { return nil }
        let history = ListHistory(id, kind, known: known)
        let moved = known.filter { history.movers.contains($0.sequence) && $0.event.letter != nil }
        return SubjectCase(
            id: id, kind: kind, history: history, proof: try proof(moved, record, database),
            erasure: try erasure(record, database))
    }

    private func proof(
        _ moved: [ListHistory.Known], _ record: Int64, _ database: Database
    ) throws -> [ProvingLetter] {
        let letters = try letters(ofRecord: record, database)
        var proof: [ProvingLetter] = []
        for item in moved {
            for letter in letters where letter.leaf.letter == item.event.letter && letter.disposition != .refused {
                guard !proof.contains(where: { $0.letter.leafHash == letter.leafHash }) else { continue }
                proof.append(
                    ProvingLetter(
                        letter: letter, keyID: try keyID(of: letter, database), event: item.event.name,
                        sequence: item.sequence, knownAt: item.knownAt))
            }
        }
        return proof
    }

    /// The key that signed a letter; empty while it waits for its number.
    private func keyID(of letter: LetterRow, _ database: Database) throws -> String {
        let table: String
        switch letter.direction {
        case .received: table = "incoming_letter"
        case .sent: table = "outgoing_letter"
        case .waiting: return ""
        }
        let bytes = try Data.fetchOne(
            database,
            sql: """
                SELECT bytes FROM \(table) AS letter JOIN statement ON statement.id = letter.statement
                WHERE place = (SELECT id << 40 FROM stream WHERE name = ?) + ?
                """, arguments: [letter.leaf.stream.description, Int64(clamping: letter.leaf.number)])
        guard let statement = bytes.flatMap({ RootStatement(bytes: Array($0)) }) else {
            throw Stored.damage("statement")
        }
        return statement.keyID
    }

    private func erasure(_ record: Int64, _ database: Database) throws -> Erasure? {
        let row = try Row.fetchOne(
            database, sql: "SELECT erased_at, erased_reason FROM case_key WHERE case_record = ?", arguments: [record])
        guard let at: Int64 = row?[0] else { return nil }
        return Erasure(at: Moment(milliseconds: at), reason: row?[1] ?? "")
    }
}
