package import Hummingbird
import HummingbirdTLS
package import Logging
import ServiceLifecycle
import Workers

/// Why a server is not started.
package struct ServerRefusal: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    package let description: String
}

/// A router on a port, run in the program's service group; stops taking requests at once when the group stops.
package struct WebServer: Service {
    private let responder: RouterResponder<WebContext>
    private let host: String
    private let port: Int
    private let tls: ServerTLS?
    private let logger: Logger
    private let onServing: @Sendable (Int) async -> Void

    /// A server; port 0 lets the system choose, `onServing` is told the port once it listens.
    ///
    /// Without TLS any host but loopback is refused: tokens and case data do not cross a network in the clear.
    package init(
        router: Router<WebContext>, host: String, port: Int, tls: ServerTLS? = nil, logger: Logger,
        onServing: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(ServerRefusal) {
        guard tls != nil || Loopback.contains(host) else {
            throw ServerRefusal(
                description:
                    "http.host is \(host), but this server speaks no TLS and so listens on loopback only: give "
                    + "http.certificate and http.key, or set 127.0.0.1 and put a TLS reverse proxy in front of it")
        }
        self.tls = tls
        responder = router.buildResponder()
        self.host = host
        self.port = port
        self.logger = logger
        self.onServing = onServing
    }

    package func run() async throws {
        let onServing = onServing
        let application = Application(
            responder: responder, server: try tls.map { try .tls(tlsConfiguration: $0.configuration) } ?? .http1(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await onServing(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }
}
