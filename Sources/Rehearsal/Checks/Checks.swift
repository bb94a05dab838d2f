import Casework
package import Contracts
import Exchange
import Offices

/// What the invariants and the protocol's rules say of each step, and what they found.
///
/// What happens is noted here on the side, from outside: which leaves were ever committed to be sent, which states a
/// reader ever had on disk, what was ever on the bus. The checks compare the offices with that, never with themselves.
package struct Checks: Sendable {
    /// One broken invariant.
    package struct Failure: Hashable, Sendable, CustomStringConvertible {
        /// S1 … S14, L1, a rule of the protocol.
        package let invariant: String
        /// What was seen.
        package let text: String
        /// Since the start.
        package let at: Span

        package var description: String { "\(invariant): \(text) (after \(at.milliseconds / 1000) s)" }
    }

    /// A letter that some ledger of an office committed to send.
    struct Issue: Sendable {
        let office: OfficeID
        let emission: String
    }

    /// A state of a stream that its reader had on disk.
    struct Reach: Hashable, Sendable {
        let stream: StreamName
        let number: UInt64
        let head: Digest
    }

    /// An order that somebody was told to be done.
    struct Told: Sendable {
        let room: String
        let restores: Int
        let answer: JSONValue
    }

    /// What was found, in order.
    package private(set) var failures: [Failure] = []
    /// How many single comparisons each invariant and rule stood.
    package private(set) var comparisons: [String: Int] = [:]

    /// A writer that was answered by a reader in a stream.
    struct Answer: Hashable, Sendable {
        let stream: StreamName
        let writer: Writer
        let reader: OfficeID
    }

    /// A letter to one addressee.
    struct Address: Hashable, Sendable {
        let letter: LetterID
        let to: String
    }

    var issued: [Digest: Issue] = [:]
    var addressed: [Address: Digest] = [:]
    var salts: Set<[UInt8]> = []
    var answered: Set<Answer> = []
    var claimed: Set<Writer> = []
    /// Entries whose rows some ledger of an office forgot, with the sums that would tell.
    var forgottenRows: [OfficeID: Set<CaseID>] = [:]
    /// The newest writer for which a direct stream was open.
    var opened: [StreamName: Writer] = [:]
    /// The newest writer whose letter a room disposed, by room and number of its restores.
    var heard: [String: [StreamName: Writer]] = [:]
    var reached: Set<Reach> = []
    var onBus: Set<Digest> = []
    var told: [String: Told] = [:]
    var seen = Seen()
    /// The rungs that rang, and the deadlines that ended.
    var rung: [Watched: Set<String>] = [:]
    var ended: Set<Watched> = []
    /// What officers did, by case and life of a ledger, and what was destroyed there, with the letters that told it.
    var conduct: [Watch: Conduct] = [:]
    /// The kinds of letters that an office had heard in the cases of its transaction before it.
    var heardBefore: [String: Set<String>] = [:]
    var destroyed: [String: [String: Set<Digest>]] = [:]
    /// What officers did with publications, by case and life of a ledger.
    var publications: [Watch: PublicationWatch] = [:]
    /// What happened, by kind of case and event.
    var coverage = Coverage()
    /// What was believed of public logs.
    var publicLogs = PublicLogWatch()
    /// Removals that people ordered, and the orders of them that were counted.
    var removals: [RemovalsOf: Removals] = [:]
    var counted: Set<String> = []
    /// How often a letter was tried again, by room, life of its ledger, stream and number.
    var replays: [String: Int] = [:]
    private var restores: [String: Int] = [:]
    private(set) var restoredOffices: Set<OfficeID> = []

    /// True while nothing was found.
    package var isClean: Bool { failures.isEmpty }

    mutating func fail(_ invariant: String, _ text: String, at clock: Clockwork) {
        guard failures.count < 20 else { return }
        failures.append(Failure(invariant: invariant, text: text, at: clock.elapsed))
    }

    mutating func expect(_ holds: Bool, _ invariant: String, _ text: @autoclosure () -> String, at clock: Clockwork) {
        comparisons[invariant, default: 0] += 1
        if !holds { fail(invariant, text(), at: clock) }
    }

    /// Comparisons that were made elsewhere.
    mutating func count(_ made: UInt64, of invariant: String) { comparisons[invariant, default: 0] += Int(made) }

    /// A ledger went back, or a copy of it was begun.
    mutating func restored(_ room: Room) {
        restores[room.name, default: 0] += 1
        restoredOffices.insert(room.office)
    }

    /// How often a room's ledger went back.
    func restores(of room: Room) -> Int { restores[room.name] ?? 0 }

    /// S4: an officer was told that an order is done.
    mutating func tell(_ orderID: String, _ answer: JSONValue, by room: Room, _ clock: Clockwork) {
        expect(
            room.ledger.answer(orderID: orderID)?.answer == answer, "S4",
            "\(room.name) told that \(orderID) is done, its ledger does not know", at: clock)
        if let before = told[orderID], before.room == room.name, before.restores == restores(of: room) {
            expect(before.answer == answer, "S4", "\(room.name) answers \(orderID) twice in two ways", at: clock)
        }
        told[orderID] = Told(room: room.name, restores: restores(of: room), answer: answer)
    }

    /// Rule 14: a process that stops names every letter that was never acknowledged.
    mutating func stopped(_ room: Room, _ stop: StopReason, _ clock: Clockwork) {
        guard case .superseded(_, let named) = stop, let machine = room.machine else { return }
        for stream in Set(room.ledger.waitingLetters.map(\.leaf.stream)).sorted() {
            expect(
                named.contains { $0.hasPrefix("\(stream)#") }, "rule 14",
                "\(room.name) stops and does not name letters without a number of \(stream)", at: clock)
        }
        for stream in machine.outStreams.values where stream.number > stream.retired {
            expect(
                named.contains { $0.hasPrefix("\(stream.name)#") }, "rule 14",
                "\(room.name) stops and does not name letters of \(stream.name)", at: clock)
        }
    }
}

extension JSONValue {
    /// The value that bytes hold; nil when they hold none.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }
}
