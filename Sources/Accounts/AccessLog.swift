package import Contracts
import Crypto
import Foundation
import GRDB
import Ledgers
import Synchronization

/// Seals what an entry says, and hashes the subjects that entries are found by.
struct AccessSeal: Sendable {
    private let key: SymmetricKey
    private let naming: SymmetricKey

    init(_ dataKey: [UInt8]) {
        let office = SymmetricKey(data: dataKey)
        key = AccessSeal.derived("liandong-access-log", office)
        naming = AccessSeal.derived("liandong-access-subjects", office)
    }

    private static func derived(_ purpose: String, _ office: SymmetricKey) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: office))
    }

    /// What a subject is found by.
    func name(_ subject: String) -> [UInt8] {
        subject.isEmpty ? [] : Array(HMAC<SHA256>.authenticationCode(for: Array(subject.utf8), using: naming))
    }

    func seal(_ entry: AccessEntry, number: Int64) throws -> [UInt8] {
        let json: JSONValue = [
            "subject": .string(entry.subject), "reason": .string(entry.reason), "detail": .string(entry.detail),
        ]
        var sealing = Sealing()
        return try sealing.seal(json.bytes, key: key, purpose: AccessSeal.purpose(number))
    }

    func open(_ bytes: [UInt8], number: Int64) throws -> JSONValue {
        try JSONValue.parse(Sealing.open(bytes, key: key, purpose: AccessSeal.purpose(number)))
    }

    private static func purpose(_ number: Int64) -> String { "access \(number)" }
}

/// The rows of the log: numbered without a hole, each hash over the one before it.
enum AccessLog {
    private static let magic = "liandong-access-1\n"
    static let origin = [UInt8](repeating: 0, count: 32)

    static func append(_ entry: AccessEntry, _ seal: AccessSeal, _ database: Database, _ now: Moment) throws {
        let last = try Row.fetchOne(database, sql: "SELECT number, hash FROM access ORDER BY number DESC LIMIT 1")
        let number = ((last?[0] as Int64?) ?? 0) + 1
        let subject = seal.name(entry.subject)
        let content = try seal.seal(entry, number: number)
        let hash = hash(
            previous: last.map { Array($0[1] as Data) } ?? origin, number: number, at: now.milliseconds, entry.officer,
            entry.act.rawValue, entry.caseID, subject, entry.address, content)
        try database.execute(
            sql: """
                INSERT INTO access (number, at, officer, act, case_id, subject, address, content, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number, now.milliseconds, entry.officer, entry.act.rawValue, entry.caseID, Data(subject),
                entry.address, Data(content), Data(hash),
            ])
    }

    private static func hash(
        previous: [UInt8], number: Int64, at: Int64, _ officer: String, _ act: String, _ caseID: String,
        _ subject: [UInt8], _ address: String, _ content: [UInt8]
    ) -> [UInt8] {
        var writer = FieldWriter(magic: magic)
        writer.field(previous)
        writer.field(UInt64(bitPattern: number))
        writer.field(UInt64(bitPattern: at))
        writer.field(officer)
        writer.field(act)
        writer.field(caseID)
        writer.field(subject)
        writer.field(address)
        writer.field(content)
        return Digest.sha256(writer.bytes).bytes
    }

    /// The hash that a row ought to have behind another.
    static func hash(of row: Row, behind previous: [UInt8]) -> [UInt8] {
        hash(
            previous: previous, number: row[0], at: row[1], row[2], row[3], row[4], Array(row[5] as Data), row[6],
            Array(row[7] as Data))
    }

    static let columns = "number, at, officer, act, case_id, subject, address, content, hash"

    static func entry(_ row: Row, _ seal: AccessSeal) throws -> AccessRow? {
        guard let act = AccessEntry.Act(rawValue: row[3]) else { return nil }
        let number: Int64 = row[0]
        let said = try seal.open(Array(row[7] as Data), number: number)
        return AccessRow(
            number: number, at: Moment(milliseconds: row[1]),
            entry: AccessEntry(
                act, by: row[2], address: row[6], caseID: row[4], subject: said["subject"]?.string ?? "",
                reason: said["reason"]?.string ?? "", detail: said["detail"]?.string ?? ""))
    }
}

/// What waits to be written down.
struct NotedAccesses {
    var entries: [(AccessEntry, Moment)] = []
    var isWriting = false
    var failure: (any Error)?
}

extension AccountStore {
    /// Writes down who saw or did what; it is on disk when this returns.
    package func record(_ entries: [AccessEntry], at now: Moment) async throws {
        guard !entries.isEmpty else { return }
        try await pool.write { [seal] database in
            for entry in entries { try AccessLog.append(entry, seal, database, now) }
        }
    }

    /// Writes it down soon, together with what others note: for questions that are asked by the thousand. What could not be
    /// written stops the next one.
    ///
    /// - Throws: why the ones before could not be written.
    package func note(_ entry: AccessEntry, at now: Moment) throws {
        let isFirst = try noted.withLock { noted in
            if let failure = noted.failure {
                noted.failure = nil
                throw failure
            }
            noted.entries.append((entry, now))
            defer { noted.isWriting = true }
            return !noted.isWriting
        }
        if isFirst { Task { await writeNoted() } }
    }

    private func writeNoted() async {
        while true {
            let entries = noted.withLock { noted in
                let entries = noted.entries
                noted.entries = []
                noted.isWriting = !entries.isEmpty
                return entries
            }
            guard !entries.isEmpty else { return }
            do {
                try await pool.write { [seal] database in
                    for (entry, now) in entries { try AccessLog.append(entry, seal, database, now) }
                }
            } catch {
                noted.withLock { $0.failure = error }
            }
        }
    }

    /// Entries behind a number, new ones first.
    package func accesses(
        _ filter: AccessFilter = AccessFilter(), below cursor: Int64? = nil, limit: Int
    ) async throws -> [AccessRow] {
        try await pool.read { [seal] database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(AccessLog.columns) FROM access
                    WHERE (?1 IS NULL OR officer = ?1) AND (?2 IS NULL OR act = ?2) AND (?3 IS NULL OR subject = ?3)
                    AND (?4 IS NULL OR case_id = ?4) AND (?5 IS NULL OR at >= ?5) AND (?6 IS NULL OR at < ?6)
                    AND (?7 IS NULL OR number < ?7)
                    ORDER BY number DESC LIMIT ?8
                    """,
                arguments: [
                    filter.officer, filter.act?.rawValue, filter.subject.map { Data(seal.name($0)) }, filter.caseID,
                    filter.from?.milliseconds, filter.before?.milliseconds, cursor, limit,
                ]
            ).compactMap { try AccessLog.entry($0, seal) }
        }
    }

    /// The first row that is not what was written, or nil: a changed, a missing or an added row breaks the chain.
    package func firstBrokenAccess() async throws -> Int64? {
        try await pool.read { database in
            var previous = AccessLog.origin
            var number: Int64 = 0
            let rows = try Row.fetchCursor(
                database, sql: "SELECT \(AccessLog.columns) FROM access ORDER BY number")
            while let row = try rows.next() {
                number += 1
                let hash = AccessLog.hash(of: row, behind: previous)
                guard row[0] as Int64 == number, Array(row[8] as Data) == hash else { return number }
                previous = hash
            }
            return nil
        }
    }
}
