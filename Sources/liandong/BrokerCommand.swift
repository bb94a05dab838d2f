import ArgumentParser
import Contracts
import Foundation
import Kafka
import KafkaMock
import Logging
import Programs
import ServiceLifecycle
import UnixSignals

struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "内嵌开发代理：只供演示和测试，数据只在内存，停止即失。",
        discussion: """
            只监听 127.0.0.1。按目录文件建好全部主题，把登记机关的文件发布到目录主题；
            目录文件变化时自动补建新单位的主题并发布新文件。正式环境请用 Apache Kafka。

            示例：liandong broker --port 9092 --directory registrar/directory.jsonl
            """.folded)

    @Option(help: ArgumentHelp("固定端口；0 由系统选取。", valueName: "port"))
    var port: Int

    @Option(help: ArgumentHelp("登记机关的 directory.jsonl。", valueName: "file"))
    var directory: String

    @Option(help: ArgumentHelp("监听地址，只能是 127.0.0.1。", valueName: "address"))
    var host = "127.0.0.1"

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard host == "127.0.0.1" else { throw ValidationError("--host 只能是 127.0.0.1：开发代理没有任何访问控制") }
        guard (0...65_535).contains(port) else { throw ValidationError("--port 应在 0 到 65535 之间") }
    }

    func run() async throws {
        var logger = Logger(label: "liandong.broker") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        let service = DevelopmentBrokerService(port: port, directory: directory, form: form, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// The embedded broker with what the registrar's files say, until it is told to stop.
struct DevelopmentBrokerService: Service {
    private let port: Int
    private let directory: String
    private let form: OutputForm
    private let logger: Logger

    init(port: Int, directory: String, form: OutputForm, logger: Logger) {
        self.port = port
        self.directory = directory
        self.form = form
        self.logger = logger
    }

    func run() async throws {
        var documents = try PublishedDocuments.read(directory: directory)
        let broker = try await start(documents)
        try await publish(documents, on: broker)
        Console.print(
            ["ready": true, "bootstrap": .string(broker.bootstrapServers)], as: form,
            "开发代理已就绪：\(broker.bootstrapServers)，主题 \(documents.topics.count) 个")
        var seen = stamps()
        while !Task.isShuttingDownGracefully {
            await pause()
            let now = stamps()
            guard now != seen else { continue }
            seen = now
            if let changed = await followed(broker) { documents = changed }
        }
        try await broker.stop()
    }

    private func start(_ documents: PublishedDocuments) async throws -> DevelopmentBroker {
        do {
            return try await DevelopmentBroker.start(
                port: port,
                topics: documents.topics.map { DevelopmentBroker.Topic($0.name, partitions: $0.partitions) },
                logger: logger)
        } catch {
            throw ProgramEnding(
                .failed, code: "BROKER_NOT_STARTED",
                "开发代理没有在 127.0.0.1:\(port) 启动（\(error)）：端口可能已被占用，请换一个端口或者停止占用它的程序")
        }
    }

    private func publish(_ documents: PublishedDocuments, on broker: DevelopmentBroker) async throws {
        let topic = DirectoryTopic(
            settings: try KafkaSettings(["bootstrap.servers": broker.bootstrapServers]),
            topic: documents.directoryTopic,
            logger: .quiet)
        let done = try await topic.publish(documents.signed.map(\.bytes))
        logger.notice(
            "the registrar's documents are on the directory topic",
            metadata: ["published": "\(done.published)", "known": "\(done.known)"])
    }

    /// A changed directory: new topics first, so that the offices it names find theirs.
    private func followed(_ broker: DevelopmentBroker) async -> PublishedDocuments? {
        do {
            let documents = try PublishedDocuments.read(directory: directory)
            for topic in documents.topics {
                try await broker.createTopic(DevelopmentBroker.Topic(topic.name, partitions: topic.partitions))
            }
            try await publish(documents, on: broker)
            return documents
        } catch {
            logger.error("the changed directory was not taken over", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private func pause() async {
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        } catch {
            // Woken to stop: the loop sees it.
        }
    }

    /// When the two files were written last; a missing one counts as never.
    private func stamps() -> [Date] {
        let folder = URL(fileURLWithPath: directory).deletingLastPathComponent()
        return [directory, folder.appendingPathComponent("rules.jsonl").path].map { path in
            do {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                return attributes[.modificationDate] as? Date ?? .distantPast
            } catch {
                return .distantPast
            }
        }
    }
}
