package import Contracts

/// What happened in a rehearsal, in words; kept short, the newest last.
package struct Story: Sendable {
    /// One thing that happened.
    package struct Line: Hashable, Sendable, CustomStringConvertible {
        /// Since the start.
        package let at: Span
        /// To whom; nil for the whole network.
        package let office: OfficeID?
        /// What.
        package let text: String

        package var description: String {
            let seconds = at.milliseconds / 1000
            let clock = "\(seconds / 86_400)d \(seconds / 3600 % 24)h \(seconds / 60 % 60)m \(seconds % 60)s"
            return "\(clock)  \(office.map(\.description) ?? "bus")  \(text)"
        }
    }

    /// All lines.
    package private(set) var lines: [Line] = []
    /// How often each kind of fault struck, by the name of its rate.
    package private(set) var faults: [String: Int] = [:]

    mutating func tell(_ clock: Clockwork, _ office: OfficeID?, _ text: String) {
        lines.append(Line(at: clock.elapsed, office: office, text: text))
    }

    mutating func count(_ fault: String) { faults[fault, default: 0] += 1 }
}
