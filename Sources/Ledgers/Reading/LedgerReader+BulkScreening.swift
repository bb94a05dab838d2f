package import Casework
import Contracts
import GRDB
import Offices

/// Screens many subjects against one state of the ledger: whom no list can hold is known from memory, only the others
/// are looked up.
package final class BulkScreening {
    /// The last journal row of the state from which the answers are.
    package let journal: Int64
    /// How far the office stood in the streams that move lists.
    package let positions: [ListPosition]
    private let reader: LedgerReader
    private let database: Database
    private let hash: SubjectHash
    private var sieve: SubjectSieve

    fileprivate init(_ reader: LedgerReader, _ database: Database) throws {
        guard let keys = reader.keys else {
            throw LedgerFault(.wrongKey, "subjects cannot be looked up without the data key: give its file")
        }
        self.reader = reader
        self.database = database
        hash = keys.subjects
        journal = try Int64.fetchOne(database, sql: "SELECT coalesce(max(sequence), 0) FROM journal") ?? 0
        positions = try reader.listPositions(database)
        let keyed = try Int.fetchOne(database, sql: "SELECT count(*) FROM subject_key") ?? 0
        let coded = try Int.fetchOne(database, sql: "SELECT count(*) FROM case_record WHERE kind = 'listEntry'") ?? 0
        sieve = SubjectSieve(count: keyed + coded)
        let rows = try Row.fetchCursor(database, sql: "SELECT key FROM subject_key")
        while let row = try rows.next() { sieve.add(UInt64(bitPattern: row[0] as Int64)) }
        let codes = try String.fetchCursor(
            database, sql: "SELECT subject FROM case_record WHERE kind = 'listEntry' AND subject <> ''")
        while let code = try codes.next() { sieve.add(SubjectSieve.mark(code)) }
    }

    /// The answer about one subject; nil when no list holds or held it.
    package func screen(_ query: SubjectQuery) throws -> Screening? {
        let isKnown =
            query.identifiers.contains { sieve.mayHold(SubjectSieve.mark($0)) }
            || query.keys.contains { sieve.mayHold(UInt64(bitPattern: hash.key($0))) }
        return isKnown ? try reader.screen(query, database) : nil
    }
}

/// Tells of most things that were never added that they were not (a Bloom filter): a dozen bits for each.
struct SubjectSieve {
    private var words: [UInt64]
    private let mask: UInt64

    /// With room for `count` things: one in some hundreds of others passes too.
    init(count: Int) {
        var bits = 1024
        while bits < count * 12 { bits *= 2 }
        words = Array(repeating: 0, count: bits / 64)
        mask = UInt64(bits - 1)
    }

    /// A number for a code, of this process alone.
    static func mark(_ code: String) -> UInt64 { UInt64(bitPattern: Int64(code.hashValue)) }

    mutating func add(_ mark: UInt64) {
        for turn in 0..<SubjectSieve.turns {
            let bit = place(mark, turn)
            words[Int(bit >> 6)] |= 1 << (bit & 63)
        }
    }

    /// False: it was surely never added.
    func mayHold(_ mark: UInt64) -> Bool {
        for turn in 0..<SubjectSieve.turns {
            let bit = place(mark, turn)
            if words[Int(bit >> 6)] & 1 << (bit & 63) == 0 { return false }
        }
        return true
    }

    private static let turns: UInt64 = 5

    /// Marks are as good as random: two halves of one give all places (Kirsch and Mitzenmacher).
    private func place(_ mark: UInt64, _ turn: UInt64) -> UInt64 {
        (mark &+ turn &* (mark >> 32 | 1) &* 0x9E37_79B9_7F4A_7C15) & mask
    }
}

extension LedgerReader {
    /// Screens in one snapshot for as long as `work` takes.
    ///
    /// - Throws: what the disk or `work` says; `wrongKey` without the data key.
    package func screeningMany<Value>(_ work: (BulkScreening) throws -> Value) throws -> Value {
        try reading { database in try work(BulkScreening(self, database)) }
    }
}
