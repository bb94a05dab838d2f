package import Casework
package import Contracts
import Foundation
import GRDB
package import Offices

/// A watch list with how much it has told.
package struct WatchListRow: Hashable, Sendable {
    /// The list as it was saved.
    package let list: WatchList
    /// When it ended.
    package let endedAt: Moment?
    /// What it has told so far.
    package let events: Int
    /// The last of them; 0 of none.
    package let lastEvent: Int64
}

/// Something that a watch list tells.
package struct WatchEventRow: Hashable, Sendable {
    /// Its number; a page begins behind it.
    package let number: Int64
    /// The entry that moved.
    package let entry: CaseID
    /// The entry's version since.
    package let version: UInt64
    /// What became of it.
    package let change: ListChange
    /// Official time.
    package let at: Moment
    /// The entry as it is now; nil when it was erased.
    package let file: CaseFile?
}

/// When an office was heard last.
package struct HeardRow: Hashable, Sendable {
    /// What it said.
    package let heard: HeardOffice
    /// When that came here.
    package let heardAt: Moment
}

extension LedgerReader {
    /// All watch lists, the newest first.
    package func watchLists() throws -> [WatchListRow] {
        try reading { database in
            guard let key = try slot("", database)?.key else { return [] }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT name, sealed, ended_at, count(watch_event.id), coalesce(max(watch_event.id), 0)
                    FROM watch_list LEFT JOIN watch_event ON watch = watch_list.id
                    GROUP BY watch_list.id ORDER BY watch_list.id DESC
                    """)
            return try rows.map { row in
                guard let id = LetterID(row[0] as String) else { throw Stored.damage("watch list") }
                let bytes = try Sealing.open(row.bytes(1), key: key, purpose: SealedPurpose.watch(id))
                guard let list = WatchList(try Stored.json(bytes)) else { throw Stored.damage("watch list") }
                let ended: Int64? = row[2]
                return WatchListRow(
                    list: list, endedAt: ended.map { Moment(milliseconds: $0) }, events: row[3], lastEvent: row[4])
            }
        }
    }

    /// What a watch list has told, the oldest first; nil for a list that nobody saved.
    package func watchEvents(of id: LetterID, behind cursor: Int64, limit: Int) throws -> [WatchEventRow]? {
        try reading { database in
            guard
                let watch = try Int64.fetchOne(
                    database, sql: "SELECT id FROM watch_list WHERE name = ?", arguments: [id.description])
            else { return nil }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT watch_event.id, case_id, watch_event.version, change, at
                    FROM watch_event JOIN case_record ON case_record.id = case_record
                    WHERE watch = ? AND watch_event.id > ? ORDER BY watch_event.id LIMIT ?
                    """, arguments: [watch, cursor, limit])
            return try rows.map { row in
                guard let change = ListChange(rawValue: row[3]) else { throw Stored.damage("change") }
                let entry = try Stored.caseID(row[1])
                return WatchEventRow(
                    number: row[0], entry: entry, version: UInt64(bitPattern: row[2]), change: change,
                    at: Moment(milliseconds: row[4]), file: try caseFile(entry, database))
            }
        }
    }

    /// When each office was heard last, sorted by office.
    package func heard() throws -> [HeardRow] {
        try reading { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT office, signed_at, heard_at, announced FROM heard ORDER BY office")
            return try rows.map { row in
                let json = try Stored.json(Array((row[3] as String).utf8))
                guard let announced = HeardOffice.announced(json) else { throw Stored.damage("checkpoint") }
                return HeardRow(
                    heard: HeardOffice(
                        office: try Stored.office(row[0]), signedAt: Moment(milliseconds: row[1]),
                        announced: announced), heardAt: Moment(milliseconds: row[2]))
            }
        }
    }

    /// How many watch lists are kept, and how much they have told together.
    package func watchCounts() throws -> (lists: Int, events: Int) {
        try reading { database in
            (
                try Int.fetchOne(database, sql: "SELECT count(*) FROM watch_list WHERE ended_at IS NULL") ?? 0,
                try Int.fetchOne(database, sql: "SELECT count(*) FROM watch_event") ?? 0
            )
        }
    }
}
