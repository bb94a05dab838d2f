import Contracts
import Foundation
import Programs
import Testing

/// A worker's configuration before it starts.
struct ConfigurationCheckTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "liandong-check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        let path = folder.appending(path: name).path()
        try #require(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
    }

    private func key(_ kind: String) -> String {
        "liandong-key-1\nkind: \(kind)\nid: 1\nsecret: \(Base64.encode(Array(0..<32)))\n"
    }

    private let plain: JSONValue = [
        "office": "510100-tax", "agency": "tax", "namespace": "liandong", "ledger": "ledger.sqlite",
        "signingKey": "signing.key", "dataKey": "data.key", "personKey": "person.key", "directory": "directory.jsonl",
        "rules": "rules.jsonl",
        "registrarKeys": [["keyId": "r1", "publicKey": .string(Base64.encode(Array(0..<32)))]],
        "officers": "officers.json", "http": ["host": "127.0.0.1", "port": 0],
        "kafka": ["bootstrap.servers": "127.0.0.1:1"],
    ]

    private func mistakes(
        _ configuration: JSONValue, agency: String? = "tax"
    ) async throws -> [ConfigurationMistakes.Mistake] {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("signing.key", key("signing"), mode: 0o644)
        try write("person.key", key("data"))
        try write("officers.json", "")
        try write("office.json", configuration.text)
        let path = folder.appending(path: "office.json").path()
        let error = await #expect(throws: ConfigurationMistakes.self) {
            _ = try await ConfigurationCheck.run(path, agency: agency, depth: .whole, environment: [:])
        }
        return error?.list ?? []
    }

    @Test func `every mistake in the configuration and in what it names is told at once`() async throws {
        let kafka: JSONValue = [
            "bootstrap.servers": "127.0.0.1:1", "enable.auto.commit": "true", "no.such.setting": "1",
            "ssl.ca.location": "/no/such/ca.pem",
        ]
        let found = try await mistakes(
            plain.setting("kafka", kafka).setting("http", ["host": "0.0.0.0", "port": 0]), agency: "police")
        let wanted = [
            ("CONFIGURATION_INVALID", "agency"), ("FILE_OPEN_TO_OTHERS", "signing.key"), ("FILE_MISSING", "data.key"),
            ("FILE_FORMAT", "person.key"), ("FILE_EMPTY", "officers.json"), ("DIRECTORY_EMPTY", "directory.jsonl"),
            ("CONFIGURATION_INVALID", "0.0.0.0"), ("CONFIGURATION_INVALID", "enable.auto.commit"),
            ("CONFIGURATION_INVALID", "no.such.setting"), ("FILE_MISSING", "/no/such/ca.pem"),
        ]
        for (code, words) in wanted {
            #expect(found.contains { $0.code == code && $0.text.contains(words) }, "\(code) \(words)")
        }
        #expect(found.count == wanted.count, "\(found)")
        let open = found.first { $0.code == "FILE_OPEN_TO_OTHERS" }
        #expect(open?.text.contains("chmod 600") == true)
    }

    @Test func `what a broken configuration names is looked at all the same`() async throws {
        let found = try await mistakes(
            plain.removing("namespace").setting("more", 1).setting("http", ["host": "10.0.0.1", "port": 70_000]))
        for words in ["namespace：没有填写", "more：不是已知的字段", "http.port：填写有误", "10.0.0.1", "signing.key", "data.key"] {
            #expect(found.contains { $0.text.contains(words) }, "\(words) in \(found)")
        }
    }

    @Test func `a configuration that is not there says how to name one`() async throws {
        let error = await #expect(throws: ConfigurationMistakes.self) {
            _ = try await ConfigurationCheck.run("/no/such/office.json", agency: nil, depth: .start, environment: [:])
        }
        #expect(error?.list.map(\.code) == ["FILE_MISSING"])
        #expect(error?.description.contains("--config") == true)
        #expect(error.flatMap { FailureText($0) }?.exit == .configuration)
    }
}

struct FailureTextTests {
    @Test func `configuration mistakes end with the code that service units do not restart on`() throws {
        #expect(ProgramExit.configuration.rawValue == 78)
        let units = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deploy/systemd")
        let names = try FileManager.default.contentsOfDirectory(atPath: units.path())
        #expect(names.count >= 8)
        for name in names {
            let text = try String(contentsOf: units.appending(path: name), encoding: .utf8)
            #expect(text.contains("RestartPreventExitStatus=3 64 78\n"), "\(name)")
            #expect(!text.contains("ExecStartPre="), "\(name): only the main process's code bars a restart")
        }
    }

    @Test func `mistakes in a document are told in Chinese with what would be right`() {
        let mistakes = DocumentMistakes(
            document: "office.json",
            list: [
                DocumentMistake(path: "office", reason: "is missing", fix: "give an object"),
                DocumentMistake(
                    path: "agency", reason: "is not a text of 1 to 64 bytes", fix: "give a text of 1 to 64 bytes"),
            ])
        let text = FailureText(mistakes)
        #expect(text?.exit == .refused)
        #expect(text?.text == "office.json：office：没有填写，应为JSON 对象\noffice.json：agency：填写有误，应为1 至 64 字节的文字")
    }

    @Test func `what is none of ours has no words`() {
        struct Other: Error {}
        #expect(FailureText(Other()) == nil)
    }
}
