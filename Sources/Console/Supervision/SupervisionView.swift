import Casework
import Contracts
import OfficeAPI
import Offices
import Pages

/// The supervisor's figures and tables as pages show them.
struct SupervisionView: Sendable {
    let reading: SupervisionReading
    let visit: Console.Visit

    /// The list of a figure.
    static func url(_ figure: SupervisionFigure, _ office: OfficeID?) -> String {
        PageQuery("/supervision/cases").setting("figure", figure.rawValue).setting("office", office?.description).url
    }

    /// The figures of one office, or of all.
    func figures(of office: OfficeID?) -> [PageValue] {
        SupervisionFigure.allCases.map { figure in
            let count = reading.handoffs(figure, of: office).count
            return [
                "name": .text(figure.words.in(visit.language)), "count": .number(count),
                "url": .text(SupervisionView.url(figure, office)),
            ]
        }
    }

    /// How each figure is counted.
    var rules: [PageValue] {
        SupervisionFigure.allCases.map {
            ["name": .text($0.words.in(visit.language)), "rule": .text($0.rule.in(visit.language))]
        }
    }

    /// How the documents stand: the parts add up to all of them.
    var standings: [PageValue] {
        let parts = SupervisionTool.Standing.allCases.map { standing -> PageValue in
            let query = PageQuery("/supervision/letters").setting("standing", standing.rawValue)
            return part(standing.words, reading.tools.count { $0.standing == standing }, query.url)
        }
        return [part(Words("全部文书", "All documents"), reading.tools.count, "/supervision/letters")] + parts
    }

    private func part(_ words: Words, _ count: Int, _ url: String) -> PageValue {
        ["name": .text(words.in(visit.language)), "count": .number(count), "url": .text(url)]
    }

    private func column(_ words: Words, isNumber: Bool = false) -> TableValue.Column {
        .init(words.in(visit.language), isNumber: isNumber)
    }

    // MARK: Running counts

    private static let perOffice: [SupervisionFigure] = [
        .filed, .refused, .policeOverdue, .fineBlocked, .notTransferred, .supervised,
    ]

    /// What each office signed for, what is here of it, and what marks its cases.
    var receivedTable: TableValue {
        let columns =
            [column(Words("移送单位", "Office")), column(Words("结论", "Result"))]
            + [
                Words("申明件数", "Signed for"), Words("核对至", "Complete to"), Words("缺号", "Missing"),
                Words("案件", "Cases"),
            ].map { column($0, isNumber: true) }
            + SupervisionView.perOffice.map { column($0.shortWords, isNumber: true) }
        return TableValue(columns, reading.received.map(received), label: visit.text("supervisionComplete"))
    }

    private func received(_ office: OfficeID, _ row: JSONValue) -> [TableValue.Cell] {
        let claimedAt = row["claimedAt"]?.string.flatMap { Moment($0)?.shortDescription }
        let marks = SupervisionView.perOffice.map { figure in
            let count = reading.handoffs(figure, of: office).count
            return TableValue.Cell(
                String(count), url: count > 0 ? SupervisionView.url(figure, office) : nil)
        }
        let own = reading.handoffs.count { $0.owner == office }
        return [
            .init(visit.name(of: office), isChinese: true),
            .init(
                "", badge: Badge(HandoffWords.verdict(row), SupervisionView.tone(row)), note: claimedAt,
                isChinese: true),
            .init(number(row["claimed"])), .init(number(row["completeUpTo"])), .init(number(row["missingCount"])),
            .init(String(own)),
        ] + marks
    }

    private func number(_ value: JSONValue?) -> String { Figure.text(value?.integer.map { Int(clamping: $0) }) }

    private static func tone(_ row: JSONValue) -> Badge.Tone {
        switch row["standing"]?.string {
        case "complete": .good
        case "onTheWay": .warn
        case "missing", "conflict": .bad
        default: row["completeUpTo"]?.integer == 0 ? .gone : .warn
        }
    }

