import Casework
import Contracts
import Offices

/// Officers who look for what has never happened yet: each deed of the catalogue in its turn is gone for in a case of its
/// kind, by the shortest way that the table of its workflow knows, until it has happened or patience is over.
struct Explorers: Sendable {
    /// When somebody does something next; for ever away when nothing is left to look for.
    private(set) var nextAt: Moment
    /// Nobody looks for anything after that: what was begun has time to come to its end.
    private let lastAt: Moment
    private var officers: Officers
    /// What is still to be found, and how often each was tried in vain.
    private var goals: [(deed: Coverage.Deed, tries: Int)]
    private var id: CaseID?
    private var patience = Explorers.steps
    private var dice: Dice
    /// What was done and refused in the case at hand, by event.
    private var done: [String: Int] = [:]
    private var refused: [String: Int] = [:]
    private var paths: Paths

    /// What is done for one deed in one case, and in how many cases.
    private static let steps = 48
    private static let cases = 12

    init(seed: UInt64, start: Moment, last: Moment, goals: [Coverage.Deed], silent: OfficeID) {
        lastAt = last
        dice = Dice(seed: seed)
        officers = Officers(
            seed: dice.next(), start: start, pause: .seconds(30), last: last, silent: silent)
        officers.seeksRareThings = true
        self.goals = goals.map { ($0, 0) }
        nextAt = start + .seconds(40)
        paths = Paths(to: goals.first ?? Coverage.Deed(.referral, ""))
    }

    var ordersDone: Int { officers.done }
    var ordersRefused: Int { officers.refused }

    /// The next step towards the deed that is gone for.
    mutating func work(_ network: inout Network) {
        guard network.clock.now >= nextAt else { return }
        nextAt = network.clock.now + .seconds(15)
        guard nextAt < lastAt, aim(network.checks.coverage) else { return nextAt = Moment(milliseconds: .max) }
        patience -= 1
        guard let id else { return open(&network) }
        let files = network.rooms.filter(\.isRunning).compactMap { $0.ledger.caseFile(id) }
        guard files.contains(where: { !paths.isLost(in: $0) }) else { return patience = 0 }
        var best: (choice: Officers.Choice, file: CaseFile, place: Int)?
        for place in network.rooms.indices where network.rooms[place].isRunning {
            guard let file = network.rooms[place].ledger.caseFile(id),
                let choice = choose(file.kind, file, at: place, network), choice.liking > best?.choice.liking ?? 0
            else { continue }
            best = (choice, file, place)
        }
        // Nothing leads on: letters are on their way, or a term has to end.
        guard let best else {
            refused = [:]
            return patience % 3 == 0 ? network.passTime(paths.waits ? .hours(72) : nil) : ()
        }
        officers.act(best.choice, best.file.kind, best.file, at: best.place, &network)
        let after = network.rooms[best.place].ledger.caseFile(id)
        note(best.choice.row.event, hasMoved: after?.version != best.file.version)
    }

    /// Sees to it that there is something to go for; false when nothing is left.
    private mutating func aim(_ coverage: Coverage) -> Bool {
        let before = goals.first?.deed
        goals.removeAll { coverage[$0.deed].done > 0 }
        if let goal = goals.first, goal.deed == before, patience <= 0 {
            goals.removeFirst()
            if goal.tries + 1 < Explorers.cases { goals.append((goal.deed, goal.tries + 1)) }
        }
        guard let goal = goals.first else { return false }
        if goal.deed != before || patience <= 0 { begin(goal.deed) }
        return true
    }

    private mutating func begin(_ deed: Coverage.Deed) {
        id = nil
        patience = Explorers.steps
        done = [:]
        refused = [:]
        paths = Paths(to: deed)
    }

    private mutating func note(_ event: String, hasMoved: Bool) {
        guard hasMoved else { return refused[event, default: 0] += 1 }
        done[event, default: 0] += 1
        // What was refused before may be open now.
        refused = [:]
    }

    private mutating func open(_ network: inout Network) {
        guard let goal = goals.first else { return }
        let owners = Officers.owners(of: goal.deed.kind)
        let fitting = network.rooms.indices.filter { place in
            network.rooms[place].isRunning
                && (owners.isEmpty || owners.contains { network.rooms[place].office.description.hasSuffix($0) })
        }
        guard !fitting.isEmpty else { return }
        let place = dice.pick(fitting)
        guard let choice = choose(goal.deed.kind, nil, at: place, network) else { return }
        let known = officers.cases.count
        officers.act(choice, goal.deed.kind, nil, at: place, &network)
        if officers.cases.count > known { id = officers.cases.last }
        note(choice.row.event, hasMoved: id != nil)
    }

