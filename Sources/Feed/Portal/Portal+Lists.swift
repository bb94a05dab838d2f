import Casework
import Contracts
import Hummingbird
import Pages
import Shelf
import Web
import Workers

/// Pages that list publications: the start, the search, the latest.
extension Portal {
    private static let onStart = 10
    private static let onPage = 30
    /// More hits than these are not shown (practice 4.5).
    private static let mostHits = 50
    private static let longestQuery = 100

    // MARK: Start

    func home(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        let shelf = shelf
        let (statistics, latest) = try await Aside.run {
            (try shelf.statistics(), try shelf.latest(before: nil, limit: Portal.onStart))
        }
        let items = latest.items.compactMap { visit.item($0) }
        let month = String(visit.today.description.prefix(7))
        let content: [String: PageValue] = [
            "figures": .list(Portal.figures(statistics, month: month, visit)), "hasLatest": .flag(!items.isEmpty),
            "latest": table(items, visit).value,
        ]
        return try page(try render("home", title: text("navHome", visit), content, visit), request)
    }

    /// The figures at the head of the start and of the statistics.
    static func figures(_ statistics: ShelfStatistics, month: String, _ visit: Visit) -> [PageValue] {
        let now = statistics.months.first { $0.month == month }
        let figures: [(Words, Int)] = [
            (Words("现行公示", "Standing"), statistics.standing),
            (Words("本月公示", "Published this month"), now?.published ?? 0),
            (Words("本月更正", "Corrected this month"), now?.corrected ?? 0),
            (Words("本月撤回", "Withdrawn this month"), now?.withdrawn ?? 0),
            (Words("核查中的异议", "Open objections"), statistics.openObjections),
        ]
        return figures.map { ["name": .text($0.0.in(visit.language)), "count": .number($0.1)] }
    }

    /// Publications as rows; what has ended keeps its row without its content.
    func table(_ items: [PortalItem], _ visit: Visit) -> TableValue {
        let language = visit.language
        let columns = [
            Words("行政相对人", "Party"), Words("种类", "Kind"), Words("文书号", "Document"), Words("决定日期", "Decided"),
            Words("公示机关", "Agency"), Words("状态", "State"),
        ].map { TableValue.Column($0.in(language)) }
        let rows = items.map { item -> [TableValue.Cell] in
            let isShown = item.isShown
            let gone = Words("（内容不再公示）", "(no longer shown)").in(language)
            return [
                .init(isShown ? item.name : gone, url: item.path, isChinese: isShown),
                .init(item.kind.name.in(language)), .init(isShown ? item.number : "", isChinese: true),
                .init(isShown ? item.decidedOn : ""), .init(item.agency, isChinese: true),
                .init(
                    "", badge: PortalWords.state(item, language),
                    note: item.item.event == "publish" || !isShown ? nil : PortalWords.event(item.item.event, language)),
            ]
        }
        return TableValue(columns, rows)
    }

    // MARK: Search

