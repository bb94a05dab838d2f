import Casework
import Contracts
import Hummingbird
import Offices
import Shelf
import Web
import Workers

/// Publications for everybody: the list, one and its versions, those of a firm, what changed.
struct PublicationEndpoints {
    let backend: FeedBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/publications", .open,
                .init(
                    PublicationEndpoints.about, parameters: [.limit, .cursor] + PublicationEndpoints.filters,
                    answer: .json("一页公示信息", FeedAnswer.schema), problems: [.badRequest])
            ) { request, _ in try await list(request) },
            Endpoint(
                .get, "/api/v1/publications.csv", .open,
                .init(
                    "同上，CSV；下一页的cursor在响应头Next-Cursor",
                    parameters: [.limit, .cursor] + PublicationEndpoints.filters,
                    answer: .text("text/csv", "一页公示信息"), problems: [.badRequest])
            ) { request, _ in try await list(request) },
            Endpoint(
                .get, "/api/v1/publications/{id}", .open,
                .init(
                    "一条公示信息的现行版本", parameters: [.init("id", .path, "公示编号")], answer: .json("公示信息"),
                    problems: [.notFound, .gone])
            ) { request, context in try await show(request, context) },
            Endpoint(
                .get, "/api/v1/publications/{id}/versions", .open,
                .init(
                    "一条公示信息的历次变动；已停止公示的只列变动，不列内容", parameters: [.init("id", .path, "公示编号")],
                    answer: .json("历次变动", FeedAnswer.schema), problems: [.notFound])
            ) { request, context in try await versions(request, context) },
            Endpoint(
                .get, "/api/v1/subjects/{uscc}", .open,
                .init(
                    "一个经营主体现行的公示信息；末尾加.csv或者Accept: text/csv得到表格",
                    parameters: [.init("uscc", .path, "统一社会信用代码（18位）")],
                    answer: .json("公示信息", FeedAnswer.schema), problems: [.badRequest, .notFound])
            ) { request, context in try await subject(request, context) }.or(.text("text/csv", "表格")),
            Endpoint(
                .get, "/api/v1/changes", .open,
                .init(
                    "日志某一项之后的变动，按日志次序，每条公示信息一次、为其现状；action为withdraw、stop、shield、archive、withhold或者erase的应予删除",
                    parameters: [
                        .limit, .init("after", .query, "最后一次读到的logIndex；不填则从头开始"),
                    ] + PublicationEndpoints.filters,
                    answer: .json("一页变动，nextCursor为下一次的after", FeedAnswer.schema), problems: [.badRequest])
            ) { request, _ in try await changes(request) }.or(.text("text/csv", "表格")),
        ]
    }

    private static let about =
        "公示信息，按首次公示的先后，新的在前；已撤回的只留撤回标记。翻页期间有新的公示或者更正，也不会漏掉或者重复"

    /// What lists can be narrowed by.
    static let filters: [Endpoint.Parameter] = [
        .init("kind", .query, "公示信息的种类：penalty、licence、abnormal、serious、majorTax等"),
        .init("agency", .query, "公示机关的编号"), .init("region", .query, "公示机关行政区划代码的前2、4或者6位"),
        .init("from", .query, "首次公示之日不早于（YYYY-MM-DD）"), .init("to", .query, "首次公示之日不晚于（YYYY-MM-DD）"),
    ]

    // MARK: Lists

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        let cursor = try request.query("cursor").map { _ in UInt64(try request.pageCursor()) }
        let filter = try request.shelfFilter()
        let reader = backend.shelf.reader
        let page = try await Aside.run { try reader.latest(before: cursor, limit: limit, filter: filter) }
        return try await answer(page, "publications", request)
    }

    private func changes(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        let after = try request.place("after")
        let filter = try request.shelfFilter()
        let reader = backend.shelf.reader
        let page = try await Aside.run { try reader.changes(after: after, limit: limit, filter: filter) }
        return try await answer(page, "changes", request)
    }

    private func answer(_ page: ShelfPage, _ name: String, _ request: Request) async throws -> Response {
        let directory = await backend.directory.current()
        let items = page.items.map { PublicItem($0, directory: directory) }
        switch FeedForm(request) {
        case .csv:
            return try FeedAnswer.csv(
                [PublicItem.columns] + items.map(\.cells), name: name, next: page.next, request)
        case .json:
            return try FeedAnswer.json(
                FeedAnswer.page(items.map(\.bytes), next: page.next, place: page.size), request)
        }
    }

    // MARK: One

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try PublicationEndpoints.id(context)
        let (known, generation) = backend.shelf.answers.find(.item(id), "json", on: backend.shelf.day.today)
        if let known { return try FeedAnswer.kept(known, request) }
        let reader = backend.shelf.reader
        let found = try await Aside.run { try reader.item(id) }
        guard let found, found.standing != .withheld else { throw PublicationEndpoints.unknown(id.description) }
        let item = PublicItem(found, directory: await backend.directory.current())
        guard found.standing == .stands else { throw PublicationEndpoints.gone(item) }
        let answer = KeptBody(item.bytes)
        backend.shelf.answers.keep(answer, .item(id), "json", generation: generation)
        return try FeedAnswer.kept(answer, request)
    }

    /// 410 for what is not shown any more, with when, by whom and why.
    static func gone(_ item: PublicItem) -> Problem {
        let record = item.record
        if let lastDay = record?["lastDay"]?.string {
            return Problem(.gone, "PUBLICATION_ENDED", "该公示信息的公示期已于\(lastDay)届满，不再公示（PERIOD_EXPIRED）。")
        }
        let isWithdrawn = record?["action"] == "withdraw"
        let code = record?["reasonCode"]?.string ?? ""
        let reason = record?["reason"]?.string ?? ""
        return Problem(
            .gone, isWithdrawn ? "PUBLICATION_WITHDRAWN" : "PUBLICATION_ENDED",
            "该公示信息已于\(item.item.at)由\(item.agency)\(isWithdrawn ? "撤回" : "停止公示")"
                + (code.isEmpty ? "。" : "（\(code)）：\(reason)"))
    }

    static func id(_ context: WebContext) throws -> CaseID {
        let text = try context.parameter("id")
        guard let id = CaseID(text) else { throw unknown(text) }
        return id
    }

    static func unknown(_ text: String) -> Problem {
        Problem(.notFound, "PUBLICATION_UNKNOWN", "没有编号为“\(text.prefix(80))”的公示信息。", field: "id")
    }

    private func versions(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try PublicationEndpoints.id(context)
        let reader = backend.shelf.reader
        let (item, versions) = try await Aside.run { (try reader.item(id), try reader.versions(id)) }
        guard let item, item.standing != .withheld else { throw PublicationEndpoints.unknown(id.description) }
        let rows = versions.map { version -> [UInt8] in
            // What is not public any more is not shown again by way of its history.
            let record = item.standing == .stands ? version.record : nil
            return JSONValue.members([
                ("logIndex", .integer(Int64(clamping: version.place))),
                ("version", .integer(Int64(clamping: version.version))), ("event", .string(version.event)),
                ("effectiveAt", .string(version.at.description)), ("erased", version.bytes == nil ? true : nil),
                ("record", record),
            ]).bytes
        }
        return try FeedAnswer.json(FeedAnswer.page(rows, next: nil), request)
    }

    private func subject(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = FeedForm(request)
        let text = try context.parameter("uscc")
        let uscc = try PublicationEndpoints.uscc(
            text.hasSuffix(".csv") ? String(text.dropLast(4)) : text)
        let (known, generation) = backend.shelf.answers.find(
            .subject(uscc.text), "json", on: backend.shelf.day.today)
        if let known, form == .json { return try FeedAnswer.kept(known, request) }
        let reader = backend.shelf.reader
        let found = try await Aside.run { try reader.subject(uscc) }
        guard !found.isEmpty else {
            throw Problem(
                .notFound, "NOTHING_PUBLISHED",
                "没有该统一社会信用代码的现行公示信息。请核对代码；没有公示信息不等于登记机关没有该主体。", field: "uscc")
        }
        let directory = await backend.directory.current()
        let items = found.map { PublicItem($0, directory: directory) }
        if form == .csv {
            return try FeedAnswer.csv([PublicItem.columns] + items.map(\.cells), name: uscc.text, request)
        }
        let answer = KeptBody(FeedAnswer.page(items.map(\.bytes), next: nil))
        backend.shelf.answers.keep(answer, .subject(uscc.text), "json", generation: generation)
        return try FeedAnswer.kept(answer, request)
    }

    static func uscc(_ text: String) throws(Problem) -> USCC {
        do throws(USCCRefusal) {
            return try USCC(HalfWidth.code(text))
        } catch {
            throw Problem(.badRequest, error.reasonCode, error.words + "。", field: "uscc")
        }
    }
}

extension Request {
    /// What a list is narrowed to.
    func shelfFilter() throws -> ShelfFilter {
        var filter = ShelfFilter(kind: query("kind"))
        if let agency = query("agency") {
            guard let office = OfficeID(agency) else { throw Problem.parameter("agency", "应当是公示机关的编号") }
            filter.agency = office
        }
        if let region = query("region") {
            guard [2, 4, 6].contains(region.utf8.count), region.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw Problem.parameter("region", "应当是行政区划代码的前2、4或者6位数字")
            }
            filter.region = region
        }
        filter.from = try day("from")
        filter.to = try day("to")
        return filter
    }

    private func day(_ name: String) throws -> CivilDate? {
        try query(name).map { raw in
            guard let day = CivilDate(raw) else { throw Problem.parameter(name, "应当是YYYY-MM-DD形式的日期") }
            return day
        }
    }
}
