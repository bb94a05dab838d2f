import ArgumentParser
import Logging
import Programs

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "运行一个单位的服务；六个部门另有同样的独立程序。",
        discussion: """
            --check 检查配置及其引用的全部文件（密钥及其权限、办理人、目录、规则、Kafka 设置、证书、台账），一次报出所有错误；
            配置有误时退出码为 78。

            示例：
              liandong worker --agency finance --config offices/510100-finance/office.json
              liandong worker --config /var/lib/liandong/offices/510100-tax/office.json --check
            """.folded)

    @Option(help: ArgumentHelp("部门，例如 tax、police、finance；默认按配置。", valueName: "name"))
    var agency: String?

    @Option(help: ArgumentHelp("单位配置 office.json。", valueName: "file"))
    var config: String

    @Option(help: ArgumentHelp("日志级别：trace、debug、info、notice、warning、error、critical。", valueName: "level"))
    var logLevel = "info"

    @Flag(help: "检查配置及其引用的全部文件，不启动。")
    var check = false

    @Option(
        help: ArgumentHelp(
            "演练用：把收发和提交的经过追加到文件（只有散列和编号），供 liandong history check 核对。", valueName: "file"))
    var history: String?

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else { throw ValidationError("--log-level：没有级别“\(logLevel)”") }
    }

    func run() async throws {
        let options = ProgramOptions(
            configuration: config, logLevel: Logger.Level(rawValue: logLevel) ?? .info, onlyChecks: check,
            history: history)
        await WorkerProgram.run(agency: agency, options)
    }
}
