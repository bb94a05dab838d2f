import ArgumentParser
import Contracts
import Foundation
import Programs
import Signing
import Workers

struct PenaltyImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "penalties",
        abstract: "导入行政处罚双公示文件（CSV，UTF-8 或者 GB18030）：逐行检查，暂存，提交。",
        discussion: """
            有误的行逐一说明行、列和原因，不影响其余的行；同一文件再次导入不会增加任何内容。

            示例：
              liandong import penalties penalties.csv --config office.json --as market-regulation-01
              liandong import penalties penalties.csv --config office.json --as market-regulation-01 --release --errors bad.csv
            """.folded)

    @Argument(help: ArgumentHelp("CSV 文件。", valueName: "file"))
    var file: String

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("数据来源，写入批次；默认为本单位编号。", valueName: "text"))
    var source: String?

    @Flag(help: "提交可导入的行。")
    var release = false

    @Option(help: ArgumentHelp("把有误的行连同原因写成 CSV，改正后可再次导入。", valueName: "file"))
    var errors: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        if let errors, SafeFile.exists(errors) {
            throw ProgramEnding(.refused, code: "FILE_EXISTS", "\(errors) 已经存在，不会覆盖：请换一个文件名")
        }
        let work = ImportWork(client: try office.client())
        let staged = try await work.upload(
            SafeFile.read(file, access: .shared), name: URL(fileURLWithPath: file).lastPathComponent,
            source: source ?? office.settings().office.description)
        if release, !staged.isRecorded { try await work.release(staged.id) }
        if let errors { try SafeFile.create(errors, await work.errorFile(staged.id), access: .secret) }
        let (found, rows) = try await work.result(staged.id)
        let batch = staged.isRecorded ? ImportText.again(found) : found
        let page = ImportText(batch, rows: rows)
        Console.print(batch.removing("rowResults").setting("errors", .array(page.errors)), as: form, page.text)
        guard batch["release"]?["state"]?.string != "interrupted" else {
            throw ProgramEnding(.failed, code: "IMPORT_INTERRUPTED", "提交中断：请再次运行同一命令，已录入的行不会重复")
        }
    }
}

/// An import at an office, step by step.
private struct ImportWork {
    let client: OfficeClient

    /// - Returns: the batch, and whether an earlier import recorded it already; the same file is always the same batch.
    func upload(_ bytes: [UInt8], name: String, source: String) async throws -> (id: String, isRecorded: Bool) {
        let progress = ProgressLine()
        defer { progress.finish() }
        progress.show("上传 \(name)（\(bytes.count) 字节），逐行检查")
        let path = OfficeClient.path("/api/v1/imports", [("name", name), ("source", source)])
        let batch = try await client.upload(path, bytes, type: "text/csv")
        guard let id = batch["batchId"]?.string else {
            throw ProgramEnding(.failed, code: "ANSWER_UNREADABLE", "单位服务没有给出批次编号：请核对两边的版本")
        }
        return (id, batch["isKnown"]?.bool == true && batch["release"]?["state"]?.string == "released")
    }

    /// Releases the batch and waits until all its rows are given, or it stopped on the way.
    func release(_ id: String) async throws {
        let progress = ProgressLine()
        defer { progress.finish() }
        var batch = try await client.post("/api/v1/imports/\(id)/release", .object([]))
        while batch["release"]?["state"]?.string == "releasing" {
            let (done, all) = (batch["release"]?["done"]?.integer ?? 0, batch["accepted"]?.integer ?? 0)
            progress.show("提交 \(done)/\(all)")
            try await Task.sleep(for: .milliseconds(200))
            batch = try await client.get("/api/v1/imports/\(id)", [("limit", "1")])
        }
    }

    func errorFile(_ id: String) async throws -> [UInt8] {
        try await client.download("/api/v1/imports/\(id)/errors.csv")
    }

    /// The batch and the results of all its rows.
    func result(_ id: String) async throws -> (batch: JSONValue, rows: [JSONValue]) {
        var rows: [JSONValue] = []
        var cursor: String?
        while true {
            let page = try await client.get("/api/v1/imports/\(id)", [("limit", "500"), ("cursor", cursor)])
            rows += page["rowResults"]?["items"]?.array ?? []
            cursor = page["rowResults"]?["nextCursor"]?.string
            guard cursor != nil else { return (page, rows) }
        }
    }
}
