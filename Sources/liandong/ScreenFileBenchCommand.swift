import ArgumentParser
import Programs

extension BenchCommand {
    struct ScreenFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "screen-file",
            abstract: "文件核查：CSV 和 XLSX 逐行与本地名单比对的速度；下限是只读取同一文件。",
            discussion: """
                每百行有一行在名单内。条目直接写入台账，不经函件。

                示例：liandong bench screen-file --rows 1000000 --entries 100000
                """.folded)

        @Option(help: ArgumentHelp("文件的行数，最多 1000000。", valueName: "n"))
        var rows = 1_000_000

        @Option(help: ArgumentHelp("名单条目数。", valueName: "n"))
        var entries = 100_000

        @OptionGroup var common: Common

        func validate() throws {
            guard (1...1_000_000).contains(rows), (1...4_000_000).contains(entries) else {
                throw ValidationError("--rows 应在 1 至 1000000 之间，--entries 应在 1 至 4000000 之间")
            }
        }

        func run() async throws {
            try await common.run({
                $0.letters = rows
                $0.cases = entries
            }) { try await ScreenFileBenchmark.run($0) }
        }
    }
}
