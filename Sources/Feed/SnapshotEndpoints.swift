import Contracts
import Hummingbird
import NIOCore
import Tables
import Web

/// Bulk snapshots: which there is, and its file.
struct SnapshotEndpoints {
    let backend: FeedBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/snapshot", .open,
                .init(
                    "最新的全量快照：名称（项数和树根）、地址、长度、SHA-256；其后的增量见 /api/v1/log/contents?from=项数",
                    answer: .json("快照"), problems: [.notFound])
            ) { request, _ in try describe(request) },
            Endpoint(
                .get, "/api/v1/snapshots/{name}", .open,
                .init(
                    "快照文件（gzip压缩的NDJSON，每行一项：leaf、salt、content）", parameters: [.init("name", .path, "快照的名称")],
                    answer: .text("application/gzip", "快照文件"), problems: [.notFound])
            ) { _, context in try await file(context) },
        ]
    }

    private static let missing = Problem(
        .notFound, "SNAPSHOT_MISSING", "没有这个快照：快照在后台生成，最新的名称见 /api/v1/snapshot。")

    private func describe(_ request: Request) throws -> Response {
        guard let snapshot = backend.shelf.snapshots.current else { throw SnapshotEndpoints.missing }
        return try FeedAnswer.json(
            ([
                "size": .integer(Int64(clamping: snapshot.size)), "root": .string(snapshot.root.description),
                "url": .string("/api/v1/snapshots/\(snapshot.name)"), "bytes": .integer(Int64(snapshot.byteCount)),
                "sha256": .string(snapshot.digest.description), "madeAt": .string(snapshot.at.description),
                "deltas": .string("/api/v1/log/contents?from=\(snapshot.size)"),
            ] as JSONValue).bytes, request)
    }

    private func file(_ context: WebContext) async throws -> Response {
        let name = try context.parameter("name")
        guard let snapshot = backend.shelf.snapshots.current, snapshot.name == name else {
            throw SnapshotEndpoints.missing
        }
        let parts = try await Aside.run { FileParts(try FileSource(path: snapshot.path)) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/gzip", .contentLength: String(snapshot.byteCount),
                .cacheControl: "public, max-age=86400", .xContentTypeOptions: "nosniff",
                .eTag: "\"\(snapshot.digest.description.prefix(32))\"",
            ], body: ResponseBody(asyncSequence: parts))
    }
}

/// A file piece by piece: the next is read when the one before was taken.
private struct FileParts: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// Read by one iterator only.
    private let file: FileSource

    init(_ file: FileSource) { self.file = file }

    func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    struct Iterator: AsyncIteratorProtocol {
        let file: FileSource
        var offset = 0

        mutating func next() async throws -> ByteBuffer? {
            let (file, place) = (file, offset)
            let part = try await Aside.run { try FilePart.read(file, at: place) }
            offset += part?.count ?? 0
            return part.map { ByteBuffer(bytes: $0) }
        }
    }
}

/// What anybody may do with the data.
enum TermsEndpoint {
    static let endpoint = Endpoint(
        .get, "/terms.txt", .open, .init("使用条款", answer: .text("text/plain", "使用条款"))
    ) { request, _ in
        try Response.kept(
            Array(text.utf8), mediaType: "text/plain; charset=utf-8", seconds: 86_400,
            tag: Digest.sha256(Array(text.utf8)), for: request)
    }

    private static let text = """
        信用公示数据使用条款

        1. 本平台的公示信息可以免费查询、下载、转载和分析，无需注册。
        2. 信息由作出决定的机关提供并负责；转载应当注明来源、公示编号和取得日期。
        3. 以最高版本为准。更正、撤回、停止公示、屏蔽的信息，使用者应当同步更正或者停止展示：请跟随 /api/v1/changes 或者
           /api/v1/events，action为withdraw、stop、shield、archive、withhold、erase的应予删除；至少每日同步一次。
        4. 法律规定公示期届满或者信用修复后停止公示的信息，不得继续展示或者提供。
        5. 不得用于识别自然人，不得与其他数据合并后推断个人信息。
        6. 查询频率有限制；超出的答复429和Retry-After。需要全部数据的，请下载快照（/api/v1/snapshot）并以增量更新。
        7. 查询记录只保存时间、命中条数和当日密钥下的散列，不保存查询词和查询人。

        """
}
