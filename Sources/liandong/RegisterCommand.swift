import ArgumentParser
import Contracts
import Foundation
import Programs
import Registers
import Signing
import Tables
import Workers

/// The copy of the register of firms (登记库) that an office looks parties up in.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "登记库：填写当事人时核对的企业登记信息，从登记机关的整份摘录导入。",
        discussion: """
            登记库是公开登记信息的副本，单独存放（默认与台账同一文件夹的 register.sqlite），不属于台账备份，随时可以重新导入。

            示例：
              liandong register import firms.csv --day 2026-07-01 --config office.json
              liandong register show --config office.json
            """.folded,
        subcommands: [ImportRegister.self, ShowRegister.self])
}

/// The register of the office of a configuration.
struct RegisterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("单位配置 office.json。", valueName: "file"))
    var config = "office.json"

    @OptionGroup var form: OutputForm

    func path() throws -> String { try OfficeAssembly.readSettings(config).register }
}

struct ImportRegister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "导入整份摘录（CSV 或者 XLSX），一次性替换原有的登记库；服务运行时也可导入，不需重启。",
        discussion: """
            表头为“统一社会信用代码、注册号、企业名称、曾用名、法定代表人、住所、登记地、登记状态、状态日期”，次序不限；
            必须有企业名称、登记状态，以及代码或者注册号。曾用名有多个的以分号隔开。有误的行逐一说明，不影响其余的行。

            示例：
              liandong register import firms.csv --day 2026-07-01 --config office.json
              liandong register import firms.xlsx --day 2026-07-01 --errors bad.csv --json --config office.json
            """.folded)

    @Argument(help: ArgumentHelp("CSV 或者 XLSX 文件。", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("摘录的截至日，显示在每次填充旁边。", valueName: "YYYY-MM-DD"))
    var day: String

    @Option(help: ArgumentHelp("把有误的行的行号、列和原因全部写成 CSV 文件。", valueName: "file"))
    var errors: String?

    @Flag(help: "新的登记库不足原有一半时也替换。")
    var acceptSmaller = false

    @OptionGroup var options: RegisterOptions

    /// So many mistakes are shown; all of them go into the file of `--errors`.
    private static let shown = 50

    func validate() throws {
        guard let read = CivilDate(day) else { throw ValidationError("--day 应为 YYYY-MM-DD：\(day)") }
        guard read <= OfficeClock.machine().civilDate else { throw ValidationError("--day 不能在今日之后：\(day)") }
    }

    func run() async throws {
        guard let day = CivilDate(day) else { return }
        if let errors { try JobClient.checkFree(errors) }
        let path = try options.path()
        let line = ProgressLine()
        defer { line.finish() }
        let begin = ContinuousClock.now
        let sink = try errors.map { try MistakeFile($0) }
        var (first, count): ([RegisterRowError], Int) = ([], 0)
        let work = RegisterImport(to: path, day: day, at: OfficeClock.machine())
        do {
            let report = try work.load(
                TableReader(FileSource(path: file)), acceptsSmaller: acceptSmaller,
                progress: { rows, bytes in
                    line.show("导入登记库：\(rows) 行，\(100 * bytes.done / max(1, bytes.total))%")
                },
                mistaken: { mistake in
                    count += 1
                    if first.count < Self.shown { first.append(mistake) }
                    try sink?.add(mistake)
                })
            try sink?.finish()
            line.finish()
            tell(report, first, seconds: (ContinuousClock.now - begin) / .seconds(1))
        } catch {
            line.finish()
            keep(first, of: count, sink)
            switch error {
            case let fault as RegisterFault: throw ProgramEnding(.refused, code: fault.code, "\(fault)")
            case let fault as TableFault: throw ProgramEnding(.refused, code: fault.code.rawValue, fault.words)
            default: throw error
            }
        }
    }

    /// What was found before an import was refused is not lost: the mistakes are told as far as they are shown, and all of
    /// them are in the file. An empty file goes, for it would only be in the way of the next import.
    private func keep(_ mistakes: [RegisterRowError], of count: Int, _ sink: MistakeFile?) {
        if options.form.isJSON, count > 0 {
            let json: JSONValue = ["mistakes": .integer(Int64(count)), "errors": .array(mistakes.map(\.json))]
            Console.error(json.text)
        } else if count > 0 {
            Console.error(lines(mistakes, of: count).joined(separator: "\n"))
        }
        do {
            try sink?.finish()
            if let errors, count == 0 { try SafeFile.remove(errors) }
        } catch {
            // Why the import was refused is told next and must not be hidden by this.
            Console.error("\(errors ?? "") 没有写完：\(error)")
        }
    }

    private func lines(_ mistakes: [RegisterRowError], of count: Int) -> [String] {
        let lines = mistakes.map { "第\($0.row)行 \($0.column)：\($0.words)" }
        guard count > mistakes.count else { return lines }
        return lines + ["另有 \(count - mistakes.count) 处" + (errors.map { "，见 \($0)" } ?? "；用 --errors 写成文件")]
    }

    private func tell(_ report: RegisterImport.Report, _ mistakes: [RegisterRowError], seconds: Double) {
        let extract = report.extract
        var lines = ["登记库截至 \(extract.day)：\(extract.firms) 户，有误未导入 \(extract.refused) 行"]
        lines += report.unknown.isEmpty ? [] : ["未读取的列：" + report.unknown.joined(separator: "、")]
        lines += self.lines(mistakes, of: report.mistakes)
        let json = extract.json.merging([
            "file": .string(file), "mistakes": .integer(Int64(report.mistakes)),
            "errors": .array(mistakes.map(\.json)), "unknownColumns": .array(report.unknown.map { .string($0) }),
            "milliseconds": .integer(Int64(seconds * 1000)),
        ])
        Console.print(json, as: options.form, lines.joined(separator: "\n"))
    }
}

/// The mistakes of an import as a table.
private struct MistakeFile {
    private let sink: FileSink
    private let writer: any TableWriter

    init(_ path: String) throws {
        sink = try FileSink(path: path)
        writer = try TableFormat.csv.writer(to: sink, sheet: "")
        try writer.write(["行", "列", "代码", "原因"])
    }

    func add(_ mistake: RegisterRowError) throws {
        try writer.write([String(mistake.row), mistake.column, mistake.code, mistake.words])
    }

    func finish() throws {
        try writer.finish()
        try sink.finish()
    }
}

struct ShowRegister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "登记库的截至日、户数和文件位置。",
        discussion: "示例：liandong register show --config office.json --json".folded)

    @OptionGroup var options: RegisterOptions

    func run() async throws {
        let path = try options.path()
        do {
            guard let extract = try RegisterBook(path: path).extract() else {
                throw ProgramEnding(.failed, code: "FILE_MISSING", "\(path) 不存在：请用 liandong register import 导入")
            }
            Console.print(
                extract.json.merging(["file": .string(path)]), as: options.form,
                "登记库截至 \(extract.day)：\(extract.firms) 户，有误未导入 \(extract.refused) 行，"
                    + "\(extract.loadedAt.shortDescription) 导入，\(path)")
        } catch let fault as RegisterFault {
            throw ProgramEnding(.refused, code: fault.code, "\(fault)")
        }
    }
}
