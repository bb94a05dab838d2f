import ArgumentParser
import Casework
import Contracts
import Programs
import Signing
import Specimens

struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy", abstract: "公示前的个人信息检查：检查一个文本，或者用自编文本度量漏检和误拦。",
        discussion: """
            示例：
              liandong privacy check decision.txt
              liandong privacy corpus --count 2000
            """.folded, subcommands: [Check.self, Corpus.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "检查一个 UTF-8 文本，逐项说明发现（不显示原文）；须由人工处理的，以退出码 2 结束。",
            discussion: """
                示例：
                  liandong privacy check decision.txt
                  liandong privacy check decision.txt --name 王例 --name 李样 --json
                """.folded)
        @Argument(help: ArgumentHelp("UTF-8 文本文件。", valueName: "file"))
        var file: String
        @Option(help: ArgumentHelp("案件中的人名，可多次给出；人名之后的日期按出生日期处理。", valueName: "name"))
        var name: [String] = []
        @OptionGroup var form: OutputForm

        func run() async throws {
            let text = String(decoding: try SafeFile.read(file, access: .shared), as: UTF8.self)
            let findings = PrivacyGuard(names: name).findings(in: text)
            let items = findings.map { finding -> JSONValue in
                [
                    "kind": .string(finding.kind.rawValue), "name": .string(finding.kind.name),
                    "from": .integer(Int64(finding.range.lowerBound)), "to": .integer(Int64(finding.range.upperBound)),
                    "excerpt": .string(finding.excerpt), "isMasked": .bool(finding.kind.isRepairedByMasking),
                ]
            }
            let lines = findings.map { finding in
                let end = finding.kind.isRepairedByMasking ? "公示时隐去" : "须由人工处理"
                return "第\(finding.range.lowerBound + 1)字 \(finding.kind.name) \(finding.excerpt)：\(end)"
            }
            let words = lines.isEmpty ? "没有发现" : lines.joined(separator: "\n")
            Console.print(["findings": .array(items)], as: form, words)
            guard !findings.contains(where: { !$0.kind.isRepairedByMasking }) else {
                throw ProgramEnding(.refused, code: "PRIVACY_BLOCK", "文本含有须由人工处理的内容，不能直接公示")
            }
        }
    }

    struct Corpus: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "用自编的决定文本度量：含个人信息的有无漏检，不含的有多少被误拦。",
            discussion: """
                示例：
                  liandong privacy corpus --count 2000 --seed 7 --json
                """.folded)
        @Option(help: ArgumentHelp("含个人信息的和不含的各多少篇，1至100000。", valueName: "n"))
        var count = 1000
        @Option(help: ArgumentHelp("种子；同一种子总是同样的文本。", valueName: "text"))
        var seed = "1"
        @OptionGroup var form: OutputForm

        func validate() throws {
            guard (1...100_000).contains(count) else { throw ValidationError("--count 应为1至100000") }
        }

        func run() async throws {
            let outcome = PrivacyCorpus.outcome(count: count, seed: seed)
            let counts: [(String, String, Int)] = [
                ("personal", "含个人信息的文本", outcome.personal), ("blocked", "交人工处理", outcome.blocked),
                ("masked", "隐去后可公示", outcome.masked), ("leaks", "漏检", outcome.leaks.count),
                ("clean", "不含个人信息的文本", outcome.clean), ("falseBlocks", "误拦", outcome.falseBlocks),
                ("falseHints", "误作未成年人提示", outcome.falseHints), ("falseMasks", "误隐去", outcome.falseMasks),
                ("falseBlocksPerThousand", "误拦率（千分之）", outcome.falseBlocksPerThousand),
            ]
            Console.print(
                .object(counts.map { JSONMember($0.0, .integer(Int64($0.2))) }), as: form,
                counts.map { "\($0.1)：\($0.2)" }.joined(separator: "\n"))
            guard outcome.leaks.isEmpty else {
                let numbers = outcome.leaks.prefix(20).map { String($0) }.joined(separator: "、")
                throw ProgramEnding(.refused, code: "PRIVACY_BLOCK", "有漏检的文本：\(numbers)")
            }
        }
    }
}
