package import Contracts
package import Exchange
import Foundation
import GRDB

/// The accounting of one of our streams towards one receiver: sent = acknowledged + in flight + parked + quarantined
/// (design section 3).
package struct StreamAccount: Hashable, Sendable {
    /// Our stream.
    package let stream: StreamName
    /// The receiver; nil for a broadcast stream of which no reader told yet.
    package let receiver: OfficeID?
    /// Numbers given.
    package let sent: UInt64
    /// Disposed there with effect or refusal.
    package let acknowledged: UInt64
    /// Not disposed there as far as we know.
    package let inFlight: UInt64
    /// Parked there.
    package let parked: UInt64
    /// Quarantined there.
    package let quarantined: UInt64
    /// Letters of ours that have no number yet.
    package let waiting: UInt64
}

/// How far we are in a peer's stream.
package struct IncomingAccount: Hashable, Sendable {
    /// The peer's stream.
    package let stream: StreamName
    /// Numbers disposed here.
    package let disposed: UInt64
    /// H(m).
    package let head: Digest
    /// The highest writer seen.
    package let fence: Writer?
    /// Parked here.
    package let parked: UInt64
    /// Quarantined here.
    package let quarantined: UInt64
}

/// How many of what a ledger holds.
package struct LedgerCounts: Hashable, Sendable {
    /// Cases by kind and state, sorted.
    package struct Cases: Hashable, Sendable {
        /// Kind of case.
        package let kind: String
        /// State of the whole.
        package let state: String
        /// How many.
        package let count: Int
    }

    /// Journal rows.
    package let journal: Int64
    /// Cases by kind and state, sorted.
    package let cases: [Cases]
    /// Letters of ours without a number.
    package let waiting: Int
    /// Letters of peers that are parked.
    package let parked: Int
    /// Letters of peers that are quarantined.
    package let quarantined: Int
    /// Records that used no number.
    package let quarantinedRecords: Int
    /// Different alarms.
    package let alarms: Int
    /// Rungs still to ring.
    package let rungs: Int
}

/// What waits for a person, or for its number.
package struct HeldBackCounts: Hashable, Sendable {
    /// Letters of peers that are parked.
    package let parked: Int
    /// Letters of peers that are quarantined.
    package let quarantined: Int
    /// Records that used no number.
    package let records: Int
    /// Different alarms.
    package let alarms: Int
    /// Letters of ours without a number.
    package let waiting: Int
}

