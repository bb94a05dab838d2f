import Contracts
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing
import Web

/// What a route answered.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue? {
        do { return try JSONValue.parse(bytes) } catch { return nil }
    }
    var code: String? { json?["code"]?.string }
    var items: [JSONValue] { json?["items"]?.array ?? [] }
}

/// Calls routes through the responder itself; no socket is opened.
struct Caller: Sendable {
    let responder: RouterResponder<WebContext>
    var token: String?

    init(_ router: Router<WebContext>, token: String? = nil) {
        responder = router.buildResponder()
        self.token = token
    }

    func with(token: String?) -> Caller {
        var caller = self
        caller.token = token
        return caller
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers: headers)
    }

    func post(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await send(.post, path, body.bytes)
    }

    /// A form as a browser sends it.
    func submit(
        _ path: String, _ fields: [(String, String)], cookie: String? = nil, site: String? = "same-origin"
    ) async throws -> Answer {
        var headers: HTTPFields = [.accept: "text/html", .contentType: FormFields.mediaType]
        if let cookie { headers[.cookie] = cookie }
        if let site, let name = HTTPField.Name("Sec-Fetch-Site") { headers[name] = site }
        let body = fields.map { "\(Caller.encoded($0.0))=\(Caller.encoded($0.1))" }.joined(separator: "&")
        return try await send(.post, path, Array(body.utf8), headers: headers)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// A request; a body is JSON unless `headers` say something else.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8] = [], headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = headers
        if fields[.contentType] == nil, method == .post { fields[.contentType] = "application/json" }
        if let token { fields[.authorization] = "Bearer \(token)" }
        let request = Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let context = WebContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger))
        let response = try await responder.respond(to: request, context: context)
        let collected = Collected()
        try await response.body.write(CollectingWriter(collected: collected))
        return Answer(
            status: response.status.code, headers: response.headers, bytes: Array(collected.buffer.readableBytesView))
    }
}

private final class Collected {
    var buffer = ByteBuffer()
}

private struct CollectingWriter: ResponseBodyWriter {
    let collected: Collected

    mutating func write(_ buffer: ByteBuffer) async throws {
        collected.buffer.writeImmutableBuffer(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
