import ArgumentParser
import Programs

extension BenchCommand {
    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "移出：从下令移出到六个单位全部解除措施；旁边是代理往返一次的时间。",
            discussion: """
                六个单位在同一台机器上，各有自己的台账；每条名单条目由六个单位各实施一项措施，逐条移出。

                示例：liandong bench lift --trips 200 --rounds 3
                """.folded)

        @Option(help: ArgumentHelp("每轮移出多少条。", valueName: "n"))
        var trips = 100

        @Option(help: ArgumentHelp("真实 Kafka 的地址；默认用内嵌开发代理。", valueName: "host:port"))
        var bootstrap: String?

        @OptionGroup var common: Common

        func validate() throws {
            guard (1...100_000).contains(trips) else { throw ValidationError("--trips 应在 1 至 100000 之间") }
        }

        func run() async throws {
            try await common.run({
                $0.trips = trips
                $0.bootstrap = bootstrap
            }) { try await LiftBenchmark.run($0) }
        }
    }

    struct Lists: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "名单规模：同一台账在名单短时和很长时的核查、变动、名单根与内存。",
            discussion: """
                每条约占 3 KB 磁盘，一千万条约 30 GB。

                示例：liandong bench lists --entries 1000000 --trips 5000
                """.folded)

        @Option(help: ArgumentHelp("名单长到多少条。", valueName: "n"))
        var entries = 1_000_000

        @Option(help: ArgumentHelp("每种核查多少次。", valueName: "n"))
        var trips = 5000

        @OptionGroup var common: Common

        func validate() throws {
            guard entries >= 1000, trips >= 1 else { throw ValidationError("--entries 至少 1000，--trips 至少 1") }
        }

        func run() async throws {
            try await common.run({
                $0.cases = entries
                $0.trips = trips
            }) { try await ListScaleBenchmark.run($0) }
        }
    }
}
