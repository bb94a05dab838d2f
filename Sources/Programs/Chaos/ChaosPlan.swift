import Contracts

/// What is done to running processes, machines and files.
package enum ChaosStrike: String, Hashable, Sendable, CaseIterable {
    /// One process gets SIGKILL and is started again.
    case kill
    /// All processes get SIGKILL at once, as in a power cut.
    case blackout
    /// One process gets SIGSTOP, and SIGCONT later.
    case freeze
    /// The broker gets SIGKILL; the embedded one has forgotten all topics when it is back.
    case brokerKill
    /// The broker gets SIGSTOP, and SIGCONT later.
    case brokerFreeze
    /// The disk of one office's ledger is full for a time.
    case diskFull
    /// Official time is set to another moment.
    case clock
    /// Machine time of one running office is off.
    case skew
    /// A byte of a copy of a ledger is changed; `ledger verify` must notice.
    case damage
    /// A ledger is backed up while its worker runs.
    case backup
    /// A worker is killed, its ledger goes back to the last backup, and it is started again.
    case restore
    /// One office's network carries nothing for a time.
    case cut

    /// What people call it.
    package var words: String {
        switch self {
        case .kill: "强行终止进程"
        case .blackout: "全部进程断电"
        case .freeze: "进程冻结"
        case .brokerKill: "代理终止、主题清空"
        case .brokerFreeze: "代理冻结"
        case .diskFull: "台账磁盘写满"
        case .clock: "官方时间跳变"
        case .skew: "机器时间偏差"
        case .damage: "台账副本改一字节"
        case .backup: "运行中备份"
        case .restore: "恢复备份"
        case .cut: "网络切断"
        }
    }

    /// How often it is chosen among the others.
    fileprivate var weight: Int {
        switch self {
        case .kill: 30
        case .blackout: 2
        case .freeze: 8
        case .brokerKill: 4
        case .brokerFreeze: 3
        case .diskFull: 5
        case .clock: 4
        case .skew: 3
        case .damage: 5
        case .backup: 6
        case .restore: 12
        case .cut: 5
        }
    }

    /// How long it may last, in milliseconds.
    fileprivate var length: ClosedRange<Int> {
        switch self {
        case .kill, .brokerKill: 0...3_000
        case .blackout: 0...2_000
        case .freeze: 2_000...45_000
        case .brokerFreeze: 2_000...40_000
        case .diskFull: 3_000...15_000
        case .cut: 3_000...40_000
        case .restore: 0...3_000
        case .skew: 5_000...30_000
        case .clock, .damage, .backup: 0...0
        }
    }

    /// Whom it may hit.
    fileprivate enum Target { case office, diskOffice, cableOffice, skewOffice, broker, all, nobody }

    fileprivate var target: Target {
        switch self {
        case .kill, .freeze, .damage, .backup, .restore: .office
        case .diskFull: .diskOffice
        case .cut: .cableOffice
        case .skew: .skewOffice
        case .brokerKill, .brokerFreeze: .broker
        case .blackout: .all
        case .clock: .nobody
        }
    }
}

/// Which strikes hit whom and when: from one seed the same plan on every machine. When processes notice is their own
/// matter: their timing is not repeated by a seed.
package struct ChaosPlan: Hashable, Sendable {
    /// One strike.
    package struct Step: Hashable, Sendable {
        /// Milliseconds after the load began.
        package let at: Int
        /// What.
        package let strike: ChaosStrike
        /// Whom: an agency, `broker`, `all`, or nothing.
        package let victim: String
        /// How long it lasts, in milliseconds.
        package let length: Int
        /// A throw of its own, for what else must be chosen.
        package let throwOfDice: UInt64
    }

    /// The office whose ledger lies on a small disk of its own.
    package static let diskOffice = "customs"
    /// The office behind a cable of its own.
    package static let cableOffice = "cyberspace"
    /// The office whose machine clock can be moved.
    package static let skewOffice = "procuratorate"
    /// What the plan calls the broker.
    package static let broker = "broker"

    /// The steps, in order of time.
    package let steps: [Step]

    /// A plan for so many milliseconds.
    package init(seed: UInt64, milliseconds: Int) {
        var dice = ChaosDice(seed: seed)
        var steps: [Step] = []
        var busyUntil: [String: Int] = [:]
        var backedUp: Set<String> = []
        let offices = Clerk.agencies + ["credit-platform"]
        let victims = offices + [ChaosPlan.broker]
        // One office alone goes back to backups: what two ledgers and the bus forgot at once, nobody can give back, and
        // answers to it would wait for ever.
        let forgetful = offices[Int.random(in: 0..<offices.count, using: &dice)]
        var now = 3_000
        while now < milliseconds {
            var strike = ChaosPlan.choose(&dice)
            let toss = dice.next()
            let chosen = ChaosPlan.victim(of: strike, &dice)
            let named = strike == .restore ? forgetful : chosen
            // Nothing goes back that was never kept.
            if strike == .restore, !backedUp.contains(named) { strike = .backup }
            let length = Int.random(in: strike.length, using: &dice)
            let hit = named == "all" ? victims : [named]
            if hit.allSatisfy({ busyUntil[$0, default: 0] <= now }), now + length <= milliseconds {
                if strike == .backup { backedUp.insert(named) }
                steps.append(Step(at: now, strike: strike, victim: named, length: length, throwOfDice: toss))
                // A little longer, so that it is up again before it is hit anew.
                for victim in hit where !victim.isEmpty { busyUntil[victim] = now + length + ChaosPlan.rest(strike) }
            }
            now += Int.random(in: 500...4_500, using: &dice)
        }
        self.steps = steps
    }

    private static func rest(_ strike: ChaosStrike) -> Int {
        switch strike {
        case .restore: 12_000
        case .damage, .backup: 6_000
        case .kill, .blackout, .freeze, .brokerKill, .brokerFreeze, .diskFull, .clock, .skew, .cut: 1_000
        }
    }

    private static func choose(_ dice: inout ChaosDice) -> ChaosStrike {
        var toss = Int.random(in: 0..<ChaosStrike.allCases.reduce(0) { $0 + $1.weight }, using: &dice)
        for strike in ChaosStrike.allCases {
            if toss < strike.weight { return strike }
            toss -= strike.weight
        }
        return .kill
    }

    private static func victim(of strike: ChaosStrike, _ dice: inout ChaosDice) -> String {
        let offices = Clerk.agencies + ["credit-platform"]
        switch strike.target {
        case .office: return offices[Int.random(in: 0..<offices.count, using: &dice)]
        case .diskOffice: return diskOffice
        case .cableOffice: return cableOffice
        case .skewOffice: return skewOffice
        case .broker: return broker
        case .all: return "all"
        case .nobody: return ""
        }
    }
}
