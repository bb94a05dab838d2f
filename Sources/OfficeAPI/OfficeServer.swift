import ServiceLifecycle
package import Web
package import Workers

/// An office's interface on its port, one service of the program's group.
package struct OfficeServer: Service {
    private let server: WebServer
    private let daily: DailyReconciliation

    /// A server over a backend, with the pages of a console when it has one; `onServing` is told the port once it listens.
    ///
    /// - Throws: when the host is no loopback address and there is no TLS.
    package init(
        backend: OfficeBackend, http: WorkerSettings.HTTP, tls: ServerTLS? = nil, jobs: OfficeJobs? = nil,
        pages: [Endpoint] = [],
        problemPage: ProblemPage? = nil,
        onServing: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(ServerRefusal) {
        let jobs = jobs ?? OfficeJobs(backend)
        daily = DailyReconciliation(desk: jobs.desk, backend: backend)
        server = try WebServer(
            router: OfficeRoutes.router(backend, jobs: jobs, pages: pages, problemPage: problemPage), host: http.host,
            port: http.port, tls: tls, logger: backend.logger,
            onServing: onServing)
    }

    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await daily.run() }
            // What runs by the clock ends with the server.
            defer { group.cancelAll() }
            try await server.run()
        }
    }
}
