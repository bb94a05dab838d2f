import Web

/// Two servers on ports of their own, ours and the floor, while something is measured.
enum BenchmarkServers {
    /// Makes a server that tells its port once it listens.
    typealias Maker = (@escaping @Sendable (Int) -> Void) throws -> WebServer

    /// Runs both around `work`, which gets their ports.
    static func serving<Value: Sendable>(
        _ ours: Maker, floor: Maker,
        work: @escaping @Sendable (_ ours: Int, _ floor: Int) async throws -> Value
    ) async throws -> Value {
        let (ports, told) = AsyncStream.makeStream(of: (isFloor: Bool, port: Int).self)
        let servers = [try ours { told.yield((false, $0)) }, try floor { told.yield((true, $0)) }]
        return try await withThrowingTaskGroup(of: Value?.self) { tasks in
            for server in servers {
                tasks.addTask {
                    try await server.run()
                    return nil
                }
            }
            tasks.addTask {
                var known: (ours: Int?, floor: Int?)
                for await told in ports {
                    if told.isFloor { known.floor = told.port } else { known.ours = told.port }
                    if let ours = known.ours, let floor = known.floor { return try await work(ours, floor) }
                }
                throw BenchmarkFault("the servers did not begin to listen")
            }
            defer { tasks.cancelAll() }
            while let ended = try await tasks.next() {
                if let ended { return ended }
            }
            throw BenchmarkFault("the servers ended before the work was done")
        }
    }
}