extension LedgerReader {
    /// The accounting of all our streams, per receiver.
    package func accounts() throws -> [StreamAccount] {
        try reading { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT name, number, retired, parked_at_reader, quarantined_at_reader, out_stream.stream,
                        (SELECT count(*) FROM waiting_letter WHERE waiting_letter.stream = out_stream.stream)
                    FROM out_stream JOIN stream ON stream.id = out_stream.stream
                    ORDER BY name
                    """)
            return try rows.flatMap { try accounts($0, database) }
        }
    }

    private func accounts(_ row: Row, _ database: Database) throws -> [StreamAccount] {
        let name = try Stored.stream(row[0])
        let sent = UInt64(row[1] as Int64)
        let waiting = UInt64(row[6] as Int64)
        guard name.topic.isBroadcast else {
            return [
                StreamAccount(
                    name, receiver: name.topic.receiver, sent: sent, disposed: UInt64(row[2] as Int64),
                    parked: UInt64(row[3] as Int64), quarantined: UInt64(row[4] as Int64), waiting: waiting)
            ]
        }
        let followers = try Row.fetchAll(
            database,
            sql: "SELECT reader, disposed, parked, quarantined FROM followed WHERE stream = ? ORDER BY reader",
            arguments: [row[5] as Int64])
        guard !followers.isEmpty else {
            return [
                StreamAccount(
                    name, receiver: nil, sent: sent, disposed: 0, parked: 0, quarantined: 0, waiting: waiting)
            ]
        }
        return try followers.map {
            StreamAccount(
                name, receiver: try Stored.office($0[0]), sent: sent, disposed: UInt64($0[1] as Int64),
                parked: UInt64($0[2] as Int64), quarantined: UInt64($0[3] as Int64), waiting: waiting)
        }
    }

    /// How far we are in all streams of peers.
    package func incomingAccounts() throws -> [IncomingAccount] {
        try reading { database in
            let sql = """
                SELECT name, in_stream.disposed, head, fence_epoch, fence_instance,
                    count(place) FILTER (WHERE disposition = 'parked'),
                    count(place) FILTER (WHERE disposition = 'quarantined')
                FROM in_stream JOIN stream ON stream.id = in_stream.stream
                LEFT JOIN incoming_letter INDEXED BY incoming_held
                    ON disposition IN ('parked', 'quarantined')
                    AND place BETWEEN stream.id << 40 AND (stream.id << 40) + 1099511627775
                GROUP BY stream.id ORDER BY name
                """
            return try Row.fetchAll(database, sql: sql).map { row in
                guard let head = Digest(bytes: row.bytes(2)) else { throw Stored.damage("digest") }
                let epoch: Int64? = row[3]
                let instance: Int64? = row[4]
                let fence = epoch.flatMap { epoch in
                    instance.map { Writer(epoch: UInt64(bitPattern: epoch), instance: UInt64(bitPattern: $0)) }
                }
                return IncomingAccount(
                    stream: try Stored.stream(row[0]), disposed: UInt64(row[1] as Int64), head: head, fence: fence,
                    parked: UInt64(row[5] as Int64), quarantined: UInt64(row[6] as Int64))
            }
        }
    }

    /// Where the office stands in each partition (rule 39).
    package func positions() throws -> [PartitionReader] {
        try reading { database in
            try Row.fetchAll(database, sql: LedgerSQL.selectPositions).map { row in
                let partition = BusPartition(
                    topic: try Stored.topic(row[0]), generation: row[1], partition: row[2])
                return PartitionReader(
                    partition: partition, next: row[3], lastDigest: Digest(bytes: row.bytes(4)))
            }
        }
    }

    /// How many letters and records wait for a person, and how many letters for their number; a few short scans.
    package func heldBackCounts() throws -> HeldBackCounts {
        try reading { database in
            func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            let held =
                "SELECT count(*) FROM incoming_letter INDEXED BY incoming_held "
                + "WHERE disposition IN ('parked', 'quarantined') AND disposition = "
            return HeldBackCounts(
                parked: try number(held + "'parked'"), quarantined: try number(held + "'quarantined'"),
                records: try number("SELECT count(*) FROM quarantined_record"),
                alarms: try number("SELECT count(*) FROM alarm"),
                waiting: try number("SELECT count(*) FROM waiting_letter"))
        }
    }

    /// How many of what there is.
    package func counts() throws -> LedgerCounts {
        try reading { database in
            func number(_ sql: String) throws -> Int64 { try Int64.fetchOne(database, sql: sql) ?? 0 }
            let held =
                "SELECT count(*) FROM incoming_letter INDEXED BY incoming_held "
                + "WHERE disposition IN ('parked', 'quarantined')"
            let cases = try Row.fetchAll(
                database,
                sql: """
                    SELECT kind, state, count(*) FROM case_record WHERE kind IS NOT NULL
                    GROUP BY kind, state ORDER BY kind, state
                    """)
            return LedgerCounts(
                journal: try number("SELECT coalesce(max(sequence), 0) FROM journal"),
                cases: cases.map { LedgerCounts.Cases(kind: $0[0], state: $0[1], count: $0[2]) },
                waiting: Int(try number("SELECT count(*) FROM waiting_letter")),
                parked: Int(try number(held + " AND disposition = 'parked'")),
                quarantined: Int(try number(held + " AND disposition = 'quarantined'")),
                quarantinedRecords: Int(try number("SELECT count(*) FROM quarantined_record")),
                alarms: Int(try number("SELECT count(*) FROM alarm")),
                rungs: Int(try number("SELECT count(*) FROM deadline")))
        }
    }
}

extension StreamAccount {
    fileprivate init(
        _ stream: StreamName, receiver: OfficeID?, sent: UInt64, disposed: UInt64, parked: UInt64,
        quarantined: UInt64, waiting: UInt64
    ) {
        let aside = parked + quarantined
        self.init(
            stream: stream, receiver: receiver, sent: sent, acknowledged: disposed > aside ? disposed - aside : 0,
            inFlight: sent > disposed ? sent - disposed : 0, parked: parked, quarantined: quarantined,
            waiting: waiting)
    }
}

extension Topic {
    /// The office whose direct topic this is.
    fileprivate var receiver: OfficeID? {
        switch self {
        case .direct(let office): office
        case .lists, .measures, .publications, .checkpoints, .directory: nil
        }
    }
}
