package import Contracts
import Foundation
import GRDB

extension LedgerReader {
    /// Cases that have evidence files, in the order in which the office learnt of them.
    ///
    /// - Parameters:
    ///   - cursor: where the page before ended; 0 begins.
    ///   - limit: at most this many.
    /// - Returns: a page with the cursor of each; an empty one ends the list.
    /// - Throws: what the disk says.
    package func casesWithEvidence(behind cursor: Int64, limit: Int) throws -> [(cursor: Int64, id: CaseID)] {
        try reading { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, case_id FROM case_record
                    WHERE id > ? AND EXISTS (SELECT 1 FROM evidence WHERE case_record = id)
                    ORDER BY id LIMIT ?
                    """, arguments: [cursor, limit])
            return try rows.map { ($0[0], try Stored.caseID($0[1])) }
        }
    }

    /// Whether this office has written to another in a case.
    package func hasWritten(to office: OfficeID, in caseID: CaseID) throws -> Bool {
        try reading { database in
            let leaves = try Data.fetchCursor(
                database,
                sql: """
                    SELECT leaf FROM outgoing_letter
                    WHERE case_record = (SELECT id FROM case_record WHERE case_id = ?)
                    """, arguments: [caseID.description])
            while let bytes = try leaves.next() {
                if Leaf(bytes: Array(bytes))?.to == office.description { return true }
            }
            return false
        }
    }

    /// Cases that need the file which lies under a name.
    package func cases(needingEvidence name: [UInt8]) throws -> [CaseID] {
        try reading { database in
            let ids = try String.fetchAll(
                database,
                sql: """
                    SELECT case_id FROM case_record JOIN evidence ON evidence.case_record = case_record.id
                    WHERE evidence.name = ? ORDER BY case_record.id
                    """, arguments: [Data(name)])
            return try ids.map { try Stored.caseID($0) }
        }
    }

    /// What the ledger knows of the file that lies under a name.
    package func standing(ofEvidence name: [UInt8]) throws -> EvidenceStanding {
        try reading { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM evidence WHERE name = ?1),
                        EXISTS (SELECT 1 FROM doomed_evidence WHERE name = ?1)
                    """, arguments: [Data(name)])
            if row?[0] == true { return .needed }
            return row?[1] == true ? .doomed : .unknown
        }
    }
}

/// What a ledger knows of a file beside it.
package enum EvidenceStanding: Hashable, Sendable {
    /// A case has it.
    case needed
    /// The contents of the case that had it were destroyed, and no other has it.
    case doomed
    /// No case has had it, as far as this ledger remembers: it was uploaded only, or the ledger was restored.
    case unknown
}
