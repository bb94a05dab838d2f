import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// The supervisor's view (监督视图): whether all handoffs have come, what is overdue, blocked or kept back, and the documents
/// of supervision with their clocks.
struct SupervisionPages: ConsolePart {
    let console: Console
    private let recent = RecentFigures<Scope, SupervisionReading>(lifetime: .seconds(3))

    init(console: Console) { self.console = console }

    /// Cases or documents that one page shows.
    private static let onPage = 100
    /// Documents that await an answer, on the first page.
    private static let onStart = 15

    private static let office = Endpoint.Parameter("office", .query, "移送单位编号")

    var all: [Endpoint] {
        [
            page("/supervision", "监督视图：移送连号核对、逾期、以罚代刑、未移送、监督文书", access: .right(.supervise)) {
                request, context in try await overview(request, context)
            },
            page(
                "/supervision/cases", "一项监督数字下的案件",
                [
                    .init(
                        "figure", .query, "哪一项",
                        schema: ["enum": .array(SupervisionFigure.allCases.map { .string($0.rawValue) })]),
                    SupervisionPages.office,
                ], access: .right(.supervise)
            ) { request, context in try await cases(request, context) },
            page(
                "/supervision/letters", "监督文书及其答复",
                [
                    .init(
                        "standing", .query, "答复情况",
                        schema: ["enum": .array(SupervisionTool.Standing.allCases.map { .string($0.rawValue) })])
                ], access: .right(.supervise)
            ) { request, context in try await letters(request, context) },
        ]
    }

    private func read(
        _ request: Request, _ context: WebContext
    ) async throws -> (visit: Console.Visit, reading: SupervisionReading) {
        let visit = try await console.visit(request, context)
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        let reading = try await recent.value(scope) {
            try await Aside.run { try SupervisionReading(reader, in: scope, visit) }
        }
        return (visit, reading)
    }

    private func common(_ reading: SupervisionReading, _ visit: Console.Visit) -> [String: PageValue] {
        [
            "resultNote": .text(visit.text("asOf") + reading.asOf.shortDescription), "isCut": .flag(reading.isCut),
            "mostCases": .number(SupervisionReading.mostCases),
        ]
    }

    // MARK: Overview

    private func overview(_ request: Request, _ context: WebContext) async throws -> Response {
        let (visit, reading) = try await read(request, context)
        let view = SupervisionView(reading: reading, visit: visit)
        let open = reading.tools.filter { $0.standing == .waiting || $0.standing == .overdue }
        var content = common(reading, visit)
        content["figures"] = .list(view.figures(of: nil))
        content["rules"] = .list(view.rules)
        content["received"] = .optional(reading.received.isEmpty ? nil : view.receivedTable.value)
        content["missing"] = .list(view.missing)
        content["sent"] = .optional(reading.sent.isEmpty ? nil : view.sentTable.value)
        content["standings"] = .list(view.standings)
        content["tools"] = .optional(
            open.isEmpty ? nil : view.toolTable(open.prefix(SupervisionPages.onStart)).value)
        let openings = openings(visit)
        content["openings"] = .list(openings)
        content["hasOpenings"] = .flag(!openings.isEmpty)
        return try console.page("supervision", title: visit.text("navSupervision"), content, visit, request)
    }

    /// What the officer may open now by way of supervision.
    private func openings(_ visit: Console.Visit) -> [PageValue] {
        guard visit.rights.contains(.act),
            let desk = visit.machine.deskContext(visit.clocks, as: console.backend.office)
        else { return [] }
        return Desk.possible(.supervision, file: nil, officer: visit.officer, context: desk)
            .filter { $0.refusal == nil }.map {
                ["name": .text($0.title), "url": .text("/cases/new/supervision/\($0.order)")]
            }
    }

    // MARK: Lists