    func search(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await visit(request)
        let query = String((request.query("q") ?? "").prefix(Portal.longestQuery))
        var content: [String: PageValue] = [
            "query": .text(query), "refusal": .none, "advice": .none, "hasHits": .none, "summary": .none,
        ]
        if !HalfWidth.trimmed(query).isEmpty {
            if let seconds = searchLimit?.take(context.address(of: request)) { throw Problem.tooMany(seconds: seconds) }
            let (shelf, general) = (shelf, backend.settings.generalWords)
            let answer = try await Aside.run { try shelf.search(query, limit: Portal.mostHits, general: general) }
            if case .found(let hits, _) = answer {
                backend.searches.note(query, hits: hits.count)
            } else {
                backend.searches.note(query, hits: nil)
            }
            content.merge(found(answer, query, visit)) { $1 }
        }
        let title = query.isEmpty ? text("search", visit) : text("searchTitle", visit)
        var response = try page(try render("search", title: title, content, visit), request)
        // What people look for is nobody else's business.
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    private func found(_ answer: ShelfAnswer, _ query: String, _ visit: Visit) -> [String: PageValue] {
        let language = visit.language
        func refused(_ words: Words, _ advice: Words) -> [String: PageValue] {
            ["refusal": .text(words.in(language)), "advice": .text(advice.in(language))]
        }
        switch answer {
        case .tooGeneral(.tooShort):
            return refused(
                Words("查询词太短，没有查询。", "These words are too short; nothing was looked for."),
                Words(
                    "请至少输入名称中连续的两个字，或者18位统一社会信用代码、完整的文书号。",
                    "Enter at least two neighbouring characters of a name, a code of 18 signs, or a whole document number."
                ))
        case .tooGeneral(.generalWords):
            return refused(
                Words("查询词过于宽泛，没有查询。", "These words are too general; nothing was looked for."),
                Words(
                    "“有限公司”“食品”“贸易”等词出现在大量名称中，请加上字号，例如“示例食品”。",
                    "Words such as 有限公司 or 食品 stand in very many names; add the firm's own word."))
        case .found(let hits, let hasMore):
            let shown = hits.compactMap { hit in visit.item(hit.item).map { ($0, hit.match) } }
                .filter(\.0.isShown)
            guard !shown.isEmpty else { return nothing(for: query, refused) }
            let summary =
                hasMore
                ? Words(
                    "查到的多于\(Portal.mostHits)条，只显示前\(shown.count)条，请补充查询词。",
                    "More than \(Portal.mostHits) were found, \(shown.count) are shown; add words.")
                : Words("查到\(shown.count)条现行公示信息。", "\(shown.count) records stand.")
            return [
                "hasHits": true, "summary": .text(summary.in(language)), "hits": hitTable(shown, visit).value,
            ]
        }
    }

    private func nothing(
        for query: String, _ refused: (Words, Words) -> [String: PageValue]
    ) -> [String: PageValue] {
        let code = HalfWidth.code(query)
        let advice: Words
        do throws(USCCRefusal) {
            _ = try USCC(code)
            advice = Words(
                "该代码没有现行公示信息。没有公示信息不等于登记机关没有该主体，也不是信用证明。",
                "Nothing stands under this code. That proves neither that the firm is unknown nor that it is sound.")
        } catch {
            advice =
                code.utf8.count == 18 && code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
                ? Words("统一社会信用代码有误：\(error.words)。请核对。", "The code is wrong (\(error.reasonCode)); compare it.")
                : Words(
                    "请核对名称中的字，或者改用统一社会信用代码。已撤回、已停止公示的信息不在查询范围内。",
                    "Compare the name, or use the credit code. What was withdrawn or has ended is not searched.")
        }
        return refused(Words("没有查到现行公示信息。", "Nothing that stands was found."), advice)
    }

    private func hitTable(_ hits: [(PortalItem, ShelfMatch)], _ visit: Visit) -> TableValue {
        let language = visit.language
        let columns = [
            Words("企业", "Firm"), Words("种类", "Kind"), Words("公示信息", "Record"), Words("决定日期", "Decided"),
            Words("公示机关", "Agency"), Words("为何查到", "Why it was found"),
        ].map { TableValue.Column($0.in(language)) }
        return TableValue(
            columns,
            hits.map { item, match in
                [
                    .init(item.name, url: item.firmPath, note: item.code, isChinese: true),
                    .init(item.kind.name.in(language)),
                    .init(item.number.isEmpty ? item.heading : item.number, url: item.path, isChinese: true),
                    .init(item.decidedOn), .init(item.agency, isChinese: true),
                    .init(Portal.words(match).in(language)),
                ]
            })
    }

    private static func words(_ match: ShelfMatch) -> Words {
        switch match {
        case .code: Words("代码相同", "Same code")
        case .number: Words("文书号相同", "Same document number")
        case .nameStart: Words("名称以此开头", "Name begins so")
        case .namePart: Words("名称中含有", "Name contains it")
        }
    }

    // MARK: Latest

    func latest(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        let kind = request.query("kind").flatMap { word in PortalKind.all.first { $0.word == word }?.word }
        let agency = request.query("agency").flatMap { OfficeID($0) }
        let before = try request.place("before")
        let filter = ShelfFilter(kind: kind, agency: agency)
        let shelf = shelf
        let (found, statistics) = try await Aside.run {
            (try shelf.latest(before: before, limit: Portal.onPage, filter: filter), try shelf.statistics())
        }
        let items = found.items.compactMap { visit.item($0) }
        let kept = [kind.map { "kind=\($0)" }, agency.map { "agency=\($0)" }].compactMap { $0 }
        func address(_ more: [String]) -> String {
            let all = (kept + more).joined(separator: "&")
            return all.isEmpty ? "/latest" : "/latest?" + all
        }
        let every = Words("全部", "All").in(visit.language)
        let content: [String: PageValue] = [
            "hasItems": .flag(!items.isEmpty), "items": table(items, visit).value,
            "kinds": Portal.choices(
                [("", every)] + PortalKind.all.map { ($0.word, $0.name.in(visit.language)) }, chosen: kind ?? ""),
            "agencies": Portal.choices(
                [("", every)] + statistics.agencies.map { ($0.key, visit.name(of: $0.key)) },
                chosen: agency?.description ?? ""),
            "pager": [
                "newest": .optional(before == nil ? nil : address([])),
                "earlier": .optional(found.next.map { address(["before=\($0)"]) }),
            ],
        ]
        return try page(try render("latest", title: text("navLatest", visit), content, visit), request)
    }

    /// Choices of a list, one of them chosen.
    static func choices(_ choices: [(value: String, name: String)], chosen: String) -> PageValue {
        .list(
            choices.map {
                ["value": .text($0.value), "name": .text($0.name), "isChosen": .flag($0.value == chosen)]
            })
    }
}
