package import Contracts

/// A pause that doubles from a first to a longest value and is reset by progress (rules 12 and 36).
package struct Pause: Hashable, Sendable {
    /// When the next repetition may happen; nil while nothing waits.
    package private(set) var until: Moment?
    private var current: Span
    private let first: Span
    private let longest: Span

    /// A pause that grows from `first` to `longest`.
    package init(first: Span, longest: Span) {
        current = first
        self.first = first
        self.longest = longest
    }

    /// True when a repetition is due.
    package func isOver(at now: Moment) -> Bool {
        guard let until else { return true }
        return now >= until
    }

    /// Starts the next pause; `jitter` (0…255) shortens it by at most a quarter, so that peers do not repeat in step.
    package mutating func begin(at now: Moment, jitter: UInt8) {
        let cut = current.milliseconds / 4 * Int64(jitter) / 255
        until = now + Span(milliseconds: current.milliseconds - cut)
        current = min(longest, Span(milliseconds: current.milliseconds * 2))
    }

    /// Progress was seen: the next pause is short again and nothing waits.
    package mutating func reset() {
        until = nil
        current = first
    }
}
