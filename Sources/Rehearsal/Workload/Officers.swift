import Casework
import Contracts
import Offices

/// Officers who do whatever their desk lets them do, in cases of every kind: what is possible is asked of the desk, the
/// content is made up from the fields it asks for. A row that joins a workflow is played without a word here.
///
/// Each seed has likings of its own: some events are sought, others avoided, and one kind of case is in fashion, so that
/// long stories come about. What was done often gets dull.
struct Officers: Sendable {
    var dice: Dice
    /// When somebody orders something next; for ever away when all have gone home.
    private(set) var nextAt: Moment
    let lastAt: Moment
    private let pause: Span
    private let fashion: CaseKind
    private let taste: UInt64
    /// The office that no program runs.
    private let silent: OfficeID
    var cases: [CaseID] = []
    private var unanswered: (order: Order, office: OfficeID, deed: Coverage.Deed)?
    private var numbers: UInt64 = 0
    /// Somebody who lists many at once; nil in most seeds.
    var bulk: Bulk?
    /// They look for what is rare.
    var seeksRareThings = false
    /// How often each event was ordered by these officers.
    private var ordered: [Coverage.Deed: Int] = [:]
    /// Orders that were done and refused.
    var done = 0
    var refused = 0

    init(seed: UInt64, start: Moment, pause: Span, last: Moment, silent: OfficeID) {
        self.silent = silent
        dice = Dice(seed: seed)
        self.pause = pause
        nextAt = start + .seconds(40)
        lastAt = last
        fashion = dice.pick(CaseKind.allCases)
        taste = dice.next()
    }

    /// Somebody orders something, or time goes by.
    mutating func work(_ network: inout Network) {
        let now = network.clock.now
        guard now >= nextAt else { return }
        nextAt = now + .seconds(1 + Int64(dice.below(Int(2 * pause.milliseconds / 1000))))
        if nextAt >= lastAt { nextAt = Moment(milliseconds: .max) }
        if dice.happens(50) { network.passTime(dice.below(4) == 0 ? .hours(Int64(1 + dice.below(90))) : nil) }
        if let again = unanswered {
            unanswered = nil
            return give(again.order, again.deed, at: again.office, isLawful: true, &network)
        }
        let places = network.rooms.indices.filter { network.rooms[$0].isRunning }
        guard !places.isEmpty else { return }
        if cases.isEmpty || dice.happens(cases.count < 3 ? 250 : 70) {
            return open(dice.pick(places), &network)
        }
        dice.happens(150) ? misbehave(places, &network) : goOn(places, &network)
    }

    // MARK: New cases

    private mutating func open(_ place: Int, _ network: inout Network) {
        let kind = dice.happens(500) ? fashion : dice.pick(CaseKind.allCases)
        let owners = Officers.owners(of: kind)
        let fitting = network.rooms.indices.filter { other in
            network.rooms[other].isRunning && owners.contains { network.rooms[other].office.description.hasSuffix($0) }
        }
        let place = owners.isEmpty ? place : fitting.isEmpty ? nil : dice.pick(fitting)
        guard let place, let choice = choose(kind, nil, at: place, network) else { return }
        act(choice, kind, nil, at: place, &network)
    }

    /// Who may send the letters of such a case (`DefaultAuthority`); empty for everybody.
    static func owners(of kind: CaseKind) -> [String] {
        switch kind {
        case .handoff: ["-market-regulation", "-tax", "-customs", "-cyberspace"]
        case .listEntry: ["-market-regulation"]
        case .publication, .repair, .risk: ["-market-regulation", "-tax", "-customs"]
        case .referral, .supervision, .assistance, .task, .commentRound, .slip: []
        }
    }

    // MARK: Cases under way

    private mutating func goOn(_ places: [Int], _ network: inout Network) {
        var best: (choice: Choice, file: CaseFile, place: Int)?
        for _ in 0..<6 {
            guard let (place, file) = somewhere(places, network),
                let choice = choose(file.kind, file, at: place, network)
            else { continue }
            if choice.liking > best?.choice.liking ?? .min { best = (choice, file, place) }
        }
        guard let best, best.choice.liking > -60 else {
            return dice.happens(400) ? open(dice.pick(places), &network) : ()
        }
        act(best.choice, best.file.kind, best.file, at: best.place, &network)
    }

    /// A case, the newer the likelier, at an office that has it.
    private mutating func somewhere(_ places: [Int], _ network: Network) -> (Int, CaseFile)? {
        let width = dice.pick([1, 2, 2, 4, 4, 8, cases.count])
        let id = dice.pick(Array(cases.suffix(width)))
        let knowing = places.filter { network.rooms[$0].ledger.caseFile(id) != nil }
        guard !knowing.isEmpty else { return nil }
        let place = dice.pick(knowing)
        return network.rooms[place].ledger.caseFile(id).map { (place, $0) }
    }

