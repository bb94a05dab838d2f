import Contracts
import Foundation
import Programs
import Testing

/// `liandong register import` as a person runs it.
@Suite struct RegisterCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString)").path()

    private static let configuration: JSONValue = [
        "office": "510100-tax", "agency": "tax", "namespace": "liandong", "ledger": "ledger.sqlite",
        "signingKey": "signing.key", "dataKey": "data.key", "directory": "directory.jsonl", "rules": "rules.jsonl",
        "registrarKeys": [["keyId": "r1", "publicKey": .string(Base64.encode(Array(0..<32)))]],
        "officers": "officers.json", "http": ["host": "127.0.0.1", "port": 0],
        "kafka": ["bootstrap.servers": "127.0.0.1:1"],
    ]

    private func write(_ name: String, _ text: String) throws {
        try #require(
            FileManager.default.createFile(
                atPath: folder + "/" + name, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
    }

    /// Loads rows, the first one being the heading, with a file for the mistakes.
    private func load(_ rows: [String], _ options: [String] = []) async throws -> CommandRun {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("office.json", Self.configuration.text)
        try write("firms.csv", rows.joined(separator: "\n"))
        return try await CommandRun.liandong(
            [
                "register", "import", folder + "/firms.csv", "--day", "2020-01-02", "--config", folder + "/office.json",
                "--errors", folder + "/bad.csv",
            ] + options)
    }

    @Test(.timeLimit(.minutes(2)))
    func `the mistakes of an import that is refused are told and kept`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rows = ["统一社会信用代码,企业名称,登记状态"] + (1...60).map { "91510104XT00010175,第\($0)公司," }
        let run = try await load(rows)
        #expect(run.ending == .exited(2) && run.words.contains("IMPORT_EMPTY"), "\(run)")
        #expect(run.words.contains("第2行 登记状态：必填") && run.words.contains("第51行"))
        #expect(!run.words.contains("第52行") && run.words.contains("另有 10 处"), "\(run)")
        let kept = try String(contentsOfFile: folder + "/bad.csv", encoding: .utf8)
        #expect(kept.contains("61,登记状态,FIELD_MISSING"), "\(kept)")
    }

    @Test(.timeLimit(.minutes(2)))
    func `an import without a mistake in a row leaves no file in the way of the next one`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for options in [[], ["--json"]] {
            let refused = try await load(["统一社会信用代码,登记状态", "91510104XT00010175,存续"], options)
            #expect(refused.ending == .exited(2) && refused.words.contains("IMPORT_HEADER"), "\(refused)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/bad.csv"))
        }
        let done = try await load(["统一社会信用代码,企业名称,登记状态", "91510104XT00010175,成都示例食品有限公司,存续"])
        #expect(done.ending == .exited(0) && done.words.contains("1 户"), "\(done)")
    }
}
