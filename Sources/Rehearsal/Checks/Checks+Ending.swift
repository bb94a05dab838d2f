import Casework
import Contracts
import Exchange
import Offices

/// What must hold once all faults are over and everybody had time (L1).
extension Rehearsal {
    /// Compares everything with everything.
    package mutating func judgeEnding() {
        for id in ids { judgeOffice(id) }
        for id in ids { judgeStreams(of: id) }
        judgeRoots()
        judgeCases()
    }

    private mutating func judgeOffice(_ id: OfficeID) {
        guard let office = offices[id] else { return }
        checks.expect(office.isRunning, "L1", "\(id) does not run: \(office.stop.map { "\($0)" } ?? "down")", at: clock)
        checks.expect(office.machine?.phase == .serving, "L1", "\(id) does not serve", at: clock)
        let overdue = office.ledger.dueRungs(at: office.clocks(at: clock.now).official - .minutes(10), limit: 1)
        checks.expect(overdue.isEmpty, "L1", "\(id) has a rung that did not ring", at: clock)
        judgeFold(of: office)
        judgeEpochs(of: office)
    }

    /// S12: the fold of the journal is the state.
    private mutating func judgeFold(of office: SimulatedOffice) {
        var folded: [CaseID: CaseFile] = [:]
        for row in office.ledger.journal {
            guard let content = row.content, let id = CaseID(row.entry.caseID) else { continue }
            for event in content.content.events {
                let kind = folded[id]?.kind ?? office.ledger.cases[id]?.kind ?? .referral
                folded[id] = CaseFile.evolve(folded[id], event, id: id, kind: kind)
            }
        }
        checks.expect(folded == office.ledger.cases, "S12", "\(office.id): journal and cases differ", at: clock)
    }

    /// Rule 28: leaf epochs never fall along a stream.
    private mutating func judgeEpochs(of office: SimulatedOffice) {
        for (stream, rows) in office.ledger.incoming {
            var last: UInt64 = 0
            for row in rows {
                let epoch = row.envelope.leaf.epoch
                checks.expect(epoch >= last, "rule 28", "epochs fall in \(stream) at \(office.id)", at: clock)
                last = max(last, epoch)
            }
        }
    }

    /// L1: outboxes are empty and both ends of every stream agree; the accounting identity.
    private mutating func judgeStreams(of id: OfficeID) {
        guard let office = offices[id], let machine = office.machine else { return }
        for stream in machine.outStreams.values {
            checks.expect(
                stream.retired == stream.number, "L1",
                "\(stream.name): \(stream.number) sent, \(stream.retired) acknowledged",
                at: clock)
            checks.expect(
                office.ledger.waiting(stream: stream.name).isEmpty, "L1", "\(stream.name) has letters without a number",
                at: clock)
            guard stream.number > 0 else { continue }
            for reader in readers(of: stream.name) {
                let there = offices[reader]?.machine?.inStreams[stream.name]
                checks.expect(
                    there?.disposed == stream.number && there?.head == stream.head, "L1",
                    "\(stream.name): \(stream.number) at its writer, \(there?.disposed ?? 0) at \(reader)", at: clock)
            }
        }
    }

    private func readers(of stream: StreamName) -> [OfficeID] {
        if case .direct(let reader) = stream.topic { return [reader] }
        return ids.filter { $0 != stream.office }
    }

    /// S13: all list roots agree.
    private mutating func judgeRoots() {
        let roots = ids.compactMap { offices[$0]?.ledger.listRoots() }
        checks.expect(
            roots.allSatisfy { $0 == roots.first }, "S13", "list roots differ: \(roots.map { $0.map(\.root) })",
            at: clock)
    }

    /// S7 and the auditor: parties agree about every case that both have, and no case contradicts itself.
    private mutating func judgeCases() {
        for id in ids {
            guard let office = offices[id] else { continue }
            for (caseID, file) in office.ledger.cases.sorted(by: { $0.key.description < $1.key.description }) {
                checks.expect(
                    file.state != "conflict", "S7", "\(caseID) is in conflict at \(id): \(file.flags)", at: clock)
                judgeParties(caseID, file, at: id)
            }
        }
    }

    private mutating func judgeParties(_ id: CaseID, _ file: CaseFile, at owner: OfficeID) {
        guard file.owner == owner else { return }
        let opened = file.kind == .referral || file.kind == .handoff
        for (part, state) in file.parts where opened && file.kind == .referral {
            guard let recipient = OfficeID(part), state != "sent", state != "delivered" else { continue }
            let other = offices[recipient]?.ledger.caseFile(id)
            let there = other?.state(ofPart: part)
            checks.expect(
                there == state, "auditor",
                "\(id): \(part) is \(state) at its opener, \(there ?? "unknown") there; flags \(file.flags) and "
                    + "\(other?.flags ?? [])", at: clock)
        }
        guard file.kind == .listEntry || file.kind == .publication, file.state == "published" else { return }
        for other in ids {
            let there = offices[other]?.ledger.caseFile(id)?.state
            checks.expect(there == file.state, "auditor", "\(id) is \(there ?? "unknown") at \(other)", at: clock)
        }
    }
}
