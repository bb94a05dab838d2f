package import Contracts
import Foundation
import GRDB

/// How far this office stands in a stream that moves lists; equal numbers and heads mean equal lists (rule 34).
package struct ListPosition: Hashable, Sendable {
    /// The owner's stream.
    package let stream: StreamName
    /// The last number that was disposed, or given.
    package let number: UInt64
    /// H(number).
    package let head: Digest
}

extension LedgerReader {
    /// All positions on `lists`, sorted by stream.
    func listPositions(_ database: Database) throws -> [ListPosition] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT name, disposed, head FROM in_stream JOIN stream ON stream.id = stream
                    UNION ALL SELECT name, number, head FROM out_stream JOIN stream ON stream.id = stream
                    """))
        let positions = try rows.compactMap { row -> ListPosition? in
            let stream = try Stored.stream(row[0])
            guard stream.topic == .lists else { return nil }
            guard let head = Digest(bytes: row.bytes(2)) else { throw Stored.damage("digest") }
            return ListPosition(stream: stream, number: UInt64(bitPattern: row[1]), head: head)
        }
        return positions.sorted { $0.stream.description < $1.stream.description }
    }
}
