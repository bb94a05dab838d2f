import Contracts

/// Why a subject stands on a list: the list, the decision that the listing rests on, and the provision and criterion by
/// which that decision is a ground. How officers word it makes no other cause.
struct ListCause: Hashable {
    private let list: String
    private let decision: String
    private let ground: String
    private let criterion: String

    /// Nil where the list or the decision is not told.
    init?(_ facts: JSONValue, _ context: DeskContext) {
        guard let list = facts["listKind"]?.string, let decision = facts["sourceDecisionNo"]?.string else { return nil }
        self.list = list
        self.decision = HalfWidth.code(decision)
        let provision = [facts["ground"]?["instrument"], facts["ground"]?["article"]]
        ground = provision.map { Attempt.plainTitle($0?.string ?? "") }.joined(separator: " ")
        // Where a list has no criteria the field holds anything.
        let kind = context.rules.listKinds.last { $0.kind == list && $0.validity.contains(context.today) }
        criterion = kind?.criterion(facts["criterion"]?.string)?.code ?? ""
    }
}

/// The days on which an entry stands.
struct ListSpan: Hashable {
    /// The first.
    let first: CivilDate
    /// The last; nil while only cure or a decision ends it.
    let last: CivilDate?

    /// Whether both stand on some day.
    func overlaps(_ other: ListSpan) -> Bool {
        (last.map { other.first <= $0 } ?? true) && (other.last.map { first <= $0 } ?? true)
    }

    /// The span of an entry that stands, or would if it were listed today.
    init(_ facts: JSONValue, known last: CivilDate?, _ context: DeskContext) {
        let listed = facts["listedOn"] ?? facts["decidedOn"] ?? .string(context.today.description)
        let dated = facts.setting("listedOn", listed).setting("publishedOn", facts["publishedOn"] ?? listed)
        let kind = context.rules.listKinds.last {
            $0.kind == facts["listKind"]?.string && $0.validity.contains(context.today)
        }
        let days = kind.map { ListDays($0, dated, context) }
        first = days?.start ?? listed.string.flatMap { CivilDate($0) } ?? context.today
        self.last = last ?? days?.period?.last
    }
}

extension Attempt {
    /// One cause lists a subject once: another entry of the same list for the same cause would restrict it twice, and
    /// end at another time (practice 7, row 33). Another decision or provision is another cause.
    func checkCauseNotListed() throws(Refusal) {
        guard let cause = ListCause(content, context) else { return }
        let subject = CaseFile.subject(of: content)
        let span = ListSpan(content, known: nil, context)
        let same = context.entries.first { entry in
            entry.id != file?.id && entry.subject == subject && entry.isListedOrProposed(at: context.own.id)
                && ListCause(entry.facts, context) == cause
                && ListSpan(entry.facts, known: entry.lastDay, context).overlaps(span)
        }
        guard !subject.isEmpty, let same else { return }
        let owner = context.offices.profile(same.owner)?.shortName ?? same.owner.description
        let state = Workflow.listEntry.title(ofState: same.state)
        let until = same.lastDay.map { "，至\($0)届满" } ?? ""
        throw refuse(
            "LISTED_FOR_SAME_CAUSE",
            "该当事人已因同一决定、同一依据列入或者正在列入“\(try listKind().name)”：案件\(same.id)（\(owner)，\(state)\(until)）",
            field: "sourceDecisionNo")
    }
}

extension CaseFile {
    /// States of an entry that is off its list, or never came onto it.
    private static let unlisted: Set<String> = ["rejected", "cancelled", "notPublished", "removing", "removed"]

    /// States in which another office asks its superior's consent: the superior does not hear when that is given up.
    private static let asked: Set<String> = ["consentRequested", "consented"]

    /// Whether an entry is on its list, or an own one on its way there; one whose letters contradict each other counts as
    /// listed.
    fileprivate func isListedOrProposed(at office: OfficeID) -> Bool {
        !CaseFile.unlisted.contains(state) && (owner == office || !CaseFile.asked.contains(state))
    }
}

extension Desk {
    /// The subject whose other list entries an order must be held against; nil where they do not matter.
    package static func subjectOfNewEntry(_ order: Order) -> String? {
        let isAsked = Workflow.of(order.kind).rows.contains { row in
            row.order == order.name && row.guards.contains(.list(.causeNotListed))
        }
        guard isAsked else { return nil }
        // The body as it came: its code is in whatever width and case somebody typed it.
        let subject = CaseFile.subject(of: order.body)
        return subject.isEmpty ? nil : order.body["subject"]?["uscc"]?.string.map(HalfWidth.code) ?? subject
    }
}
