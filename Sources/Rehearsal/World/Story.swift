package import Contracts

/// What happened in a rehearsal, in words.
package struct Story: Sendable {
    /// One thing that happened.
    package struct Line: Hashable, Sendable, CustomStringConvertible {
        /// Since the start.
        package let at: Span
        /// To whom; `bus` for the whole network.
        package let who: String
        /// What kind of thing: `fault`, `process`, `order`, `letter`.
        package let kind: String
        /// What.
        package let text: String

        package var description: String {
            let seconds = at.milliseconds / 1000
            let clock = "\(seconds / 86_400)d \(seconds / 3600 % 24)h \(seconds / 60 % 60)m \(seconds % 60)s"
            return "\(clock)  \(who)  \(text)"
        }

        /// One line of a trace.
        package var json: JSONValue {
            [
                "at": .integer(at.milliseconds), "who": .string(who), "kind": .string(kind), "text": .string(text),
            ]
        }
    }

    /// All lines.
    package private(set) var lines: [Line] = []
    /// Whether orders and letters are told too; costs time, so it is for replays.
    let isFull: Bool

    init(isFull: Bool) {
        self.isFull = isFull
    }

    mutating func tell(_ clock: Clockwork, _ who: String, _ kind: String, _ text: String) {
        lines.append(Line(at: clock.elapsed, who: who, kind: kind, text: text))
    }

    /// Tells what is only told in full.
    mutating func detail(_ clock: Clockwork, _ who: String, _ kind: String, _ text: @autoclosure () -> String) {
        guard isFull else { return }
        tell(clock, who, kind, text())
    }
}
