import Casework
import Contracts
import Hummingbird
import Offices
import Web
import Workers

/// Publications for everybody: the list, one, those of a subject, and a page for people.
struct PublicationEndpoints {
    let backend: FeedBackend
    let shelf: PublicShelf

    /// Copies of an answer may be this old; with the way of a letter it stays under a minute after the approval.
    private static let cacheSeconds = 15

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/", .open,
                .init("说明和最新公示", answer: .text("text/html", "网页"))
            ) { request, _ in try await index(request) },
            Endpoint(
                .get, "/api/v1/publications", .open,
                .init(
                    "公示信息，按本平台接收的先后，新的在前；已撤回的只留撤回标记", parameters: [.limit, .cursor],
                    answer: .json("一页公示信息", Page.schema), problems: [.badRequest])
            ) { request, _ in try await list(request) },
            Endpoint(
                .get, "/api/v1/publications/{id}", .open,
                .init(
                    "一条公示信息的现行版本", parameters: [.init("id", .path, "公示编号")], answer: .json("公示信息"),
                    problems: [.notFound, .gone])
            ) { request, context in try await show(request, context) },
            Endpoint(
                .get, "/api/v1/subjects/{uscc}", .open,
                .init(
                    "一个经营主体现行的公示信息", parameters: [.init("uscc", .path, "统一社会信用代码（18位）")],
                    answer: .json("公示信息", Page.schema), problems: [.badRequest, .notFound])
            ) { request, context in try await subject(request, context) },
        ]
    }

    private func directory() async -> DirectoryDocument? { await backend.runtime.snapshot().book.newest }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        let cursor = try request.pageCursor()
        let directory = await directory()
        let shelf = shelf
        let page = try await Aside.run { try shelf.page(behind: cursor, limit: limit, directory: directory) }
        return cached(Page.json(page.items.map(\.json), next: page.next), request)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let text = try context.parameter("id")
        let missing = Problem(
            .notFound, "PUBLICATION_UNKNOWN", "没有编号为“\(text.prefix(80))”的公示信息。", field: "id")
        guard let id = CaseID(text) else { throw missing }
        let directory = await directory()
        let shelf = shelf
        guard let item = try await Aside.run({ try shelf.item(id, directory: directory) }) else { throw missing }
        switch item.record.standing {
        case .published: return cached(item.json, request)
        case .withheld: throw missing
        case .ended:
            let isWithdrawn = item.record.action == "withdraw"
            throw Problem(
                .gone, isWithdrawn ? "PUBLICATION_WITHDRAWN" : "PUBLICATION_ENDED",
                "该公示信息已于\(item.effectiveAt)由\(item.agency)\(isWithdrawn ? "撤回" : "停止公示")"
                    + "（\(item.record.reasonCode)）：\(item.record.reason)")
        }
    }

    private func subject(_ request: Request, _ context: WebContext) async throws -> Response {
        let uscc = try PublicationEndpoints.uscc(try context.parameter("uscc"))
        let directory = await directory()
        let shelf = shelf
        let items = try await Aside.run { try shelf.current(subject: uscc.text, directory: directory) }
        guard !items.isEmpty else {
            throw Problem(
                .notFound, "NOTHING_PUBLISHED",
                "没有该统一社会信用代码的现行公示信息。请核对代码；没有公示信息不等于登记机关没有该主体。", field: "uscc")
        }
        return cached(Page.json(items.map(\.json), next: nil), request)
    }

    static func uscc(_ text: String) throws(Problem) -> USCC {
        do throws(USCCRefusal) {
            return try USCC(HalfWidth.code(text))
        } catch {
            throw Problem(.badRequest, error.reasonCode, error.words + "。", field: "uscc")
        }
    }

    private func cached(_ json: JSONValue, _ request: Request) -> Response {
        Response.json(json).cached(
            seconds: PublicationEndpoints.cacheSeconds, tag: Digest.sha256(json.bytes), for: request)
    }

    private func index(_ request: Request) async throws -> Response {
        let directory = await directory()
        let shelf = shelf
        let page = try await Aside.run { try shelf.page(behind: 0, limit: 20, directory: directory) }
        let name = directory?.profile(backend.office)?.name ?? backend.office.description
        let html = IndexPage(title: name, items: page.items, isRehearsal: directory?.isRehearsal ?? false).html
        var response = Response.text(html, mediaType: "text/html; charset=utf-8").cached(
            seconds: PublicationEndpoints.cacheSeconds, tag: Digest.sha256(Array(html.utf8)), for: request)
        response.headers[.contentSecurityPolicy] = IndexPage.policy
        return response
    }
}
