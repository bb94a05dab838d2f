import Logging
import Offices
import ServiceLifecycle
import Shelf
import Web
import Workers

/// Keeps the shelf up with the log: woken by each commit, ends streams when the program stops.
package struct ShelfService: Service {
    private let shelf: FeedShelf
    private let directory: FeedDirectory
    private let commits: Bell
    private let erasures: ErasureMark
    private let logger: Logger

    /// Without a commit it looks once in this time, and cuts off slow readers.
    private static let pause = Duration.seconds(5)
    /// A reader that takes nothing for so long is cut off.
    private static let patience = Duration.seconds(20)

    /// Keeps the shelf of a feed.
    package init(_ backend: FeedBackend) {
        shelf = backend.shelf
        directory = backend.directory
        commits = backend.runtime.commits
        erasures = backend.runtime.erasures
        logger = backend.logger
    }

    package func run() async throws {
        let stop = StopFlag()
        try await withGracefulShutdownHandler {
            while !stop.isSet, !Task.isCancelled {
                let names = await directory.current()
                let shelf = shelf
                do {
                    if !shelf.isReady { try await Aside.run { try shelf.catchUp { !stop.isSet } } }
                    guard shelf.isReady else { continue }
                    let looks = erasures.take()
                    if try await !Aside.run({ try shelf.step(looksForErasures: looks, names) }) {
                        await commits.wait(atMost: ShelfService.pause)
                    }
                } catch let fault as ShelfProjector.Disagreement {
                    throw fault
                } catch {
                    shelf.noteErasure()
                    logger.error("the shelf stands still until it can be written", metadata: ["error": "\(error)"])
                    await commits.wait(atMost: .seconds(1))
                }
                let cut = shelf.live.cutOffSlow(after: ShelfService.patience)
                if cut > 0 { logger.info("slow readers of events were cut off", metadata: ["count": "\(cut)"]) }
            }
        } onGracefulShutdown: {
            stop.set()
            shelf.live.close()
            commits.ring()
        }
    }
}

/// Makes a bulk snapshot now and then, beside everything else.
package struct SnapshotService: Service {
    private let backend: FeedBackend

    /// Between two looks; a snapshot is made when the log has grown.
    private static let pause = Duration.seconds(3600)
    /// After the start, or when the log is still empty.
    private static let firstPause = Duration.seconds(30)

    /// Makes snapshots of a feed's log.
    package init(_ backend: FeedBackend) { self.backend = backend }

    package func run() async throws {
        let stop = StopFlag()
        let bell = Bell()
        let (shelf, clock, logger) = (backend.shelf, backend.clock, backend.logger)
        let snapshots = shelf.snapshots
        await withGracefulShutdownHandler {
            while !stop.isSet, !Task.isCancelled {
                await bell.wait(
                    atMost: snapshots.current == nil ? SnapshotService.firstPause : SnapshotService.pause)
                guard !stop.isSet else { return }
                guard shelf.isReady else { continue }
                do {
                    try await Aside.run { try snapshots.make(at: clock.now().machine) }
                } catch {
                    logger.error("a snapshot could not be made", metadata: ["error": "\(error)"])
                }
            }
        } onGracefulShutdown: {
            stop.set()
            bell.ring()
        }
    }
}
