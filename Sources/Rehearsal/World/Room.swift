import Contracts
import Exchange
import Offices

/// One machine room: a durable ledger and at most one process over it, and the backups that somebody keeps. An office
/// has one, and one more for each copy of its ledger that somebody started.
struct Room: Sendable {
    /// The office.
    let office: OfficeID
    /// 0 for the original, then one for each copy.
    let copy: Int
    /// Where its history is kept.
    let history: Int
    /// What is on disk: only commits reach it.
    var ledger = MemoryLedger()
    /// The running process; nil while it is down.
    var machine: OfficeMachine? { didSet { isRunning = machine != nil && isAlive } }
    /// Why the process ended for good.
    var stop: StopReason? {
        didSet {
            isAlive = stop == nil
            isRunning = machine != nil && isAlive
        }
    }
    /// True when somebody may still start it again. Stored, as `isRunning` is: asked of every room at every moment.
    private(set) var isAlive = true
    /// True when a process works in it.
    private(set) var isRunning = false
    /// It starts again at this moment.
    var downUntil: Moment?
    /// An operator looks after the stopped process at this moment.
    var operatorAt: Moment?
    /// The ledger cannot be written before this moment.
    var diskFullUntil = Moment(milliseconds: 0)
    /// What its clocks show more than true time.
    var skew = Span.seconds(0)
    /// What official time has run ahead of machine time, in the whole network.
    var lead = Span.seconds(0)
    /// When a clock that jumped is set right.
    var skewUntil: Moment?
    /// Somebody started an old copy of the ledger here without a restore.
    var isOldCopy = false
    /// Copies of the ledger, oldest first.
    var backups: [Backup] = []
    /// When it has something to do next.
    var wakeAt = Moment(milliseconds: 0)
    /// Turns in which nothing moved: whoever waits for something that does not come is asked ever more seldom.
    var idleTurns = 0
    /// The partitions that the process reads, and how far each was looked at.
    var views: [View] = []
    /// What `views` were made for.
    var viewsOf: (phase: OfficeMachine.Phase, version: UInt64)?
    /// A hidden partition shows itself again.
    var peekAt: Moment?
    /// The highest acknowledgement of this process in each stream (S5).
    var told: [StreamName: UInt64] = [:]
    /// Streams in which this process disposed letters and has not acknowledged them yet (rule 30).
    var owedAcks: Set<StreamName> = []
    /// Since when it owes an ack for something that it read again (rule 30), and where each partition was new to it.
    var owedSoon: [StreamName: Moment] = [:]
    var newFrom: [BusPartition: Int64] = [:]
    /// When it last acknowledged a stream, and in which ones it has had reason to do so at once since then.
    var lastAck: [StreamName: Moment] = [:]
    var ackReasons: Set<StreamName> = []
    /// It has announced itself to all writers that it knows (rule 33).
    var hasAnnounced = false
    /// When this process last sent a letter or position in a stream or the stream moved, and a checkpoint (rule 34).
    var lastWord: [StreamName: Moment] = [:]
    var lastCheckpoint: Moment?
    /// Since when nothing keeps this process from speaking.
    var freeSince = Moment(milliseconds: 0)
    /// What was there when its process began, and what that process owes since.
    var begun = Beginning()
    /// How many entries of its own lists were in force before the orders of the last step.
    var listed: [String: Int] = [:]
    /// The directory version that this process had at the least (rule 26).
    var lowestVersion: UInt64 = 0

    struct Backup: Sendable {
        let ledger: MemoryLedger
        let at: Moment
    }

    /// One partition as a reader sees it.
    struct View: Sendable {
        let partition: BusPartition
        let log: Int
        /// The state of the log of which the process was told the end; 0 for none.
        var seen = 0
        /// Shows nothing new before this moment.
        var hiddenUntil = Moment(milliseconds: 0)
    }

    init(office: OfficeID, copy: Int = 0, history: Int) {
        self.office = office
        self.copy = copy
        self.history = history
    }

    /// The name in stories.
    var name: String { copy == 0 ? office.description : "\(office) (copy \(copy))" }

    func clocks(at now: Moment) -> Clocks { Clocks(official: now + skew + lead, machine: now + skew, timer: now) }

    /// A new process remembers nothing of the one before.
    mutating func beginRun(at now: Moment) {
        told = [:]
        owedAcks = []
        owedSoon = [:]
        newFrom = [:]
        lastAck = [:]
        ackReasons = []
        hasAnnounced = false
        lastWord = [:]
        lastCheckpoint = nil
        freeSince = now
        lowestVersion = 0
    }

    /// Counts the entries of its own lists, where orders are about to be given.
    mutating func countListed(before inputs: [OfficeInput]) {
        guard inputs.contains(where: { if case .order = $0 { true } else { false } }) else { return }
        listed = [:]
        for share in ledger.listShares() where share.owner == office {
            listed[share.list, default: 0] += Int(ledger.listRanges(share)?.count ?? 0)
        }
    }

    /// Nothing of what was fetched counts as seen.
    mutating func lookAgain() {
        for view in views.indices { views[view].seen = 0 }
    }

    /// Streams that its process has opened.
    mutating func noteOpened(_ commit: Commit) {
        guard let writer = machine?.writer else { return }
        for stream in commit.outStreams where stream.isOpen && stream.name.topic.isBroadcast {
            begun.opened.insert(Hello(stream: stream.name, writer: writer))
        }
    }

    /// Looks at all partitions again.
    mutating func forgetViews() {
        views = []
        viewsOf = nil
        peekAt = nil
    }
}
