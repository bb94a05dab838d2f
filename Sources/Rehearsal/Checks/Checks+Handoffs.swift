import Contracts
import Exchange
import Offices

/// What procuratorates know of the handoffs that were numbered for them.
extension Network {
    /// Once everything has arrived a count is complete and the same at both ends, or the procuratorate was told what is
    /// wrong: a restore may lose the copy of a letter whose other addressee gave it back.
    mutating func judgeHandoffs() {
        for id in ids {
            guard let watcher = machine(of: id), let ledger = ledger(of: id) else { continue }
            for heard in watcher.handoffs.heard where heard.series.office != villain.office {
                guard heard.series.procuratorate == id, let own = machine(of: heard.series.office) else { continue }
                judge(heard, own.handoffs.tally(under: id), watcher, ledger)
            }
        }
    }

    private mutating func judge(
        _ heard: HandoffCounts.Heard, _ own: HandoffTally?, _ watcher: OfficeMachine, _ ledger: MemoryLedger
    ) {
        let office = heard.series.office
        let disposed = heard.claim.flatMap { watcher.inStreams[$0.stream]?.disposed } ?? 0
        switch heard.standing(disposed: disposed) {
        case .complete:
            let isSame = own.map { ($0.last, $0.digest) == (heard.tally.last, heard.tally.digest) } ?? false
            let isTold = own.map { !$0.twice.isEmpty } ?? false
            checks.expect(
                isSame || isTold, "handoff count",
                "\(office) numbered \(own?.last ?? 0), \(watcher.office) calls \(heard.tally.last) complete", at: clock)
        case .missing, .conflict:
            let isHeldBack = !ledger.blockedCases().isEmpty
            let isTold = ledger.alarms.contains { $0.code.hasPrefix("HANDOFF_") && $0.text.contains("\(office)") }
            checks.expect(
                isTold || isHeldBack, "handoff count", "\(watcher.office) says nothing of what is wrong with \(office)",
                at: clock)
        // The statement itself was lost, and the next comes with the hour.
        case .onTheWay, .unclaimed: break
        }
    }
}
