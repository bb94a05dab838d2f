import Contracts
import Exchange

/// A member office with a good key that lies: nothing that it says may have an effect, and nobody else may suffer.
struct Villain: Sendable {
    /// What it does.
    enum Deed: CaseIterable {
        /// A type that it may not send, in its own stream.
        case overclaim
        /// A body that nobody can read, in a case of others.
        case gibberish
        /// A letter that anybody could read, in a case in which it has no part.
        case interfere
        /// The same in a case that nobody has.
        case stray
        /// A letter from the future.
        case postdate
        /// Two letters under one number.
        case equivocate
        /// A number far ahead.
        case skip
        /// A letter in the name of another office, signed with its own key.
        case impersonate
        /// An acknowledgement of letters that were not sent to it.
        case strangeAck
        /// A letter given back that was never written.
        case falseReturn
        /// The claim of another office.
        case falseClaim
        /// A letter like others' that opens a case of its own, well written but for one thing: it may not say it, it is
        /// for somebody else, travels on the wrong topic, leaves the owed copy out, or is secret.
        case presume, misdirect, misplace, uncopied, secret
        /// A letter like one in a case of others, to whom that one went or to somebody else.
        case meddle
        /// A letter behind the end of its stream.
        case afterEnd
        /// A checkpoint by which a reader stands on another line.
        case falseCheckpoint
    }

    let office: OfficeID
    private var dice: Dice
    private var ends: [StreamName: (number: UInt64, head: Digest)] = [:]
    /// Streams in which it sent a second leaf under a number.
    private(set) var equivocated: Set<StreamName> = []

    init(seed: UInt64) {
        guard let office = OfficeID("510107-market-regulation") else {
            preconditionFailure("an office id that is none")
        }
        self.office = office
        dice = Dice(seed: seed)
    }

    /// Where it stands in a stream.
    mutating func next(in stream: StreamName) -> (number: UInt64, previous: Digest) {
        let end = ends[stream] ?? (0, stream.seed)
        return (end.number + 1, end.head)
    }

    mutating func sent(_ leaf: Leaf) {
        ends[leaf.stream] = (leaf.number, StreamName.extend(leaf.previous, with: Leaf.hash(of: leaf.bytes)))
    }

    mutating func equivocates(in stream: StreamName) { equivocated.insert(stream) }

    mutating func deed() -> Deed { dice.pick(Deed.allCases) }

    /// How much it does when it strikes.
    mutating func patience() -> Int { 1 + dice.below(10) }

    mutating func salt() -> [UInt8] { (0..<16).map { _ in UInt8(truncatingIfNeeded: dice.next() >> 32) } }

    mutating func letterID(at now: Moment) -> LetterID {
        LetterID(time: now, randomHigh: UInt16(truncatingIfNeeded: dice.next()), randomLow: dice.next())
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { dice.pick(elements) }
}
