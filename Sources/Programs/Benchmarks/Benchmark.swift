package import Contracts
import Foundation

/// What a benchmark is asked for; each reads the fields that concern it.
package struct BenchmarkOptions: Sendable {
    /// Letters to apply.
    package var letters = 100_000
    /// Whom referrals are about.
    package enum Party: String, CaseIterable, Sendable {
        /// A firm: the letters travel in plain.
        case firm
        /// A person: they are sealed.
        case person
    }

    /// Whom the referrals of a round trip are about.
    package var party = Party.firm
    /// Records that one transaction takes at most.
    package var batch = 4096
    /// Seconds of each round of orders.
    package var seconds = 20
    /// Orders a second.
    package var rate = 100
    /// Trips of each kind in a round.
    package var trips = 100
    /// Bytes of evidence.
    package var bytes = 1 << 20
    /// Cases in the ledger that is recovered.
    package var cases = 100_000
    /// What the names of the pages have that are measured; empty for all.
    package var only = ""
    /// Officers who work at once.
    package var officers = 50
    /// What falls due at once.
    package enum Ending: String, CaseIterable, Sendable {
        /// The time in which a referral must be answered: a reminder, and nothing else.
        case referral
        /// The last day of an own list entry: it leaves its list, and everybody is told.
        case listEntry
    }

    /// What falls due at once.
    package var ending = Ending.referral
    /// Rounds; ours and the floor take turns.
    package var rounds = 3
    /// Real brokers; nil for an embedded one.
    package var bootstrap: String?
    /// The folder in which everything is made.
    package var folder: String
    /// The folder of the rule set.
    package var rules: String
    /// Hears what is being done, for a person who watches.
    package var progress: @Sendable (String) -> Void = { _ in }

    /// The usual values.
    package init(folder: String, rules: String) {
        self.folder = folder
        self.rules = rules
    }
}

/// What a benchmark measured.
package struct BenchmarkReport: Sendable {
    /// One row: what was measured, and the figure with its unit.
    package struct Line: Hashable, Sendable {
        /// What was measured.
        package let name: String
        /// The figure with its unit.
        package let value: String
    }

    /// Rows for people, in order.
    package internal(set) var lines: [Line] = []
    /// The same for machines.
    package internal(set) var json: JSONValue

    init(_ name: String) {
        json = ["bench": .string(name)]
    }

    mutating func add(_ name: String, _ value: String) { lines.append(Line(name: name, value: value)) }

    mutating func set(_ name: String, _ value: JSONValue) { json = json.setting(name, value) }

    mutating func set(_ name: String, _ value: Double) { set(name, Figure.json(value)) }

    mutating func set(_ name: String, _ values: [Double]) { set(name, .array(values.map { Figure.json($0) })) }
}

/// Why a benchmark gives no figure: what was measured would not have been what it claims.
package struct BenchmarkFault: Error, Sendable, CustomStringConvertible {
    /// What happened and what to do.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Numbers of a benchmark as text.
enum Figure {
    /// The middle of several runs; 0 of none.
    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The value below which `share` of the values lie; 0 of none.
    static func percentile(_ share: Double, of values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))]
    }

    static func json(_ value: Double) -> JSONValue { .decimal(text(value, digits: 3)) }

    static func text(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }

    /// Whole numbers with their range: `12,345（11,000–13,000）`.
    static func spread(_ values: [Double], digits: Int = 0) -> String {
        guard let low = values.min(), let high = values.max() else { return "0" }
        return "\(text(median(values), digits: digits))（\(text(low, digits: digits))–\(text(high, digits: digits))）"
    }
}

extension Duration {
    /// Seconds as a floating number: for figures only, never for deadlines.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// Processor time of the calling thread: what is left to compare when others use the machine at the same time.
enum ThreadTime {
    /// Seconds since the thread began.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Memory of this process.
enum ProcessMemory {
    /// Resident megabytes (10⁶ bytes), as the system counts them; 0 where it does not tell.
    static func resident() -> Double {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
    }

    /// The most that was resident since the start, in megabytes; 0 where the system does not tell.
    static func peak() -> Double {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return Double(usage.ru_maxrss) * 1024 / 1e6
    }
}
