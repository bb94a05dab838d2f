import ArgumentParser
import Programs

extension BenchCommand {
    struct Feed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "信用公示：每秒答复数与 nginx 提供同样字节的静态文件相比；按代码、名称查询；批准至可见；存在证明；慢速客户端。",
            discussion: """
                日志直接写入台账；测量期间一个机关不断公示，经内嵌代理到达。须有 Debian 的 nginx-light 和 wrk。

                示例：
                  liandong bench feed --items 200000
                  liandong bench feed --items 10000000 --rounds 1 --json
                """.folded)

        @Option(help: ArgumentHelp("公示信息条数。", valueName: "n"))
        var items = 100_000

        @Option(help: ArgumentHelp("各种查询各多少次。", valueName: "n"))
        var trips = 2000

        @Option(help: ArgumentHelp("每轮负载多少秒。", valueName: "s"))
        var seconds = 10

        @OptionGroup var common: Common

        func validate() throws {
            guard items >= 2, trips >= 10, seconds >= 1 else {
                throw ValidationError("--items 至少 2，--trips 至少 10，--seconds 至少 1")
            }
        }

        func run() async throws {
            try await common.run({
                $0.cases = items
                $0.trips = trips
                $0.seconds = seconds
            }) { try await FeedBenchmark.run($0) }
        }
    }

    struct Shelf: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "公示架：读入很长的公示日志，按代码、名称查询，文件大小和内存。",
            discussion: """
                日志边读边造，不写台账；指定 --folder 时，已经读入的部分下次不再读。

                示例：liandong bench shelf --items 10000000 --folder /var/tmp/shelf
                """.folded)

        @Option(help: ArgumentHelp("公示信息条数。", valueName: "n"))
        var items = 1_000_000

        @Option(help: ArgumentHelp("各种查询各多少次。", valueName: "n"))
        var trips = 2000

        @OptionGroup var common: Common

        func validate() throws {
            guard items >= 2, trips >= 10 else { throw ValidationError("--items 至少 2，--trips 至少 10") }
        }

        func run() async throws {
            try await common.run({
                $0.cases = items
                $0.trips = trips
            }) { try await ShelfBenchmark.run($0) }
        }
    }
}
