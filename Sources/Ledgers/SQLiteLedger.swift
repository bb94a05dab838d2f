package import Contracts
import Crypto
import GRDB
package import Offices

/// The ledger of one office: a SQLite file with the journal, letters, streams and cases of everything that happened.
///
/// One thread writes and decides on it; `reader` serves everybody else from connections of its own.
package final class SQLiteLedger: LedgerStoring {
    /// Queries for the API, the command line and the feed; safe to share between threads.
    package let reader: LedgerReader

    let pool: DatabasePool
    let options: LedgerOptions
    let sql: LedgerStatements
    var tail: LedgerTail
    var keys: CaseKeys
    var streams = StreamRows()
    var sealing = Sealing()
    var lists = ListIndex()
    var roots = ListRootCache()
    /// The office whose ledger it is; nil before its first start.
    var own: OfficeID?
    private let lock: LedgerLock

    /// Opens or makes the ledger at `options.path`; brings an older schema up to date and checks the end of the chain.
    ///
    /// - Throws: `alreadyOpen`, `newerVersion`, `wrongKey`, `damaged`, or what the disk says.
    package init(_ options: LedgerOptions) throws {
        self.options = options
        let officeKey = try LedgerFile.officeKey(options.dataKey)
        lock = try LedgerLock(path: options.path)
        pool = try LedgerFile.openForWriting(options)
        keys = CaseKeys(office: officeKey, capacity: options.cachedKeys)
        reader = LedgerReader(pool, keys: CaseKeys(office: officeKey, capacity: 0))
        sql = try pool.writeWithoutTransaction { try LedgerStatements($0, fault: options.fault) }
        tail = LedgerTail()
        try LedgerFile.probe(pool, officeKey, &sealing, path: options.path)
        tail = try reading { try LedgerTail.read(sql, keys.rows) }
        try checkHead()
        try indexOpenDeadlines()
        try indexSubjects()
        try indexLists()
        own = try reader.setting(.office).flatMap { OfficeID($0) }
        try indexFacets()
    }

    /// Writes the whole commit in one synced transaction, or nothing.
    ///
    /// - Throws: `diskFull` and other faults; the ledger then stands as before.
    package func apply(_ commit: Commit) throws {
        guard !commit.isEmpty else { return }
        guard commit.erasures.isEmpty else { return try applyErasing(commit) }
        try write("write a commit", commit) { session, _ in try session.write() }
    }

    /// Notes, in a synced transaction of its own, that a letter is about to be tried (rule 24).
    package func noteAttempt(stream: StreamName, number: UInt64) throws {
        let origin = Moment(milliseconds: 0)
        try write("note an attempt", Commit(machineTime: origin, officialTime: origin)) { session, _ in
            let place = try Place.of(session.streamRow(stream), number)
            try sql.tables.noteAttempt.run { $0.integer(place) }
            session.tail.hasAttempts = true
        }
    }

    /// One immediate transaction on the writing connection; what it learnt is taken over when it stands.
    func write(
        _ action: String, _ commit: Commit, _ work: (inout WriteSession, Database) throws -> Void
    ) throws {
        var session = WriteSession(
            sql: sql, commit: commit, options: options, tail: tail, keys: keys.take(), streams: streams,
            sealing: sealing, lists: lists.take(), own: own)
        // Random bytes are used up even when the transaction falls: no nonce may serve twice.
        defer { sealing = session.sealing }
        try LedgerFault.translating(action) {
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try work(&session, database)
                    try options.fault?.strike()
                    return .commit
                }
            }
        }
        tail = session.tail
        keys = session.keys.take()
        streams = session.streams
        lists = session.lists.take()
        roots.forget(session.movedOwners)
        guard own == nil, let office = commit.settings.last(where: { $0.name == .office })?.value else { return }
        own = OfficeID(office)
        // What was written before the office was known is nobody's turn yet.
        do {
            try indexFacets()
        } catch {
            // The commit stands whatever becomes of the index: what is left of it is done at the next opening.
        }
    }

    /// Reads on the writing connection, so that a decision sees what the last commit wrote.
    func reading<Value>(_ work: () throws -> Value) throws -> Value {
        try LedgerFault.translating("read the ledger") {
            try pool.writeWithoutTransaction { _ in try work() }
        }
    }

    /// The last row must have the hash it says; the whole chain is for `LedgerVerification`.
    private func checkHead() throws {
        let last = try reader.journal(from: tail.sequence, limit: 1)
        guard let row = last.first else { return }
        guard row.hash == row.row.hash else {
            throw LedgerFault(
                .damaged,
                "the last journal row of \(options.path) does not have the hash it says: run `liandong ledger verify` "
                    + "and restore the last backup")
        }
    }
}
