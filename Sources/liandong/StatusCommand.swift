import ArgumentParser
import Contracts
import Programs

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "单位服务的运行情况和收发核对：已发 = 已确认 + 在途 + 搁置 + 隔离。",
        discussion: """
            由系统管理员或者审计员查看；有需要处理的问题时退出码为 1：已停止、台账或 Kafka 不可用、目录过期、核对数不平、
            有搁置或者隔离的来函、近期有告警或者无法识别的记录（--since 指明多近，更早的只列出）。

            示例：liandong status --config office.json --as tax-10
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("多少小时以内的告警和无法识别的记录算需要处理。", valueName: "hours"))
    var since: Int64 = 168

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (0...87_600).contains(since) else { throw ValidationError("--since 应在 0 到 87600 之间") }
    }

    func run() async throws {
        let answer = try await office.client().get("/api/v1/status")
        let status = StatusText(answer, recent: .hours(since))
        Console.print(answer, as: form, status.text)
        guard status.isHealthy else {
            throw ProgramEnding(
                .failed, code: "NOT_HEALTHY",
                status.troubles.isEmpty ? "单位服务尚在启动，请稍后再看" : status.troubles.joined(separator: "\n"))
        }
    }
}
