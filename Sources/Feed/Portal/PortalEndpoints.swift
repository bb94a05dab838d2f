import Hummingbird
import Pages
import Web

/// The routes of the pages.
struct PortalEndpoints {
    let portal: Portal

    var all: [Endpoint] { pages + forms + [keys] }

    /// Style sheets and scripts: what a page of a problem needs too.
    static let assets = PageResponse.endpoints(PageAsset.shared + [PortalResources.verify])

    private var pages: [Endpoint] {
        let portal = portal
        let id = Endpoint.Parameter("id", .path, "公示编号")
        return [
            page("/", "首页：查询、最新公示和概况") { request, _ in try await portal.home(request) },
            page("/search", "查询结果", [.init("q", .query, "名称、统一社会信用代码或者文书号")]) {
                try await portal.search($0, $1)
            },
            page(
                "/latest", "最新公示",
                [
                    .init("kind", .query, "种类"), .init("agency", .query, "公示机关"),
                    .init("before", .query, "上一页给出的位置"),
                ]
            ) { request, _ in try await portal.latest(request) },
            page("/statistics", "统计") { request, _ in try await portal.statistics(request) },
            page("/firms/{uscc}", "一个经营主体的现行公示信息", [.init("uscc", .path, "统一社会信用代码")], [.notFound]) {
                try await portal.firm($0, $1)
            },
            page("/records/{id}", "一条公示信息及其历史；已撤回、停止公示的为410", [id], [.notFound, .gone]) {
                try await portal.record($0, $1)
            },
            page("/guide", "怎样申请修复、提出异议") { request, _ in try await portal.guide(request) },
            page("/terms", "使用条款") { request, _ in try await portal.terms(request) },
            page("/developers", "给开发者和记者") { request, _ in try await portal.developers(request) },
            page("/log", "公示日志：检查点和见证机关") { request, _ in try await portal.log(request) },
        ]
    }

    private func page(
        _ path: String, _ summary: String, _ parameters: [Endpoint.Parameter] = [],
        _ problems: [HTTPResponse.Status] = [], handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        let language = Endpoint.Parameter("lang", .query, "zh或者en，此后记在Cookie中")
        return Endpoint(
            .get, path, .open,
            .init(
                "网页：" + summary, parameters: parameters + [language], answer: .text("text/html", "网页"),
                problems: [.badRequest] + problems), handler: handler)
    }

    private var forms: [Endpoint] {
        [PortalForm.objection, .repair].flatMap { form -> [Endpoint] in
            let path = "/records/{id}/\(form.name)"
            let summary = form.title.in(.chinese)
            let id = Endpoint.Parameter("id", .path, "公示编号")
            let portal = portal
            return [
                page(path, summary, [id], [.notFound, .gone]) { try await portal.form(form, $0, $1) },
                Endpoint(
                    .post, path, .open,
                    .init(
                        "表格：\(summary)，成为送达作出决定机关的公文；同一张表格重复提交得到同一结果", parameters: [id],
                        body: .text(FormFields.mediaType, "表格内容，含本站发给的token和key"),
                        answer: .text("text/html", "受理回执"),
                        problems: [
                            .badRequest, .forbidden, .notFound, .conflict, .gone, .contentTooLarge,
                            .unprocessableContent, .tooManyRequests, .serviceUnavailable,
                        ])
                ) { try await portal.sent(form, $0, $1) },
            ]
        }
    }

    private var keys: Endpoint {
        let portal = portal
        return Endpoint(
            .get, "/api/v1/log/keys", .open,
            .init("公示日志和各见证机关的公钥（C2SP signed note的vkey），出自登记机关签署的目录", answer: .json("log、logKeys、witnesses"))
        ) { request, _ in try await portal.keys(request) }
    }
}
