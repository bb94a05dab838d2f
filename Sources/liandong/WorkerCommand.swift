import ArgumentParser
import Logging
import Programs

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "运行一个单位的服务；六个部门另有同样的独立程序。",
        discussion: "示例：liandong worker --agency finance --config offices/510100-finance/office.json")

    @Option(help: ArgumentHelp("部门，例如 tax、police、finance。", valueName: "name"))
    var agency: String

    @Option(help: ArgumentHelp("单位配置 office.json。", valueName: "file"))
    var config: String

    @Option(help: ArgumentHelp("日志级别：trace、debug、info、notice、warning、error、critical。", valueName: "level"))
    var logLevel = "info"

    @Flag(help: "只检查配置及其引用的文件，不启动。")
    var check = false

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else { throw ValidationError("--log-level：没有级别“\(logLevel)”") }
    }

    func run() async throws {
        let options = ProgramOptions(
            configuration: config, logLevel: Logger.Level(rawValue: logLevel) ?? .info, onlyChecks: check)
        await WorkerProgram.run(agency: agency, options)
    }
}