    private func cases(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let figure = request.query("figure").flatMap({ SupervisionFigure(rawValue: $0) }) else {
            throw Problem.missing("这项数字")
        }
        let (visit, reading) = try await read(request, context)
        let office = request.query("office").flatMap { OfficeID($0) }
        let found = reading.handoffs(figure, of: office)
        let (reader, scope) = (console.backend.reader, reading.scope)
        let shown = try await Aside.run {
            try found.prefix(SupervisionPages.onPage).map { ($0, try reader.caseFile($0.id, in: scope)) }
        }
        let view = SupervisionView(reading: reading, visit: visit)
        var content = common(reading, visit)
        content["total"] = .number(found.count)
        content["rule"] = .text(figure.rule.in(visit.language))
        content["office"] = .optional(office.map { visit.name(of: $0) })
        content["allURL"] = .text(SupervisionView.url(figure, nil))
        content["table"] = .optional(shown.isEmpty ? nil : view.caseTable(shown, figure).value)
        content["isShort"] = .flag(found.count > shown.count)
        content["shown"] = .number(shown.count)
        let trail = [PageFrame.Link(visit.text("navSupervision"), "/supervision")]
        return try console.page(
            "supervised", title: figure.words.in(visit.language), trail: trail, content, visit, request)
    }

    private func letters(_ request: Request, _ context: WebContext) async throws -> Response {
        let (visit, reading) = try await read(request, context)
        let standing = request.query("standing").flatMap { SupervisionTool.Standing(rawValue: $0) }
        let found = reading.tools.filter { tool in standing.map { $0 == tool.standing } ?? true }
        let shown = found.prefix(SupervisionPages.onPage)
        let view = SupervisionView(reading: reading, visit: visit)
        var content = common(reading, visit)
        content["total"] = .number(found.count)
        content["rule"] = .text(visit.text("supervisionToolsRule"))
        content["office"] = .optional(standing.map { $0.words.in(visit.language) })
        content["allURL"] = "/supervision/letters"
        content["table"] = .optional(shown.isEmpty ? nil : view.toolTable(shown).value)
        content["isShort"] = .flag(found.count > shown.count)
        content["shown"] = .number(shown.count)
        let trail = [PageFrame.Link(visit.text("navSupervision"), "/supervision")]
        return try console.page(
            "supervised", title: visit.text("supervisionTools"), trail: trail, content, visit, request)
    }

    static let catalogue = Catalogue([
        "navSupervision": Words("监督", "Supervision"), "supervisionFigures": Words("移送案件监督", "Handoffs"),
        "supervisionRules": Words("各项数字的口径", "How the figures are counted"),
        "supervisionComplete": Words("移送连号核对", "Running count of handoffs"),
        "supervisionCompleteRule": Words(
            "移送机关对每件移送连续编号并签名申明件数；本单位逐号核对，缺号的写明原因。",
            "Each office numbers its handoffs and signs their count; what is missing here is named with its reason."),
        "supervisionNoCount": Words("没有单位向本单位编号移送。", "No office numbers handoffs for this one."),
        "supervisionMissing": Words("缺号及原因", "What is missing"),
        "supervisionSent": Words("本单位移送的连号", "This office's own count"),
        "supervisionTools": Words("监督文书", "Documents of supervision"),
        "supervisionToolsRule": Words(
            "督办函、意见书、决定书和立案监督中要求说明理由、通知立案、纠正意见、移送检察意见；每份只计入一种答复情况。",
            "Documents of supervision in cases of their own and in handoffs; each counts once."),
        "supervisionToolsOpen": Words("等待答复的", "Awaiting an answer"),
        "supervisionNoTools": Words("没有等待答复的监督文书。", "No document awaits an answer."),
        "supervisionMayOpen": Words("现在可以", "What may be done now"),
        "supervisionCut": Words("只统计最近更新的案件，每类最多", "Only the last changed cases are counted, of each kind at most"),
        "supervisionNothing": Words("没有这样的案件。", "There is none."),
        "supervisionShown": Words("只列出前", "The first are shown:"),
        "supervisionAllOf": Words("全部", "All"),
    ])
}
