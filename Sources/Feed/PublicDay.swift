package import Contracts
import Offices
import Synchronization
package import Workers

/// The official day of the feed: the clock is looked at once a second, since each answer asks and a rehearsal's clock is a
/// file.
package final class PublicDay: Sendable {
    private struct State {
        var day: CivilDate
        var readAt: ContinuousClock.Instant
    }

    private let clock: OfficeClock
    private let state: Mutex<State>

    /// The day of a clock.
    package init(_ clock: OfficeClock) {
        self.clock = clock
        state = Mutex(State(day: clock.now().official.civilDate, readAt: .now))
    }

    /// The day in China, at most a second old.
    package var today: CivilDate {
        state.withLock { state in
            let now = ContinuousClock.now
            if now - state.readAt >= .seconds(1) {
                state = State(day: clock.now().official.civilDate, readAt: now)
            }
            return state.day
        }
    }
}
