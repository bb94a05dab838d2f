import ArgumentParser
import Programs

extension BenchCommand {
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "登记库：导入整份摘录的速度，以及按代码、按名称开头查找的时间；下限是只读取同一文件。",
            discussion: "示例：liandong bench register --rows 1000000 --trips 20000 --rounds 1".folded)

        @Option(help: ArgumentHelp("摘录多少行。", valueName: "n"))
        var rows = 1_000_000

        @Option(help: ArgumentHelp("每种查找多少次。", valueName: "n"))
        var trips = 20_000

        @OptionGroup var common: Common

        func validate() throws {
            guard (100...5_000_000).contains(rows), trips >= 1 else {
                throw ValidationError("--rows 应在 100 至 5000000 之间，--trips 至少 1")
            }
        }

        func run() async throws {
            try await common.run({
                $0.cases = rows
                $0.trips = trips
            }) { try await RegisterBenchmark.run($0) }
        }
    }
}
