import ArgumentParser
import Casework
import Contracts
import Foundation
import Ledgers
import Offices
import Programs
import Signing
import Workers

struct VerifyLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "校验台账：流水链、内容、全部函件的签名、各流、案件状态；可在运行时使用。",
        discussion: """
            有问题时逐条列出，退出码为 1；依规销毁的内容如实列出，不算问题。

            示例：liandong ledger verify --config office.json
            """.folded)

    @OptionGroup var ledger: LedgerOptionGroup
    @OptionGroup var form: OutputForm

    func run() async throws {
        let settings = try ledger.settings()
        let reader = try ledger.reader()
        let keys = try LedgerKeys(settings, reader: reader)
        let size = try FileManager.default.attributesOfItem(atPath: settings.ledger)[.size] as? Int64 ?? 0
        let clock = ContinuousClock.now
        let report = try ProgressLine.during { progress in
            try LedgerVerification(reader, isSigned: keys.isSigned).run { permille, stage in
                let pace = Pace(bytes: size * Int64(permille) / 1000, since: clock)
                progress.show("校验 \(permille / 10)%（\(stage)），\(pace.text)")
            }
        }
        let page = VerificationText(report, pace: Pace(bytes: report.bytes, since: clock), ledger: settings.ledger)
        Console.print(page.json, as: form, page.text)
        guard report.isClean else {
            throw ProgramEnding(
                .failed, code: "LEDGER_DAMAGED", "台账有问题：请停止该单位的服务，保留文件，用最近的备份恢复（liandong ledger restore）")
        }
    }
}

struct BackUpLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "备份台账：同一时刻的完整副本，备份后自检；可在运行时使用。",
        discussion: """
            数据密钥不在台账里，请另行保管；没有它备份打不开。

            示例：liandong ledger backup --config office.json /backup/tax-20261122.sqlite
            """.folded)

    @Argument(help: ArgumentHelp("备份文件，不能已存在。", valueName: "file"))
    var file: String

    @OptionGroup var ledger: LedgerOptionGroup
    @OptionGroup var form: OutputForm

    func run() async throws {
        let settings = try ledger.settings()
        try ProgressLine.during { progress in
            try LedgerBackup.backUp(from: settings.ledger, to: file) { progress.show("备份 \($0 / 10)%") }
        }
        Console.print(["backup": .string(file)], as: form, "已备份到 \(file)")
    }
}

struct RestoreLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "用备份恢复台账；不写备份文件时，确认以现有台账继续（例如被更新的副本取代之后）。",
        discussion: """
            须先停止该单位的所有副本。原台账保留在旁边；恢复后再启动时与各对方核对，找回备份之后的函件。

            示例：
              liandong ledger restore --config office.json /backup/tax-20261122.sqlite
              liandong ledger restore --config office.json
            """.folded)

    @Argument(help: ArgumentHelp("备份文件。", valueName: "file"))
    var file: String?

    @OptionGroup var ledger: LedgerOptionGroup
    @OptionGroup var form: OutputForm

    func run() async throws {
        let settings = try ledger.settings()
        let now = OfficeClock(officialFile: settings.officialClock).now()
        let replaced = try ProgressLine.during { progress in
            try LedgerBackup.restore(
                file ?? settings.ledger, over: ledger.options(), at: now.machine, officialTime: now.official
            ) { progress.show("恢复 \($0 / 10)%") }
        }
        let kept = replaced.map { "；原台账保留在 \($0)" } ?? ""
        Console.print(
            .members([("ledger", .string(settings.ledger)), ("replaced", replaced.map { .string($0) })]), as: form,
            "已恢复 \(settings.ledger)\(kept)。请启动该单位的服务，它会先与各对方核对再发送")
    }
}

struct EraseCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "依规销毁一个已办结案件的内容：销毁密钥，流水链和签名仍可校验。",
        discussion: """
            须先停止该单位的服务，由系统管理员办理；此前的备份仍能打开该内容，应当重做备份并销毁旧备份。

            示例：liandong ledger erase --config office.json --as tax-10 --reason 保管期满 510100-tax.01K…
            """.folded)

    @Argument(help: ArgumentHelp("案件编号。", valueName: "case"))
    var caseID: String

    @Option(help: ArgumentHelp("理由，写入流水。", valueName: "text"))
    var reason: String

    @OptionGroup var office: OfficeOptions
    @OptionGroup var form: OutputForm

    func run() async throws {
        guard let id = CaseID(caseID) else {
            throw ProgramEnding(.usage, code: "CASE_ID", "“\(caseID)”不是案件编号：例如 510100-tax.01K…")
        }
        let settings = try office.settings()
        let officer = try await office.administrator()
        let ledger = try SQLiteLedger(
            LedgerOptions(path: settings.ledger, dataKey: KeyFile.read(settings.dataKey, kind: .data).secret))
        let now = OfficeClock(officialFile: settings.officialClock).now()
        var act = Commit(machineTime: now.machine, officialTime: now.official)
        act.journal = [
            JournalEntry(
                kind: .administration, office: settings.office, caseID: caseID, leafHash: nil, content: nil,
                note: "erased by \(officer.id): \(reason)")
        ]
        try ledger.erase(caseID: id, reason: reason, act: act)
        Console.print(
            ["caseId": .string(caseID), "erased": true], as: form, "已销毁 \(caseID) 的内容；请重做备份并销毁旧备份")
    }
}
