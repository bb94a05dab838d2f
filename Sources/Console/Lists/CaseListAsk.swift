import Casework
import Contracts
import Foundation
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web

/// What somebody asks of the work lists, as the address says it. Nothing of it is lost when a part is wrong.
struct CaseListAsk: Sendable {
    /// The lists.
    enum Tab: String, CaseIterable, Sendable {
        case turn, sent, received, copied, all
    }

    /// How near the next end is.
    enum Due: String, CaseIterable, Sendable {
        case overdue, soon, week, month
    }

    let tab: Tab
    let kind: CaseKind?
    let group: StateGroup?
    /// Names of states of the kind.
    let states: [String]
    let due: Due?
    let order: CaseListOrder
    let cursor: CaseListCursor?
    /// What was typed, by field.
    let typed: [String: String]
    /// What is wrong, by field.
    private(set) var mistakes: [String: String] = [:]

    static let typedFields = ["q", "office", "from", "to", "changedFrom", "changedTo"]

    /// Reads the address.
    init(_ request: Request) {
        tab = request.query("list").flatMap { Tab(rawValue: $0) } ?? .turn
        kind = request.query("kind").flatMap { CaseKind(rawValue: $0) }
        group = request.query("group").flatMap { StateGroup(rawValue: $0) }
        let known = kind.map { Workflow.of($0).states.map(\.name) } ?? []
        states = request.queries("state").filter { known.contains($0) }
        due = request.query("due").flatMap { Due(rawValue: $0) }
        let column = request.query("sort").flatMap { CaseListOrder.Column(rawValue: $0) }
        cursor = request.query("after").flatMap { CaseListCursor($0) }
        var typed: [String: String] = [:]
        for name in CaseListAsk.typedFields {
            typed[name] = request.query(name).map { HalfWidth.trimmed(String($0.prefix(100))) }
        }
        self.typed = typed
        // A list of a time stands in the order of that time, which its index has.
        var usual = CaseListOrder.newest
        if typed["from"] ?? typed["to"] != nil { usual = CaseListOrder(.opened, isDescending: true) }
        if typed["changedFrom"] ?? typed["changedTo"] != nil { usual = CaseListOrder(.updated, isDescending: true) }
        if tab == .turn || due != nil { usual = .due }
        order =
            column.map { CaseListOrder($0, isDescending: request.query("dir") == "desc") } ?? usual
    }

    /// The address of the list that is asked for, from its beginning.
    var query: PageQuery {
        var query = PageQuery("/cases").setting("list", tab.rawValue).setting("kind", kind?.rawValue)
            .setting("group", group?.rawValue).setting("state", all: states).setting("due", due?.rawValue)
        for name in CaseListAsk.typedFields { query = query.setting(name, typed[name]) }
        return query.setting("sort", order.column.rawValue).setting("dir", order.isDescending ? "desc" : "asc")
    }

    /// Whether more is asked than a tab and a kind.
    var isNarrowed: Bool { group != nil || !states.isEmpty || due != nil || !typed.isEmpty }

    /// The filter of a tab alone, for its count.
    static func filter(_ tab: Tab, _ officer: Officer) -> CaseListFilter? {
        var filter = CaseListFilter()
        switch tab {
        case .turn:
            // Who has no role that acts has no turn; an empty set would ask for everybody's.
            guard !officer.roles.isEmpty else { return nil }
            filter.actors = Set(officer.roles)
        case .sent: filter.sides = [.sent]
        case .received: filter.sides = [.received]
        case .copied: filter.sides = [.copied]
        case .all: break
        }
        return filter
    }

    /// The filter; nil when a field cannot be read, which `mistakes` then tells.
    mutating func filter(_ visit: Console.Visit) -> CaseListFilter? {
        guard var filter = CaseListAsk.filter(tab, visit.officer) else { return nil }
        if let kind { filter.kinds = [kind] }
        if let kind, !states.isEmpty {
            filter.states = Set(states.map { StateOfKind(kind, $0) })
            if let group { filter.states.formIntersection(group.states(of: [kind])) }
        } else if let group {
            filter.states = group.states(of: kind.map { [$0] } ?? CaseKind.allCases)
        }
        read(subject: &filter)
        read(party: &filter, visit)
        filter.opened = MomentRange(from: day("from")?.start, before: day("to")?.adding(days: 1).start)
        filter.updated = MomentRange(from: day("changedFrom")?.start, before: day("changedTo")?.adding(days: 1).start)
        if let due { filter.due = due.range(at: visit.now) }
        return mistakes.isEmpty ? filter : nil
    }

    private mutating func read(subject filter: inout CaseListFilter) {
        guard let words = typed["q"] else { return }
        if SubjectCode.isPersonNumber(words) {
            mistakes["q"] = "请勿输入公民身份号码：按自然人令牌或者姓名查询"
        } else if let code = SubjectCode.read(words) {
            filter.subject = code
        } else if SubjectQuery(name: words) == nil {
            mistakes["q"] = "请输入统一社会信用代码、自然人令牌或者名称"
        } else {
            filter.name = words
        }
    }

    private mutating func read(party filter: inout CaseListFilter, _ visit: Console.Visit) {
        guard let words = typed["office"] else { return }
        let offices = (visit.directory?.offices ?? []).map(\.profile)
        let exact = offices.filter { [$0.id.description, $0.name, $0.shortName].contains(words) }
        let found = exact.isEmpty ? offices.filter { $0.name.contains(words) || $0.shortName.contains(words) } : exact
        switch found.count {
        case 1: filter.party = found.first?.id
        case 0: mistakes["office"] = "目录中没有名称含“\(words)”的单位"
        default:
            let names = found.prefix(5).map(\.shortName).joined(separator: "、")
            mistakes["office"] = "有\(found.count)个单位相符（\(names)\(found.count > 5 ? "等" : "")），请写明其中一个"
        }
    }

    private mutating func day(_ name: String) -> CivilDate? {
        guard let words = typed[name] else { return nil }
        let day = CivilDate(words)
        if day == nil { mistakes[name] = "日期应当写作2026-01-31" }
        return day
    }
}

extension CaseListAsk.Due {
    /// The ends that are meant; what is overdue is so from the next millisecond on.
    func range(at now: Moment) -> MomentRange {
        func within(_ days: Int64) -> MomentRange {
            MomentRange(from: now, before: Moment(milliseconds: now.milliseconds + 1) + .hours(24 * days))
        }
        return switch self {
        case .overdue: MomentRange(before: now)
        case .soon: within(3)
        case .week: within(7)
        case .month: within(30)
        }
    }

    var words: Words {
        switch self {
        case .overdue: Words("已逾期", "Overdue")
        case .soon: Words("3日内到期", "Due in 3 days")
        case .week: Words("7日内到期", "Due in 7 days")
        case .month: Words("30日内到期", "Due in 30 days")
        }
    }
}
