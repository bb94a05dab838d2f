package import Contracts
package import Transparency

/// The log of a memory ledger.
package struct MemoryLog: LogReading, Sendable {
    /// All leaves, in order.
    package private(set) var entries: [LogEntry] = []
    /// What events said, by commitment.
    package private(set) var contents: [Digest: LogContent] = [:]
    /// Checkpoints on the bus, in order.
    package private(set) var checkpoints: [LoggedCheckpoint] = []
    /// Lines of witnesses, in the order they came.
    package private(set) var cosignatures: [LoggedCosignature] = []
    /// Proofs against logs.
    package private(set) var evidence: [LogEvidence] = []
    /// Events without a place.
    package private(set) var events: [LogEvent] = []
    private var tiles: [LogGrowth.Place: [Digest]] = [:]
    private var known: Set<Digest> = []
    private var lastRow: Int64 = 0

    /// An empty log.
    package init() {}

    mutating func apply(_ change: LogChange) {
        for content in change.contents { contents[content.commitment] = content }
        let done = Set(change.waitingDone)
        events.removeAll { done.contains($0.row) }
        for event in change.waiting {
            lastRow += 1
            events.append(
                LogEvent(
                    row: lastRow, publication: event.publication, version: event.version, kind: event.kind,
                    commitment: event.commitment))
        }
        let grown = LogGrowth.tiles(appending: change.entries.map(\.hash), to: UInt64(entries.count)) {
            tiles[$0] ?? []
        }
        for tile in grown { tiles[tile.place] = tile.hashes }
        entries += change.entries
        known.formUnion(change.entries.map(\.commitment))
        for checkpoint in change.checkpoints {
            checkpoints.removeAll { $0.size == checkpoint.size }
            checkpoints.append(checkpoint)
        }
        cosignatures += change.cosignatures
        evidence += change.evidence.filter { new in
            !evidence.contains { $0.office == new.office && $0.first == new.first && $0.second == new.second }
        }
    }

    package func size() -> UInt64 { UInt64(entries.count) }

    package func tile(_ tile: LogTile) -> [Digest] {
        Array((tiles[LogGrowth.Place(level: tile.level, index: tile.index)] ?? []).prefix(tile.count))
    }

    package func leaves(_ range: Range<UInt64>) -> [[UInt8]] {
        entries.dropFirst(Int(clamping: range.lowerBound)).prefix(range.count).map(\.bytes)
    }

    package func hasEntry(_ commitment: Digest) -> Bool { known.contains(commitment) }

    package func waiting(limit: Int) -> [LogEvent] { Array(events.prefix(limit)) }

    package func lastCheckpoint() -> LoggedCheckpoint? { checkpoints.max { $0.size < $1.size } }
}

extension MemoryLedger {
    package var publicLog: any LogReading { log }
}
