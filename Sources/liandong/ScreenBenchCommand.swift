import ArgumentParser
import Programs

extension BenchCommand {
    struct Screen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "名单核查：经 HTTP 查一个主体的用时；下限是同一文件上一条预编译的 SELECT，经同样的服务。",
            discussion: """
                按代码、按名称、按未列入的名称各查一遍，与下限轮流。条目直接写入台账，不经函件。

                示例：
                  liandong bench screen --entries 1000000
                  liandong bench screen --entries 10000000 --rounds 1 --json
                """.folded)

        @Option(help: ArgumentHelp("名单条目数。", valueName: "n"))
        var entries = 100_000

        @Option(help: ArgumentHelp("每轮各查多少次。", valueName: "n"))
        var trips = 2000

        @OptionGroup var common: Common

        func validate() throws {
            guard entries >= 1, trips >= 10 else { throw ValidationError("--entries 至少 1，--trips 至少 10") }
        }

        func run() async throws {
            try await common.run({
                $0.cases = entries
                $0.trips = trips
            }) { try await ScreenBenchmark.run($0) }
        }
    }
}
