import Contracts
import Hummingbird
import NIOCore
import Tables
import Web
import Workers

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
