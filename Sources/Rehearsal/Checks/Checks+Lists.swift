import Casework
import Contracts
import Offices

/// What must hold of lists in the end, entry by entry: the roots say that two lists differ, these say where.
extension Network {
    /// S13 and L1: each office has what the owner has, and nobody applies what was taken off.
    mutating func judgeLists() {
        for owner in ids {
            guard let ledger = ledger(of: owner) else { continue }
            let inForce = entries(of: owner, in: ledger)
            for other in ids where other != owner {
                guard let there = self.ledger(of: other) else { continue }
                compare(inForce, with: entries(of: owner, in: there), of: owner, at: other)
            }
        }
        for id in ids { judgeMeasures(of: id) }
    }

    /// The entries of an owner that are in force, as the letters with an effect in this ledger tell: how many letters made
    /// each what it is.
    private func entries(of owner: OfficeID, in ledger: MemoryLedger) -> [CaseID: Int] {
        let received = ledger.incoming.values.joined().filter { $0.disposition == .effect }.map(\.envelope)
        let sent = ledger.outgoingLetters.values.joined().map(\.envelope)
        var letters: [CaseID: (count: Int, isOver: Bool)] = [:]
        for leaf in (received + sent).map(\.leaf) where leaf.stream.topic == .lists {
            guard let entry = CaseID(leaf.caseID), entry.office == owner else { continue }
            letters[entry, default: (0, false)].count += 1
            if leaf.type.name == "list.remove" { letters[entry]?.isOver = true }
        }
        return letters.filter { !$0.value.isOver }.mapValues(\.count)
    }

    private mutating func compare(
        _ inForce: [CaseID: Int], with there: [CaseID: Int], of owner: OfficeID, at other: OfficeID
    ) {
        let differing = Set(inForce.keys).union(there.keys).filter { inForce[$0] != there[$0] }.sorted()
        checks.expect(
            differing.isEmpty, "S13",
            "\(other) has another list of \(owner) than its owner: \(differing.count) entries, the first "
                + "\(differing.first?.description ?? "") with \(differing.first.flatMap { there[$0] } ?? 0) letters for "
                + "\(differing.first.flatMap { inForce[$0] } ?? 0)", at: clock)
    }

    /// L1: what was taken off the list is applied nowhere, as the office itself and as the owner know it.
    private mutating func judgeMeasures(of id: OfficeID) {
        guard let ledger = ledger(of: id) else { return }
        for (caseID, file) in ledger.cases.sorted(by: { $0.key < $1.key })
        where file.kind == .listEntry && Checks.takenOff.contains(file.state) {
            let applied = file.parts.filter { $0.state == "applied" }.map(\.key)
            checks.expect(
                applied.isEmpty, "L1", "\(caseID) is \(file.state) at \(id), and still applies: \(applied)", at: clock)
        }
    }
}

extension Checks {
    /// States of an entry without force.
    static let takenOff: Set = ["removing", "removed"]
}
