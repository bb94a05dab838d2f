import Casework
import Contracts
import Exchange
import Foundation
import Kafka
import Ledgers
import Logging
import Metrics
import Offices
package import ServiceLifecycle
import Signing
import UnixSignals
import Workers

/// One office as a process: opened, checked against the bus, run as one group of services, ended with the right code.
package enum OfficeProcess {
    /// Runs until a signal or a reason to stop; `serve` gives the HTTP services of the program.
    package static func run(
        _ options: ProgramOptions, expecting agency: String?,
        serve: (OfficeAssembly) throws -> [any Service]
    ) async {
        let level = options.logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        do {
            try await start(options, expecting: agency, serve: serve)
        } catch {
            guard let failure = FailureText(error) else { ProgramExit.failed.end("\(error)") }
            ending(of: error, failure).end(failure.line)
        }
    }

    /// What does not mend itself must not be started again by a service unit.
    private static func ending(of error: any Error, _ failure: FailureText) -> ProgramExit {
        switch error {
        case let refusal as FileRefusal where refusal.code != .system: .configuration
        case is DocumentMistakes, is RuleMistakes, is DirectoryRefusal, is KafkaSettings.Refusal: .configuration
        case let fault as LedgerFault:
            switch fault.reason {
            case .newerVersion, .wrongKey, .wrongOffice: .configuration
            case .diskFull, .inputOutput, .busy, .damaged, .alreadyOpen, .missing, .conflict, .refused: .failed
            }
        default: failure.exit
        }
    }

    private static func start(
        _ options: ProgramOptions, expecting agency: String?, serve: (OfficeAssembly) throws -> [any Service]
    ) async throws {
        let settings = try await ConfigurationCheck.run(
            options.configuration, agency: agency, depth: options.onlyChecks ? .whole : .start,
            environment: ProcessInfo.processInfo.environment)
        if options.onlyChecks {
            print("\(options.configuration)：配置及其引用的文件无误，单位 \(settings.office)")
            return
        }
        var logger = Logger(label: settings.office.description)
        logger.logLevel = options.logLevel
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let assembly = try OfficeAssembly.open(
            settings, registry: registry, logger: logger, history: options.history)
        let kafka = try KafkaSettings(settings.kafka)
        let consumer = try KafkaConsumer(settings: kafka, logger: logger)
        if let directory = await assembly.runtime.snapshot().book.newest {
            try await checkPartitions(consumer, settings, directory, logger)
        }
        let inlet = KafkaInlet(consumer: consumer, namespace: settings.namespace)
        let outlet = KafkaOutlet(
            producer: try KafkaProducer(settings: kafka, logger: logger), namespace: settings.namespace)
        let services: [any Service] =
            try serve(assembly) + [
                RelayService(runtime: assembly.runtime, outlet: outlet, logger: logger),
                DeadlineKeeper(runtime: assembly.runtime, logger: logger),
                IntakeService(runtime: assembly.runtime, inlet: inlet, logger: logger),
            ]
        try await run(services, logger: logger)
        try await assembly.runtime.noteCleanStop()
        logger.info("stopped cleanly")
    }

    /// Partition counts are part of the contract: on another count the worker refuses to start (rule 40). A bus that is
    /// away is no reason: officers' work goes on, letters wait.
    private static func checkPartitions(
        _ consumer: KafkaConsumer, _ settings: WorkerSettings, _ directory: DirectoryDocument, _ logger: Logger
    ) async throws {
        for topic in [Topic.direct(settings.office), .lists, .measures, .publications, .checkpoints, .directory] {
            let generation = directory.generation(of: topic)
            let name = topic.kafkaName(namespace: settings.namespace, generation: generation)
            let wanted = directory.partitionCount(of: topic, generation: generation)
            do throws(KafkaFailure) {
                let count = try await consumer.partitionCount(name, within: .seconds(2))
                guard count == wanted else {
                    ProgramExit.failed.end(
                        "TOPICS_DIFFER：主题 \(name) 有 \(count) 个分区，契约是 \(wanted) 个：请用 liandong topics apply 重建，"
                            + "或者用 liandong directory new-generation 启用新一代")
                }
            } catch {
                logger.warning(
                    "the bus did not tell its topics yet", metadata: ["topic": "\(name)", "reason": "\(error.reason)"])
                return
            }
        }
    }

    private static func run(_ services: [any Service], logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(18)
        try await ServiceGroup(configuration: configuration).run()
    }
}
