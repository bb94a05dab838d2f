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
    }

    /// One order in a story.
    struct Step: Sendable {
        let office: OfficeID
        let kind: CaseKind
        let name: String
        let body: JSONValue
        let role: Role
        /// The refusal's code that must come; nil when it must be done.
        var refusal: String?
        /// Drawn when the order is given first; a repeated order keeps it.
        var orderID: UInt64 = 0
    }

    /// The kinds of stories.
    enum Flow: CaseIterable, Sendable {
        case referral, handoff, listing, publication
    }

    var dice: Dice
    private var cases: [Case] = []
    private var nextCase: Moment
    /// Between two new cases.
    private let pace: Span
    /// No new case begins after this moment.
    package var lastCase: Moment
    /// How many orders were done and refused.
    package private(set) var done = 0
    package private(set) var refused = 0

    /// Numbers of persons in the stories: they may never stand in what goes to all (S14).
    static let secrets = ["110101199003070134", "13800138000"]

    /// A workload from a seed, a case about every `pace`.
    package init(seed: UInt64, start: Moment, pace: Span, lastCase: Moment) {
        dice = Dice(seed: seed)
        self.pace = pace
        self.lastCase = lastCase
        nextCase = start + .seconds(30)
    }

    /// Three letters between two offices: a referral, its acceptance, a publication.
    init(smallWorldAt start: Moment) {
        dice = Dice(seed: 7)
        pace = .hours(1)
        lastCase = start
        nextCase = start
        let ids = ["510100-market-regulation", "510100-police"].compactMap { OfficeID($0) }
        guard let owner = ids.first, let other = ids.last else { return }
        cases = [
            Case(flow: .referral, owner: owner, steps: plainReferral(owner, to: other), nextAt: start + .seconds(25)),
            Case(flow: .publication, owner: owner, steps: publication(owner), nextAt: start + .seconds(40)),
        ]
    }

    /// How many cases are under way.
    package var open: Int { cases.count }

    /// When somebody wants to order something next.
    var nextAt: Moment {
        let begins = nextCase < lastCase ? nextCase : Moment(milliseconds: .max)
        return cases.reduce(begins) { min($0, $1.nextAt) }
    }

    /// Officers do what they can now.
    mutating func work(_ network: inout Network) {
        let now = network.clock.now
        if now >= nextCase, now < lastCase {
            nextCase = now + .seconds(1 + Int64(dice.below(Int(2 * pace.milliseconds / 1000))))
            cases.append(newCase(network, now))
        }
        for index in cases.indices.reversed() where cases[index].nextAt <= now {
            order(index, &network)
            if cases[index].steps.isEmpty || cases[index].calmTries > 40 { cases.remove(at: index) }
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
        let place = dice.pick(running)
        if let id = work.id, network.rooms[place].ledger.caseFile(id) == nil { return }
        let officer = Officer(id: "o-\(step.role.rawValue)", name: "演练人员", roles: [step.role], region: "510100")
        let order = Order(
            id: "o-\(step.orderID)", kind: step.kind, caseID: work.id, name: step.name, body: step.body,
            officer: officer)
        guard let answer = network.step(place, [.order(order)])?.first else { return }
        network.heard(answer, to: order, at: place)
        judge(answer, step, &work, &network)
        // A double click: the same order again is the same answer and does nothing more.
        guard case .success = answer, dice.happens(100), network.rooms[place].isRunning,
            let again = network.step(place, [.order(order)])?.first
        else { return }
        network.checks.expect(
            again == answer, "S2", "\(network.rooms[place].name) answers \(order.id) again with \(again)",
            at: network.clock)
    }

    private mutating func judge(
        _ answer: Result<JSONValue, Refusal>, _ step: Step, _ work: inout Case, _ network: inout Network
    ) {
        switch answer {
        case .success(let body):
            network.checks.expect(
                step.refusal == nil, "auditor", "\(step.office) did \(step.name), \(step.refusal ?? "") was due",
                at: network.clock)
            done += 1
            if work.id == nil { work.id = body["caseId"]?.string.flatMap { CaseID($0) } }
            work.steps.removeFirst()
        case .failure(let refusal):
            refused += 1
            if refusal.code == step.refusal { return _ = work.steps.removeFirst() }
            // Not yet: the letter that lets it be done is under way, or a restore took the case back.
            if work.calmTries > 20 || Workload.ending.contains(refusal.code) { work.steps = [] }
        }
    }

    /// Refusals behind which a story cannot go on.
    private static let ending: Set<String> = ["UNKNOWN_CASE", "ORDER_ID_TAKEN", "OFFICE_RETIRED"]
}

extension Network {
    /// An officer hears an answer.
    mutating func heard(_ answer: Result<JSONValue, Refusal>, to order: Order, at place: Int) {
        let room = rooms[place]
        switch answer {
        case .success(let body):
            checks.tell(order.id, body, by: room, clock)
            histories.take(.told([HistoryAnswer(order: order.id, answer: Digest.sha256(body.bytes))]), of: room.history)
            story.detail(clock, room.name, "order", "\(order.kind.rawValue) \(order.name) done: \(body.text)")
        case .failure(let refusal):
            story.detail(clock, room.name, "order", "\(order.kind.rawValue) \(order.name) refused: \(refusal.code)")
        }
    }
}
