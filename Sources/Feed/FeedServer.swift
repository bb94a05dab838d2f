import ServiceLifecycle
package import Web
package import Workers

/// The public feed on its port, one service of the program's group.
package struct FeedServer: Service {
    private let server: WebServer

    /// A server over a backend; `onServing` is told the port once it listens.
    ///
    /// - Throws: when the host is no loopback address; the public comes through a TLS reverse proxy.
    package init(
        backend: FeedBackend, http: WorkerSettings.HTTP, onServing: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(ServerRefusal) {
        server = try WebServer(
            router: FeedRoutes.router(backend), host: http.host, port: http.port, logger: backend.logger,
            onServing: onServing)
    }

    package func run() async throws {
        try await server.run()
    }
}
