import Contracts
import Foundation
import Signing
import Testing
import Workers

private let key = Base64.encode([UInt8](repeating: 7, count: 32))

private func configuration(_ change: (JSONValue) -> JSONValue = { $0 }) -> [UInt8] {
    let good: JSONValue = [
        "office": "510100-tax", "agency": "tax", "namespace": "liandong", "ledger": "ledger.sqlite",
        "signingKey": "signing.key", "dataKey": "/keys/data.key", "directory": "directory.jsonl",
        "rules": "rules.jsonl", "registrarKeys": [["keyId": "registrar-1", "publicKey": .string(key)]],
        "officers": "officers.json", "http": ["port": 18_081],
        "kafka": ["bootstrap.servers": "10.0.0.1:9092", "linger.ms": 5, "socket.keepalive.enable": true],
    ]
    return change(good).bytes
}

@Suite struct WorkerSettingsTests {
    @Test func `paths count from the folder of the file and settings of the bus are text`() throws {
        let settings = try WorkerSettings.read(configuration(), path: "/srv/tax/office.json", environment: [:])
        #expect(settings.office.description == "510100-tax")
        #expect(settings.ledger == "/srv/tax/ledger.sqlite")
        #expect(settings.dataKey == "/keys/data.key")
        #expect(settings.personKey == nil)
        #expect(settings.http.host == "127.0.0.1")
        #expect(settings.http.port == 18_081)
        #expect(
            settings.kafka == [
                "bootstrap.servers": "10.0.0.1:9092", "linger.ms": "5", "socket.keepalive.enable": "true",
            ])
        #expect(settings.registrarKeys.map(\.keyID) == ["registrar-1"])
    }

    @Test func `the environment overrides the brokers`() throws {
        let settings = try WorkerSettings.read(
            configuration(), path: "office.json", environment: [WorkerSettings.bootstrapVariable: "other:9092"])
        #expect(settings.kafka["bootstrap.servers"] == "other:9092")
        #expect(settings.ledger == "./ledger.sqlite")
    }

    @Test func `all mistakes of a configuration are told at once`() throws {
        let bytes = configuration { good in
            good.setting("office", "tax").setting("http", ["port": 70_000, "hots": "x"]).setting("kafka", ["a": [1]])
                .setting("ledgr", "x").removing("ledger").setting("registrarKeys", []).setting("officers", 3)
        }
        let failure = #expect(throws: DocumentMistakes.self) {
            try WorkerSettings.read(bytes, path: "office.json", environment: [:])
        }
        #expect(
            try #require(failure).list.map(\.path) == [
                "ledgr", "office", "ledger", "registrarKeys", "officers", "http.hots", "http.port", "kafka.a",
                "kafka.bootstrap.servers",
            ])
        for line in try #require(failure).description.split(separator: "\n") {
            #expect(line.hasPrefix("office.json: "))
        }
    }

    @Test func `what init writes is read without a mistake`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/liandong-\(UUID().uuidString)"
        let plan = Provisioning.Plan(
            isRehearsal: true, rules: [RulesDocument.Entry(name: "a.json", text: "{}")], httpPortBase: 19_000,
            officialClock: "../../official-clock")
        let layout = try Provisioning(plan, at: Moment(milliseconds: 1_780_000_000_000)).make(at: folder)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        for (index, office) in OfficePlan.demo.enumerated() {
            let path = layout.configuration(office.profile.id)
            let settings = try WorkerSettings.read(
                SafeFile.read(path, access: .shared), path: path, environment: [:])
            #expect(settings.office == office.profile.id)
            #expect(settings.http.port == 19_000 + index)
            #expect(settings.officialClock == layout.office(office.profile.id) + "/../../official-clock")
            let opened = try DirectoryFile.openBook(
                namespace: settings.namespace, pinned: settings.registrarKeys, path: settings.directory)
            #expect(opened.book.newest?.isRehearsal == true)
            #expect(try OfficerRegister.load(path: settings.officers).entries.count == 10)
        }
    }

    @Test func `bytes that are no JSON, and a list, are one mistake each`() throws {
        for (text, words) in [("{", "JSON"), ("[]", "is not a JSON object")] {
            let failure = #expect(throws: DocumentMistakes.self) {
                try WorkerSettings.read(Array(text.utf8), path: "office.json", environment: [:])
            }
            #expect(try #require(failure).list.first?.reason.contains(words) == true)
        }
    }
}
