package import Contracts

/// The one clock of a rehearsal: true time, by which everything happens; offices see it with their own error.
package struct Clockwork: Sendable {
    /// True time.
    package private(set) var now: Moment
    /// When the rehearsal began.
    package let start: Moment

    init(start: Moment) {
        self.start = start
        now = start
    }

    /// Goes on to a later moment.
    mutating func advance(to moment: Moment) { now = max(now, moment) }

    /// What has passed since the start.
    package var elapsed: Span { now - start }
}
