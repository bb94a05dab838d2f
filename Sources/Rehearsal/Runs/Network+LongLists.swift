import Casework
import Contracts
import Exchange
import Offices

/// A long list that stands at all offices before anything goes wrong, and what it takes to find one spoilt row in it.
extension Network {
    /// Orders that one step of the set-up takes.
    private static let slice = 100

    /// An office of market regulation lists so many firms, and all others read of them; nothing goes wrong meanwhile.
    mutating func stand(_ count: Int) -> [CaseID] {
        guard let owner = ids.first(where: { $0.description.hasSuffix("-market-regulation") }) else { return [] }
        luck.isOver = true
        defer { luck.isOver = false }
        var idle = Workload(seed: 0, self, pace: .hours(1), lastCase: clock.now, scope: .stories)
        run(for: .minutes(3), workload: &idle)
        var entries: [CaseID] = []
        while entries.count < count, checks.isClean {
            let numbers = entries.count..<min(count, entries.count + Network.slice)
            let listed = list(numbers, at: owner)
            guard listed.count == numbers.count else {
                checks.fail("lists", "\(owner) could not list \(numbers)", at: clock)
                break
            }
            entries += listed
            run(for: .seconds(3), workload: &idle)
        }
        run(for: .minutes(5), workload: &idle)
        for id in ids {
            let roots = ledger(of: id)?.listRoots() ?? []
            checks.expect(
                roots.contains { $0.count == UInt64(count) } && roots == ledger(of: owner)?.listRoots(), "S13",
                "\(id) does not have the \(count) entries of \(owner): \(roots)", at: clock)
        }
        story.tell(clock, owner.description, "lists", "has \(count) entries on its list, and so have all others")
        return entries
    }

    /// Proposes, reviews and lists firms with these numbers, each in one step for all.
    private mutating func list(_ numbers: Range<Int>, at owner: OfficeID) -> [CaseID] {
        let begun = give(
            numbers.map { number in
                let firm = Workload.firm.setting("name", .string("成都示例食品有限公司\(number)")).setting(
                    "uscc", .string(Network.code(number)))
                let body = Workload.proposal(cause: "因违法添加被处以较重行政处罚", measures: Workload.measures)
                return (nil, body.setting("subject", firm))
            }, "propose", .handler, at: owner, numbers.lowerBound)
        let entries = begun.compactMap { $0["caseId"]?.string.flatMap { CaseID($0) } }
        let reviewed = give(
            entries.map { ($0, .object([])) }, "passReview", .legalReviewer, at: owner, numbers.lowerBound)
        let listed = give(
            entries.map { ($0, Workload.decision(objectionUntil: "2026-06-28")) }, "list", .headPrincipal, at: owner,
            numbers.lowerBound)
        return listed.count == reviewed.count ? entries : []
    }

    /// A code that no registrar gave: its last two characters prove the others.
    private static func code(_ number: Int) -> String {
        let stem = "91510104XT0\(String(100_000 + number % 100_000).dropFirst())"
        for check in "0123456789X" {
            for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" {
                do throws(USCCRefusal) {
                    return try USCC("\(stem)\(check)\(last)").text
                } catch {
                    continue
                }
            }
        }
        preconditionFailure("a code without check characters")
    }

    /// Gives one order for each in one step; returns the answers of those that were done.
    private mutating func give(
        _ bodies: [(CaseID?, JSONValue)], _ name: String, _ role: Role, at owner: OfficeID, _ first: Int
    ) -> [JSONValue] {
        guard let place = liveRoom(of: owner) else { return [] }
        let officer = Officer(id: "l-\(role.rawValue)", name: "演练人员", roles: [role], region: "510100")
        let orders = bodies.enumerated().map { index, order in
            Order(
                id: "l-\(name)-\(first + index)", kind: .listEntry, caseID: order.0, name: name, body: order.1,
                officer: officer)
        }
        let answers = step(place, orders.map { .order($0) }) ?? []
        for (order, answer) in zip(orders, answers) { heard(answer, to: order, at: place) }
        rooms[place].wakeAt = clock.now
        return answers.compactMap { answer in
            guard case .success(let body) = answer else { return nil }
            return body
        }
    }

    // MARK: One spoilt row

    /// The most questions that one office may need to find one row: one for each partition, one for the range, and as many
    /// again where the first round came before the mending.
    static let mostQuestions = 16

    /// In each way in which a row can be spoilt, at a reader and at the owner itself: the row becomes again what its letters
    /// made it, and no office has to ask much to find it.
    mutating func findSpoilt(among entries: [CaseID]) {
        guard let owner = entries.first?.office, let reader = ids.last(where: { $0 != owner }) else { return }
        luck.isOver = true
        defer { luck.isOver = false }
        hasSpoiltRows = true
        var idle = Workload(seed: 0, self, pace: .hours(1), lastCase: clock.now, scope: .stories)
        for office in [reader, owner] {
            for rot in MemoryLedger.Rot.allCases where checks.isClean {
                findSpoilt(dice.pick(entries), rot, at: office, &idle)
            }
        }
    }

    private mutating func findSpoilt(
        _ entry: CaseID, _ rot: MemoryLedger.Rot, at office: OfficeID, _ idle: inout Workload
    ) {
        guard let place = liveRoom(of: office), let sound = rooms[place].ledger.listStanding(entry) else {
            return checks.fail("lists", "\(office) does not know \(entry)", at: clock)
        }
        let before = questions()
        crash(place, "as its disk rots", pause: .seconds(5))
        rooms[place].ledger.rot(entry, rot)
        run(for: .minutes(15), workload: &idle)
        let asked = questions().map { ($0.key, $0.value - before[$0.key, default: 0]) }.filter { $0.1 > 0 }
        let most = asked.map(\.1).max() ?? 0
        let words = asked.sorted { $0.0 < $1.0 }.map { "\($0.1) by \($0.0)" }.joined(separator: ", ")
        story.tell(clock, office.description, "lists", "had \(entry) \(rot), and \(most) questions found it: \(words)")
        let now = ledger(of: office)?.listStanding(entry)
        let own = ledger(of: entry.office)?.listStanding(entry)
        checks.expect(
            now == sound && now.map { own?.isMade(like: $0) ?? false } ?? false, "S13",
            "\(office) had the row of \(entry) \(rot), and it was not made again what its owner's is", at: clock)
        checks.expect(
            most <= Network.mostQuestions, "S13", "one row \(rot) at \(office) took too many questions: \(words)",
            at: clock)
        let roots = ids.map { ledger(of: $0)?.listRoots() }
        checks.expect(
            roots.allSatisfy { $0 == roots[0] }, "S13", "the lists differ after \(entry) was \(rot) at \(office)",
            at: clock)
    }

    /// How often each office has asked for a part of a list, as far as the bus tells.
    private func questions() -> [OfficeID: Int] {
        var counts: [OfficeID: Int] = [:]
        for log in bus.logs {
            guard case .direct = log.partition.topic else { continue }
            for record in log.records {
                guard case .success(let envelope)? = record.reading?.envelope,
                    envelope.leaf.type == ControlType.listWanted
                else { continue }
                counts[envelope.leaf.stream.office, default: 0] += 1
            }
        }
        return counts
    }
}
