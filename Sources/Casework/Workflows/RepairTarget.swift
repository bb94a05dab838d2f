import Contracts

/// A list entry or a publication that a repair is about, as this office has it, with what the applicant states of it.
struct RepairTarget {
    /// The item of `targets`.
    let claim: JSONValue
    /// The case.
    let file: CaseFile

    /// The targets of a content, in order; nil in the place of one that is unknown here.
    static func all(_ targets: JSONValue?, _ context: DeskContext) -> [RepairTarget?] {
        (targets?.array ?? []).map { claim in
            let id = claim["caseId"]?.string.flatMap { CaseID($0) }
            return id.flatMap { context.others[$0]?.file }.map { RepairTarget(claim: claim, file: $0) }
        }
    }

    /// Whether the fact is public now.
    var isPublished: Bool { file.state == "published" }

    /// The rules that cover it on a day, the own one first; none for what is neither entry nor publication.
    func rules(_ context: DeskContext, on day: CivilDate) -> [RepairRule] {
        switch file.kind {
        case .listEntry: context.rules.repairRules(listKind: file.facts["listKind"]?.string ?? "", on: day)
        case .publication:
            context.rules.repairRules(publisher: context.offices.profile(file.owner)?.agency ?? "", on: day)
        case .referral, .handoff, .supervision, .assistance, .task, .commentRound, .slip, .repair, .risk: []
        }
    }

    /// What each rule says of it on a day.
    func readings(_ context: DeskContext, on day: CivilDate) -> [RepairReading] {
        rules(context, on: day).compactMap { rule in
            guard let decidedOn, let publishedOn else { return nil }
            let from = rule.eligibleFrom(
                severity: severity, sector: claim["sector"]?.string, decidedOn: decidedOn, publishedOn: publishedOn)
            let isExcluded = penaltyKinds.contains(where: rule.excludedPenalties.contains)
            return RepairReading(target: file.id, rule: rule, eligibleFrom: from, isExcluded: isExcluded, day: day)
        }
    }

    /// How grave the fact is: as it was published, or else as the applicant states it.
    var severity: PublicationChannel.Severity? {
        let word = file.facts["severity"]?.string ?? claim["severity"]?.string
        return word.flatMap { PublicationChannel.Severity(rawValue: $0) }
    }

    /// The kinds of the published penalty; none for an entry.
    var penaltyKinds: [String] { (payload?["penaltyKinds"]?.array ?? []).compactMap(\.string) }

    /// The last day of a career ban, restriction or other statutory measure that still runs on a day; nil when none does.
    func runningTerm(on day: CivilDate) -> CivilDate? {
        var ends = [claim["termUntil"], file.facts["extendedUntil"], file.facts["termUntil"]]
        ends += (file.facts["measures"]?.array ?? []).map { $0["until"] }
        if penaltyKinds.contains(where: RepairTarget.termKinds.contains), payload?["validUntil"]?.string != "2099-12-31"
        {
            ends.append(payload?["validUntil"])
        }
        return ends.compactMap { $0?.string.flatMap { CivilDate($0) } }.filter { $0 >= day }.max()
    }

    /// The last day on which it may not be repaired; nil when nothing bars it.
    func barredUntil(on day: CivilDate) -> CivilDate? {
        RepairTarget.barredUntil(file).flatMap { $0 >= day ? $0 : nil }
    }

    /// The last day of a bar, whether the revocation of a repair made it or the restoration of the entry.
    static func barredUntil(_ file: CaseFile?) -> CivilDate? {
        let bars = [file?.facts["repairBarred"]?["repairBarredUntil"], file?.facts["repairBarredUntil"]]
        return bars.compactMap { $0?.string.flatMap { CivilDate($0) } }.max()
    }

    /// Penalties that last: repair waits for their end.
    private static let termKinds = ["restrictActivity", "suspendBusiness", "careerBan", "suspendLicence"]

    private var payload: JSONValue? { file.facts["payload"] ?? file.facts["record"] }

    private var decidedOn: CivilDate? {
        switch file.kind {
        case .listEntry:
            RepairTarget.day(file.facts["decidedOn"] ?? claim["decidedOn"]) ?? publishedOn
        default: RepairTarget.day(payload?["decisionDate"])
        }
    }

    private var publishedOn: CivilDate? {
        switch file.kind {
        case .listEntry:
            RepairTarget.day(file.facts["publishedOn"]) ?? RepairTarget.day(file.facts["listedOn"])
        default: file.facts["published"]?["at"]?.string.flatMap { Moment($0) }?.civilDate
        }
    }

    private static func day(_ value: JSONValue?) -> CivilDate? { value?.string.flatMap { CivilDate($0) } }
}

/// What the rule of one channel says of one target on a day: two of them may differ (domain Q4, RP-14).
struct RepairReading {
    let target: CaseID
    let rule: RepairRule
    let eligibleFrom: CivilDate?
    let isExcluded: Bool
    let day: CivilDate

    /// Whether the rule lets the channel stop on that day.
    var isReached: Bool { !isExcluded && (eligibleFrom.map { $0 <= day } ?? true) }

    var isOwn: Bool { rule.part == .own }

    private var citation: String { rule.basis.map(\.citation).joined(separator: "、") }

    var json: JSONValue {
        .members([
            ("caseId", .string(target.description)), ("rule", .string(rule.id)), ("channel", .string(rule.channel)),
            ("channelName", .string(rule.channelName)), ("own", .bool(isOwn)),
            ("eligibleFrom", eligibleFrom.map { .string($0.description) }), ("reached", .bool(isReached)),
            ("basis", .string(citation)),
        ])
    }

    /// What happens to the target on the channel.
    func effect(holdsElsewhere: Bool) -> JSONValue {
        let holds = !isReached && holdsElsewhere
        return .members([
            ("caseId", .string(target.description)), ("channel", .string(rule.channel)),
            ("action", holds ? "hold" : "stop"),
            ("heldUntil", holds ? eligibleFrom.map { .string($0.description) } : nil), ("basis", .string(citation)),
        ])
    }

    /// For a person who decides between two rules.
    var words: String {
        let when =
            isExcluded ? "该渠道对此类处罚不得提前停止公示" : eligibleFrom.map { "自\($0)起可以修复" } ?? "履行完毕即可修复"
        return "\(rule.channelName)：\(when)（\(citation)）"
    }

    /// The own rule lets it be repaired and another channel's does not.
    static func conflict(in readings: [RepairReading]) -> Bool {
        readings.contains { $0.isOwn && $0.isReached } && readings.contains { !$0.isOwn && !$0.isReached }
    }

    /// The same of readings as a letter tells them.
    static func conflict(in readings: JSONValue?) -> Bool {
        let all = readings?.array ?? []
        return all.contains { $0["own"] == true && $0["reached"] == true }
            && all.contains { $0["own"] != true && $0["reached"] != true }
    }
}
