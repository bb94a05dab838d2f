import ArgumentParser
import Contracts
import Foundation
import Programs
import Signing

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "导入文件：双公示（credit，处罚和许可，经另一人批准）、行政处罚（penalties，默认）、失信名单（lists）。",
        discussion: """
            示例：
              liandong import penalties penalties.csv --config office.json --as market-regulation-01 --release
              liandong import credit licences.xlsx --config office.json --as market-regulation-01 --errors bad.xlsx
              liandong import lists lists.xlsx --config office.json --as market-regulation-01
            """.folded,
        subcommands: [PenaltyImportCommand.self, CreditImportCommand.self, ListImportCommand.self],
        defaultSubcommand: PenaltyImportCommand.self)
}

struct ListImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "导入失信名单（CSV 或者 XLSX）：逐行检查，待另一人批准后逐条提出列入。",
        discussion: """
            表头为条目字段的名称，如“名单种类、主体类别、主体名称、统一社会信用代码、列入依据、列入依据条款、列入事由、
            处罚等决定文号、处罚等决定日期、惩戒措施”，见 Deploy/samples。有误的行写入 --errors，改正后可再次导入。
            批准：liandong job approve 任务编号 --as 另一名负责人；批准前可用 liandong job cancel 撤回。

            示例：
              liandong import lists lists.csv --config office.json --as market-regulation-01 --errors bad.csv
              liandong import lists lists.xlsx --config office.json --as market-regulation-01 --heading 企业=subject.name
            """.folded)

    @Argument(help: ArgumentHelp("CSV 或者 XLSX 文件。", valueName: "file"))
    var file: String

    @OptionGroup var office: OfficeOptions

    @Option(name: .customLong("heading"), help: ArgumentHelp("本单位的表头，可多次给出，如 企业=subject.name。", valueName: "表头=字段"))
    var headings: [String] = []

    @Option(help: ArgumentHelp("把有误的行连同原因写成文件；以 .xlsx 结尾的写成 XLSX。", valueName: "file"))
    var errors: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let work = JobClient(client: try office.client())
        let named = headings.isEmpty ? nil : headings.joined(separator: ";")
        let job = try await work.imported(
            file, to: "/api/v1/jobs/list-imports", [("headings", named)], errors: errors)
        Console.print(job, as: form, JobText(job).page)
        try JobClient.check(job)
    }
}

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "导出名单或者双公示文件。",
        subcommands: [ListExportCommand.self, CreditExportCommand.self])
}

struct ListExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "把本单位所持的名单导出为 CSV 或者 XLSX，附名单根、条数和读取位置。",
        discussion: """
            示例：
              liandong export lists --format xlsx --out lists.xlsx --config office.json --as tax-01
              liandong export lists --kind seriousViolation --all --format csv --out serious.csv --config office.json --as tax-01
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("名单种类，例如 seriousViolation；不填为全部。", valueName: "kind"))
    var kind: String?

    @Flag(help: "连同已移出的条目。")
    var all = false

    @Option(help: ArgumentHelp("csv 或者 xlsx；不填则按文件名。", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("写入的文件，不得已经存在。", valueName: "file"))
    var out: String

    @OptionGroup var form: OutputForm

    func run() async throws {
        let work = JobClient(client: try office.client())
        let wishes = JSONValue.members([
            ("listKind", kind.map { .string($0) }), ("scope", all ? "all" : "inForce"),
            ("format", .string(format ?? JobClient.format(of: out))),
        ])
        let job = try await work.exported("/api/v1/jobs/list-exports", wishes, to: out)
        Console.print(job, as: form, JobText(job).page)
    }
}

/// Background jobs of an office, from the command line.
struct JobClient {
    let client: OfficeClient

    /// The format that a file's name asks for.
    static func format(of file: String) -> String { file.lowercased().hasSuffix(".xlsx") ? "xlsx" : "csv" }

    /// Refuses to write over a file.
    static func checkFree(_ file: String) throws {
        guard !SafeFile.exists(file) else {
            throw ProgramEnding(.refused, code: "FILE_EXISTS", "\(file) 已经存在，不会覆盖：请换一个文件名")
        }
    }

    /// Ends the program when the job did not come to a good end.
    static func check(_ job: JSONValue) throws {
        let state = job["state"]?.string ?? ""
        guard !["failed", "interrupted", "cancelled", "returned"].contains(state) else {
            throw ProgramEnding(
                .failed, code: job["trouble"]?["code"]?.string ?? "JOB_FAILED",
                job["trouble"]?["text"]?.string ?? "任务没有完成（\(state)）")
        }
    }

    /// Sends a file and gives the job that it became.
    func upload(_ file: String, to path: String, _ query: [(String, String?)]) async throws -> JSONValue {
        let progress = ProgressLine()
        defer { progress.finish() }
        let name = String(URL(fileURLWithPath: file).lastPathComponent.prefix(100))
        progress.show("上传 \(name)")
        return try await client.upload(
            OfficeClient.path(path, [("name", name)] + query), file: file, type: "application/octet-stream")
    }

    /// Has the rows of a file looked up in the lists and writes what came out.
    func screen(_ file: String, out: String, match: String?) async throws -> JSONValue {
        try await compared(file, by: "/api/v1/jobs/screenings", [("match", match)], out: out)
    }

    /// Has the rows of a file compared with what the office has and writes what came out.
    func compared(
        _ file: String, by path: String, _ more: [(String, String?)] = [], out: String
    ) async throws -> JSONValue {
        try JobClient.checkFree(out)
        return try await written(try await upload(file, to: path, [("format", JobClient.format(of: out))] + more), out)
    }

    /// Has a file made of what the office has.
    func exported(_ path: String, _ wishes: JSONValue, to out: String) async throws -> JSONValue {
        try JobClient.checkFree(out)
        return try await written(try await client.post(path, wishes), out)
    }

    /// Has the rows of a file read, to be approved; those with mistakes are written to `errors`.
    func imported(
        _ file: String, to path: String, _ more: [(String, String?)] = [], errors: String?
    ) async throws -> JSONValue {
        if let errors { try JobClient.checkFree(errors) }
        let format = ("format", errors.map { JobClient.format(of: $0) })
        let job = try await finished(try await upload(file, to: path, [format] + more))
        if let errors, job["result"] != nil { try await fetch(job, to: errors) }
        return job
    }

    private func written(_ started: JSONValue, _ out: String) async throws -> JSONValue {
        let job = try await finished(started)
        try JobClient.check(job)
        try await fetch(job, to: out)
        return job
    }

    /// Waits until nothing more happens to a job by itself.
    func finished(_ started: JSONValue) async throws -> JSONValue {
        let progress = ProgressLine()
        defer { progress.finish() }
        var job = started
        while ["waiting", "running"].contains(job["state"]?.string ?? "") {
            let (done, total) = (job["progress"]?["done"]?.integer ?? 0, job["progress"]?["total"]?.integer ?? 0)
            progress.show(total > 0 ? "进行中 \(done * 100 / total)%" : "等待")
            try await Task.sleep(for: .milliseconds(100))
            job = try await client.get("/api/v1/jobs/\(job["jobId"]?.string ?? "")")
        }
        return job
    }

    /// Writes the job's result into a new file.
    func fetch(_ job: JSONValue, to file: String) async throws {
        try await client.download("/api/v1/jobs/\(job["jobId"]?.string ?? "")/result", to: file)
    }
}
