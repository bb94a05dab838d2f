import Casework
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// The forms of orders: shown, filled row by row, sent; the desk decides as it does for programs.
struct OrderPages: ConsolePart {
    let console: Console
    let index = OfficeIndex()

    private static let order = Endpoint.Parameter("order", .path, "事项")
    private static let kind = Endpoint.Parameter("kind", .path, "案件种类")

    var all: [Endpoint] {
        let onCase = [CasePages.id, OrderPages.order, .init("draft", .query, "继续填写草稿")]
        let onNew = [OrderPages.kind, OrderPages.order, .init("draft", .query, "继续填写草稿")]
        return [
            page("/cases/new", "可以新建的案件和函件", access: .right(.act)) { request, context in
                try await openings(request, context)
            },
            page("/cases/new/{kind}/{order}", "新建案件的表格", onNew, access: .right(.act)) { request, context in
                try await show(request, context)
            },
            form("/cases/new/{kind}/{order}", "新建案件", onNew) { request, context in try await take(request, context) },
            page("/cases/{id}/orders/{order}", "办理事项的表格", onCase, access: .right(.act)) { request, context in
                try await show(request, context)
            },
            form("/cases/{id}/orders/{order}", "办理事项", onCase) { request, context in
                try await take(request, context)
            },
            page("/console/offices", "按名称、简称、编号或者拼音首字母查找单位", [.init("q", .query, "输入的文字")]) {
                request, context in try await find(request, context)
            },
            form("/console/drafts/{form}", "保存或者删除草稿", [.init("form", .path, "表格")]) { request, context in
                try await draft(request, context)
            },
        ]
    }

    var drafts: DraftFolder {
        DraftFolder(besideLedger: console.backend.ledgerPath, of: console.backend.reader)
    }

    // MARK: Which form

    /// The form that the address names; 404 for an order that the kind does not have.
    func orderForm(_ request: Request, _ context: WebContext) async throws -> OrderForm {
        let order = try context.parameter("order")
        guard context.coreContext.parameters.get("id") != nil else {
            let visit = try await console.visit(request, context)
            guard let kind = CaseKind(rawValue: try context.parameter("kind")) else { throw Problem.missing("这种案件") }
            return try await orderForm(kind, order, nil, visit)
        }
        let reading = try await console.reading(request, context)
        return try await orderForm(reading.file.kind, order, reading.file, reading.visit)
    }

    private func orderForm(
        _ kind: CaseKind, _ order: String, _ file: CaseFile?, _ visit: Console.Visit
    ) async throws -> OrderForm {
        let desk = try console.desk(visit, file)
        let possible = Desk.possible(kind, file: file, officer: visit.officer, context: desk)
        guard let possibility = possible.first(where: { $0.order == order }) else { throw Problem.missing("这个事项") }
        return OrderForm(
            kind: kind, order: order, file: file, possibility: possibility, visit: visit,
            office: console.backend.office,
            agency: desk.own.agency, offices: index.finder(visit.directory), register: await register(visit))
    }

    // MARK: Showing

    private func openings(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let desk = try console.desk(visit, nil)
        let kinds = CaseKind.allCases.compactMap { kind -> PageValue? in
            let acts = Desk.possible(kind, file: nil, officer: visit.officer, context: desk).filter {
                $0.refusal == nil
            }
            guard !acts.isEmpty else { return nil }
            return [
                "name": .text(Workflow.of(kind).title),
                "acts": .list(
                    acts.map { ["title": .text($0.title), "url": .text("/cases/new/\(kind.rawValue)/\($0.order)")] }),
            ]
        }
        return try console.page(
            "openings", title: visit.text("formNew"), trail: [PageFrame.Link(visit.text("navCases"), "/cases")],
            ["kinds": .list(kinds)], visit, request)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await orderForm(request, context)
        let (folder, officer) = (drafts, form.visit.officer.id)
        let draft = try await Aside.run { try folder.draft(officer, form.draft) }
        if let draft, request.query("draft") != nil {
            let content = form.content(draft.values, orderID: draft.orderID, seen: draft.seen, version: draft.version)
            return try page(form, content, request)
        }
        let content = form.content(
            form.known, orderID: UUID().uuidString, seen: form.seen, version: form.file?.version ?? 0,
            draftFrom: draft?.savedAt.shortDescription)
        return try page(form, content, request)
    }

    func page(
        _ form: OrderForm, _ content: [String: PageValue], status: HTTPResponse.Status = .ok, _ request: Request
    ) throws -> Response {
        let cases = PageFrame.Link(form.visit.text("navCases"), "/cases")
        let trail =
            form.file.map { [cases, PageFrame.Link(Workflow.of(form.kind).title, "/cases/\($0.id)")] } ?? [cases]
        return try console.page(
            "form", title: form.possibility.title, trail: trail, status: status, content, form.visit, request)
    }

    // MARK: Offices and drafts

    private func find(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let found = index.finder(visit.directory).search(String((request.query("q") ?? "").prefix(80)))
        return .json([
            "items": .array(
                found.map { ["id": .string($0.id.description), "shown": .string($0.shown), "name": .string($0.name)] })
        ])
    }

    /// The same inputs as the form's, kept for its officer alone; no number of a document is kept.
    private func draft(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let name = try context.parameter("form")
        let parts = name.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let kind = CaseKind(rawValue: parts[0]), name.utf8.count <= 200,
            let row = Workflow.of(kind).rows.first(where: { $0.order == parts[1] }),
            parts[2] == "new" || CaseID(parts[2]) != nil
        else { throw Problem.missing("这个表格") }
        if let id = CaseID(parts[2]) { try await console.backend.admit(id, context) }
        let (folder, officer) = (drafts, try context.officer().id)
        if fields["do"] == "discard" {
            try await Aside.run { try folder.remove(officer, name) }
            let back =
                parts[2] == "new" ? "/cases/new/\(parts[0])/\(parts[1])" : "/cases/\(parts[2])/orders/\(parts[1])"
            return PageResponse.seeOther(CaseID(parts[2]) == nil && parts[2] != "new" ? "/cases" : back)
        }
        let tables = Workflow.of(kind).rows.filter { $0.order == row.order }.flatMap(\.fields)
        let now = console.backend.clock.now().official
        let draft = DraftFolder.Draft(
            savedAt: now, orderID: fields["orderId"], seen: fields["seen"], version: Int(fields["version"]) ?? 0,
            values: FormValues(fields).withoutNumbers(tables))
        try await Aside.run { try folder.store(draft, officer, name) }
        return .json(["savedAt": .string(now.description), "shown": .string(now.shortDescription)])
    }
}