    /// Each missing number with its reason.
    var missing: [PageValue] {
        reading.received.flatMap { office, row in
            (row["missing"]?.array ?? []).map { item -> PageValue in
                let why = item["why"]?.string.flatMap { HandoffWords.reasons[$0] } ?? ""
                let reason = item["reason"]?.string.map { code in
                    visit.rules.reasons.first { $0.code == code }?.chinese ?? code
                }
                let words = [why, reason].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "：")
                return .text("\(visit.name(of: office))第\(number(item["number"]))号　\(words)")
            }
        }
    }

    /// What this office numbers itself.
    var sentTable: TableValue {
        let columns = [
            column(Words("核对的检察院", "Procuratorate")), column(Words("已移送件数", "Handoffs"), isNumber: true),
            column(Words("摘要", "Digest")),
        ]
        let rows = reading.sent.map { row -> [TableValue.Cell] in
            [
                .init(row["name"]?.string ?? row["procuratorate"]?.string ?? "", isChinese: true),
                .init(number(row["count"])), .init(String((row["digest"]?.string ?? "").prefix(16))),
            ]
        }
        return TableValue(columns, rows)
    }

    // MARK: Cases

    /// The cases of a figure, with what made them count and what the officer may do in each.
    func caseTable(
        _ cases: some Sequence<(found: SupervisedCase, file: CaseFile?)>, _ figure: SupervisionFigure
    ) -> TableValue {
        let columns = [
            Words("案件", "Case"), Words("移送单位", "Office"), Words("状态", "State"), Words("情形", "Why"),
            Words("可以采取", "May be done"),
        ].map { column($0) }
        return TableValue(columns, cases.map { row($0.found, $0.file, figure) })
    }

    private func row(_ found: SupervisedCase, _ file: CaseFile?, _ figure: SupervisionFigure) -> [TableValue.Cell] {
        let number = found.number.map { "移送第\($0)号　" } ?? ""
        let act = file.flatMap { possible($0) }
        return [
            .init(found.matter, url: "/cases/\(found.id)", note: number + found.subject, isChinese: true),
            .init(visit.name(of: found.owner), isChinese: true),
            .init(Workflow.handoff.title(ofState: found.state), isChinese: true),
            .init(found.figures[figure] ?? "", isChinese: true),
            .init(act?.title ?? Figure.none, url: act.map { "/cases/\(found.id)/orders/\($0.order)" }, isChinese: true),
        ]
    }

    private static let tools: Set = [
        "requireReasons", "requireTransfer", "orderFiling", "correctPolice", "acceptReasons",
    ]

    /// The first document of supervision that the officer may send in a case as it stands.
    private func possible(_ file: CaseFile) -> Possibility? {
        guard visit.rights.contains(.act), let desk = visit.machine.deskContext(visit.clocks, for: file) else {
            return nil
        }
        return Desk.possible(.handoff, file: file, officer: visit.officer, context: desk).first {
            $0.refusal == nil && SupervisionView.tools.contains($0.order)
        }
    }

    // MARK: Documents

    /// Documents with their clocks and answers.
    func toolTable(_ tools: some Sequence<SupervisionTool>) -> TableValue {
        let columns = [
            Words("文书", "Document"), Words("案件", "Case"), Words("发往", "To"), Words("发出", "Sent"),
            Words("答复期限", "Due"), Words("答复", "Answer"),
        ].map { column($0) }
        return TableValue(columns, tools.map(row))
    }

    private func row(_ tool: SupervisionTool) -> [TableValue.Cell] {
        let workflow = Workflow.of(tool.kind)
        let tone: Badge.Tone =
            switch tool.standing {
            case .waiting: .warn
            case .overdue: .bad
            case .answered: .good
            case .ended: .gone
            }
        return [
            .init(tool.title, note: tool.documentNo.isEmpty ? nil : tool.documentNo, isChinese: true),
            .init(
                tool.matter, url: "/cases/\(tool.caseID)", note: workflow.title(ofState: tool.state), isChinese: true),
            .init(
                tool.to.map { visit.name(of: $0) } ?? Figure.none,
                note: tool.from.map { "由\(visit.name(of: $0))发出" }, isChinese: true),
            .init(tool.at.civilDate.description),
            .init(tool.deadline?.due?.shortDescription ?? Figure.none),
            .init(
                tool.answeredAt?.shortDescription ?? "", badge: Badge(tool.standing.words.in(visit.language), tone)),
        ]
    }
}
