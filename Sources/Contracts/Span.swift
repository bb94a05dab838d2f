/// A length of time in whole milliseconds; never a floating number, so that two machines always agree.
package struct Span: Hashable, Comparable, Sendable {
    /// Milliseconds; may be negative for a difference of two moments.
    package var milliseconds: Int64

    /// A span of `milliseconds`.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A span of whole milliseconds, spelt like its neighbours.
    package static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
    /// A span of whole seconds.
    package static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
    /// A span of whole minutes.
    package static func minutes(_ count: Int64) -> Span { Span(milliseconds: count * 60_000) }
    /// A span of whole hours.
    package static func hours(_ count: Int64) -> Span { Span(milliseconds: count * 3_600_000) }

    package static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
}
