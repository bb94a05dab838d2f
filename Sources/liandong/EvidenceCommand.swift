import ArgumentParser
import Contracts
import Foundation
import Programs
import Signing

struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "附件（证据文件）：上传、清单、下载。",
        discussion: """
            附件最多 64 MB，加密存放在台账旁，同一文件只存一份；随函发出的是清单，收件单位自动分块取回并核对摘要。
            办理事项时可以直接用 --file 路径 上传并附上。
            """,
        subcommands: [Add.self, List.self, Get.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "上传附件，给出它的 SHA-256。",
            discussion: "示例：liandong evidence add --config office.json --as market-regulation-01 检验报告.pdf".folded)

        @OptionGroup var office: OfficeOptions

        @Argument(help: ArgumentHelp("文件。", valueName: "file"))
        var paths: [String]

        @OptionGroup var form: OutputForm

        func run() async throws {
            let uploads = EvidenceUploads(try office.client())
            var items: [JSONValue] = []
            for path in paths { items.append(try await uploads.add(path)) }
            let lines = items.map { "\($0["digest"]?.string ?? "")  \($0["name"]?.string ?? "")" }
            Console.print(["items": .array(items)], as: form, lines.joined(separator: "\n"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "案件的附件：来自何单位、何事项，是否已取齐。",
            discussion: "示例：liandong evidence list --config office.json --as police-01 510100-market-regulation.01K…"
                .folded)

        @OptionGroup var target: CaseArguments
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await target.get("/evidence")
            var table = TextTable(["附件", "字节", "来自", "时间", "已取", "SHA-256"])
            for row in page["items"]?.array ?? [] {
                let progress = "\(row["present"]?.integer ?? 0)/\(row["chunks"]?.integer ?? 0)"
                table.add([
                    row["name"]?.string ?? "", String(row["size"]?.integer ?? 0), row["office"]?.string ?? "",
                    Time.short(row["at"]), row["isWhole"] == true ? "全部" : progress, row["digest"]?.string ?? "",
                ])
            }
            Console.print(page, as: form, table.isEmpty ? "没有附件" : table.text)
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "下载附件，核对摘要后写出。",
            discussion: """
                示例：liandong evidence get --config office.json --as police-01 510100-market-regulation.01K… \
                --digest 9f86… --output 检验报告.pdf
                """.folded)

        @OptionGroup var target: CaseArguments

        @Option(help: ArgumentHelp("附件的 SHA-256，见 evidence list。", valueName: "sha256"))
        var digest: String

        @Option(help: ArgumentHelp("写到哪个文件，不能已存在。", valueName: "file"))
        var output: String

        @OptionGroup var form: OutputForm

        func run() async throws {
            let path = "/api/v1/cases/\(OfficeClient.escaped(target.caseID))/evidence/\(OfficeClient.escaped(digest))"
            let bytes = try await target.office.client().download(path)
            guard Digest.sha256(bytes).description == digest else {
                throw ProgramEnding(.failed, code: "HASH_MISMATCH", "下载的内容与 SHA-256 不符，没有写出：请重试")
            }
            try SafeFile.create(output, bytes, access: .secret)
            let json: JSONValue = ["file": .string(output), "bytes": .integer(Int64(bytes.count))]
            Console.print(json, as: form, "已写出 \(output)：\(bytes.count) 字节，SHA-256 相符")
        }
    }
}

/// Uploads files to an office and says how an order names them.
struct EvidenceUploads: Sendable {
    private let client: OfficeClient

    init(_ client: OfficeClient) {
        self.client = client
    }

    /// The member of an order's `files`.
    func add(_ path: String) async throws -> JSONValue {
        let bytes = try SafeFile.read(path, access: .shared)
        let stored = try await client.upload("/api/v1/evidence", bytes, type: "application/octet-stream")
        let url = URL(fileURLWithPath: path)
        return .members([
            ("digest", stored["digest"]), ("name", .string(url.lastPathComponent)), ("size", stored["size"]),
            (
                "mediaType",
                .string(EvidenceUploads.mediaTypes[url.pathExtension.lowercased()] ?? "application/octet-stream")
            ),
        ])
    }

    private static let mediaTypes = [
        "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "txt": "text/plain",
        "csv": "text/csv", "mp4": "video/mp4", "mp3": "audio/mpeg", "zip": "application/zip",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ofd": "application/ofd",
    ]
}
