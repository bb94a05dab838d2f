package import Contracts

/// A publication as the public log has it last.
package struct ShelfItem: Hashable, Sendable {
    /// Which publication.
    package let publication: CaseID
    /// The place of its first leaf: where it stands in lists.
    package let first: UInt64
    /// The place of its newest leaf; nil while an event that ends it waits for its place.
    package let place: UInt64?
    /// Which of its events was the last.
    package let version: UInt64
    /// The name of that event: `publish`, `correct`, `withdraw` …
    package let event: String
    /// The office that answers for it; nil when its record does not say it.
    package let office: OfficeID?
    /// When the feed put it into the log.
    package let at: Moment
    /// Whether it is shown.
    package let standing: ShelfRecord.Standing
    /// The public record, the very bytes that the leaf commits to; nil when they were erased or are not here.
    package let bytes: [UInt8]?

    /// The public record; nil when there is none.
    package var record: JSONValue? { bytes.flatMap { ShelfRecord.parsed($0) } }
}

/// A leaf of one publication.
package struct ShelfVersion: Hashable, Sendable {
    /// Its place in the log.
    package let place: UInt64
    /// Which of the publication's events, from 1.
    package let version: UInt64
    /// The name of the event.
    package let event: String
    /// When the feed put it into the log.
    package let at: Moment
    /// The public record after the event; nil when it was erased.
    package let bytes: [UInt8]?

    /// The public record after the event; nil when it was erased.
    package var record: JSONValue? { bytes.flatMap { ShelfRecord.parsed($0) } }
}

/// What a list is narrowed to.
package struct ShelfFilter: Hashable, Sendable {
    /// Kind of record; nil for all.
    package var kind: String?
    /// Responsible office; nil for all.
    package var agency: OfficeID?
    /// First two, four or all six digits of the region of the responsible office; nil for all.
    package var region: String?
    /// First and last day on which it was published first (day in China); nil for any.
    package var from: CivilDate?
    /// See `from`.
    package var to: CivilDate?

    /// All.
    package init(
        kind: String? = nil, agency: OfficeID? = nil, region: String? = nil, from: CivilDate? = nil,
        to: CivilDate? = nil
    ) {
        self.kind = kind
        self.agency = agency
        self.region = region
        self.from = from
        self.to = to
    }
}

/// One page of a list.
package struct ShelfPage: Hashable, Sendable {
    /// Its items.
    package let items: [ShelfItem]
    /// Where the next page begins; nil at the end.
    package let next: UInt64?
    /// How many leaves the shelf had read when it answered.
    package let size: UInt64
}
