import Casework
import Contracts
import Rehearsal

/// What many seeds came to.
struct RehearsalSum {
    private(set) var seeds = 0
    /// The failed seed with the lowest number.
    private(set) var failed: RehearsalRun.Outcome?
    private var officeHours: Int64 = 0
    private var effects = 0
    private var orders = 0
    private var refusals = 0
    private var comparisons: [String: Int] = [:]
    private var faults: [Fault: Int] = [:]
    private var coverage = Coverage()
    private let begin = ContinuousClock.now

    mutating func add(_ outcome: RehearsalRun.Outcome) {
        seeds += 1
        officeHours += outcome.simulated.milliseconds * Int64(outcome.offices) / 3_600_000
        effects += outcome.effects
        orders += outcome.orders.done
        refusals += outcome.orders.refused
        for (name, count) in outcome.comparisons { comparisons[name, default: 0] += count }
        coverage.add(outcome.coverage)
        for (fault, count) in outcome.faults { faults[fault, default: 0] += count }
        guard !outcome.failures.isEmpty else { return }
        if failed.map({ outcome.seed < $0.seed }) ?? true { failed = outcome }
    }

    private var milliseconds: Int64 {
        let passed = (ContinuousClock.now - begin).components
        return passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
    }

    var officeDaysPerSecond: String {
        let tenths = officeHours * 10_000 / 24 / max(1, milliseconds)
        return "\(tenths / 10).\(tenths % 10)"
    }

    private var sortedFaults: [(key: Fault, value: Int)] { faults.sorted { $0.key < $1.key } }
    private var sortedComparisons: [(key: String, value: Int)] { comparisons.sorted { $0.key < $1.key } }

    var json: JSONValue {
        [
            "seeds": .integer(Int64(seeds)), "officeHours": .integer(officeHours), "effects": .integer(Int64(effects)),
            "orders": .integer(Int64(orders)), "refused": .integer(Int64(refusals)),
            "seconds": .integer(milliseconds / 1000), "officeDaysPerSecond": .string(officeDaysPerSecond),
            "comparisons": .object(sortedComparisons.map { JSONMember($0.key, .integer(Int64($0.value))) }),
            "events": .object(
                Coverage.all.map { deed in
                    let times = coverage[deed]
                    let counts: JSONValue = [
                        "done": .integer(Int64(times.done)), "crossed": .integer(Int64(times.crossed)),
                        "refused": .integer(Int64(times.refused)),
                    ]
                    return JSONMember("\(deed.kind.rawValue) \(deed.event)", counts)
                }),
            "faults": .object(sortedFaults.map { JSONMember($0.key.name, .integer(Int64($0.value))) }),
        ]
    }

    var text: String {
        let never = coverage.missing.map { "\($0.kind.rawValue) \($0.event)" }.joined(separator: "，")
        let struck = sortedFaults.map { "\($0.key.name) \($0.value)" }.joined(separator: "，")
        let compared = sortedComparisons.map { "\($0.key) \($0.value)" }.joined(separator: "，")
        return """
            \(seeds) 个种子全部通过：\(officeHours) 机关小时，\(orders) 项办理，\(refusals) 项被拒，\(effects) 件函件生效，\
            用时 \(milliseconds / 1000) 秒（每秒 \(officeDaysPerSecond) 机关日）。
            故障：\(struck)
            核对：\(compared)
            事件（发生/交叉/被拒）：
            \(coverage.lines.joined(separator: "\n"))
            从未发生：\(never.isEmpty ? "无" : never)
            """
    }
}
