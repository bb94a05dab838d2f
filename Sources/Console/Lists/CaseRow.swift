import Casework
import Contracts
import Ledgers
import Offices
import Pages

/// A line of a work list with what only the case itself says.
struct CaseRow: Sendable {
    let line: CaseLine
    /// Nil when its contents were destroyed.
    let file: CaseFile?

    /// The rows of a page; opens each of its cases once.
    static func rows(
        _ reader: LedgerReader, _ filter: CaseListFilter, in scope: Scope, by order: CaseListOrder,
        behind cursor: CaseListCursor? = nil,
        limit: Int
    ) throws -> [CaseRow] {
        let lines = try reader.caseList(filter, in: scope, by: order, behind: cursor, limit: limit)
        let files = try reader.caseFiles(lines.map(\.id), in: scope)
        return lines.map { CaseRow(line: $0, file: files[$0.id]) }
    }

    private static let shownNames = 2

    /// What the case is called.
    var matter: String { file?.matter ?? Workflow.of(line.kind).title }

    /// The subject's name; empty while none is known.
    var subjectName: String { file?.subjectNames.first ?? "" }

    /// Where the case lies.
    var url: String { "/cases/\(line.id)" }

    /// The offices on the other side.
    func counterparts(_ visit: Console.Visit) -> String {
        guard line.side == .sent else { return visit.name(of: line.id.office) }
        let others = (file?.recipients ?? []).filter { $0 != visit.machine.office }
        let names = others.prefix(CaseRow.shownNames).map { visit.name(of: $0) }.joined(separator: "、")
        return others.count > CaseRow.shownNames ? names + "等\(others.count)家" : names
    }

    /// The state with its colour.
    var state: Badge {
        let title = Workflow.of(line.kind).title(ofState: line.state)
        return Badge(title, StateGroup.of(line.kind, line.state) == .ended ? .gone : line.isOurTurn ? .warn : .good)
    }

    /// The next end with the colour that it has on the page of the case; nil when no term runs.
    func due(_ visit: Console.Visit) -> Badge? {
        guard let due = line.due else { return nil }
        let running = (file?.deadlines ?? []).filter { $0.status == .running && $0.due == due }
        let badges = running.map { CaseClocks.badge($0, at: visit.now) }
        if let badge = badges.first(where: { $0.tone != .good }) ?? badges.first { return badge }
        let band = DeadlineBand(due: due, at: visit.now)
        return Badge(band == .later ? due.civilDate.description : band.title, band.tone)
    }

    /// The row in a table of the columns that all work lists have.
    func cells(_ visit: Console.Visit) -> [TableValue.Cell] {
        [
            .init(matter, url: url, note: Workflow.of(line.kind).title, isChinese: true),
            .init("", badge: state),
            .init(subjectName, url: subjectURL, note: line.subject.isEmpty ? nil : line.subject, isChinese: true),
            .init(counterparts(visit), isChinese: true),
            .init(line.openedAt.civilDate.description), .init(line.updatedAt.shortDescription),
            .init("", badge: due(visit), note: line.due?.shortDescription),
        ]
    }

    private var subjectURL: String? {
        line.subject.isEmpty ? nil : "/subjects/\(PageQuery.escaped(line.subject))"
    }

    /// The columns of `cells`, with the order that each stands for.
    static let columns: [(words: Words, order: CaseListOrder.Column)] = [
        (Words("案件", "Case"), .learnt), (Words("状态", "State"), .kind), (Words("主体", "Subject"), .subject),
        (Words("对方单位", "Counterpart"), .opener), (Words("发起日期", "Opened"), .opened),
        (Words("更新时间", "Changed"), .updated), (Words("期限", "Due"), .due),
    ]
}

extension CaseFile {
    /// What the case is called in lists; the name of its flow where it has no name of its own.
    var matter: String {
        let record = facts["record"] ?? facts["payload"]
        let words = [
            facts["caseName"], record?["decisionNo"], facts["listingDecisionNo"], facts["matter"], facts["title"],
            facts["slipNo"],
        ]
        return words.compactMap { $0?.string }.first { !$0.isEmpty } ?? Workflow.of(kind).title
    }
}
