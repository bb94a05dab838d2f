import ServiceLifecycle
package import Web
package import Workers

/// An office's interface on its port, one service of the program's group.
package struct OfficeServer: Service {
    private let server: WebServer

    /// A server over a backend, with the pages of a console when it has one; `onServing` is told the port once it listens.
    ///
    /// - Throws: when the host is no loopback address and there is no TLS.
    package init(
        backend: OfficeBackend, http: WorkerSettings.HTTP, tls: ServerTLS? = nil, pages: [Endpoint] = [],
        problemPage: ProblemPage? = nil,
        onServing: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(ServerRefusal) {
        server = try WebServer(
            router: OfficeRoutes.router(backend, pages: pages, problemPage: problemPage), host: http.host,
            port: http.port, tls: tls, logger: backend.logger,
            onServing: onServing)
    }

    package func run() async throws {
        try await server.run()
    }
}
