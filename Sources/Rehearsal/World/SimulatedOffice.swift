import Contracts
import Exchange
import Offices

/// One office's machine room: a durable ledger, at most one process over it, and the backups that somebody keeps.
struct SimulatedOffice: Sendable {
    let id: OfficeID
    /// What is on disk: only commits reach it.
    var ledger = MemoryLedger()
    /// The running process; nil while it is down.
    var machine: OfficeMachine?
    /// Why the process ended for good.
    var stop: StopReason?
    /// It starts again at this moment.
    var downUntil: Moment?
    /// The ledger cannot be written before this moment.
    var diskFullUntil = Moment(milliseconds: 0)
    /// What its clock shows more than true time.
    var skew = Span.seconds(0)
    /// Copies of the ledger, oldest first, with what was known when they were made.
    var backups: [Backup] = []
    /// Its next chance to read, for pacing.
    var nextRead = Moment(milliseconds: 0)
    /// Places in the log behind which the process has been told the end.
    var toldEnds: [BusPartition: Int64] = [:]

    struct Backup: Sendable {
        let ledger: MemoryLedger
        let at: Moment
    }

    init(id: OfficeID) {
        self.id = id
    }

    var isRunning: Bool { machine != nil && stop == nil }

    func clocks(at now: Moment) -> Clocks { Clocks(official: now, machine: now + skew) }
}
