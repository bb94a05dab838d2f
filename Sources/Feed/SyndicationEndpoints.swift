import Contracts
import Hummingbird
import Pages
import Shelf
import Web
import Workers

/// The latest publications for feed readers: Atom (RFC 4287) and JSON Feed 1.1.
struct SyndicationEndpoints {
    let backend: FeedBackend
    private static let count = 50

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/feed.atom", .open,
                .init(
                    "最新公示（Atom）", parameters: PublicationEndpoints.filters,
                    answer: .text("application/atom+xml", "Atom"), problems: [.badRequest])
            ) { request, _ in try await atom(request) },
            Endpoint(
                .get, "/feed.json", .open,
                .init(
                    "最新公示（JSON Feed 1.1）", parameters: PublicationEndpoints.filters,
                    answer: .object("application/feed+json", "JSON Feed"), problems: [.badRequest])
            ) { request, _ in try await json(request) },
        ]
    }

    /// An entry as both forms show it.
    private struct Line {
        let item: PublicItem
        let title: String
        let text: String
        let url: String
    }

    private func lines(_ request: Request) async throws -> [Line] {
        let filter = try request.shelfFilter()
        let reader = backend.shelf.reader
        let page = try await Aside.run {
            try reader.latest(before: nil, limit: SyndicationEndpoints.count, filter: filter)
        }
        let directory = await backend.directory.current()
        return page.items.map { SyndicationEndpoints.line(PublicItem($0, directory: directory), at: request.origin) }
    }

    private static func line(_ item: PublicItem, at origin: String) -> Line {
        let record = item.record
        let payload = record?["payload"]
        func text(_ name: String) -> String { payload?[name]?.string ?? "" }
        let url = "\(origin)/records/\(item.item.publication)"
        guard item.item.standing == .stands, payload != nil else {
            let reason = record?["reason"]?.string ?? ""
            return Line(item: item, title: "已停止公示：\(item.item.publication)", text: reason, url: url)
        }
        let isCorrected = record?["action"] == "correct"
        return Line(
            item: item, title: "\(isCorrected ? "更正：" : "")\(text("counterpartyName")) \(text("decisionNo"))",
            text: [text("penaltyContent"), text("decisionDate"), item.agency].filter { !$0.isEmpty }.joined(
                separator: "；"), url: url)
    }

    private func title() async -> String {
        let name = await backend.directory.current()?.profile(backend.office)?.name ?? backend.office.description
        return "\(name) 信用公示"
    }

    private func atom(_ request: Request) async throws -> Response {
        let lines = try await lines(request)
        let title = await title()
        let origin = HTMLText.escaped(request.origin)
        let updated = lines.map(\.item.item.at).max() ?? Moment(milliseconds: 0)
        let entries = lines.map { line in
            """
            <entry><id>urn:liandong:publication:\(line.item.item.publication)</id>\
            <title>\(HTMLText.escaped(line.title))</title><updated>\(line.item.item.at)</updated>\
            <author><name>\(HTMLText.escaped(line.item.agency))</name></author>\
            <link href="\(HTMLText.escaped(line.url))"/><summary>\(HTMLText.escaped(line.text))</summary></entry>
            """
        }
        let text = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><id>urn:liandong:feed:\(backend.office)</id>\
            <title>\(HTMLText.escaped(title))</title><updated>\(updated)</updated><link rel="self" href="\(origin)/feed.atom"/>\
            <link rel="alternate" type="text/html" href="\(origin)/latest"/>
            \(entries.joined(separator: "\n"))
            </feed>

            """
        return try kept(text, "application/atom+xml; charset=utf-8", request)
    }

    private func json(_ request: Request) async throws -> Response {
        let lines = try await lines(request)
        let value: JSONValue = [
            "version": "https://jsonfeed.org/version/1.1", "title": .string(await title()), "language": "zh-CN",
            "feed_url": .string("\(request.origin)/feed.json"), "home_page_url": .string("\(request.origin)/latest"),
            "items": .array(
                lines.map { line in
                    [
                        "id": .string("urn:liandong:publication:\(line.item.item.publication)"),
                        "url": .string(line.url), "title": .string(line.title), "content_text": .string(line.text),
                        "date_modified": .string(line.item.item.at.description),
                        "authors": [["name": .string(line.item.agency)]],
                    ]
                }),
        ]
        return try kept(value.text, "application/feed+json; charset=utf-8", request)
    }

    private func kept(_ text: String, _ mediaType: String, _ request: Request) throws -> Response {
        try Response.kept(
            KeptBody(Array(text.utf8)), mediaType: mediaType, seconds: FeedAnswer.seconds, for: request)
    }
}
