import ArgumentParser
import Contracts
import Programs

extension BenchCommand {
    struct Handoff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "行刑衔接往返：加密移送、带附件的加密移送，与明文的普通移送轮流测量。",
            discussion: "示例：liandong bench handoff --trips 200 --bytes 1048576".folded)

        @Option(help: ArgumentHelp("每轮每种多少次。", valueName: "n"))
        var trips = 100

        @Option(help: ArgumentHelp("附件字节数，最多 67108864。", valueName: "n"))
        var bytes = 1 << 20

        @Option(help: ArgumentHelp("真实 Kafka 的地址；默认用内嵌开发代理。", valueName: "host:port"))
        var bootstrap: String?

        @OptionGroup var common: Common

        func validate() throws {
            guard (1...100_000).contains(trips), (1...EvidenceFile.maximumBytes).contains(bytes) else {
                throw ValidationError("--trips 应在 1 至 100000 之间，--bytes 应在 1 至 \(EvidenceFile.maximumBytes) 之间")
            }
        }

        func run() async throws {
            try await common.run({
                $0.trips = trips
                $0.bytes = bytes
                $0.bootstrap = bootstrap
            }) { try await HandoffBenchmark.run($0) }
        }
    }

    struct Evidence: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "附件：大量文件从一个单位到另一个单位的速度和内存；下限是逐块写盘并同步。",
            discussion: "示例：liandong bench evidence --megabytes 2048".folded)

        @Option(help: ArgumentHelp("共多少 MiB，最多 2048，每个文件 64 MiB。", valueName: "n"))
        var megabytes = 256

        @Option(help: ArgumentHelp("真实 Kafka 的地址；默认用内嵌开发代理。", valueName: "host:port"))
        var bootstrap: String?

        @OptionGroup var common: Common

        func validate() throws {
            guard (1...2048).contains(megabytes) else { throw ValidationError("--megabytes 应在 1 至 2048 之间") }
        }

        func run() async throws {
            try await common.run({
                $0.bytes = megabytes << 20
                $0.bootstrap = bootstrap
            }) { try await EvidenceBenchmark.run($0) }
        }
    }
}
