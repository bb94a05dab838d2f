import Casework
import Contracts
import Offices

/// What parties must agree about once everybody has heard everything.
extension Network {
    /// S7 and the auditor: no case contradicts itself, and its parties tell the same of it.
    mutating func judgeCases() {
        for id in ids {
            guard let ledger = ledger(of: id) else { continue }
            for (caseID, file) in ledger.cases.sorted(by: { $0.key < $1.key }) {
                checks.expect(
                    file.state != "conflict", "S7", "\(caseID) is in conflict at \(id): \(file.flags)", at: clock)
                judgeParties(caseID, file, at: id)
            }
        }
    }

    /// Whoever passed a case on learns of its arrival, the opener by what the new office does with it.
    private func wasPassedOn(_ file: CaseFile, to part: String) -> Bool {
        (file.facts["parts"]?.object ?? []).contains { $0.value["forwarded"]?["forwardedTo"]?.string == part }
    }

    private mutating func judgeParties(_ id: CaseID, _ file: CaseFile, at owner: OfficeID) {
        // Behind a succession the parties of a case have changed.
        guard file.owner == owner, directory.offices.allSatisfy({ $0.status == .active }) else { return }
        for (part, state) in file.parts where file.kind == .referral {
            guard let recipient = OfficeID(part), ledger(of: recipient)?.wasErased(id) != true else { continue }
            let other = ledger(of: recipient)?.caseFile(id)
            let there = other?.state(ofPart: part)
            checks.expect(
                state != "sent" || there == nil || wasPassedOn(file, to: part), "design 4",
                "\(id): \(part) has the letter, its opener does not know that it arrived", at: clock)
            guard state != "sent", state != "delivered" else { continue }
            // Verification is the receiver's own step: nobody is told.
            checks.expect(
                (there == "verifying" ? "accepted" : there) == state, "auditor",
                "\(id): \(part) is \(state) at its opener, \(there ?? "unknown") there; flags \(file.flags) and "
                    + "\(other?.flags ?? [])", at: clock)
        }
        guard file.kind == .listEntry || file.kind == .publication else { return }
        let applied = file.parts.filter { CaseFile.applying.contains($0.state) }.map(\.key)
        checks.expect(
            file.state != "removing" && (file.state != "removed" || applied.isEmpty), "L1",
            "\(id) is \(file.state), its measures still apply: \(applied)", at: clock)
        guard file.state == "published" else { return }
        for other in ids {
            let there = ledger(of: other)?.caseFile(id)?.state
            checks.expect(there == file.state, "auditor", "\(id) is \(there ?? "unknown") at \(other)", at: clock)
        }
    }
}