    /// What somebody may order, and how much it is wished for.
    struct Choice {
        let row: Transition
        let fields: [BodyField]
        let context: DeskContext
        let liking: Int
    }

    /// The most wished for of what is possible in this office and case.
    private mutating func choose(_ kind: CaseKind, _ file: CaseFile?, at place: Int, _ network: Network) -> Choice? {
        let officers = self
        return choose(kind, file, at: place, network) { officers.liking(Coverage.Deed(kind, $0.event)) }
    }

    /// The most wished for of what is possible in this office and case, by any taste.
    mutating func choose(
        _ kind: CaseKind, _ file: CaseFile?, at place: Int, _ network: Network, by taste: (Transition) -> Int
    ) -> Choice? {
        let room = network.rooms[place]
        guard let machine = room.machine,
            let context = machine.deskContext(room.clocks(at: network.clock.now), for: file)
        else { return nil }
        let everybody = Officer(id: "o-all", name: "演练人员", roles: Role.allCases, region: "510100")
        let standing = file?.standing(of: context.own.id) ?? .opener
        var best: Choice?
        // Most orders are not for the state at hand: nobody needs the words of their refusals here.
        let state = file?.state ?? ""
        let fitting = Workflow.of(kind).rows.reduce(into: [String: Transition]()) { rows, row in
            guard let name = row.order, rows[name] == nil, row.from.contains(state),
                row.isOpen(to: standing, context.own.agency)
            else { return }
            rows[name] = row
        }
        for name in Workflow.of(kind).orders {
            guard let row = fitting[name],
                let way = Desk.possibility(of: name, kind, file: file, officer: everybody, context: context),
                way.refusal == nil
            else { continue }
            let liking = taste(row) + Officers.prospect(row, kind) + dice.below(30)
            if liking > best?.liking ?? .min {
                best = Choice(row: row, fields: way.fields, context: context, liking: liking)
            }
        }
        return best
    }

    private func liking(_ deed: Coverage.Deed) -> Int {
        let digest = Digest.sha256(Array("\(taste) \(deed.kind.rawValue) \(deed.event)".utf8))
        return Int(digest.bytes[0]) * 100 / 255 - 25 * (ordered[deed] ?? 0)
    }

    /// What ends a case is done less often than what lets it go on.
    private static func prospect(_ row: Transition, _ kind: CaseKind) -> Int {
        guard case .state(let state) = row.to else { return 20 }
        return 8 * min(4, ways[kind]?[state] ?? 0)
    }

    /// How many rows lead on from each state by an order.
    private static let ways = Dictionary(
        uniqueKeysWithValues: CaseKind.allCases.map { kind in
            (kind, Dictionary(grouping: Workflow.of(kind).rows.filter { $0.order != nil }.flatMap(\.from)) { $0 })
        }
    ).mapValues { $0.mapValues(\.count) }

    mutating func act(
        _ choice: Choice, _ kind: CaseKind, _ file: CaseFile?, at place: Int, _ network: inout Network
    ) {
        let deed = Coverage.Deed(kind, choice.row.event)
        ordered[deed, default: 0] += 1
        let order = order(choice, kind, file, at: place, network, as: [dice.pick(choice.row.roles)])
        give(order, deed, at: network.rooms[place].office, place: place, isLawful: true, &network)
    }

    mutating func order(
        _ choice: Choice, _ kind: CaseKind, _ file: CaseFile?, at place: Int, _ network: Network, as roles: [Role]
    ) -> Order {
        numbers += 1
        let others = cases.filter { other in
            network.rooms[place].ledger.caseFile(other).map { $0.kind == .referral && $0.subject == file?.subject }
                ?? false
        }
        var invention = Invention(
            kind: kind, row: choice.row, file: file, context: choice.context, others: others,
            published: published(at: place, network), silent: silent,
            number: taste % 1_000_000 * 1000 + numbers, dice: dice.split(), seeksRareThings: seeksRareThings)
        let body = invention.body(choice.fields)
        return Order(
            id: "e-\(dice.next())", kind: kind, caseID: file?.id, name: choice.row.order ?? "", body: body,
            officer: officer(roles))
    }

    /// Public entries and penalties that this office knows: what a repair may be about.
    private func published(at place: Int, _ network: Network) -> [CaseFile] {
        cases.compactMap { network.rooms[place].ledger.caseFile($0) }.filter {
            [.listEntry, .publication].contains($0.kind) && $0.state == "published"
        }
    }

