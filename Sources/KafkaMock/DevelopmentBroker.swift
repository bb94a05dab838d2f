package import Kafka
package import Logging
import NIOCore
import NIOPosix

/// The embedded development broker: a mock cluster behind a fixed port of 127.0.0.1.
///
/// The cluster's own port changes at each start. Clients never learn it: a relay before it puts the fixed port into
/// every answer that names a broker. So clients find a broker that was killed and started again by themselves. What
/// it kept is gone then, as it is in memory only. A topic that was not made does not exist here, as on a real
/// cluster with automatic creation off.
package actor DevelopmentBroker {
    /// A topic as it is given at the start.
    package struct Topic: Hashable, Sendable {
        package let name: String
        package let partitions: Int

        package init(_ name: String, partitions: Int) {
            self.name = name
            self.partitions = partitions
        }
    }

    /// The cluster behind, for faults in tests.
    package nonisolated let cluster: MockCluster
    /// The port of 127.0.0.1 that clients use.
    package nonisolated let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let catalogue: TopicCatalogue

    /// Where clients find it.
    package nonisolated var bootstrapServers: String { "127.0.0.1:\(port)" }

    private init(
        cluster: MockCluster, catalogue: TopicCatalogue, group: MultiThreadedEventLoopGroup, port: Int
    ) {
        self.cluster = cluster
        self.catalogue = catalogue
        self.group = group
        self.port = port
    }

    /// Starts a cluster with these topics and listens on the port, or on a free one for 0. Throws when the port is in
    /// use (`IOError`) or a topic cannot be made.
    package static func start(port: Int, topics: [Topic], logger: Logger) async throws -> DevelopmentBroker {
        let cluster = try MockCluster(brokers: 1)
        for limit in RelayFrames.versions { try cluster.limit(limit.request, toVersion: limit.highest) }
        let target = try SocketAddress(ipAddress: "127.0.0.1", port: brokerPort(cluster.bootstrapServers))
        let catalogue = TopicCatalogue()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            for topic in topics {
                try cluster.createTopic(topic.name, partitions: topic.partitions)
                catalogue.insert(topic.name)
            }
            let listener = try await listen(on: port, target, catalogue, group: group, logger: logger)
            let bound = listener.localAddress?.port ?? port
            let broker = DevelopmentBroker(cluster: cluster, catalogue: catalogue, group: group, port: bound)
            logger.info("the embedded broker listens on 127.0.0.1:\(bound)")
            return broker
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// Makes a topic; one that is there already is left alone.
    package func createTopic(_ topic: Topic) throws(KafkaFailure) {
        guard !catalogue.contains(topic.name) else { return }
        try cluster.createTopic(topic.name, partitions: topic.partitions)
        catalogue.insert(topic.name)
    }

    /// Stops listening and closes all connections; the cluster ends with the last reference to this broker.
    package func stop() async throws {
        try await group.shutdownGracefully()
    }

    private static func brokerPort(_ servers: String) throws -> Int {
        guard let text = servers.split(separator: ",").first?.split(separator: ":").last, let port = Int(text) else {
            throw KafkaFailure(
                code: -1, name: "NO_PORT", reason: "the embedded broker's address '\(servers)' has no port",
                isRetriable: false)
        }
        return port
    }

    private static func listen(
        on port: Int, _ target: SocketAddress, _ catalogue: TopicCatalogue, group: MultiThreadedEventLoopGroup,
        logger: Logger
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture { try connect(client, to: target, catalogue, logger: logger) }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
    }

    /// Connects a client's channel with a new one to the cluster, on the same event loop.
    private static func connect(
        _ client: any Channel, to target: SocketAddress, _ catalogue: TopicCatalogue, logger: Logger
    ) throws {
        let advertised = Int32(client.localAddress?.port ?? 0)
        let (near, far) = RelayHandler.pair(port: advertised, catalogue: catalogue)
        try client.pipeline.syncOperations.addHandlers([ByteToMessageHandler(FrameDecoder()), near])
        let ends = NIOLoopBound(far, eventLoop: client.eventLoop)
        ClientBootstrap(group: client.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { broker in
                broker.eventLoop.makeCompletedFuture {
                    try broker.pipeline.syncOperations.addHandlers([ByteToMessageHandler(FrameDecoder()), ends.value])
                }
            }
            .connect(to: target)
            .whenComplete { result in
                switch result {
                case .success(let broker):
                    guard client.isActive else { return broker.close(promise: nil) }
                    client.setOption(.autoRead, value: true).whenFailure { _ in client.close(promise: nil) }
                    broker.setOption(.autoRead, value: true).whenFailure { _ in broker.close(promise: nil) }
                case .failure(let error):
                    logger.debug("the cluster behind the relay does not answer: \(error)")
                    client.close(promise: nil)
                }
            }
    }
}
