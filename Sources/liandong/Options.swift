import ArgumentParser
import Contracts
import Foundation
import Kafka
import Logging
import Signing
import Workers

/// How a result is written.
struct OutputForm: ParsableArguments {
    @Flag(name: .customLong("json"), help: "输出机器可读的 JSON。")
    var isJSON = false
}

/// The registrar's folder, for commands that sign.
struct RegistrarOptions: ParsableArguments {
    @Option(help: ArgumentHelp("init 生成的文件夹。", valueName: "dir"))
    var folder: String

    var layout: Provisioning.Layout { Provisioning.Layout(folder) }

    func open() throws -> Registrar { try Registrar.open(layout.registrar) }
}

/// A registrar's directory file and the brokers, for commands that speak to Kafka without an office.
struct ClusterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("登记机关的 directory.jsonl；同一文件夹里的 rules.jsonl 一并读取。", valueName: "file"))
    var directory: String

    @Option(help: ArgumentHelp("Kafka 地址 host:port，可用逗号分隔多个。", valueName: "servers"))
    var bootstrap: String?

    @Option(
        help: ArgumentHelp(
            "传给 librdkafka 的设置，可重复，例如 --kafka security.protocol=SSL。", valueName: "key=value"))
    var kafka: [String] = []

    private var servers: String? {
        bootstrap ?? ProcessInfo.processInfo.environment[WorkerSettings.bootstrapVariable]
    }

    func validate() throws {
        guard servers?.isEmpty != false, !kafka.contains(where: { $0.hasPrefix("bootstrap.servers=") }) else { return }
        throw ValidationError(
            "没有写 Kafka 地址：请用 --bootstrap kafka1:9092 指明，或者设定环境变量 \(WorkerSettings.bootstrapVariable)")
    }

    func settings() throws -> KafkaSettings {
        var given: [String: String] = [:]
        if let servers { given["bootstrap.servers"] = servers }
        for pair in kafka {
            guard let equals = pair.firstIndex(of: "=") else {
                throw ValidationError("--kafka \(pair)：应为 key=value 的形式")
            }
            given[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        return try KafkaSettings(given)
    }
}

extension Logger {
    /// For clients that a command starts for a moment: only what goes wrong is told.
    static let quiet: Logger = {
        var logger = Logger(label: "liandong") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        return logger
    }()
}
