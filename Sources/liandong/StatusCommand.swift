import ArgumentParser
import Contracts
import Programs

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "单位服务的运行情况和收发核对：已发 = 已确认 + 在途 + 搁置 + 隔离。",
        discussion: """
            由系统管理员或者审计员查看；有需要处理的问题时退出码为 1。

            示例：liandong status --config office.json --as tax-10
            """)

    @OptionGroup var office: OfficeOptions
    @OptionGroup var form: OutputForm

    func run() async throws {
        let answer = try await office.client().get("/api/v1/status")
        let status = StatusText(answer)
        Console.print(answer, as: form, status.text)
        guard status.isHealthy else {
            throw ProgramEnding(
                .failed, code: "NOT_HEALTHY",
                status.troubles.isEmpty ? "单位服务尚在启动，请稍后再看" : status.troubles.joined(separator: "\n"))
        }
    }
}
