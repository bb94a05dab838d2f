import Casework
import Hummingbird
import OfficeAPI
import Pages
import Web

/// Filters of work lists that an officer keeps by name (我的筛选): kept from a list, opened and deleted here.
struct FilterPages: ConsolePart {
    let console: Console
    let filters: SavedFilters

    var all: [Endpoint] {
        [
            page("/cases/filters", "本人保存的筛选") { request, context in try await list(request, context) },
            form(
                "/cases/filters", "按名称保存案件列表的筛选，同名的替换", [.init("list", .query, "与案件列表相同的条件")],
                access: .right(.seeCases)
            ) { request, context in try await keep(request, context) },
            form(
                "/cases/filters/{id}/delete", "删除一个筛选", [.init("id", .path, "筛选的编号")], access: .right(.seeCases)
            ) { request, context in
                _ = try await console.fields(request, context)
                guard let id = Int(try context.parameter("id")) else { throw Problem.missing("这个筛选") }
                try await filters.remove(id, of: try context.officer().id)
                return PageResponse.seeOther("/cases/filters")
            },
        ]
    }

    private func keep(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let name = fields["name"]
        guard !name.isEmpty, name.count <= SavedFilters.nameCharacters, !name.contains("\n") else {
            throw Problem(
                .badRequest, "FIELD_MISSING", "请给筛选起一个名称，最多\(SavedFilters.nameCharacters)字。", field: "name")
        }
        // What is kept is the address as the list itself would write it, and nothing else of the request.
        let url = CaseListAsk(request).query.url
        try await filters.keep(name, url, of: try context.officer().id)
        return PageResponse.seeOther(url)
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let kept = try await filters.all(visit.officer.id)
        let content: [String: PageValue] = [
            "filters": .list(
                kept.map {
                    ["id": .number($0.id), "name": .text($0.name), "url": .text($0.url)]
                }), "count": .text("\(kept.count) / \(SavedFilters.most)"),
        ]
        return try console.page(
            "filters", title: visit.text("filtersOwn"), trail: [.init(visit.text("navCases"), "/cases")], content,
            visit,
            request)
    }

    static let catalogue = Catalogue([
        "filtersOwn": Words("我的筛选", "My filters"), "filterName": Words("名称", "Name"),
        "filterKeep": Words("保存当前筛选", "Keep this filter"), "filterDelete": Words("删除", "Delete"),
        "filtersNone": Words(
            "还没有保存的筛选。在案件列表中设好条件后，可以按名称保存。", "None yet. Narrow a list, then keep it by name."),
        "filtersManage": Words("管理", "Manage"),
    ])
}
