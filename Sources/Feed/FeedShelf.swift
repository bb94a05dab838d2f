import Contracts
package import Ledgers
package import Logging
package import Shelf
import Synchronization
package import Web
package import Workers

/// The shelf of a running feed: its file beside the ledger, the one who writes it, and whoever waits for what is new.
package final class FeedShelf: Sendable {
    /// Queries.
    package let reader: ShelfReader
    /// Readers that are told of each change.
    package let live: LiveHub
    /// Answers that were made already.
    package let answers = AnswerCache()
    /// Bulk copies of the log.
    package let snapshots: SnapshotKeeper
    /// The official day.
    package let day: PublicDay
    private let projector: ShelfProjector
    private let mayHaveErased = Mutex(false)
    private let hasRead = Atomic(false)
    private let logger: Logger

    /// Opens the shelf beside a ledger, or an empty one; nothing of it is shown before `catchUp`.
    ///
    /// - Throws: what SQLite or the ledger says.
    package init(ledgerPath: String, ledger: LedgerReader, clock: OfficeClock, logger: Logger) throws {
        let source = LedgerLog(reader: ledger)
        let file = try ShelfFile(path: FeedShelf.path(beside: ledgerPath), source: source)
        if let renewal = file.renewal {
            logger.warning("the shelf is made anew from the log", metadata: ["reason": "\(renewal)"])
        }
        projector = ShelfProjector(file: file, source: source)
        let day = PublicDay(clock)
        self.day = day
        reader = file.reader { day.today }
        snapshots = try SnapshotKeeper(
            ledgerPath: ledgerPath, lines: LogLines(ledger: ledger, shelf: reader), logger: logger)
        live = LiveHub(from: try reader.place)
        self.logger = logger
    }

    /// Whether the log was read to its end since the start: what was withdrawn while the feed was away is never shown.
    package var isReady: Bool { hasRead.load(ordering: .acquiring) }

    /// Reads the log to its end, or until it is told to stop.
    ///
    /// - Throws: what SQLite or the ledger says; it can be called again.
    package func catchUp(while goesOn: () -> Bool = { true }) throws {
        guard let size = try projector.catchUp(while: goesOn) else { return }
        live.begin(from: size)
        hasRead.store(true, ordering: .releasing)
        logger.info("the shelf has read the log", metadata: ["leaves": "\(size)"])
    }

    /// `shelf.sqlite` in the ledger's folder.
    package static func path(beside ledger: String) -> String {
        (ledger.lastIndex(of: "/").map { String(ledger[...$0]) } ?? "") + "shelf.sqlite"
    }

    /// Another program erased something in the ledger: the next step looks for it.
    package func noteErasure() { mayHaveErased.withLock { $0 = true } }

    /// Reads what is new and tells it to those who listen.
    ///
    /// - Parameters:
    ///   - looksForErasures: whether contents may have been erased since the last step.
    ///   - directory: names of agencies.
    /// - Returns: whether more can be read at once.
    /// - Throws: what the projector throws.
    func step(looksForErasures: Bool, _ directory: DirectoryDocument?) throws -> Bool {
        let progress = try projector.step(looksForErasures: looksForErasures || mayHaveErased.withLock { $0 })
        mayHaveErased.withLock { $0 = false }
        if progress.hasErased { try snapshots.clear() }
        guard progress.isChanged else { return progress.hasMore }
        answers.forget(progress.touched)
        while true {
            let page = try reader.changes(after: live.lastPlace, limit: LiveHub.kept)
            live.tell(
                page.items.compactMap { item in
                    item.place.map { ($0, PublicItem(item, directory: directory).event) }
                })
            if page.next == nil { return progress.hasMore }
        }
    }
}
