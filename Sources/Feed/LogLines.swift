import Contracts
import Ledgers
import Shelf
import Transparency

/// Leaves of the log with what they said, as contents, deltas and snapshots give them.
///
/// Of a publication that is not shown any more the leaves before its end stay in the tree, and what they said is not served
/// (domain D.4, RP-02: what has ended is neither shown nor passed on): a leaf is a salted commitment, so without salt and content
/// nobody can tell or guess it. The leaf that ends it says when, by whom and why, and is served whole.
struct LogLines: Sendable {
    /// The public log.
    let ledger: LedgerReader
    /// How each publication stands.
    let shelf: ShelfReader

    /// Leaves from `place` on below `size`, at most `limit`, each with its line.
    func lines(from place: UInt64, below size: UInt64, limit: Int) throws -> [(item: LogItem, line: JSONValue)] {
        let items = try ledger.logItems(from: place, below: size, limit: limit)
        let endings = try shelf.endings(of: Set(items.map(\.entry.publication)))
        return items.map { item in
            let end = endings[item.entry.publication].flatMap { $0 > item.entry.index ? $0 : nil }
            return (item, LogLines.line(item, end: end))
        }
    }

    /// One leaf.
    func line(_ item: LogItem) throws -> JSONValue {
        // The newest leaf of what is hidden or past its last day has no leaf behind it that ends it yet.
        let isShown = try shelf.item(item.entry.publication)?.standing == .stands
        return LogLines.line(item, end: isShown ? nil : item.entry.index)
    }

    private static func line(_ item: LogItem, end: UInt64?) -> JSONValue {
        let isWithheld = end != nil && LogLines.hasPayload(item.content)
        let leaf = ("leaf", JSONValue.string(Base64.encode(item.leaf)))
        if isWithheld, let end {
            return .members([leaf, ("ended", end > item.entry.index ? .integer(Int64(clamping: end)) : true)])
        }
        return .members([
            leaf, ("salt", item.salt.map { .string(Base64.encode($0)) }),
            ("content", item.content.map { .string(String(decoding: $0, as: UTF8.self)) }),
            ("erased", item.salt == nil ? true : nil),
        ])
    }

    /// Whether it says something of a firm. What cannot be read is not served as long as its publication does not stand.
    private static func hasPayload(_ content: [UInt8]?) -> Bool {
        guard let content else { return false }
        do throws(JSONFailure) {
            return try JSONValue.parse(content)["payload"] != nil
        } catch {
            return true
        }
    }
}
