package import Contracts
import Offices
import Synchronization
package import Workers

/// The directory as pages name agencies by it; asked of the office at most once a second.
package final class FeedDirectory: Sendable {
    private struct State {
        var document: DirectoryDocument?
        var readAt: ContinuousClock.Instant?
    }

    private let runtime: OfficeRuntime
    private let state = Mutex(State())

    /// The directory of an office.
    package init(_ runtime: OfficeRuntime) { self.runtime = runtime }

    /// The newest directory, at most a second old.
    package func current() async -> DirectoryDocument? {
        let now = ContinuousClock.now
        let known = state.withLock { $0 }
        if let readAt = known.readAt, now - readAt < .seconds(1) { return known.document }
        let document = await runtime.snapshot().book.newest
        state.withLock { $0 = State(document: document, readAt: now) }
        return document
    }
}
