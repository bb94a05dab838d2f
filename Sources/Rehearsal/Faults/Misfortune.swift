import Contracts

/// Whether a fault strikes now: by chance from the seed, or at stated occasions.
///
/// Each fault throws dice of its own, so that one that is switched off leaves the others where they were: that is what
/// makes a failing seed shrink.
struct Misfortune: Sendable {
    /// The exact occasions, counted from 1, at which faults strike instead of by chance.
    typealias Plan = [Fault: Set<Int>]

    private let rates: FaultRates
    private let plan: Plan?
    private let switchedOff: Set<Fault>
    private var dice: [Dice]
    /// How often each fault was asked for, and struck.
    private(set) var occasions: [Int]
    private(set) var struck: [Int]
    /// All faults are over.
    var isOver = false

    init(seed: UInt64, rates: FaultRates, without switchedOff: Set<Fault> = [], plan: Plan? = nil) {
        self.rates = rates
        self.plan = plan
        self.switchedOff = switchedOff
        var dice = Dice(seed: seed)
        self.dice = Fault.allCases.map { _ in dice.split() }
        occasions = Fault.allCases.map { _ in 0 }
        struck = occasions
    }

    /// True when faults come at stated occasions.
    var isPlanned: Bool { plan != nil }

    /// True when the fault strikes at this occasion.
    mutating func strikes(_ fault: Fault) -> Bool {
        guard !isOver else { return false }
        let place = fault.rawValue
        occasions[place] += 1
        let hits =
            if let plan {
                plan[fault]?.contains(occasions[place]) ?? false
            } else {
                dice[place].happens(rates[fault]) && !switchedOff.contains(fault)
            }
        if hits { struck[place] += 1 }
        return hits
    }

    /// A number below `bound` for the details of a fault.
    mutating func below(_ bound: Int, for fault: Fault) -> Int { dice[fault.rawValue].below(bound) }

    /// One of these for the details of a fault.
    mutating func pick<Element>(_ elements: [Element], for fault: Fault) -> Element {
        elements[below(elements.count, for: fault)]
    }

    /// 64 bits for the details of a fault.
    mutating func word(for fault: Fault) -> UInt64 { dice[fault.rawValue].next() }

    /// How often each fault struck that did.
    var counts: [(fault: Fault, count: Int)] {
        Fault.allCases.map { ($0, struck[$0.rawValue]) }.filter { $0.1 > 0 }
    }
}
