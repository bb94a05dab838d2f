package import Contracts
package import Exchange
import Foundation
import GRDB
package import Offices

/// A record that used no number, as lists show it (rule 20).
package struct QuarantineRow: Hashable, Sendable {
    /// Digest over headers and value; names the row.
    package let digest: Digest
    /// Where it was found first.
    package let partition: BusPartition
    /// Offset there.
    package let offset: Int64
    /// Reason code.
    package let reason: String
    /// What the record says of itself, unverified.
    package let claimed: String
    /// How often it was read.
    package let count: Int
    /// When it was read first.
    package let firstAt: Moment
    /// When it was read last.
    package let lastAt: Moment
}

/// An alarm with when and how often it was raised.
package struct AlarmRow: Hashable, Sendable {
    /// The alarm.
    package let alarm: Alarm
    /// How often.
    package let count: Int
    /// The first time.
    package let firstAt: Moment
    /// The last time.
    package let lastAt: Moment
}

/// Two leaves under one number, with the second one whole.
package struct EquivocationRow: Sendable {
    /// The leaf hash that was there first.
    package let first: Digest
    /// The second envelope, as it was signed.
    package let second: Envelope
    /// When it was found.
    package let at: Moment
}

extension LedgerReader {
    /// Records that used no number, the newest first.
    package func quarantine(limit: Int) throws -> [QuarantineRow] {
        try reading { database in
            let sql = QuarantineRow.select + " ORDER BY id DESC LIMIT ?"
            return try Row.fetchAll(database, sql: sql, arguments: [limit]).map { try QuarantineRow($0) }
        }
    }

    /// One record with its raw bytes (headers and value in the ledger's framing); nil when it is not there.
    package func quarantined(_ digest: Digest) throws -> (row: QuarantineRow, raw: [UInt8])? {
        try reading { database in
            let sql = QuarantineRow.select + " WHERE digest = ?"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [Data(digest.bytes)]) else { return nil }
            guard let key = try slot("", database)?.key else { throw Stored.damage("quarantined record") }
            let raw = try Sealing.open(row.bytes(10), key: key, purpose: SealedPurpose.record(digest))
            return (try QuarantineRow(row), raw)
        }
    }

    /// What an administrator should look at, the newest first.
    package func alarms(limit: Int) throws -> [AlarmRow] {
        try reading { database in
            let sql = "SELECT code, text, count, first_at, last_at FROM alarm ORDER BY last_at DESC, id DESC LIMIT ?"
            return try Row.fetchAll(database, sql: sql, arguments: [limit]).map { row in
                AlarmRow(
                    alarm: Alarm(code: row[0], text: row[1]), count: row[2], firstAt: Moment(milliseconds: row[3]),
                    lastAt: Moment(milliseconds: row[4]))
            }
        }
    }

    /// Proofs of two leaves under one number, the newest first.
    package func equivocations(limit: Int) throws -> [EquivocationRow] {
        try reading { database in
            let sql = """
                SELECT place, first_leaf_hash, sealed, found_at, case_id
                FROM equivocation JOIN case_record ON case_record.id = equivocation.case_record
                ORDER BY equivocation.id DESC LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: [limit]).compactMap { row in
                guard let key = try slot(row[4], database)?.key else { return nil }
                let bytes = try Sealing.open(
                    row.bytes(2), key: key, purpose: SealedPurpose.equivocation(row[0]))
                guard let first = Digest(bytes: row.bytes(1)) else { throw Stored.damage("digest") }
                return EquivocationRow(
                    first: first, second: try EquivocationRow.unpack(bytes), at: Moment(milliseconds: row[3]))
            }
        }
    }
}

extension EquivocationRow {
    fileprivate static func unpack(_ bytes: [UInt8]) throws -> Envelope {
        do throws(EnvelopeFault) {
            return try Envelope.unpack(bytes)
        } catch {
            throw Stored.damage("proof of equivocation")
        }
    }
}

extension QuarantineRow {
    fileprivate static let select = """
        SELECT digest, topic, generation, partition, record_offset, reason, claimed, count, first_at, last_at, sealed
        FROM quarantined_record
        """

    fileprivate init(_ row: Row) throws {
        guard let digest = Digest(bytes: row.bytes(0)) else { throw Stored.damage("digest") }
        self.init(
            digest: digest,
            partition: BusPartition(topic: try Stored.topic(row[1]), generation: row[2], partition: row[3]),
            offset: row[4], reason: row[5], claimed: row[6], count: row[7], firstAt: Moment(milliseconds: row[8]),
            lastAt: Moment(milliseconds: row[9]))
    }
}
