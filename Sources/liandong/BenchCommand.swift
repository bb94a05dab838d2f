import ArgumentParser
import Contracts
import Foundation
import Programs
import Synchronization

/// 测量 design.md 第 9 节的承诺，每项都与同一次运行中的下限比较。
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "测量性能，并与同一次运行中的下限比较。",
        discussion: """
            数字随机器和负载变化，只有同一次运行里的比值可以比较。须用发布构建（swift build -c release）测量。
            最后一行总是一个 JSON 对象；加 --json 时只输出这一行。

            示例：liandong bench apply --letters 200000 --rounds 3
            """.folded,
        subcommands: [
            Apply.self, Roundtrip.self, Handoff.self, Evidence.self, Recover.self, Verify.self, Deadlines.self,
            Screen.self, ScreenFile.self, Lift.self, Lists.self,
            Feed.self, Shelf.self, ConsolePages.self, Register.self, RecoverChild.self,
        ])

    /// Options of all.
    struct Common: ParsableArguments {
        @Option(help: ArgumentHelp("轮数；本系统与下限轮流测量，取中位数。", valueName: "n"))
        var rounds = 3

        @Option(help: ArgumentHelp("工作文件夹；默认用临时文件夹，完成后删除。", valueName: "dir"))
        var folder: String?

        @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
        var rules: String?

        @OptionGroup var form: OutputForm

        func validate() throws {
            guard (1...100).contains(rounds) else { throw ValidationError("--rounds 应在 1 至 100 之间") }
        }

        func run(
            _ change: (inout BenchmarkOptions) -> Void,
            _ work: (BenchmarkOptions) async throws -> BenchmarkReport
        ) async throws {
            let path = try folder.map { try made($0) } ?? temporary()
            defer { if folder == nil { BenchCommand.remove(path) } }
            let line = SharedProgress()
            var options = BenchmarkOptions(folder: path, rules: try rules ?? InstalledFolder.rules.path())
            options.rounds = rounds
            options.progress = { line.show($0) }
            change(&options)
            do {
                let report = try await work(options)
                line.finish()
                if !form.isJSON { for row in report.lines { Console.print("\(row.name)：\(row.value)") } }
                Console.print(report.json.text)
            } catch let fault as BenchmarkFault {
                line.finish()
                throw ProgramEnding(.failed, code: "BENCH_FAILED", fault.description)
            }
        }

        private func made(_ path: String) throws -> String {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            return URL(fileURLWithPath: path).standardizedFileURL.path
        }

        private func temporary() throws -> String {
            try made(FileManager.default.temporaryDirectory.appending(path: "liandong-bench-\(UUID().uuidString)").path)
        }
    }

    /// What was measured is gone when the folder is left behind; that must not turn a result into a failure.
    private static func remove(_ path: String) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Console.error("没有删除临时文件夹 \(path)：\(error)")
        }
    }
}

