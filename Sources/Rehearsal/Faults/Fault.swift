/// Everything that goes wrong in a rehearsal, each with the occasions at which it is asked for.
package enum Fault: Int, CaseIterable, Comparable, Sendable {
    // Asked for each record, batch or transaction.

    /// A record that was acknowledged to its producer is gone; per record.
    case lostRecord
    /// A record stands twice in the log; per record.
    case repeatedRecord
    /// A record is in the log although its producer was told that it failed; per record.
    case possiblyPersisted
    /// A record is refused; per record.
    case refusedRecord
    /// A partition shows nothing of what is new to one reader for a while; per fetch.
    case slowPartition
    /// The process dies between decision and commit; per transaction.
    case crashBeforeCommit
    /// The process dies between commit and publication; per transaction.
    case crashAfterCommit
    /// The process dies after some records of a batch are out; per batch.
    case crashWhilePublishing
    /// The ledger cannot be written for a while; per step.
    case diskFull
    /// A letter ends every process of one reader that handles it, until it is parked; per fetched letter.
    case poisonedLetter

    // Asked for at each strike, about once in ten minutes.

    /// The bus is away for everybody, for minutes or for days.
    case outage
    /// The broker loses the tail of a partition.
    case truncation
    /// The broker forgets everything.
    case wipe
    /// An office is off for a while, or for a month.
    case absence
    /// An office is restored from an old backup.
    case restore
    /// A copy of a ledger, now or old, is started beside the original.
    case twin
    /// A running machine is cloned: the same epoch and instance twice.
    case clone
    /// An office's clocks are off by up to five minutes from now on.
    case skew
    /// An office's clocks jump by up to forty days and come back.
    case jump
    /// A foreign, changed or repeated record appears on a topic.
    case forgery
    /// An office gets a new key; the old one is revoked or ends.
    case keyChange
    /// A topic begins a new generation with another count of partitions.
    case generation
    /// An office is retired; another takes its work over.
    case retirement
    /// The directory in force runs out and is not renewed in time.
    case expiry
    /// Other rules come into force in the middle of everything.
    case rulesChange
    /// A member office with a good key lies: equivocates, claims what it may not say, sends what nobody can read.
    case villainy
    /// A row of the lists in one ledger changes or vanishes while its process is down.
    case rot

    /// True for what is asked for about once in ten minutes, and not at each record, batch or transaction.
    package var isStrike: Bool { self >= .outage }

    /// Its name.
    package var name: String { "\(self)" }

    package static func < (left: Fault, right: Fault) -> Bool { left.rawValue < right.rawValue }
}

/// How often each fault strikes, in a thousand of its occasions; printed with the seed.
package struct FaultRates: Hashable, Sendable, CustomStringConvertible {
    private var perMille: [Int]

    /// The usual rates.
    package init() {
        perMille = Fault.allCases.map(FaultRates.usual)
    }

    /// Nothing goes wrong.
    package static let none: FaultRates = {
        var rates = FaultRates()
        for fault in Fault.allCases { rates[fault] = 0 }
        return rates
    }()

    /// Rates of one seed's own: some faults are left out, others strike many times as often. Faults that hide each other
    /// at the usual rates meet in seeds that have little else.
    package init(drawnFrom seed: UInt64) {
        self.init()
        var dice = Dice(seed: seed)
        for fault in Fault.allCases {
            let percent = dice.pick(fault.isStrike ? [0, 0, 50, 100, 100, 300, 1000] : [0, 50, 100, 100, 300])
            self[fault] = min(self[fault] * percent / 100, fault.isStrike ? 400 : 80)
        }
    }

    /// How often this one strikes.
    package subscript(fault: Fault) -> Int {
        get { perMille[fault.rawValue] }
        set { perMille[fault.rawValue] = newValue }
    }

    /// All that can strike, with their rates.
    package var description: String {
        Fault.allCases.filter { self[$0] > 0 }.map { "\($0.name) \(self[$0])" }.joined(separator: ", ")
    }

    private static func usual(_ fault: Fault) -> Int {
        switch fault {
        case .lostRecord, .repeatedRecord: 15
        case .possiblyPersisted, .refusedRecord: 10
        case .slowPartition: 60
        case .crashBeforeCommit, .crashAfterCommit, .crashWhilePublishing: 4
        case .diskFull: 1
        case .poisonedLetter: 2
        case .outage: 60
        case .truncation: 120
        case .wipe: 25
        case .absence: 120
        case .restore: 40
        case .twin: 15
        case .clone: 20
        case .skew: 60
        case .jump: 10
        case .forgery: 200
        case .keyChange: 40
        case .generation: 15
        case .retirement: 4
        case .expiry: 8
        case .rulesChange: 40
        case .villainy: 150
        case .rot: 40
        }
    }
}
