import ArgumentParser
import Casework
import Contracts
import Programs
import Signing
import Workers

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "规则集（期限、措施、原因代码、日历）：检查、签发。",
        subcommands: [Check.self, Publish.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "检查一个文件夹里的规则文件，一次报出全部错误。",
            discussion: "示例：liandong rules check --rules Deploy/rules".folded)

        @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
        var rules: String?

        @OptionGroup var form: OutputForm

        func run() async throws {
            let (entries, set) = try RuleDocuments.checked(rules)
            let json: JSONValue = [
                "documents": .integer(Int64(entries.count)), "deadlines": .integer(Int64(set.deadlines.count)),
                "measures": .integer(Int64(set.measures.count)), "reasons": .integer(Int64(set.reasons.count)),
                "listKinds": .integer(Int64(set.listKinds.count)), "version": .string(set.version),
            ]
            Console.print(
                json, as: form,
                """
                规则集无误：\(entries.count) 个文件，期限 \(set.deadlines.count) 条，措施 \(set.measures.count) 条，\
                原因代码 \(set.reasons.count) 条，名单种类 \(set.listKinds.count) 种
                """)
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "由登记机关签发新一版规则集；再用 directory publish 发布到目录主题。",
            discussion: "示例：liandong rules publish --folder /var/lib/liandong/house --rules Deploy/rules".folded)

        @OptionGroup var registrar: RegistrarOptions

        @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
        var rules: String?

        @OptionGroup var form: OutputForm

        func run() async throws {
            let entries = try RuleDocuments.checked(rules).entries
            var registrar = try registrar.open()
            let before = try registrar.newestRules()?.version
            _ = try registrar.publishRules(entries, at: OfficeClock.machine())
            let version = try registrar.newestRules()?.version ?? 0
            Console.print(
                ["version": .integer(Int64(version)), "changed": .bool(version != before)], as: form,
                version == before
                    ? "规则没有变化，规则集仍为第 \(version) 版"
                    : "已签发规则集第 \(version) 版；请运行 liandong directory publish 发布")
        }
    }
}

/// The documents of a rule folder, read and checked.
enum RuleDocuments {
    /// Reads the folder; nil is the one that came with the program.
    static func checked(_ folder: String?) throws -> (entries: [RulesDocument.Entry], set: RuleSet) {
        let entries = try RuleFolder.read(folder ?? InstalledFolder.rules.path())
        let named = RulesDocument(
            namespace: "check", version: 1, issuedAt: OfficeClock.machine(), documents: entries)
        let set = try RuleSet.read(
            version: named.name,
            documents: entries.map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
        return (entries, set)
    }
}
