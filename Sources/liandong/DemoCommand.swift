import ArgumentParser
import Logging
import Programs
import ServiceLifecycle
import Synchronization
import UnixSignals

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "在本机演示全部流程：内嵌开发代理、六个单位、信用平台各为一个进程。",
        discussion: """
            导入双公示样例，演练案件移送、行刑衔接、联合惩戒和信用公示，打印经过并逐项检查；
            结束后保持运行，按 Ctrl-C 停止。加 --exit 则演完即停，全部检查通过时退出码为 0。

            示例：
              liandong demo
              liandong demo --exit --json
            """.folded)

    @Flag(help: "演完即停；全部检查通过时退出码为 0。")
    var exit = false

    @Option(help: ArgumentHelp("台账、密钥和日志的文件夹；每次重建。", valueName: "dir"))
    var folder = ".demo"

    @Flag(help: "打开以前的演示文件夹，不重建，也不再演一遍。")
    var keep = false

    @Option(help: ArgumentHelp("第一个端口：七个单位依次使用，代理用其后第二十个。", valueName: "port"))
    var portBase = 18_080

    @Option(help: ArgumentHelp("放有 rules 和 samples 的文件夹；默认用随程序安装的。", valueName: "dir"))
    var deploy: String?

    @Option(help: ArgumentHelp("把各单位收发、提交的历史写到该文件夹，演完一并核对。", valueName: "dir"))
    var history: String?

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (1024...65_500).contains(portBase) else { throw ValidationError("--port-base 应在 1024 到 65500 之间") }
    }

    func run() async throws {
        let deploy = try deploy ?? InstalledFolder.deploy.path()
        let service = DemonstrationService(
            demonstration: Demonstration(
                .init(
                    folder: folder, portBase: portBase, ends: exit, keepsState: keep, isJSON: form.isJSON,
                    deploy: deploy, histories: history)))
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: .quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(60)
        try await ServiceGroup(configuration: configuration).run()
        guard service.isGood else {
            throw ProgramEnding(.failed, code: "DEMONSTRATION_FAILED", "演示没有全部通过，见上")
        }
    }
}

/// The demonstration as the one service of its group: a signal cancels the play, and the processes are stopped in order.
private final class DemonstrationService: Service {
    private let demonstration: Demonstration
    private let result = Atomic(false)

    init(demonstration: Demonstration) {
        self.demonstration = demonstration
    }

    /// Whether all checks passed.
    var isGood: Bool { result.load(ordering: .acquiring) }

    func run() async throws {
        let demonstration = demonstration
        let isGood = try await cancelWhenGracefulShutdown {
            do {
                return try await demonstration.run()
            } catch let failure as DemonstrationFailure {
                throw ProgramEnding(.failed, code: "DEMONSTRATION_NOT_STARTED", failure.description)
            }
        }
        result.store(isGood, ordering: .releasing)
    }
}
