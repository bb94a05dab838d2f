package import Casework
package import Contracts
import Foundation
import GRDB
package import Offices

/// One letter as a ledger holds it, without its body.
package struct LetterRow: Hashable, Sendable {
    /// Which way it went.
    package enum Direction: String, Sendable, CaseIterable {
        /// A peer's.
        case received
        /// Ours, with its number.
        case sent
        /// Ours, while its stream is not open.
        case waiting
    }

    /// Which way it went.
    package let direction: Direction
    /// Its signed content; number 0 while it waits.
    package let leaf: Leaf
    /// Leaf hash; of a waiting letter it will be another.
    package let leafHash: Digest
    /// How we disposed a received one.
    package let disposition: Disposition?
    /// Reason code of the disposition, or empty.
    package let reason: String
    /// How often a received one was tried again.
    package let replays: Int
    /// Machine time of its disposal here; nil for letters of ours.
    package let disposedAt: Moment?
    /// Signed time of the first acknowledgement that covered a sent one.
    package let deliveredAt: Moment?
}

extension LedgerReader {
    /// All leaves of one letter id whose case is in scope: what was received, and what was sent to each addressee.
    package func letters(withID id: LetterID, in scope: Scope) throws -> [LetterRow] {
        try reading { database in
            let text = id.description
            let rows = try received("letter = ?", [text], database) + sent("letter = ?", [text], database)
            guard scope != .office else { return rows }
            return try rows.filter { row in
                guard let caseID = CaseID(row.leaf.caseID) else { return false }
                let subject = try String.fetchOne(
                    database, sql: "SELECT subject FROM case_record WHERE case_id = ?", arguments: [row.leaf.caseID])
                return scope.covers(caseID, subject: subject ?? "")
            }
        }
    }

    /// One received letter with its body, as it was signed; the body is empty when it was erased or never kept.
    package func received(stream: StreamName, number: UInt64) throws -> Envelope? {
        try envelope(from: "incoming_letter", stream, number)
    }

    /// One sent letter with its body, as it was signed at commit.
    package func sent(stream: StreamName, number: UInt64) throws -> Envelope? {
        try envelope(from: "outgoing_letter", stream, number)
    }

    /// Letters that are parked or quarantined, in the order of their streams and numbers.
    package func heldBackLetters(limit: Int) throws -> [LetterRow] {
        try reading {
            try received(
                "disposition IN ('parked', 'quarantined') ORDER BY place LIMIT ?", [limit], $0)
        }
    }

    private func envelope(from table: String, _ stream: StreamName, _ number: UInt64) throws -> Envelope? {
        try reading { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT leaf, path, statement.bytes, signature, content, record.case_id
                        FROM \(table) AS letter
                        JOIN statement ON statement.id = letter.statement
                        LEFT JOIN content ON content.id = letter.content
                        LEFT JOIN case_record AS record ON record.id = content.case_record
                        WHERE place = (SELECT id << 40 FROM stream WHERE name = ?) + ?
                        """, arguments: [stream.description, Int64(clamping: number)])
            else { return nil }
            let parts = StoredEnvelope(
                leafBytes: row.bytes(0), pathBytes: row.bytes(1), statementBytes: row.bytes(2),
                signature: row.bytes(3), content: row[4])
            return try parts.envelope(body: try body(parts.content, caseID: row[5], database))
        }
    }

    private func body(_ content: Int64?, caseID: String?, _ database: Database) throws -> [UInt8] {
        guard let content, let caseID else { return [] }
        return try self.content(content, slot(caseID, database), database)?.body ?? []
    }

    /// The letters of a case row.
    func letters(ofRecord record: Int64) throws -> [LetterRow] { try reading { try letters(ofRecord: record, $0) } }

    /// The letters of a case row.
    func letters(ofRecord record: Int64, _ database: Database) throws -> [LetterRow] {
        let received = try received("case_record = ? ORDER BY journal, place", [record], database)
        let sent = try sent("case_record = ? ORDER BY journal, place", [record], database)
        return received + sent + (try waiting(ofRecord: record, database))
    }

    private func received(
        _ condition: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> [LetterRow] {
        let sql = """
            SELECT leaf, disposition, reason, replays, disposed_at FROM incoming_letter WHERE \(condition)
            """
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            let leaf = try LetterRow.leaf(row.bytes(0))
            return LetterRow(
                direction: .received, leaf: leaf.leaf, leafHash: leaf.hash,
                disposition: try Stored.disposition(row[1]), reason: row[2], replays: row[3],
                disposedAt: Moment(milliseconds: row[4]), deliveredAt: nil)
        }
    }

    /// Our numbered letters of which a term over `outgoing_letter` holds.
    func sent(
        _ condition: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> [LetterRow] {
        let sql = """
            SELECT leaf, (
                SELECT min(acknowledged_at) FROM delivery
                WHERE first <= place AND last >= place AND first >= place >> 40 << 40)
            FROM outgoing_letter WHERE \(condition)
            """
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            let leaf = try LetterRow.leaf(row.bytes(0))
            let delivered: Int64? = row[1]
            return LetterRow(
                direction: .sent, leaf: leaf.leaf, leafHash: leaf.hash, disposition: nil, reason: "", replays: 0,
                disposedAt: nil, deliveredAt: delivered.map { Moment(milliseconds: $0) })
        }
    }

    private func waiting(ofRecord record: Int64, _ database: Database) throws -> [LetterRow] {
        let sql = """
            SELECT waiting_letter.id, sealed, case_id
            FROM waiting_letter JOIN case_record ON case_record.id = waiting_letter.case_record
            WHERE waiting_letter.case_record = ? ORDER BY waiting_letter.id
            """
        return try Row.fetchAll(database, sql: sql, arguments: [record]).map { row in
            guard let key = try slot(row[2], database)?.key,
                let frame = WaitingFrame(
                    bytes: try Sealing.open(row.bytes(1), key: key, purpose: SealedPurpose.waiting(row[0])))
            else { throw Stored.damage("waiting letter") }
            let leaf = try LetterRow.leaf(frame.leafBytes)
            return LetterRow(
                direction: .waiting, leaf: leaf.leaf, leafHash: leaf.hash, disposition: nil, reason: "", replays: 0,
                disposedAt: nil, deliveredAt: nil)
        }
    }
}

extension LetterRow {
    fileprivate static func leaf(_ bytes: [UInt8]) throws -> (leaf: Leaf, hash: Contracts.Digest) {
        guard let leaf = Leaf(bytes: bytes) else { throw Stored.damage("leaf") }
        return (leaf, Leaf.hash(of: bytes))
    }
}
