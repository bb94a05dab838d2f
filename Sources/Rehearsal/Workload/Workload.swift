import Casework
package import Contracts
import Exchange
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
        /// May be left out when the case never gets so far.
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
    private var number = 0
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

    /// How many cases are under way.
    package var open: Int { cases.count }

    /// Officers do what they can now; true when anything was ordered.
    mutating func work(_ rehearsal: inout Rehearsal) -> Bool {
        let now = rehearsal.clock.now
        if now >= nextCase, now < lastCase {
            nextCase = now + .seconds(1 + Int64(dice.below(Int(2 * pace.milliseconds / 1000))))
            cases.append(newCase(rehearsal, now))
        }
        var moved = false
        for index in cases.indices.reversed() where cases[index].nextAt <= now {
            if order(index, &rehearsal) { moved = true }
            if cases[index].steps.isEmpty || cases[index].tries > 400 { cases.remove(at: index) }
        }
        return moved
    }

    private mutating func newCase(_ rehearsal: Rehearsal, _ now: Moment) -> Case {
        number += 1
        let flow = dice.pick(Flow.allCases)
        let owner = dice.pick(rehearsal.ids.filter { Workload.owns($0, flow) })
        return Case(flow: flow, owner: owner, steps: steps(flow, owner, rehearsal.ids), nextAt: now)
    }

    private static func owns(_ id: OfficeID, _ flow: Flow) -> Bool {
        let agency = id.description.dropFirst(7)
        switch flow {
        case .referral: return agency != "procuratorate"
        case .handoff, .listing, .publication:
            return agency == "market-regulation" || agency == "tax" && flow != .listing
        }
    }

    /// Gives the next order of a case; true when its office took it.
    private mutating func order(_ index: Int, _ rehearsal: inout Rehearsal) -> Bool {
        let now = rehearsal.clock.now
        var case_ = cases[index]
        guard var step = case_.steps.first else { return false }
        case_.tries += 1
        if step.orderID == 0 { step.orderID = dice.next() | 1 }
        case_.steps[0] = step
        case_.nextAt = now + .seconds(Int64(5 + dice.below(case_.tries < 20 ? 60 : 7200)))
        cases[index] = case_
        guard rehearsal.offices[step.office]?.isRunning ?? false else { return false }
        if case_.id != nil, let id = case_.id, rehearsal.offices[step.office]?.ledger.caseFile(id) == nil {
            return false
        }
        let officer = Officer(id: "o-\(step.role.rawValue)", name: "演练人员", roles: [step.role], region: "510100")
        let order = Order(
            id: "o-\(step.orderID)", kind: step.kind, caseID: case_.id, name: step.name, body: step.body,
            officer: officer)
        guard let answer = rehearsal.step(step.office, [.order(order)])?.first else { return false }
        judge(answer, step, &case_, &rehearsal)
        cases[index] = case_
        return true
    }

    private mutating func judge(
        _ answer: Result<JSONValue, Refusal>, _ step: Step, _ case_: inout Case, _ rehearsal: inout Rehearsal
    ) {
        switch answer {
        case .success(let body):
            if let wanted = step.refusal {
                rehearsal.checks.fail(
                    "auditor", "\(step.office) did \(step.name), \(wanted) was due", at: rehearsal.clock)
            }
            done += 1
            if case_.id == nil { case_.id = body["caseId"]?.string.flatMap { CaseID($0) } }
            case_.steps.removeFirst()
        case .failure(let refusal):
            refused += 1
            if refusal.code == step.refusal { return _ = case_.steps.removeFirst() }
            // Not yet: the letter that lets it be done is under way, or a restore took the case back.
            if case_.tries > 300 || Workload.ending.contains(refusal.code) { case_.steps = [] }
        }
    }

    /// Refusals behind which a story cannot go on.
    private static let ending: Set<String> = ["UNKNOWN_CASE", "ORDER_ID_TAKEN"]
}
