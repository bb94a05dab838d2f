import Contracts
import Ledgers
import Offices
import Shelf
import Transparency

/// The public log in the feed's ledger, as the shelf reads it.
struct LedgerLog: ShelfSource {
    let reader: LedgerReader

    func entries(from place: UInt64, limit: Int) throws -> [ShelfEntry] {
        try reader.logItems(from: place, below: UInt64(Int64.max), limit: limit).map {
            ShelfEntry(entry: $0.entry, content: $0.content)
        }
    }

    func entry(at place: UInt64) throws -> ShelfEntry? {
        try reader.logItem(at: place).map { ShelfEntry(entry: $0.entry, content: $0.content) }
    }

    func root(of size: UInt64) throws -> Digest? { try reader.logRoot(of: size) }

    func waiting(limit: Int) throws -> [ShelfWaiting] {
        try reader.logWaiting(limit: limit).map { ShelfWaiting(publication: $0.event.publication, content: $0.content) }
    }

    func erasures(since moment: Moment) throws -> ShelfErasures {
        let found = try reader.logErasures(since: moment)
        return ShelfErasures(publications: found.publications, latest: found.latest)
    }
}
