import ArgumentParser
import Contracts
import Exchange
import Foundation
import Ledgers
import Programs

struct RebuildLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "重建台账：从流水重新折叠出全部案件、期限、名单和根，证明与现有台账完全相同。",
        discussion: """
            须先停止该单位的服务。只读现有台账，重建到旁边的新文件，比对后删除；不同之处逐条列出，退出码为 1。
            依规销毁的案件没有内容可以折叠，如实计数。流水链和签名由 liandong ledger verify 校验。

            示例：
              liandong ledger rebuild --config office.json
              liandong ledger rebuild --config office.json --into /backup/rebuilt.sqlite --json
            """.folded)

    @Option(help: ArgumentHelp("重建到这个文件并保留；须尚不存在。", valueName: "file"))
    var into: String?

    @OptionGroup var ledger: LedgerOptionGroup
    @OptionGroup var form: OutputForm

    func run() async throws {
        let options = try ledger.options()
        let path = into ?? "\(options.path).rebuild"
        let clock = ContinuousClock.now
        let report = try ProgressLine.during { progress in
            defer { if into == nil { RebuildLedger.remove(path) } }
            return try LedgerRebuild(SQLiteLedger(options), into: path).run { permille in
                progress.show("重建 \(permille / 10)%，\(clock.duration(to: .now).formatted())")
            }
        }
        let page = RebuildText(report)
        Console.print(page.json, as: form, page.text)
        guard report.isEqual else {
            throw ProgramEnding(
                .failed, code: "LEDGER_DIFFERS", "重建的台账与现有台账不同：请保留文件，启动服务后名单条目会自动改正，其余用最近的备份恢复")
        }
    }

    /// What this run has made.
    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", ".lock"] {
            do {
                try FileManager.default.removeItem(atPath: path + suffix)
            } catch {
                continue
            }
        }
    }
}

/// A rebuild for people and programs.
private struct RebuildText {
    let report: RebuildReport

    init(_ report: RebuildReport) { self.report = report }

    var json: JSONValue {
        [
            "equal": .bool(report.isEqual), "cases": .integer(Int64(report.cases)),
            "listEntries": .integer(Int64(report.entries)), "erased": .integer(Int64(report.erased)),
            "roots": .array(
                report.roots.map {
                    [
                        "list": .string($0.list), "owner": .string($0.owner.description),
                        "algorithm": .string($0.algorithm), "root": .string($0.root.description),
                        "count": .integer(Int64($0.count)),
                    ]
                }),
            "differences": .array(report.differences.map { .string($0) }),
            "suppressed": .integer(Int64(report.suppressed)),
        ]
    }

    var text: String {
        let sum =
            "重建案件 \(report.cases) 件，其中名单条目 \(report.entries) 条；依规销毁 \(report.erased) 件；名单的根 \(report.roots.count) 个"
        guard !report.isEqual else { return sum + "；与现有台账完全相同" }
        let more = report.suppressed > 0 ? ["另有 \(report.suppressed) 处"] : []
        return ([sum, "不同之处："] + report.differences + more).joined(separator: "\n")
    }
}
