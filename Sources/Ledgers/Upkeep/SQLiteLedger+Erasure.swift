package import Contracts
import GRDB
package import Offices

/// Erasing the contents of a case for ever (design section 8).
extension SQLiteLedger {
    /// Destroys the key of a case: its events, letters' bodies and state cannot be read any more; chain, leaves and
    /// signatures still verify, and verification reports the reason.
    ///
    /// Backups made before keep the key; they must be made anew and the old ones destroyed.
    ///
    /// - Parameters:
    ///   - caseID: the case.
    ///   - reason: kept with the erasure and told by every verification.
    ///   - act: who ordered it at what time; its journal row, of the case, is written in the same transaction.
    /// - Throws: `refused` when the act journals nothing, or the case is unknown, erased already, or has letters that are not acknowledged yet.
    package func erase(caseID: CaseID, reason: String, act: Commit) throws {
        let text = caseID.description
        guard !reason.isEmpty else {
            throw LedgerFault(.refused, "an erasure needs a reason: give it with the order")
        }
        guard let slot = try reading({ try slot(text) }), slot.key != nil else {
            throw LedgerFault(.refused, "case \(text) has no content here that could be erased")
        }
        guard try !isUnderWay(slot.record) else {
            throw LedgerFault(
                .refused,
                "case \(text) has letters that wait or are not acknowledged: erase it when all of them have arrived")
        }
        guard act.journal.contains(where: { $0.kind == .administration && $0.leafHash == nil && $0.caseID == text })
        else { throw LedgerFault(.refused, "an erasure is journaled: give the act with a journal row of the case") }
        try write("erase case \(text)", act) { session, database in
            // What the act itself holds goes too.
            let through = session.tail.content + Int64(act.contents.count)
            session.erasures[text] = (through, reason)
            try session.write()
            try destroy(slot.record, through: through, act.machineTime, reason, database)
        }
        keys.forget(text)
        try checkpoint(.truncate)
    }

    /// Writes a commit that destroys the contents of cases as they were before it; what it writes itself is kept under new
    /// keys. The old keys are in no file any more when this returns.
    func applyErasing(_ commit: Commit) throws {
        var slots: [(record: Int64, erasure: CaseErasure)] = []
        for erasure in commit.erasures {
            let text = erasure.caseID.description
            guard let slot = try reading({ try slot(text) }), slot.key != nil, try !isUnderWay(slot.record),
                commit.journal.contains(where: {
                    $0.kind == .administration && $0.leafHash == nil && $0.caseID == text
                })
            else { throw LedgerFault(.refused, "case \(text) cannot be erased: the machine must ask before") }
            slots.append((slot.record, erasure))
        }
        for slot in slots { keys.forget(slot.erasure.caseID.description) }
        try write("write a commit that erases", commit) { session, database in
            for slot in slots {
                let text = slot.erasure.caseID.description
                session.erasures[text] = (session.tail.content, slot.erasure.reason)
                try destroy(
                    slot.record, through: session.tail.content, commit.machineTime, slot.erasure.reason, database)
            }
            try session.write()
        }
        try checkpoint(.truncate)
    }

    /// The letters of a case, and whether all are done with.
    package func holdings(of id: CaseID) throws -> CaseHoldings {
        guard let slot = try reading({ try slot(id.description) }) else {
            return CaseHoldings(received: [], sent: 0, isUnderWay: false)
        }
        let letters = try reader.letters(ofRecord: slot.record)
        let received = letters.filter { $0.direction == .received }
        return CaseHoldings(
            received: received.map { ($0.leaf.stream.office, $0.leafHash) },
            sent: letters.count { $0.direction == .sent }, isUnderWay: try isUnderWay(slot.record))
    }

    /// True when contents of the case were destroyed here.
    package func wasErased(_ id: CaseID) throws -> Bool {
        try reading { try slot(id.description) }.map { $0.erasedThrough > 0 } ?? false
    }

    private func destroy(
        _ record: Int64, through content: Int64, _ at: Moment, _ reason: String, _ database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE case_key SET wrapped = NULL, erased_through = ?, erased_at = ?, erased_reason = ?
                WHERE case_record = ?
                """, arguments: [content, at.milliseconds, reason, record])
        try database.execute(
            sql: "UPDATE case_record SET file = NULL, subject = '', next_due = NULL WHERE id = ?", arguments: [record])
        try database.execute(sql: "DELETE FROM deadline WHERE case_record = ?", arguments: [record])
        try database.execute(
            sql: "INSERT OR IGNORE INTO doomed_evidence SELECT name FROM evidence WHERE case_record = ?",
            arguments: [record])
        try database.execute(sql: "DELETE FROM evidence WHERE case_record = ?", arguments: [record])
        try database.execute(sql: "DELETE FROM open_deadline WHERE case_record = ?", arguments: [record])
        try database.execute(sql: "DELETE FROM subject_key WHERE case_record = ?", arguments: [record])
        try database.execute(
            sql: "UPDATE case_facet SET subject = '', actors = 0, due = ? WHERE case_record = ?",
            arguments: [LedgerSchema.noEnd, record])
    }

    /// True while a letter of the case waits, is unacknowledged, or is held back.
    private func isUnderWay(_ record: Int64) throws -> Bool {
        try LedgerFault.translating("look for letters under way") {
            try pool.writeWithoutTransaction { database in
                try Bool.fetchOne(
                    database,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM waiting_letter WHERE case_record = ?1)
                            OR EXISTS (
                                SELECT 1 FROM outgoing_letter JOIN out_stream ON out_stream.stream = place >> 40
                                WHERE case_record = ?1 AND (place & 1099511627775) > retired)
                            OR EXISTS (
                                SELECT 1 FROM incoming_letter
                                WHERE case_record = ?1 AND disposition IN ('parked', 'quarantined'))
                        """, arguments: [record]) ?? false
            }
        }
    }
}
