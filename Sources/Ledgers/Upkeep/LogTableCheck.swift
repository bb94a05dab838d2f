import Contracts
import GRDB
import Transparency

/// The log of publications: that every leaf stands at its place, that the tiles are what the leaves make, and that every
/// signed checkpoint is the root of the first leaves.
struct LogTableCheck {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func run(_ report: inout LedgerReport) throws {
        let signed = try self.signed(&report)
        var frontier = LogFrontier()
        var next = signed[...]
        func compare(_ report: inout LedgerReport) {
            while let checkpoint = next.first, checkpoint.size <= frontier.size {
                next.removeFirst()
                guard checkpoint.size == frontier.size, checkpoint.root != frontier.root else { continue }
                report.add(
                    .row(table: "log_checkpoint", key: "\(checkpoint.size)"),
                    "the leaves make the root \(frontier.root), \(checkpoint.root) was signed")
            }
        }
        compare(&report)
        var open: [LogGrowth.Place: [Digest]] = [:]
        var tiles = 0
        let stored = try PreparedStatement(database, "SELECT hashes FROM log_tile WHERE id = ?")
        func check(_ place: LogGrowth.Place, _ hashes: [Digest], _ report: inout LedgerReport) throws {
            tiles += 1
            let id = LedgerSchema.logTile(level: place.level, index: place.index)
            let bytes = try stored.first({ $0.integer(id) }, { $0.bytes(0) })
            if bytes != LogBytes.tile(hashes) {
                report.add(.row(table: "log_tile", key: "\(id)"), "it is not what the leaves make")
            }
        }
        let leaves = try PreparedStatement(
            database, "SELECT place, leaf, commitment, publication FROM log_entry ORDER BY place")
        try leaves.rows { row in
            let leaf = row.bytes(1)
            let entry = LogEntry(bytes: leaf)
            if entry?.index != row.number(0) || row.number(0) != frontier.size
                || entry?.commitment.bytes != row.bytes(2) || entry?.publication.description != row.text(3)
            {
                report.add(.row(table: "log_entry", key: "\(row.integer(0))"), "it is not the leaf of this place")
            }
            let hash = LogHash.leaf(leaf)
            for tile in LogGrowth.tiles(appending: [hash], to: frontier.size, stored: { open[$0] ?? [] }) {
                open[tile.place] = tile.hashes.count == 256 ? nil : tile.hashes
                if tile.hashes.count == 256 { try check(tile.place, tile.hashes, &report) }
            }
            frontier.append(hash)
            compare(&report)
        }
        for (place, hashes) in open.sorted(by: { $0.key < $1.key }) { try check(place, hashes, &report) }
        for checkpoint in next {
            report.add(
                .row(table: "log_checkpoint", key: "\(checkpoint.size)"),
                "\(checkpoint.size) leaves were signed, \(frontier.size) are stored")
        }
        let there = try Int.fetchOne(database, sql: "SELECT count(*) FROM log_tile") ?? 0
        if there != tiles {
            report.add(.row(table: "log_tile", key: ""), "\(there) tiles are stored, the leaves make \(tiles)")
        }
    }

    private func signed(_ report: inout LedgerReport) throws -> [LogCheckpoint] {
        var signed: [LogCheckpoint] = []
        let rows = try PreparedStatement(database, "SELECT size, note FROM log_checkpoint ORDER BY size")
        try rows.rows { row in
            guard let note = SignedNote(row.text(1)), let checkpoint = LogCheckpoint(text: note.text),
                checkpoint.size == row.number(0)
            else {
                return report.add(
                    .row(table: "log_checkpoint", key: "\(row.integer(0))"), "its note is no checkpoint of this size")
            }
            signed.append(checkpoint)
        }
        return signed
    }
}