    private mutating func choose(
        _ kind: CaseKind, _ file: CaseFile?, at place: Int, _ network: Network
    ) -> Officers.Choice? {
        let (paths, done, refused) = (paths, done, refused)
        return officers.choose(kind, file, at: place, network) { row in
            paths.worth(row, in: file) - 150 * (done[row.event] ?? 0) - 1900 * (refused[row.event] ?? 0)
        }
    }
}

/// How far each state of a workflow is from those in which a deed may happen.
private struct Paths: Sendable {
    /// Rows that bring the deed about, by number.
    private let targets: Set<String>
    /// Steps from a state of the whole, and of a part.
    private let whole: [String: Int]
    private let part: [String: Int]
    /// Deadlines that bring the deed about.
    private let rungs: Set<String>
    /// No way leads there.
    private static let far = 99

    init(to deed: Coverage.Deed) {
        let rows = Workflow.of(deed.kind).rows
        let targets = rows.filter { row in
            row.event == deed.event && row.trigger != .heard || row.letters.contains { $0.tells == deed.event }
        }
        self.targets = Set(targets.map(\.number))
        whole = Paths.distances(to: Set(targets.flatMap(\.from)), rows.flatMap(Paths.steps))
        part = Paths.distances(
            to: Set(targets.flatMap(\.partFrom)),
            rows.flatMap { row in row.partFrom.compactMap { from in row.partTo.map { (from, $0) } } })
        rungs = Set(
            targets.compactMap { row in
                guard case .rung(let key) = row.trigger else { return nil }
                return key
            })
    }

    private static func steps(_ row: Transition) -> [(String, String)] {
        guard row.trigger != .heard else { return [] }
        return end(of: row).map { to in row.from.map { ($0, to) } } ?? []
    }

    /// Where a row takes the whole; what follows from the parts is called as they are.
    private static func end(of row: Transition) -> String? {
        switch row.to {
        case .state(let state): state
        case .derived: row.partTo ?? opened(by: row)
        // The end on one channel is the end of the whole where there is no other.
        case .channels: row.from.contains("stopped") ? "published" : "stopped"
        case .stays: nil
        }
    }

    private static func opened(by row: Transition) -> String? {
        switch row.opens {
        case .recipients(let state), .named(_, let state), .each(_, let state): state
        case nil: nil
        }
    }

    private static func distances(to targets: Set<String>, _ steps: [(String, String)]) -> [String: Int] {
        var distances = Dictionary(uniqueKeysWithValues: targets.map { ($0, 0) })
        var reached = targets
        for distance in 1...24 where !reached.isEmpty {
            reached = Set(steps.filter { reached.contains($0.1) && distances[$0.0] == nil }.map(\.0))
            for state in reached { distances[state] = distance }
        }
        return distances
    }

    /// True when the deed comes with the end of a deadline.
    var waits: Bool { !rungs.isEmpty }

    /// True when no way leads from here to the deed any more.
    func isLost(in file: CaseFile) -> Bool { whole[file.state] == nil }

    /// How much a row is wished for: what brings the deed about, comes nearer to it, or may be what it waits for.
    func worth(_ row: Transition, in file: CaseFile?) -> Int {
        if targets.contains(row.number) { return 2000 }
        let here = whole[file?.state ?? ""] ?? Paths.far
        var worth = here == 0 ? 300 : 10
        if let state = Paths.end(of: row), state != file?.state {
            let there = whole[state] ?? Paths.far
            worth = there == Paths.far ? -5000 : there < here ? 900 : there == here ? 60 : -700
        }
        if let to = row.partTo, !part.isEmpty {
            let nearest = file?.parts.map { part[$0.state] ?? Paths.far }.min() ?? Paths.far
            let there = part[to] ?? Paths.far
            worth += there < nearest ? 900 : there > nearest ? -700 : 0
        }
        if row.starts.contains(where: { rungs.contains($0.key) }) { worth += 900 }
        if (row.meets + row.stops).contains(where: { rungs.contains($0) }) { worth -= 5000 }
        return worth
    }
}
