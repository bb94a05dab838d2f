import ArgumentParser
import Contracts
import Programs
import Signing

struct TopicsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "Kafka 主题和访问权限：比对、建立、检查。", subcommands: [Plan.self, Apply.self, Check.self])

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出集群与主题契约、目录之间的差别，不作改动。",
            discussion: "示例：liandong topics plan --directory registrar/directory.jsonl --bootstrap kafka1:9092".folded)

        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var contracts: ContractOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let plan = try await TopicWork(cluster, contracts).plan()
            Console.print(TopicReport(plan).json, as: form, TopicReport(plan).text)
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "按比对结果建立主题、调整设置和访问权限；从不删除主题。",
            discussion: "示例：liandong topics apply --directory registrar/directory.jsonl --bootstrap kafka1:9092".folded)

        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var contracts: ContractOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let plan = try await TopicWork(cluster, contracts).apply()
            Console.print(TopicReport(plan).json, as: form, "已办理 \(plan.steps.count) 步\n" + TopicReport(plan).text)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "检查集群是否符合契约；不符合时退出码为 1。",
            discussion: "示例：liandong topics check --directory registrar/directory.jsonl --bootstrap kafka1:9092".folded)

        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var contracts: ContractOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let plan = try await TopicWork(cluster, contracts).plan()
            Console.print(TopicReport(plan).json, as: form, TopicReport(plan).text)
            guard plan.isSatisfied else {
                throw ProgramEnding(.failed, code: "TOPICS_DIFFER", "集群与契约不一致：请运行 liandong topics apply，或者处理上列问题")
            }
        }
    }
}

/// Where the topic contracts lie, and under which name the registrar writes.
struct ContractOptions: ParsableArguments {
    @Option(help: ArgumentHelp("主题契约文件夹；默认用随程序安装的。", valueName: "dir"))
    var topics: String?

    @Option(help: ArgumentHelp("登记机关的 Kafka 身份；默认 User:<命名空间>-registrar。", valueName: "principal"))
    var registrar: String?

    func read() throws -> [TopicContract] {
        let topics = try topics ?? InstalledFolder.topics.path()
        return try TopicContract.readAll(
            TopicContract.fileNames.map { (name: $0, bytes: try SafeFile.read("\(topics)/\($0)", access: .shared)) })
    }
}

/// A plan for people and for machines.
private struct TopicReport {
    private let plan: TopicWork.Comparison

    init(_ plan: TopicWork.Comparison) {
        self.plan = plan
    }

    var text: String {
        let remark = plan.comparedSettings ? "" : "\n该代理不提供主题设置和访问权限（内嵌开发代理），只比对了主题和分区数"
        guard !plan.steps.isEmpty || !plan.findings.isEmpty else { return "集群符合契约，无需改动" + remark }
        let lines = plan.steps.map { "\($0)" } + plan.findings.map { "\($0)" }
        return "需要 \(plan.steps.count) 步，另有 \(plan.findings.count) 个问题\n" + lines.joined(separator: "\n") + remark
    }

    var json: JSONValue {
        [
            "satisfied": .bool(plan.isSatisfied), "comparedSettings": .bool(plan.comparedSettings),
            "steps": .array(plan.steps.map { .string($0.description) }),
            "findings": .array(
                plan.findings.map { ["text": .string($0.description), "blocks": .bool($0.isBlocking)] }),
        ]
    }
}
