package import Contracts

/// Where an office stands in one partition, and the check that the log behind it is still the same one (rule 39).
package struct PartitionReader: Sendable {
    /// Which partition.
    package let partition: BusPartition
    /// The next offset to read.
    package private(set) var next: Int64
    /// Digest of the record before `next`, or of the first record read; nil while nothing was read.
    package private(set) var lastDigest: Digest?
    /// True until the record before `next` was seen again.
    package private(set) var isProbing: Bool
    /// True once the end that stood at the start was reached.
    package private(set) var hasReachedEnd = false

    /// A partition of which nothing was read yet.
    package init(partition: BusPartition) {
        self.partition = partition
        next = 0
        lastDigest = nil
        isProbing = false
    }

    /// A position read back from the ledger; the record before it is read again first.
    package init(partition: BusPartition, next: Int64, lastDigest: Digest?) {
        self.partition = partition
        self.next = next
        self.lastDigest = lastDigest
        isProbing = next > 0 && lastDigest != nil
    }

    /// The position as a ledger gives it back: the record before it is read again first.
    package var asStored: PartitionReader {
        PartitionReader(partition: partition, next: next, lastDigest: lastDigest)
    }

    /// The offset at which fetching begins; nil means the log's start.
    package var fetchOffset: Int64? {
        guard next > 0 else { return nil }
        return isProbing ? next - 1 : next
    }

    /// What to do with a fetched record.
    package enum Step: Hashable, Sendable {
        /// New: handle it.
        case handle
        /// The record before our position, unchanged.
        case skip
        /// Another log: go to its start.
        case restart
    }

    /// Looks at one fetched record and moves the position behind it.
    package mutating func advance(offset: Int64, digest: Digest) -> Step {
        if isProbing {
            isProbing = false
            guard offset == next - 1, digest == lastDigest else { return .restart }
            return .skip
        }
        guard offset >= next else { return .skip }
        next = offset + 1
        lastDigest = digest
        return .handle
    }

    /// The fetcher stands at the log's end. A log that ends below our position is another one.
    package mutating func reachEnd(at offset: Int64) -> Step {
        if isProbing || offset < next {
            guard offset == next, !isProbing else { return .restart }
        }
        hasReachedEnd = true
        return .handle
    }

    /// The bus was away: the record before our position is to be seen again first.
    package mutating func probeAgain() {
        isProbing = next > 0 && lastDigest != nil
    }

    /// Begins anew at the log's start.
    package mutating func restart() {
        next = 0
        lastDigest = nil
        isProbing = false
        hasReachedEnd = false
    }
}
