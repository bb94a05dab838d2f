import Casework
import Contracts
import Exchange

/// A list that shrinks at once by a large part has more often lost its source than its ground: such removals wait for a second
/// person of the owner, and the last good state stays meanwhile.
///
/// Counted is what people order. What ends by itself at midnight, or by a court's or another office's letter, is lawful
/// whatever its number, and is never held back.
extension OfficeMachine {
    /// Nil when an order's removals may go out; they are then counted.
    mutating func admitRemovals(
        _ outcome: Outcome, by officer: Officer, _ work: inout Workspace
    ) throws -> Refusal? {
        guard outcome.refusal == nil else { return nil }
        var removed: [String: Int] = [:]
        for letter in outcome.letters where ListStanding.isEnded(by: letter.type) {
            let list =
                try work.caseFile(letter.caseID)?.facts["listKind"]?.string ?? outcome.file?.facts["listKind"]?.string
            if let list { removed[list, default: 0] += 1 }
        }
        for (list, count) in removed.sorted(by: { $0.key < $1.key }) {
            if let refusal = try admit(count, of: list, by: officer, &work) { return refusal }
        }
        return nil
    }

    private mutating func admit(
        _ count: Int, of list: String, by officer: Officer, _ work: inout Workspace
    ) throws -> Refusal? {
        guard let limits = ShrinkLimits(rules, on: work.clocks.official.civilDate) else { return nil }
        let hour = work.clocks.official.milliseconds / 3_600_000
        var tally = removals.lists[list] ?? RemovalTally.List()
        tally.forget(before: hour - Int64(limits.windowHours))
        defer {
            removals.lists[list] = tally
            keep(.listRemovals, removals.json, &work)
        }
        let inForce = try entriesInForce(of: list, work)
        if tally.total + count <= limits.free(of: inForce + tally.total) {
            tally.add(count, at: hour, by: officer.id)
            return nil
        }
        if tally.spend(count, by: officer.id, at: work.clocks.official) { return nil }
        tally.officers.insert(officer.id)
        work.alarm(
            "MASS_REMOVAL_UNCONFIRMED",
            "more removals of list \(list) were ordered within \(limits.windowHours) hours than \(limits.percent) % of its "
                + "\(inForce + tally.total) entries: a second person of this office must confirm them")
        return Refusal(
            code: "MASS_REMOVAL_UNCONFIRMED",
            text: "\(limits.windowHours) 小时内移出“\(list)”的条目将超过有效条目的 \(limits.percent)%（已移出 \(tally.total) 条，"
                + "现有 \(inForce) 条）。为防误删，须由本单位另一名负责人确认批量移出后再办理；名单保持原状。",
            basis: nil, field: nil)
    }

    private func entriesInForce(of list: String, _ work: Workspace) throws -> Int {
        var count = 0
        for share in try work.ledger.listShares() where share.list == list && share.owner == office {
            count += Int(try work.ledger.listRanges(share)?.count ?? 0)
        }
        return count
    }

    /// A second person confirms that so many more entries of a list are to go.
    mutating func confirmRemovals(
        of list: String, count: Int, reason: String, by officer: Officer, _ work: inout Workspace
    ) -> Result<JSONValue, Refusal> {
        guard officer.roles.contains(where: { $0 == .headPrincipal || $0 == .headDeputy }) else {
            return .failure(Refusal(code: "ROLE_REQUIRED", text: "确认批量移出须由负责人办理。", basis: nil, field: nil))
        }
        guard let limits = ShrinkLimits(rules, on: work.clocks.official.civilDate), let tally = removals.lists[list],
            !tally.officers.isEmpty
        else {
            return .failure(
                Refusal(code: "NOTHING_TO_CONFIRM", text: "“\(list)”没有等待确认的批量移出。", basis: nil, field: "list"))
        }
        guard !tally.officers.contains(officer.id) else {
            return .failure(
                Refusal(
                    code: "REVIEWER_IS_HANDLER", text: "办理移出的人员不得自行确认，须由本单位另一名负责人确认。", basis: nil,
                    field: nil))
        }
        let until = work.clocks.official + .hours(Int64(limits.windowHours))
        removals.lists[list]?.confirmed = RemovalTally.Confirmation(by: officer.id, until: until, left: count)
        keep(.listRemovals, removals.json, &work)
        work.journal(
            .administration, by: office,
            note: "removal of \(count) entries of list \(list) until \(until) confirmed by \(officer.id): \(reason)")
        return .success(["list": .string(list), "left": .integer(Int64(count)), "until": .string(until.description)])
    }
}

