import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The way out: says the status that came back, or throws why none did.
package protocol WebhookSending: Sendable {
    /// Sends once.
    func send(_ message: WebhookMessage) async throws -> Int
    /// Lets go of connections; nothing is sent behind it.
    func close() async
}

/// Over HTTP. A redirection is no success: where case data go is the administrator's to say.
package struct HTTPWebhookSender: WebhookSending {
    private static let patience = TimeAmount.seconds(10)
    private let client: HTTPClient

    /// A client of its own.
    package init() {
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: .seconds(5), read: HTTPWebhookSender.patience)))
    }

    package func send(_ message: WebhookMessage) async throws -> Int {
        var request = HTTPClientRequest(url: message.url)
        request.method = .POST
        for header in message.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(ByteBuffer(bytes: message.body))
        let response = try await client.execute(request, timeout: HTTPWebhookSender.patience)
        return Int(response.status.code)
    }

    package func close() async {
        // The program ends; whether the client could say goodbye to its connections changes nothing.
        do { try await client.shutdown() } catch {}
    }
}
