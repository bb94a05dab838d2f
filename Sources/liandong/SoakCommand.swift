import ArgumentParser
import Contracts
import Foundation
import Programs
import Synchronization

struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak", abstract: "浸泡：让一个单位长时间办理报文、反复启停，内存、句柄、线程、日志和表不得增长。",
        discussion: """
            用内嵌代理。每项取后一半样本的回归直线，增长超过界限就以退出码1结束；界限随结果打印。
            最后一行总是一个 JSON 对象；加 --json 时只输出这一行。

            示例：liandong soak --letters 10000000 --cycles 1000
            """.folded)

    @Option(help: ArgumentHelp("不停顿地办理多少件报文。", valueName: "n"))
    var letters = 200_000

    @Option(help: ArgumentHelp("随后启停多少次。", valueName: "n"))
    var cycles = 50

    @Option(help: ArgumentHelp("常驻内存可增长多少 MB（不足 5 % 时以 5 % 计）；运行很短时缓存尚未填满。", valueName: "n"))
    var allowMegabytes = 8.0

    @Option(help: ArgumentHelp("工作文件夹；默认用临时文件夹，完成后删除。", valueName: "dir"))
    var folder: String?

    @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
    var rules: String?

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard letters >= 1000, cycles >= 4 else { throw ValidationError("--letters 至少 1000，--cycles 至少 4") }
    }

    func run() async throws {
        let path = folder ?? FileManager.default.temporaryDirectory.appending(path: "liandong-soak-\(getpid())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { if folder == nil { remove(path) } }
        let line = Mutex(ProgressLine())
        var plan = Soak.Plan(folder: path, rules: try rules ?? InstalledFolder.rules.path())
        plan.letters = letters
        plan.cycles = cycles
        plan.allowedMegabytes = allowMegabytes
        plan.progress = { text in line.withLock { $0.show(text) } }
        do {
            let report = try await Soak.run(plan)
            line.withLock { $0.finish() }
            if !form.isJSON { for trend in report.trends { Console.print(SoakCommand.words(trend)) } }
            Console.print(report.json.text)
            let broken = report.trends.filter { !$0.isFlat }.map(\.name)
            guard broken.isEmpty else {
                throw ProgramEnding(.failed, code: "SOAK_GROWS", "超过界限：\(broken.joined(separator: "、"))")
            }
        } catch let fault as BenchmarkFault {
            line.withLock { $0.finish() }
            throw ProgramEnding(.failed, code: "SOAK_FAILED", fault.description)
        }
    }

    private static func words(_ trend: Trend) -> String {
        func text(_ value: Double) -> String { String(format: "%.2f", value) }
        return "\(trend.name)：后一半增长 \(text(trend.growth))，界限 \(text(trend.growthBound))，最高 \(text(trend.highest))"
            + (trend.isFlat ? "" : "，超过界限")
    }

    /// What was measured is gone when the folder is left behind; that must not turn a result into a failure.
    private func remove(_ path: String) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Console.error("没有删除临时文件夹 \(path)：\(error)")
        }
    }
}
