import Casework
package import Contracts
import Exchange
import Histories
import Offices

/// Officers at work: cases are begun at random moments and each goes on when its office can.
///
/// A flow joins with one `Story`: how its case begins, and what each party orders next. Lawful and unlawful orders are
/// mixed; what the answer must be is known beforehand.
package struct Workload: Sendable {
    /// One case and who does what next in it.
    struct Case: Sendable {
        let flow: Flow
        let owner: OfficeID
        var id: CaseID?
        /// Orders still to be given, in order.
        var steps: [Step]
        /// Not before this moment.
        var nextAt: Moment
        var tries = 0
        /// Tries since all faults were over.
        var calmTries = 0
        /// Where its owner gives the orders; nil for any process of it.
        var room: Int?
    }

    /// One order in a story.
    struct Step: Sendable {
        let office: OfficeID
        let kind: CaseKind
        let name: String
        let body: JSONValue
        let role: Role
        /// Who gives it; the same word is the same person.
        let person: String
        /// The refusal's code that must come; nil when it must be done.
        var refusal: String?
        /// It is given at once behind the one before it, so that their letters cross.
        var follows = false
        /// How long its office takes its time.
        var wait = Span.seconds(0)
        /// Drawn when the order is given first; a repeated order keeps it.
        var orderID: UInt64 = 0

        /// The same order again, where it is refused.
        func refused(_ code: String) -> Step {
            var step = self
            step.refusal = code
            return step
        }
    }

    /// Who is at work.
    package enum Scope: Hashable, Sendable {
        /// The stories alone, as in the seeds that found something before there were officers who do as they please.
        case stories
        /// Those officers too.
        case everything
        /// Officers who look for the events of the catalogue that have not happened, these in their order.
        case catalogue([Coverage.Deed])
    }

    /// The kinds of stories.
    enum Flow: CaseIterable, Sendable {
        case referral, handoff, listing, publication
    }

    var dice: Dice
    private(set) var cases: [Case] = []
    private var nextCase: Moment
    /// When administrators look after what is held back.
    private var nextRound: Moment
    /// Between two new cases.
    private let pace: Span
    /// No new case begins after this moment.
    package var lastCase: Moment
    /// Officers who do what their desk lets them do; nil for the stories alone.
    private var officers: Officers?
    /// Officers who look for what never happened; nil in all other scopes.
    private var explorers: Explorers?
    private var ordersDone = 0
    private var ordersRefused = 0
    /// How many orders were done and refused.
    package var done: Int { ordersDone + (officers?.done ?? 0) + (explorers?.ordersDone ?? 0) }
    package var refused: Int { ordersRefused + (officers?.refused ?? 0) + (explorers?.ordersRefused ?? 0) }

    /// What tells of persons in the stories: it may never stand in what goes to all (S14).
    static let secrets = ["110101199003070134", "13800138000", thirdPerson, plate]
    static let thirdPerson = "赵示例"
    static let plate = "川A12345"

    /// A workload from a seed, a case about every `pace`; an office puts `entries` on its list at once.
    package init(
        seed: UInt64, _ network: Network, pace: Span, lastCase: Moment, scope: Scope = .everything, entries: Int = 0
    ) {
        let start = network.clock.now
        dice = Dice(seed: seed)
        switch scope {
        case .stories: officers = nil
        case .everything:
            officers = Officers(
                seed: seed ^ 0x0ff1_ce5, start: start, pause: .seconds(30), last: lastCase + .minutes(40),
                silent: network.villain.office)
            officers?.listInBulk(entries, network)
        case .catalogue(let goals):
            officers = nil
            explorers = Explorers(
                seed: seed ^ 0x0ff1_ce5, start: start, last: lastCase, goals: goals, silent: network.villain.office)
        }
        self.pace = pace
        self.lastCase = lastCase
        nextRound = start + .minutes(2)
        nextCase = explorers == nil ? start + .seconds(30) : Moment(milliseconds: .max)
    }

    /// All offices do what they may with entries that stand already.
    mutating func goOn(with entries: [CaseID]) { officers?.goOn(with: entries, from: nextRound) }

    /// Three letters between two offices: a referral, its acceptance, a publication.
    init(smallWorldAt start: Moment) {
        dice = Dice(seed: 7)
        pace = .hours(1)
        lastCase = start
        nextCase = start
        nextRound = start + .minutes(2)
        let ids = ["510100-market-regulation", "510100-police"].compactMap { OfficeID($0) }
        guard let owner = ids.first, let other = ids.last else { return }
        cases = [
            Case(flow: .referral, owner: owner, steps: plainReferral(owner, to: other), nextAt: start + .seconds(25)),
            Case(flow: .publication, owner: owner, steps: plainPublication(owner), nextAt: start + .seconds(40)),
        ]
    }

    /// How many cases are under way.
    package var open: Int { cases.count }

    /// When somebody wants to order something next.
    var nextAt: Moment {
        let begins = nextCase < lastCase ? nextCase : Moment(milliseconds: .max)
        let idle = min(begins, nextRound, officers?.wantsAt ?? begins, explorers?.nextAt ?? begins)
        return cases.reduce(idle) { min($0, $1.nextAt) }
    }

    /// Officers do what they can now.
    mutating func work(_ network: inout Network) {
        let now = network.clock.now
        officers?.work(&network)
        officers?.workInBulk(&network)
        explorers?.work(&network)
        if now >= nextCase, now < lastCase {
            nextCase = now + .seconds(1 + Int64(dice.below(Int(2 * pace.milliseconds / 1000))))
            cases.append(newCase(network, now))
        }
        for pair in network.cloned { beginTwice(pair.original, pair.clone, network) }
        network.cloned = []
        if now >= nextRound {
            nextRound = now + .seconds(Int64(120 + dice.below(network.isHealed ? 1800 : 480)))
            network.administer(&dice)
        }
        for index in cases.indices.reversed() where cases[index].nextAt <= now {
            repeat {
                order(index, &network)
            } while cases[index].steps.first?.follows ?? false && cases[index].nextAt <= now
            if cases[index].steps.isEmpty || cases[index].calmTries > 40 { cases.remove(at: index) }
        }
    }

    /// A machine that exists twice works twice: both number letters to one reader at once, one of them more.
    private mutating func beginTwice(_ original: Int, _ clone: Int, _ network: Network) {
        let owner = network.rooms[original].office
        let receiver = dice.pick(network.ids.filter { $0 != owner })
        for place in [original, clone, clone] {
            var steps = plainReferral(owner, to: receiver)
            for index in 1..<(steps.count - 1) { steps[index].follows = true }
            cases.append(
                Case(flow: .referral, owner: owner, steps: steps, nextAt: network.clock.now, room: place))
        }
    }

    private mutating func newCase(_ network: Network, _ now: Moment) -> Case {
        let flow = dice.pick(Flow.allCases)
        let owner = dice.pick(network.ids.filter { Workload.owns($0, flow) })
        return Case(flow: flow, owner: owner, steps: steps(flow, owner, network.ids), nextAt: now)
    }

    private static func owns(_ id: OfficeID, _ flow: Flow) -> Bool {
        let agency = id.description.dropFirst(7)
        switch flow {
        case .referral: return agency != "procuratorate"
        case .handoff, .listing, .publication:
            return agency == "market-regulation" || agency == "tax" && flow != .listing
        }
    }

    /// Gives the next order of a case, if its office runs.
    private mutating func order(_ index: Int, _ network: inout Network) {
        let now = network.clock.now
        var work = cases[index]
        defer { cases[index] = work }
        guard var step = work.steps.first else { return }
        work.tries += 1
        if step.orderID == 0 { step.orderID = dice.next() | 1 }
        work.steps[0] = step
        if network.isHealed { work.calmTries += 1 }
        let patience = network.isHealed ? 300 : work.tries < 20 ? 60 : 7200
        work.nextAt = now + .seconds(Int64(5 + dice.below(patience)))
        let running = network.rooms(of: step.office).filter { network.rooms[$0].isRunning }
        guard !running.isEmpty else { return }
        let pinned = work.room.flatMap { running.contains($0) && step.office == work.owner ? $0 : nil }
        let place = pinned ?? dice.pick(running)
        if let id = work.id, network.rooms[place].ledger.caseFile(id) == nil { return }
        let officer = Officer(id: "o-\(step.person)", name: "演练人员", roles: [step.role], region: "510100")
        let order = Order(
            id: "o-\(step.orderID)", kind: step.kind, caseID: work.id, name: step.name, body: step.body,
            officer: officer)
        guard let answer = network.step(place, [.order(order)])?.first else { return }
        network.heard(answer, to: order, at: place)
        judge(answer, step, &work, &network)
        if case .success = answer, dice.happens(100) { network.repeats(order, answer, at: place) }
    }

    private mutating func judge(
        _ answer: Result<JSONValue, Refusal>, _ step: Step, _ work: inout Case, _ network: inout Network
    ) {
        switch answer {
        case .success(let body):
            // What a ledger that went back does not remember having done may be done again.
            network.checks.expect(
                step.refusal == nil || network.checks.restoredOffices.contains(step.office), "S7",
                "\(step.office) did \(step.name), \(step.refusal ?? "") was due", at: network.clock)
            ordersDone += 1
            if work.id == nil { work.id = body["caseId"]?.string.flatMap { CaseID($0) } }
            work.steps.removeFirst()
            if let next = work.steps.first {
                if next.follows { work.nextAt = network.clock.now }
                work.nextAt = max(work.nextAt, network.clock.now + next.wait)
            }
        case .failure(let refusal):
            ordersRefused += 1
            if refusal.code == step.refusal { return _ = work.steps.removeFirst() }
            // Not yet: the letter that lets it be done is under way, or a restore took the case back.
            if work.calmTries > 20 || Workload.ending.contains(refusal.code) { work.steps = [] }
        }
    }

    /// Refusals behind which a story cannot go on.
    private static let ending: Set<String> = ["UNKNOWN_CASE", "ORDER_ID_TAKEN", "OFFICE_RETIRED"]
}

