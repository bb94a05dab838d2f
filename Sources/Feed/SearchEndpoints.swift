import Contracts
import Hummingbird
import Shelf
import Web
import Workers

/// Search by code, document number, or any part of a name.
struct SearchEndpoints {
    let backend: FeedBackend
    private let limit: RateLimit?

    init(backend: FeedBackend) {
        self.backend = backend
        let perMinute = backend.settings.searchesPerMinute
        limit = RateLimit(perSecond: Double(perMinute) / 60, burst: perMinute)
    }

    var all: [Endpoint] {
        ["/api/v1/search", "/api/v1/search.csv"].map { path in
            Endpoint(
                .get, path, .open,
                .init(
                    "按统一社会信用代码、文书号或者名称的任何部分查询现行公示信息，最多50条；过于宽泛的词不予查询",
                    parameters: [.init("q", .query, "代码、文书号或者名称的至少两个字")],
                    answer: path.hasSuffix(".csv")
                        ? .text("text/csv", "查询结果")
                        : .json("items：公示信息，match：code、number、nameStart或者namePart；hasMore：还有更多", FeedAnswer.schema),
                    problems: [.badRequest, .unprocessableContent])
            ) { request, context in try await search(request, context) }
        }
    }

    private func search(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let words = request.query("q") else { throw Problem.parameter("q", "没有填写") }
        if let seconds = limit?.take(context.address(of: request)) { throw Problem.tooMany(seconds: seconds) }
        let (hits, hasMore) = try await SearchEndpoints.find(words, backend)
        let directory = await backend.directory.current()
        let items = hits.map { ($0.match, PublicItem($0.item, directory: directory)) }
        if FeedForm(request) == .csv {
            return try FeedAnswer.csv(
                [["match"] + PublicItem.columns] + items.map { [$0.0.rawValue] + $0.1.cells }, name: "search", request)
        }
        var bytes = Array("{\"hasMore\":\(hasMore),\"items\":[".utf8)
        for (index, (match, item)) in items.enumerated() {
            bytes +=
                Array("\(index > 0 ? "," : ""){\"match\":\"\(match.rawValue)\",\"item\":".utf8) + item.bytes + [0x7D]
        }
        return try FeedAnswer.json(bytes + [0x5D, 0x7D], request)
    }

    /// What is found; the log of searches gets a line.
    ///
    /// - Throws: 422 for words that are too general.
    static func find(_ words: String, _ backend: FeedBackend) async throws -> ([ShelfHit], hasMore: Bool) {
        let (reader, general) = (backend.shelf.reader, backend.settings.generalWords)
        let answer = try await Aside.run { try reader.search(words, general: general) }
        switch answer {
        case .found(let hits, let hasMore):
            backend.searches.note(words, hits: hits.count)
            return (hits, hasMore)
        case .tooGeneral(let hint):
            backend.searches.note(words, hits: nil)
            throw tooGeneral(hint)
        }
    }

    private static func tooGeneral(_ hint: ShelfAnswer.Hint) -> Problem {
        let words =
            switch hint {
            case .tooShort: "至少填写名称中的两个字，或者完整的统一社会信用代码、文书号。"
            case .generalWords: "这些字在很多名称中都有，请加上名称中特有的字（字号），或者填写完整的统一社会信用代码。"
            }
        return Problem(.unprocessableContent, "SEARCH_TOO_GENERAL", words, field: "q")
    }
}
