import Casework
import Contracts
import Exchange
import Offices

/// Administrators look after what is held back (rules 22 to 24): what a defect of ours parked is tried again; what a
/// liar sent is tried by those who do not give up, more often than they may.
extension Network {
    mutating func administer(_ dice: inout Dice) {
        for place in rooms.indices where rooms[place].machine?.phase == .serving {
            if isHealed || dice.happens(100) { confirm(at: place) }
            for stream in rooms[place].ledger.inStreams().map(\.name) {
                // The end of a stream belongs to no case.
                guard let last = rooms[place].ledger.incoming[stream]?.last, last.reason == "HANDLER_CRASH" else {
                    continue
                }
                if let held = rooms[place].ledger.heldBack(stream: stream, number: last.envelope.leaf.number),
                    held.envelope.leaf.caseID.isEmpty, held.replays < 9
                {
                    _ = replay(held, at: place)
                }
            }
            for caseID in rooms[place].ledger.blockedCases() {
                for held in rooms[place].ledger.heldBack(caseID: caseID) {
                    if held.reason == "HANDLER_CRASH", held.replays < 9 {
                        _ = replay(held, at: place)
                    } else if held.envelope.leaf.stream.office == villain.office, dice.happens(200) {
                        insist(on: held, at: place)
                    }
                }
            }
        }
    }

    /// A head looks at what came back to a restored office and stands by it.
    private mutating func confirm(at place: Int) {
        let head = Officer(id: "o-head", name: "演练人员", roles: [.headPrincipal], region: "510100")
        for file in rooms[place].ledger.cases.values.sorted(by: { $0.id < $1.id }) where awaitsHead(file) {
            guard rooms[place].isRunning else { return }
            _ = step(place, [.confirmRecovered(file.id, officer: head)])
            rooms[place].wakeAt = clock.now
        }
    }

    private func awaitsHead(_ file: CaseFile) -> Bool {
        let recovered = "recoveredLetter:"
        return file.flags.contains { flag in
            flag.hasPrefix(recovered) && !file.flags.contains("recoveryConfirmed:" + flag.dropFirst(recovered.count))
        }
    }

    private mutating func insist(on held: HeldBackLetter, at place: Int) {
        for _ in 0..<12 where replay(held, at: place) { continue }
    }

    /// True when the office did try it again.
    private mutating func replay(_ held: HeldBackLetter, at place: Int) -> Bool {
        let officer = Officer(id: "o-admin", name: "演练人员", roles: [.administrator], region: "510100")
        let leaf = held.envelope.leaf
        let input = OfficeInput.replay(leaf.stream, number: leaf.number, officer: officer)
        guard rooms[place].isRunning, case .success(let answer)? = step(place, [input])?.first else { return false }
        checks.triedAgain(leaf, in: rooms[place], clock)
        story.detail(
            clock, rooms[place].name, "order", "replays \(leaf.stream)#\(leaf.number) (\(held.reason)): \(answer.text)")
        rooms[place].wakeAt = clock.now
        return true
    }
}
