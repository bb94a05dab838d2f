import AsyncHTTPClient
import Contracts
import Crypto
import Foundation
import NIOCore
import NIOHTTP1

/// One sending, as it goes over the wire.
struct WebhookMessage: Hashable, Sendable {
    let url: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    static func == (left: WebhookMessage, right: WebhookMessage) -> Bool {
        left.url == right.url && left.body == right.body
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(url)
        hasher.combine(body)
    }

    /// Signed as its reader checks it: HMAC-SHA256 over the seconds, a point and the body, under the common secret. The
    /// seconds let a reader refuse what is old.
    init(_ json: JSONValue, delivery: String, to webhook: Webhook, at now: Moment) {
        url = webhook.url
        body = json.bytes
        let seconds = now.milliseconds / 1000
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(seconds).".utf8) + body, using: SymmetricKey(data: Array(webhook.secret.utf8)))
        headers = [
            ("Content-Type", "application/json; charset=utf-8"), ("User-Agent", "liandong"),
            ("Liandong-Delivery", delivery),
            ("Liandong-Signature", "t=\(seconds),v1=\(Hexadecimal.encode(Array(code)))"),
        ]
    }
}

/// Sends; says the status that came back, or throws why none did.
protocol WebhookSending: Sendable {
    func send(_ message: WebhookMessage) async throws -> Int
    func close() async
}

/// Over HTTP. A redirection is no success: where case data go is the administrator's to say.
struct HTTPWebhookSender: WebhookSending {
    private static let patience = TimeAmount.seconds(10)
    private let client: HTTPClient

    init() {
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: .seconds(5), read: HTTPWebhookSender.patience)))
    }

    func send(_ message: WebhookMessage) async throws -> Int {
        var request = HTTPClientRequest(url: message.url)
        request.method = .POST
        for header in message.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(ByteBuffer(bytes: message.body))
        let response = try await client.execute(request, timeout: HTTPWebhookSender.patience)
        return Int(response.status.code)
    }

    func close() async {
        // The program ends; whether the client could say goodbye to its connections changes nothing.
        do { try await client.shutdown() } catch {}
    }
}
