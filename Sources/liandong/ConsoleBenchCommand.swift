import ArgumentParser
import Programs

extension BenchCommand {
    struct ConsolePages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "console",
            abstract: "工作台：各页用时（p50、p99），与一条预编译的 SELECT 相比；多名人员同时办公时收件的速度与单独收件之比。",
            discussion: """
                案件直接写入台账，不经函件：各种类、各状态，五年之间，几个单位。指定 --folder 时，当日写好的台账下次不再写。
                人员看一页平均停两秒。

                示例：
                  liandong bench console --cases 1000000
                  liandong bench console --cases 200000 --officers 50 --seconds 30 --json
                  liandong bench console --cases 1000000 --only state
                """.folded)

        @Option(help: ArgumentHelp("案件数。", valueName: "n"))
        var cases = 100_000

        @Option(help: ArgumentHelp("每轮每种页面各问多少次。", valueName: "n"))
        var trips = 40

        @Option(help: ArgumentHelp("只问名称里有这些字的页面，不量多人办公与收件。", valueName: "text"))
        var only = ""

        @Option(help: ArgumentHelp("同时办公的人员数。", valueName: "n"))
        var officers = 50

        @Option(help: ArgumentHelp("人员同时办公多少秒。", valueName: "s"))
        var seconds = 20

        @Option(help: ArgumentHelp("每轮收件多少件；单独一次，与人员同时一次。", valueName: "n"))
        var letters = 20_000

        @OptionGroup var common: Common

        func validate() throws {
            guard cases >= 100, trips >= 2, officers >= 1, seconds >= 1, letters >= 10 else {
                throw ValidationError("--cases 至少 100，--trips 至少 2，--officers、--seconds 至少 1，--letters 至少 10")
            }
        }

        func run() async throws {
            try await common.run({
                $0.cases = cases
                $0.trips = trips
                $0.only = only
                $0.officers = officers
                $0.seconds = seconds
                $0.letters = letters
            }) { try await ConsoleBenchmark.run($0) }
        }
    }
}
