package import Contracts

/// An entry of a joint-punishment list as somebody who looks a subject up sees it.
package struct ListedEntry: Hashable, Sendable {
    /// Whether the entry is on its list.
    package enum Standing: String, CaseIterable, Hashable, Sendable {
        /// On the list.
        case inForce
        /// On the list, not shown and not applied for the time of a reorganisation.
        case shielded
        /// Taken off; measures are being lifted.
        case removing
        /// Taken off, and all measures are lifted.
        case removed
        /// Not decided, or decided against.
        case notListed
        /// Letters contradict each other: a person has to look.
        case unclear

        /// What it is called.
        package var title: String {
            switch self {
            case .inForce: "在列"
            case .shielded: "在列（暂停公示和惩戒）"
            case .removing: "已移出，措施解除中"
            case .removed: "已移出"
            case .notListed: "未列入"
            case .unclear: "状态冲突，须人工核实"
            }
        }

        /// Whether the subject counts as listed.
        package var isListed: Bool {
            switch self {
            case .inForce, .shielded, .unclear: true
            case .removing, .removed, .notListed: false
            }
        }

        /// The standing of a list entry's state.
        package init(state: String) {
            switch state {
            case "published": self = .inForce
            case "shielded": self = .shielded
            case "removing": self = .removing
            case "removed": self = .removed
            case "conflict": self = .unclear
            default: self = .notListed
            }
        }
    }

    /// The entry.
    package let id: CaseID
    /// The list kind.
    package let list: String
    /// USCC or person token.
    package let code: String
    /// Names of the subject, the present one first.
    package let names: [String]
    /// Tokens of the people who answer for it.
    package let responsible: [String]
    /// Whether the subject is a natural person.
    package let isPerson: Bool
    /// Whether it is on its list.
    package let standing: Standing
    /// Number of the decision to list.
    package let decisionNo: String?
    /// Since when it is listed.
    package let listedFrom: CivilDate?
    /// Its last day; nil when only a decision ends it.
    package let listedThrough: CivilDate?
    /// Why it is listed.
    package let cause: String?
    /// The provision.
    package let ground: JSONValue?
    /// The measures as the owner orders or offers them (domain C.9).
    package let measures: [JSONValue]

    /// The owner.
    package var owner: OfficeID { id.office }

    /// Whether a measure of this code is among its measures.
    package func carries(_ measure: String) -> Bool { measures.contains { $0["code"]?.string == measure } }

    /// The entry that a case is; nil for a case of another kind.
    ///
    /// - Parameters:
    ///   - file: the case.
    ///   - earlierNames: names that the journal knows beside those of its present state.
    package init?(_ file: CaseFile, earlierNames: [String] = []) {
        guard file.kind == .listEntry else { return nil }
        id = file.id
        list = file.facts["listKind"]?.string ?? ""
        code = file.subject
        names = file.subjectNames + earlierNames.filter { !file.subjectNames.contains($0) }
        responsible = file.responsibleTokens
        isPerson = file.isOfNaturalPerson
        standing = Standing(state: file.state)
        decisionNo = file.facts["listingDecisionNo"]?.string
        listedFrom = ListDates.start(file.facts) ?? ListDates.day(of: file.facts["listed"])
        listedThrough = ListDates.end(file.facts)
        cause = file.facts["cause"]?.string
        ground = file.facts["ground"]
        measures = file.facts["measures"]?.array ?? []
    }
}

/// The days that bodies of list letters name (domain C.9).
enum ListDates {
    /// From which day a listing counts.
    static func start(_ body: JSONValue) -> CivilDate? { date(body, ["effectiveFrom", "listedOn"]) }

    /// The last day of a listing.
    static func end(_ body: JSONValue) -> CivilDate? {
        let scheduled = date(body, ["scheduledRemovalOn"])
        guard let extended = date(body, ["extendedUntil"]) else { return scheduled }
        return scheduled.map { max($0, extended) } ?? extended
    }

    /// From which day a removal, a shield or a restoration counts.
    static func effect(_ body: JSONValue) -> CivilDate? {
        date(body, ["effectiveOn", "effectiveFrom", "removedOn", "restoredOn"])
    }

    /// The day of the act that an event's stamp tells.
    static func day(of stamp: JSONValue?) -> CivilDate? {
        stamp?["at"]?.string.flatMap { Moment($0) }?.civilDate
    }

    private static func date(_ body: JSONValue, _ names: [String]) -> CivilDate? {
        for name in names {
            if let day = body[name]?.string.flatMap({ CivilDate($0) }) { return day }
        }
        return nil
    }
}
