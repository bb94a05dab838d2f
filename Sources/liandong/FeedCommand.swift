import ArgumentParser
import Contracts
import Foundation
import Programs
import Signing
import Transparency
import Workers

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "公示平台：作为外人核验公示日志。", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "核验一个公示平台：检查点、见证机关、整个日志、公示列表。",
            discussion: """
                取回检查点、全部条目和哈希，重新计算树根；核对检查点的签名和见证机关的联署；打开每一项的内容，核对承诺；
                核对公示列表正是日志的结果：没有多、没有少、没有改，撤回的都有原因。公示列表只信日志，日志只信给出的密钥。
                通过时退出码为 0，不符时为 2，取不到时为 1。

                示例：
                  liandong feed verify http://127.0.0.1:18090 --directory directory.json --witnesses 3
                  liandong feed verify https://credit.example --key name+00000000+base64 --json
                """.folded)

        @Argument(help: ArgumentHelp("公示平台的地址。", valueName: "url"))
        var url: String

        @Option(help: ArgumentHelp("登记机关签署的目录文件：其中有日志和见证机关的密钥。", valueName: "file"))
        var directory: String?

        @Option(help: ArgumentHelp("日志的公钥，形如“名称+编号+base64”，可以给多个。", valueName: "key"))
        var key: [String] = []

        @Option(help: ArgumentHelp("见证机关的公钥，形式相同，可以给多个。", valueName: "key"))
        var witness: [String] = []

        @Option(help: ArgumentHelp("检查点至少应有几个见证机关联署。", valueName: "count"))
        var witnesses = 0

        @Option(help: ArgumentHelp("核验哪一天（北京时间）的公示，默认今天；演练平台的日期可以不同。", valueName: "YYYY-MM-DD"))
        var today: String?

        @OptionGroup var form: OutputForm

        func validate() throws {
            guard today.map({ CivilDate($0) != nil }) ?? true else {
                throw ValidationError("--today 应当是 YYYY-MM-DD 形式的日期")
            }
            guard directory != nil || !key.isEmpty else {
                throw ValidationError("请用 --directory 或者 --key 给出日志的公钥：没有公钥就无从相信检查点")
            }
            guard (0...99).contains(witnesses) else { throw ValidationError("--witnesses 应当是 0 至 99") }
        }

        func run() async throws {
            let trust = try trust()
            let client = OfficeClient(base: url.hasSuffix("/") ? String(url.dropLast()) : url, token: nil)
            let line = ProgressLine()
            let day = today.flatMap { CivilDate($0) } ?? OfficeClock.machine().civilDate
            let check = FeedCheck(trust: trust, on: day, progress: { text in line.show("核验：\(text)") }) { path in
                try await client.download(path)
            }
            // What came while the list was read is covered by a later checkpoint.
            let report = try await check.run(times: 4, pause: .seconds(3))
            line.finish()
            Console.print(report.json, as: form, Verify.text(report))
            guard report.isGood else { throw ExitCode(ProgramExit.refused.rawValue) }
        }

        private func trust() throws -> FeedCheck.Trust {
            let named = try keys(key, .ed25519)
            let seeing = try keys(witness, .cosignature)
            guard let directory else { return .init(log: named, witnesses: seeing, required: witnesses) }
            guard let newest = try DirectoryFile.read(directory).filter({ $0.kind == .directory }).last else {
                throw ProgramEnding(.refused, code: "DIRECTORY_EMPTY", "目录文件 \(directory) 不存在，或者其中没有目录")
            }
            let listed = FeedCheck.Trust(directory: try DirectoryDocument.read(newest.payload), required: witnesses)
            return .init(
                log: named.isEmpty ? listed.log : named, witnesses: listed.witnesses + seeing, required: witnesses)
        }

        private func keys(_ texts: [String], _ kind: NoteKey.Kind) throws -> [NoteKey] {
            try texts.map { text in
                guard let key = NoteKey(text), key.kind == kind else {
                    throw ProgramEnding(.usage, code: "KEY_INVALID", "不是公钥，或者编号与公钥不符：\(text)")
                }
                return key
            }
        }

        private static func text(_ report: FeedCheck.Report) -> String {
            var lines: [String] = []
            if let checkpoint = report.checkpoint {
                lines.append("日志 \(checkpoint.origin)：\(checkpoint.size) 项，树根 \(checkpoint.root)")
                lines.append("见证机关 \(report.witnesses.count) 个：\(report.witnesses.joined(separator: "、"))")
            }
            lines.append(
                "核对条目 \(report.leaves) 项，内容 \(report.contents) 项（依法删除 \(report.erased) 项，公示已经结束 \(report.ended) 项），公示 \(report.listed) 条"
            )
            if report.newer > 0 { lines.append("有 \(report.newer) 条公示晚于检查点，尚未核对") }
            lines += report.findings.map { "不符：" + $0 }
            lines.append(report.isGood ? "通过：公示列表与签署的日志一致" : "没有通过：请保存以上内容和检查点，并告知登记机关")
            return lines.joined(separator: "\n")
        }
    }
}
