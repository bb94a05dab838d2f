import Casework
import Contracts
import Exchange
import Offices

/// Letters that are parked, tried again, or come from the future (rules 21, 23, 24 and 27).
extension Checks {
    /// Rule 23: nobody tries one letter more often than ten times.
    mutating func triedAgain(_ leaf: Leaf, in room: Room, _ clock: Clockwork) {
        let key = "\(room.name)/\(restores(of: room)) \(leaf.stream)#\(leaf.number)"
        let count = (replays[key] ?? 0) + 1
        replays[key] = count
        expect(
            count <= 10, "rule 23", "\(room.name) tries \(leaf.stream)#\(leaf.number) for the \(count)th time",
            at: clock)
    }

    /// Rule 24: what ended the process again and again is parked, not tried once more.
    mutating func parksPoison(_ inputs: [OfficeInput], _ commit: Commit, _ room: Room, _ clock: Clockwork) {
        for input in inputs {
            guard case .poison(let record) = input, case .success(let envelope)? = record.reading?.envelope,
                let letter = commit.incoming.first(where: { $0.envelope.leafHash == envelope.leafHash })
            else { continue }
            expect(
                letter.disposition == .parked && letter.reason == "HANDLER_CRASH", "rule 24",
                "\(room.name): \(envelope.leaf.stream)#\(envelope.leaf.number) ended the process and is "
                    + "\(letter.disposition.rawValue)", at: clock)
        }
    }

    /// Rules 21 and 27: a letter that only came early is not refused, and one from the future is marked.
    mutating func judgeTime(of letter: IncomingLetter, _ commit: Commit, _ room: Room, _ clock: Clockwork) {
        let leaf = letter.envelope.leaf
        let name = "\(leaf.stream)#\(leaf.number)"
        expect(
            letter.reason != "CASE_UNKNOWN", "rule 21", "\(room.name) refuses \(name), whose case is still to come",
            at: clock)
        guard leaf.time > room.clocks(at: clock.now).machine + .minutes(10) else { return }
        expect(
            commit.alarms.contains { $0.code == "FUTURE_TIME" && $0.text.contains(name) }, "rule 27",
            "\(room.name) says nothing of \(name), which is dated \(leaf.time)", at: clock)
    }

    /// Rule 21: whoever waited long is known to the administrator. Asked at the end.
    mutating func judgeWaiting(in room: Room, _ clock: Clockwork) {
        for caseID in room.ledger.blockedCases() {
            for held in room.ledger.heldBack(caseID: caseID) where held.reason == "AWAITING_CAUSE" {
                let name = "\(held.envelope.leaf.stream)#\(held.envelope.leaf.number)"
                guard held.at <= clock.now - .minutes(15) else { continue }
                expect(
                    room.ledger.alarms.contains { $0.code == "AWAITING_CAUSE" && $0.text.contains(name) }, "rule 21",
                    "\(room.name) has told nobody that \(name) waits", at: clock)
            }
        }
    }
}
