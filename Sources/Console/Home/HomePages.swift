import Casework
import Pages
import Web

/// Home (首页): what the officer must do now.
struct HomePages: ConsolePart {
    let console: Console

    var all: [Endpoint] {
        [
            page("/", "首页") { request, context in
                let visit = try await console.visit(request, context)
                let kinds = CaseKind.allCases.map { kind -> PageValue in
                    ["name": .text(Workflow.of(kind).title), "url": .text("/cases?kind=\(kind.rawValue)")]
                }
                return try console.page(
                    "home", title: visit.text("navHome"), ["kinds": .list(kinds)], visit, request)
            }
        ]
    }

    static let catalogue = Catalogue(["homeTitle": Words("待办事项", "To do")])
}