    /// A few people, some of whom do several things.
    private mutating func officer(_ roles: [Role]) -> Officer {
        let name = dice.happens(150) ? "e-both" : "e-\(roles.first?.rawValue ?? "")-\(dice.below(3))"
        return Officer(id: name, name: "演练人员", roles: roles, region: "510100")
    }

    // MARK: What nobody may

    /// The wrong act, the wrong person or the wrong content: refused, whatever the state.
    private mutating func misbehave(_ places: [Int], _ network: inout Network) {
        guard let (place, file) = somewhere(places, network),
            let choice = choose(file.kind, file, at: place, network)
        else { return }
        let office = network.rooms[place].office
        var order = order(choice, file.kind, file, at: place, network, as: [dice.pick(choice.row.roles)])
        switch dice.below(3) {
        case 0:
            guard let row = outOfPlace(file, choice.context) else { return }
            order = Order(
                id: order.id, kind: file.kind, caseID: file.id, name: row.order ?? "", body: order.body,
                officer: Officer(id: "e-all", name: "演练人员", roles: Role.allCases, region: "510100"))
        case 1:
            order = Order(
                id: order.id, kind: file.kind, caseID: file.id, name: order.name, body: order.body,
                officer: officer([.auditor]))
        default:
            order = Order(
                id: order.id, kind: file.kind, caseID: file.id, name: order.name,
                body: order.body.setting("nobodyAskedForThis", true), officer: order.officer)
        }
        let deed = Coverage.Deed(file.kind, choice.row.event)
        give(order, deed, at: office, place: place, isLawful: false, &network)
    }

    /// An order of the workflow that nobody of this office may give in this state.
    private mutating func outOfPlace(_ file: CaseFile, _ context: DeskContext) -> Transition? {
        let standing = file.standing(of: context.own.id)
        let rows = Workflow.of(file.kind).rows.filter { $0.order != nil }
        let barred = rows.filter { row in
            !rows.contains { other in
                other.order == row.order && other.isOpen(to: standing, context.own.agency)
                    && other.from.contains(file.state)
            }
        }
        return barred.isEmpty ? nil : dice.pick(barred)
    }

    // MARK: Answers

    private mutating func give(
        _ order: Order, _ deed: Coverage.Deed, at office: OfficeID, place: Int? = nil, isLawful: Bool,
        _ network: inout Network
    ) {
        let running = network.rooms(of: office).filter { network.rooms[$0].isRunning }
        guard let place = place ?? running.first else { return }
        let before = order.caseID.map { network.rooms[place].ledger.caseFile($0)?.version ?? 0 }
        guard let answer = network.step(place, [.order(order)])?.first else {
            // Nobody knows whether it was done: it is ordered again under its id.
            if isLawful { unanswered = (order, office, deed) }
            return
        }
        network.heard(answer, to: order, at: place)
        switch answer {
        case .success(let body):
            done += 1
            network.checks.expect(
                isLawful, "S7", "\(office) did \(order.name) of \(deed.kind.rawValue), which nobody may",
                at: network.clock)
            if order.caseID == nil, let id = body["caseId"]?.string.flatMap({ CaseID($0) }) { cases.append(id) }
            if dice.happens(60) { network.repeats(order, answer, at: place) }
        case .failure(let refusal):
            refused += 1
            network.checks.coverage.refused(deed.kind, deed.event)
            network.confirmRemovals(behind: refusal, of: order, at: place, &dice)
            let after = order.caseID.map { network.rooms[place].ledger.caseFile($0)?.version ?? 0 }
            network.checks.expect(
                before == after || refusal.code == "FINE_BLOCKED", "S7",
                "\(office) refused \(order.name) (\(refusal.code)) and moved its case", at: network.clock)
        }
    }
}

extension Network {
    /// Official time goes on at once for all offices, as the clock file of a rehearsal has it; machine time does not. Nil
    /// for as long as until the next rung of some office, so that deadlines end in time for what follows.
    mutating func passTime(_ span: Span?) {
        let now = rooms.first.map { $0.clocks(at: clock.now).official } ?? clock.now
        let rungs = rooms.filter(\.isAlive).compactMap { $0.ledger.nextRung() }.filter { $0 > now }
        let untilRung = rungs.min().map { ($0 - now).milliseconds + 60_000 } ?? 7_200_000
        let step = Span.milliseconds(min(span?.milliseconds ?? untilRung, 20 * 86_400_000))
        guard (lead.milliseconds + step.milliseconds) / 86_400_000 < 150 else { return }
        lead = .milliseconds(lead.milliseconds + step.milliseconds)
        for place in rooms.indices {
            rooms[place].lead = lead
            rooms[place].wakeAt = min(rooms[place].wakeAt, clock.now + .seconds(Int64(1 + place)))
        }
        story.tell(clock, "clock", "time", "goes on by \(step.milliseconds / 60_000) minutes at once")
    }
}