extension Network {
    /// A double click: the same order again is the same answer and does nothing more; another order under its id is none.
    mutating func repeats(_ order: Order, _ answer: Result<JSONValue, Refusal>, at place: Int) {
        guard rooms[place].isRunning, let again = step(place, [.order(order)])?.first else { return }
        checks.expect(
            again == answer, "S2", "\(rooms[place].name) answers \(order.id) again with \(again)", at: clock)
        let other = Order(
            id: order.id, kind: order.kind, caseID: order.caseID, name: order.name,
            body: order.body.setting("note", "另一项"), officer: order.officer)
        guard rooms[place].isRunning, let taken = step(place, [.order(other)])?.first else { return }
        var code: String?
        if case .failure(let refusal) = taken { code = refusal.code }
        checks.expect(
            code == "ORDER_ID_TAKEN", "S4", "\(rooms[place].name) takes another order under \(order.id)", at: clock)
    }

    /// An officer hears an answer.
    mutating func heard(_ answer: Result<JSONValue, Refusal>, to order: Order, at place: Int) {
        let room = rooms[place]
        switch answer {
        case .success(let body):
            checks.tell(order.id, body, by: room, clock)
            checks.removed(order, in: room, clock)
            histories.take(.told([HistoryAnswer(order: order.id, answer: Digest.sha256(body.bytes))]), of: room.history)
            story.detail(clock, room.name, "order", "\(order.kind.rawValue) \(order.name) done: \(body.text)")
        case .failure(let refusal):
            story.detail(clock, room.name, "order", "\(order.kind.rawValue) \(order.name) refused: \(refusal.code)")
        }
    }
}