/// The limits of the rule set in force.
private struct ShrinkLimits {
    let windowHours: Int
    let percent: Int
    let least: Int

    /// Nil for a rule set that has no such limits.
    init?(_ rules: RuleSet, on day: CivilDate) {
        do throws(RuleRefusal) {
            windowHours = try rules.limit("listRemovalWindowHours", on: day)
            percent = try rules.limit("listRemovalSharePercent", on: day)
            least = try rules.limit("listRemovalFreeCount", on: day)
        } catch {
            return nil
        }
    }

    /// How many may go without a second person.
    func free(of entries: Int) -> Int { max(least, entries * percent / 100) }
}

/// What people of this office have lately removed from its lists; kept as one value of the ledger.
struct RemovalTally: Hashable, Sendable {
    struct Confirmation: Hashable, Sendable {
        let by: String
        let until: Moment
        var left: Int
    }

    struct List: Hashable, Sendable {
        /// Removals by hour since 1970.
        var hours: [Int64: Int] = [:]
        /// Who ordered them, or tried to.
        var officers: Set<String> = []
        var confirmed: Confirmation?

        var total: Int { hours.values.reduce(0, +) }

        mutating func forget(before hour: Int64) {
            hours = hours.filter { $0.key > hour }
            if hours.isEmpty, confirmed == nil { officers = [] }
        }

        mutating func add(_ count: Int, at hour: Int64, by officer: String) {
            hours[hour, default: 0] += count
            officers.insert(officer)
        }

        /// Uses a confirmation by another person.
        mutating func spend(_ count: Int, by officer: String, at now: Moment) -> Bool {
            guard var given = confirmed, given.by != officer, given.until >= now, given.left >= count else {
                return false
            }
            given.left -= count
            confirmed = given.left > 0 ? given : nil
            officers.insert(officer)
            return true
        }
    }

    var lists: [String: List] = [:]

    init() {}

    /// Reads the stored form; what cannot be read counts as nothing.
    init(_ json: JSONValue?) {
        for member in json?.object ?? [] {
            var list = List()
            for hour in member.value["hours"]?.array ?? [] {
                guard let at = hour.array?.first?.integer, let count = hour.array?.last?.integer else { continue }
                list.hours[at] = Int(count)
            }
            list.officers = Set((member.value["officers"]?.array ?? []).compactMap(\.string))
            if let given = member.value["confirmed"], let by = given["by"]?.string,
                let until = given["until"]?.string.flatMap({ Moment($0) }), let left = given["left"]?.integer
            {
                list.confirmed = Confirmation(by: by, until: until, left: Int(left))
            }
            lists[member.name] = list
        }
    }

    var json: JSONValue {
        .object(
            lists.sorted { $0.key < $1.key }.map { name, list in
                JSONMember(
                    name,
                    .members([
                        (
                            "hours",
                            .array(
                                list.hours.sorted { $0.key < $1.key }.map {
                                    .array([.integer($0.key), .integer(Int64($0.value))])
                                })
                        ),
                        ("officers", .array(list.officers.sorted().map { .string($0) })),
                        (
                            "confirmed",
                            list.confirmed.map {
                                [
                                    "by": .string($0.by), "until": .string($0.until.description),
                                    "left": .integer(Int64($0.left)),
                                ]
                            }
                        ),
                    ]))
            })
    }
}