extension BenchCommand {
    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "办理：从 Kafka 到落盘、去重、可查询；下限是只由 SQLite 写入相同的行。",
            discussion: """
                内嵌代理每个分区只留 5 MB，因此边发边读；--bootstrap 指明保存主题的 Kafka 时，先全部发布再读取。
                机器上有别的负载时，看台账线程处理器时间的比值。

                示例：
                  liandong bench apply --letters 1000000 --rounds 1
                  liandong bench apply --letters 500000 --bootstrap kafka1:9092 --json
                """.folded)

        @Option(help: ArgumentHelp("报文数。", valueName: "n"))
        var letters = 100_000

        @Option(help: ArgumentHelp("每个事务至多多少件。", valueName: "n"))
        var batch = 4096

        @Option(help: ArgumentHelp("真实 Kafka 的地址；默认用内嵌开发代理。", valueName: "host:port"))
        var bootstrap: String?

        @OptionGroup var common: Common

        func validate() throws {
            guard letters >= 10, batch >= 1 else { throw ValidationError("--letters 至少 10，--batch 至少 1") }
        }

        func run() async throws {
            try await common.run({
                $0.letters = letters
                $0.batch = batch
                $0.bootstrap = bootstrap
            }) { try await ApplyBenchmark.run($0) }
        }
    }

    struct Deadlines: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "期限：停机之后大量期限同时到期，每秒提醒多少个、最长的一次事务、同时办理报文的速度与单独办理之比。",
            discussion: """
                --of listEntry 时到期的是本单位名单条目的最后一日：每条移出一次并告知各单位，多一次、少一次都不出数字。

                示例：
                  liandong bench deadlines --cases 100000 --letters 50000 --rounds 3
                  liandong bench deadlines --of listEntry --cases 1000000 --rounds 1
                """.folded)

        @Option(help: ArgumentHelp("同时到期的期限数。", valueName: "n"))
        var cases = 100_000

        @Option(help: ArgumentHelp("同时办理的报文数。", valueName: "n"))
        var letters = 50_000

        @Option(help: ArgumentHelp("什么到期：referral 为移送的答复期限，listEntry 为名单条目的最后一日。", valueName: "referral|listEntry"))
        var of = BenchmarkOptions.Ending.referral

        @OptionGroup var common: Common

        func validate() throws {
            guard cases >= 1, letters >= 10 else { throw ValidationError("--cases 至少 1，--letters 至少 10") }
        }

        func run() async throws {
            try await common.run({
                $0.cases = cases
                $0.letters = letters
                $0.ending = of
            }) { try await DeadlineBenchmark.run($0) }
        }
    }

    struct Roundtrip: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "往返：从下令到发送方落盘的回执；下限是两次提交加两次代理往返。",
            discussion: "示例：liandong bench roundtrip --rate 100 --seconds 60".folded)

        @Option(help: ArgumentHelp("每轮多少秒。", valueName: "n"))
        var seconds = 20

        @Option(help: ArgumentHelp("每秒多少件。", valueName: "n"))
        var rate = 100

        @Option(help: ArgumentHelp("移送涉及谁：firm 为企业，函件不加密；person 为自然人，函件加密。", valueName: "firm|person"))
        var about = BenchmarkOptions.Party.firm

        @Option(help: ArgumentHelp("真实 Kafka 的地址；默认用内嵌开发代理。", valueName: "host:port"))
        var bootstrap: String?

        @OptionGroup var common: Common

        func validate() throws {
            guard seconds >= 1, (1...10_000).contains(rate) else {
                throw ValidationError("--seconds 至少 1，--rate 应在 1 至 10000 之间")
            }
        }

        func run() async throws {
            try await common.run({
                $0.seconds = seconds
                $0.rate = rate
                $0.party = about
                $0.bootstrap = bootstrap
            }) { try await RoundtripBenchmark.run($0) }
        }
    }

    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "恢复：强制终止后到重新服务并答复首个指令；下限是只由 SQLite 打开文件并读链头。",
            discussion: "示例：liandong bench recover --cases 1000000 --rounds 3".folded)

        @Option(help: ArgumentHelp("台账里的案件数。", valueName: "n"))
        var cases = 100_000

        @OptionGroup var common: Common

        func validate() throws {
            guard cases >= 1 else { throw ValidationError("--cases 至少 1") }
        }

        func run() async throws {
            try await common.run({ $0.cases = cases }) { options in
                try await RecoverBenchmark.run(options) { child in
                    [
                        "bench", "recover-child", "--role", child.role.rawValue, "--folder", child.folder,
                        "--bootstrap", child.bootstrap, "--cases", String(child.cases),
                    ]
                }
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "核验：ledger verify 的速度；下限是顺序读取同样的内容并计算 SHA-256。",
            discussion: """
                用 --folder 指明 bench apply 用过的文件夹，就核验它留下的台账；否则先生成一份。

                示例：
                  liandong bench apply --letters 200000 --folder /tmp/bench
                  liandong bench verify --folder /tmp/bench
                """.folded)

        @Option(help: ArgumentHelp("没有现成台账时生成多少件。", valueName: "n"))
        var letters = 100_000

        @OptionGroup var common: Common

        func run() async throws {
            try await common.run({ $0.letters = letters }) { try await VerifyBenchmark.run($0) }
        }
    }

    /// A process that is started to be killed.
    struct RecoverChild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "recover-child", shouldDisplay: false)

        @Option var role: String
        @Option var folder: String
        @Option var bootstrap: String
        @Option var cases: Int

        func run() async throws {
            guard let role = RecoverBenchmark.Role(rawValue: role) else {
                throw ValidationError("--role \(role)")
            }
            try await RecoverBenchmark.run(
                .init(role: role, folder: folder, bootstrap: bootstrap, cases: cases))
        }
    }
}

/// One progress line for whoever has something to tell.
private final class SharedProgress: Sendable {
    private let line = Mutex(ProgressLine())

    func show(_ text: String) { line.withLock { $0.show(text) } }

    func finish() { line.withLock { $0.finish() } }
}

extension BenchmarkOptions.Party: ExpressibleByArgument {}
extension BenchmarkOptions.Ending: ExpressibleByArgument {}
