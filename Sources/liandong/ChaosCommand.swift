import ArgumentParser
import Programs
import ServiceLifecycle
import Synchronization
import UnixSignals

struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "真实进程的混沌演练：六个单位、信用平台和代理在办理中被终止、冻结、断网、写满磁盘、恢复备份。",
        discussion: """
            全部流程由办理人不停办理，故障按种子的计划发生；最后消除故障，等待全部函件处置，干净停止，
            核对全部历史（history check --final）和台账（ledger verify）。全部通过时退出码为 0，有问题为 1。
            同一种子的计划相同；真实进程的时序不会重现。本机不允许的故障（写满磁盘和断网需要 root，
            机器时间需要 libfaketime）如实说明，不做。用 --bootstrap 给定代理时，不对代理做任何事。

            示例：
              liandong chaos --minutes 5 --seed 1
              liandong chaos --minutes 5 --seed 1 --plan
              liandong chaos --minutes 60 --bootstrap kafka1:9092 --json
            """.folded)

    @Option(help: ArgumentHelp("故障持续的分钟数。", valueName: "n"))
    var minutes = 5

    @Option(help: ArgumentHelp("种子；默认随机。", valueName: "n"))
    var seed = UInt64.random(in: 1...999_999)

    @Option(help: ArgumentHelp("使用已有的 Kafka，而不是内嵌开发代理；主题建在本次专用的命名空间。", valueName: "host:port"))
    var bootstrap: String?

    @Option(help: ArgumentHelp("台账、密钥、历史和日志的文件夹；每次重建。", valueName: "dir"))
    var folder = ".chaos"

    @Option(help: ArgumentHelp("第一个端口：七个单位依次使用，代理用其后第二十个。", valueName: "port"))
    var portBase = 18_180

    @Option(help: ArgumentHelp("放有 rules 和 samples 的文件夹；默认用随程序安装的。", valueName: "dir"))
    var deploy: String?

    @Flag(name: .customLong("plan"), help: "只打印计划，不运行。")
    var onlyPlan = false

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (1...10_080).contains(minutes) else { throw ValidationError("--minutes 应为 1 至 10080") }
        guard (1024...65_500).contains(portBase) else { throw ValidationError("--port-base 应在 1024 到 65500 之间") }
    }

    func run() async throws {
        let options = Chaos.Options(
            folder: folder, portBase: portBase, minutes: minutes, seed: seed, bootstrap: bootstrap,
            deploy: try deploy ?? InstalledFolder.deploy.path(), isQuiet: form.isJSON)
        guard !onlyPlan else {
            let plan = Chaos.plan(options)
            return Console.print(plan.json, as: form, plan.text)
        }
        let service = ChaosService(options)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: .quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(300)
        try await ServiceGroup(configuration: configuration).run()
        guard let report = service.report else { return }
        Console.print(report.json, as: form, report.text)
        guard report.isGood else { throw ProgramEnding(.failed, code: "CHAOS_FOUND", "混沌演练发现问题，见上") }
    }
}

/// The run as the one service of its group: a signal cancels it, and the processes are stopped in order.
private final class ChaosService: Service {
    private let options: Chaos.Options
    private let result = Mutex<ChaosReport?>(nil)

    init(_ options: Chaos.Options) {
        self.options = options
    }

    /// What came of it; nil when it could not begin.
    var report: ChaosReport? { result.withLock { $0 } }

    func run() async throws {
        let options = options
        let report = try await cancelWhenGracefulShutdown {
            do {
                return try await Chaos(options).run()
            } catch let failure as DemonstrationFailure {
                throw ProgramEnding(.failed, code: "CHAOS_NOT_STARTED", failure.description)
            }
        }
        result.withLock { $0 = report }
    }
}
