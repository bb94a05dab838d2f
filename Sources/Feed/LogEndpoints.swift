import Contracts
import Hummingbird
import Ledgers
import Offices
import Transparency
import Web
import Workers

/// The log of publications for everybody, as static files would serve it (C2SP tlog-tiles), and the proof of one item.
struct LogEndpoints {
    let backend: FeedBackend

    /// A checkpoint is replaced each second at most.
    private static let checkpointSeconds = 1
    private static let yearSeconds = 31_536_000
    private static let partialSeconds = 3600
    /// Parts of a path behind `/log/tile`: kind, up to three groups of the place, the width.
    private static let deepest = 6

    /// What the tree serves, whatever the shelf has read: checkpoint, hashes and entries hold no content.
    var still: [Endpoint] {
        [
            Endpoint(
                .get, "/log/checkpoint", .open,
                .init(
                    "公示日志的最新检查点（C2SP tlog-checkpoint），附见证机关的联署", answer: .text("text/plain", "签名文本"),
                    problems: [.notFound])
            ) { request, _ in try await checkpoint(request) }
        ] + (2...LogEndpoints.deepest).map { tiles(parts: $0) }
    }

    /// What was said.
    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/publications/{id}/proof", .open,
                .init(
                    "一条公示信息最近一次变动在公示日志中的存在证明", parameters: [.init("id", .path, "公示编号")],
                    answer: .json("叶子、盐、内容、路径和检查点"), problems: [.notFound])
            ) { _, context in try await proof(context) },
            Endpoint(
                .get, "/api/v1/log/contents", .open,
                .init(
                    "日志各项的叶子、盐和内容，按日志次序，即快照之后的增量；依法删除的（erased）、其公示已经结束的（ended：结束它的日志项）没有盐和内容",
                    parameters: [.limit, .init("from", .query, "从第几项开始，首项为0")],
                    answer: .json("若干项", Page.schema), problems: [.badRequest])
            ) { request, _ in try await contents(request) },
        ]
    }

    private func tiles(parts: Int) -> Endpoint {
        let names = (1...parts).map { "part\($0)" }
        let path = "/log/tile/" + names.map { "{\($0)}" }.joined(separator: "/")
        return Endpoint(
            .get, path, .open,
            .init(
                "日志的一块哈希或者条目（C2SP tlog-tiles）",
                parameters: names.map { .init($0, .path, "路径的一段：层或entries、序号分组、宽度") },
                answer: .text("application/octet-stream", "哈希或者条目"), problems: [.notFound])
        ) { request, context in
            try await tile(try names.map { try context.parameter($0) }.joined(separator: "/"), request)
        }
    }

    // MARK: Tiles and checkpoints

    private func checkpoint(_ request: Request) async throws -> Response {
        let served = try await newest()
        return Response.text(served.text, mediaType: "text/plain; charset=utf-8").cached(
            seconds: LogEndpoints.checkpointSeconds, tag: Digest.sha256(Array(served.text.utf8)), for: request)
    }

    /// The newest checkpoint that at least half of the other offices have signed, or the newest one.
    private func newest() async throws -> ServedCheckpoint {
        let offices = await backend.runtime.snapshot().book.newest?.activeOffices.count ?? 1
        let reader = backend.reader
        guard let served = try await Aside.run({ try reader.logCheckpoint(witnesses: offices / 2) }) else {
            throw Problem(.notFound, "LOG_EMPTY", "公示日志还没有检查点，请稍后再试。")
        }
        return served
    }

    private func tile(_ path: String, _ request: Request) async throws -> Response {
        let missing = Problem(.notFound, "TILE_UNKNOWN", "日志没有这一块，或者检查点尚未覆盖它。")
        guard let resource = LogTile.resource(path) else { throw missing }
        let reader = backend.reader
        let bytes: [UInt8]?
        let isFull: Bool
        switch resource {
        case .hashes(let tile):
            isFull = tile.isFull
            bytes = try await Aside.run { try reader.logTile(tile).map { LogBytes.tile($0) } }
        case .entries(let tile):
            isFull = tile.isFull
            bytes = try await Aside.run { try reader.logEntries(tile).map { LogBytes.bundle($0) } }
        }
        guard let bytes else { throw missing }
        var response = try Response.kept(
            KeptBody(bytes), mediaType: "application/octet-stream",
            seconds: isFull ? LogEndpoints.yearSeconds : LogEndpoints.partialSeconds, for: request)
        if isFull { response.headers[.cacheControl] = "public, max-age=\(LogEndpoints.yearSeconds), immutable" }
        return response
    }

    // MARK: Proofs and contents

    private func proof(_ context: WebContext) async throws -> Response {
        let text = try context.parameter("id")
        let missing = Problem(
            .notFound, "PROOF_UNKNOWN", "日志的检查点中没有编号为“\(text.prefix(80))”的公示信息。", field: "id")
        guard let id = CaseID(text) else { throw missing }
        let served = try await newest()
        let reader = backend.reader
        let found = try await Aside.run { () throws -> (LogItem, [Digest])? in
            guard let item = try reader.logItem(of: id, below: served.size) else { return nil }
            return (item, try reader.logInclusion(of: item.entry.index, in: served.size))
        }
        guard let (item, path) = found else { throw missing }
        let lines = LogLines(ledger: reader, shelf: backend.shelf.reader)
        let line = try await Aside.run { try lines.line(item) }
        return .json(
            LogEndpoints.json(item, line).merging([
                "checkpoint": .string(served.text),
                "path": .array(path.map { .string(Base64.encode($0.bytes)) }),
            ]))
    }

    private func contents(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        guard let from = UInt64(request.query("from") ?? "0") else {
            throw Problem.parameter("from", "应当是不小于0的整数")
        }
        let lines = LogLines(ledger: backend.reader, shelf: backend.shelf.reader)
        let (items, size) = try await Aside.run {
            let size = try lines.ledger.logSize()
            return (try lines.lines(from: from, below: size, limit: limit), size)
        }
        let next = from + UInt64(items.count)
        return try FeedAnswer.json(
            Page.json(items.map { LogEndpoints.json($0.item, $0.line) }, from: next < size ? String(next) : nil).bytes,
            request)
    }

    /// A leaf with what it said; the content is text, since its very bytes are what the leaf binds.
    private static func json(_ item: LogItem, _ line: JSONValue) -> JSONValue {
        JSONValue.members([
            ("index", .integer(Int64(clamping: item.entry.index))),
            ("publicationId", .string(item.entry.publication.description)),
            ("version", .integer(Int64(clamping: item.entry.version))), ("event", .string(item.entry.kind)),
            ("time", .string(item.entry.time.description)),
        ]).merging(line)
    }
}
