package import Contracts
package import Transparency

/// A leaf of the public log with what it said.
package struct ShelfEntry: Sendable {
    /// The leaf.
    package let entry: LogEntry
    /// What it said, the very bytes that the leaf commits to; nil when it was erased, or is not here yet after a restore.
    package let content: [UInt8]?

    /// A leaf from its parts.
    package init(entry: LogEntry, content: [UInt8]?) {
        self.entry = entry
        self.content = content
    }
}

/// An event that waits for its place in the log.
package struct ShelfWaiting: Hashable, Sendable {
    /// Which publication.
    package let publication: CaseID
    /// What it said; nil when that is not here.
    package let content: [UInt8]?

    /// A waiting event from its parts.
    package init(publication: CaseID, content: [UInt8]?) {
        self.publication = publication
        self.content = content
    }
}

/// Publications of which something was erased.
package struct ShelfErasures: Hashable, Sendable {
    /// Which ones.
    package let publications: [CaseID]
    /// The moment of the latest erasure; the one that was asked for when there is none.
    package let latest: Moment

    /// Erasures from their parts.
    package init(publications: [CaseID], latest: Moment) {
        self.publications = publications
        self.latest = latest
    }
}

/// The public log as the shelf reads it.
package protocol ShelfSource: Sendable {
    /// Leaves in order from a place on, at most `limit`.
    func entries(from place: UInt64, limit: Int) throws -> [ShelfEntry]
    /// One leaf; nil when the log is shorter.
    func entry(at place: UInt64) throws -> ShelfEntry?
    /// The root of the first `size` leaves; nil when the log is shorter.
    func root(of size: UInt64) throws -> Digest?
    /// Events that have no place yet, the oldest first, at most `limit`.
    func waiting(limit: Int) throws -> [ShelfWaiting]
    /// What was erased at `moment` or later.
    func erasures(since moment: Moment) throws -> ShelfErasures
}
