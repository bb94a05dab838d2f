import Casework
import Contracts
import Foundation
import Hummingbird
import Ledgers
import OfficeAPI
import Signing
import Testing
import Workers

/// 双公示 files over HTTP.
@Suite(.timeLimit(.minutes(20))) struct ImportTests {
    private let office: OpenOffice
    private let desk: Desktop

    init() throws {
        office = try Province().open(Province.market)
        desk = office.desk
    }

    private func sample(_ name: String) throws -> [UInt8] {
        let path = Province.path("Deploy/samples/\(name)")
        return Array(try #require(FileManager.default.contents(atPath: path)))
    }

    private func upload(_ file: [UInt8], name: String = "test.csv") async throws -> Answer {
        try await desk.as(.handler).send(
            .post, "/api/v1/imports?source=%E5%B8%82%E5%9C%BA%E7%9B%91%E7%AE%A1&name=\(name)", file,
            headers: [.contentType: "text/csv"])
    }

    private func released(_ id: String) async throws -> JSONValue {
        let answer = try await desk.as(.handler).send(.post, "/api/v1/imports/\(id)/release")
        #expect(answer.status == 202)
        try await eventually("batch \(id) is released") { [desk] in
            try await desk.as(.auditor).get("/api/v1/imports/\(id)").json?["release"]?["state"] == "released"
        }
        return try #require(try await desk.as(.auditor).get("/api/v1/imports/\(id)").json?["release"])
    }

    private func cases() async throws -> Int {
        try await desk.as(.auditor).get("/api/v1/cases?kind=publication&limit=500").items.count
    }

    @Test(arguments: [
        ("penalties-utf8.csv", "UTF-8", 13, 10), ("penalties-utf8-bom.csv", "UTF-8", 16, 9),
        ("penalties-gb18030.csv", "GB18030", 19, 5),
    ])
    func `a file is staged with its good and bad rows`(
        name: String, encoding: String, good: Int64, bad: Int64
    ) async throws {
        let answer = try await upload(try sample(name), name: name)
        #expect(answer.status == 200, "\(answer.text)")
        let json = try #require(answer.json)
        #expect(json["encoding"] == .string(encoding))
        #expect(json["accepted"] == .integer(good))
        #expect(json["rejected"] == .integer(bad))
        #expect(json["rows"] == .integer(good + bad))
        #expect(json["isKnown"] == false)
        #expect(json["name"] == .string(name))
        #expect(try await cases() == 0)
    }

    @Test func `each bad row is told by row, column and reason, without a personal number`() async throws {
        let id = try #require(try await upload(try sample("penalties-utf8.csv")).json?["batchId"]?.string)
        let shown = try await desk.as(.auditor).get("/api/v1/imports/\(id)?limit=500")
        let rows = shown.json?["rowResults"]?["items"]?.array ?? []
        #expect(rows.count == 23)
        let errors = rows.flatMap { $0["errors"]?.array ?? [] }
        #expect(
            errors.contains { $0["row"] == 8 && $0["columnId"] == "CF_XDR_SHXYM" && $0["code"] == "USCC_CHECK_FAILED" })
        #expect(errors.contains { $0["row"] == 11 && $0["code"] == "PERSON_ID_INVALID" })
        #expect(errors.allSatisfy { $0["words"]?.string?.isEmpty == false })
        let file = try await desk.as(.auditor).get("/api/v1/imports/\(id)/errors.csv")
        #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(file.text.contains("行号"))
        for text in [shown.text, file.text] {
            #expect(text.firstMatch(of: /[1-9][0-9]{16}[0-9Xx]/) == nil)
        }
    }

    @Test func `the rows of a batch come in pages`() async throws {
        let id = try #require(try await upload(try sample("penalties-utf8.csv")).json?["batchId"]?.string)
        var rows: [Int64] = []
        var cursor = "0"
        while true {
            let page = try await desk.as(.auditor).get("/api/v1/imports/\(id)?limit=5&cursor=\(cursor)")
            rows += (page.json?["rowResults"]?["items"]?.array ?? []).compactMap { $0["row"]?.integer }
            guard let next = page.json?["rowResults"]?["nextCursor"]?.string else { break }
            cursor = next
        }
        #expect(rows == Array(2...24))
    }

    @Test func `a released batch becomes cases, once, however often it is asked for`() async throws {
        let file = try sample("penalties-utf8.csv")
        let id = try #require(try await upload(file).json?["batchId"]?.string)
        let first = try await released(id)
        #expect(first["recorded"] == 13, "\(first.text)")
        #expect(first["refused"] == .array([]))
        #expect(try await cases() == 13)
        #expect(try await released(id)["recorded"] == 13)
        let again = try await upload(file)
        #expect(again.status == 200)
        #expect(again.json?["isKnown"] == true)
        #expect(again.json?["accepted"] == 0)
        #expect(again.json?["duplicates"] == 13)
        #expect(try await cases() == 13)
    }

    @Test func `another file with the same decisions adds nothing`() async throws {
        let file = try sample("penalties-utf8.csv")
        _ = try await released(try #require(try await upload(file).json?["batchId"]?.string))
        let other = try await upload(TextEncoding.mark + file)
        #expect(other.status == 200)
        #expect(other.json?["isKnown"] == false)
        #expect(other.json?["duplicates"]?.integer ?? 0 >= 11, "\(other.text)")
        let release = try await released(try #require(other.json?["batchId"]?.string))
        // A natural person has no code to be found by; the row's order id stops the second record.
        #expect(release["recorded"] == 0, "\(release.text)")
        #expect(try await cases() == 13)
    }

    @Test func `a release that stopped on the way goes on in a new process`() async throws {
        let file = try sample("penalties-utf8.csv")
        let id = try #require(try await upload(file).json?["batchId"]?.string)
        let name = "\(id).release"
        let path = "\(office.settings.ledger).imports/\(name)"
        let halfway: JSONValue = [
            "state": "releasing", "officer": "market-regulation-01", "done": 5, "recorded": 5, "duplicates": 0,
            "refused": .array([]),
        ]
        let dataKey = try KeyFile.read(office.settings.dataKey, kind: .data).secret
        let sealed = try LedgerReader(path: office.settings.ledger, dataKey: dataKey).sealedFiles()
            .seal(halfway.bytes, name: name)
        try #require(
            FileManager.default.createFile(
                atPath: path, contents: Data(sealed), attributes: [.posixPermissions: 0o600]))
        let successor = office.desk
        let stopped = try await successor.as(.auditor).get("/api/v1/imports/\(id)").json?["release"]
        #expect(stopped?["state"] == "interrupted")
        let answer = try await successor.as(.handler).send(.post, "/api/v1/imports/\(id)/release")
        #expect(answer.status == 202)
        try await eventually("the rest is released") {
            try await successor.as(.auditor).get("/api/v1/imports/\(id)").json?["release"]?["state"] == "released"
        }
        #expect(try await cases() == 8)
    }

    @Test func `uploads are kept for their owner alone and closed to whoever takes the file`() async throws {
        let plain = Data(try sample("penalties-utf8.csv"))
        let id = try #require(try await upload(Array(plain), name: "secret-name.csv").json?["batchId"]?.string)
        let number = Data("510104198804124561".utf8)
        #expect(plain.range(of: number) != nil)
        let folder = office.settings.ledger + ".imports"
        for (path, mode) in [(folder, 0o700), ("\(folder)/\(id).csv", 0o600), ("\(folder)/\(id).batch", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(path)")
            guard mode == 0o600 else { continue }
            let stored = try #require(FileManager.default.contents(atPath: path))
            #expect(stored.range(of: number) == nil && stored.range(of: Data("secret-name".utf8)) == nil, "\(path)")
        }
    }

    @Test(
        arguments: [
            ([], "IMPORT_EMPTY"), ([0xFF, 0xFE, 0x41, 0x00], "IMPORT_ENCODING"), ([0x81], "IMPORT_ENCODING"),
            (Array("甲,乙\n1,2\n".utf8), "IMPORT_HEADER"),
        ] as [([UInt8], String)])
    func `a file that is no batch is refused whole`(file: [UInt8], code: String) async throws {
        let answer = try await upload(file)
        #expect(answer.status == 422)
        #expect(answer.code == code)
        #expect(try await desk.as(.handler).get("/api/v1/imports").items.isEmpty)
    }

    @Test func `a file over the limit is refused and the limit stated`() async throws {
        let answer = try await desk.as(.handler).send(
            .post, "/api/v1/imports?source=a&name=b", [],
            headers: [.contentLength: "20000001", .contentType: "application/octet-stream"])
        #expect(answer.status == 413)
        #expect(answer.code == "IMPORT_TOO_LARGE")
        #expect(answer.json?["detail"]?.string?.contains("20000000") == true)
    }

    @Test(arguments: [
        "", "?source=a", "?name=b", "?source=a&name=%0A", "?source=a&name=" + String(repeating: "x", count: 101),
    ])
    func `source and name must be given`(query: String) async throws {
        let answer = try await desk.as(.handler).send(
            .post, "/api/v1/imports\(query)", [0x41], headers: [.contentType: "text/csv"])
        #expect(answer.code == "PARAMETER_INVALID")
    }

    @Test func `only those who handle files may upload and release them`() async throws {
        #expect(
            try await desk.as(.auditor).send(.post, "/api/v1/imports?source=a&name=b", [0x41]).code == "ROLE_REQUIRED")
        #expect(try await desk.as(.auditor).send(.post, "/api/v1/imports/x/release").code == "ROLE_REQUIRED")
        #expect(try await desk.as(.headPrincipal).get("/api/v1/imports").code == "ROLE_REQUIRED")
    }

    @Test(arguments: ["x", "..%2F..%2Fledger", String(repeating: "0", count: 32)])
    func `a batch that is not there is not found`(id: String) async throws {
        #expect(try await desk.as(.auditor).get("/api/v1/imports/\(id)").status == 404)
        #expect(try await desk.as(.auditor).get("/api/v1/imports/\(id)/errors.csv").status == 404)
        #expect(try await desk.as(.handler).send(.post, "/api/v1/imports/\(id)/release").status == 404)
    }

    @Test func `batches are listed with how far they are`() async throws {
        _ = try await upload(try sample("penalties-utf8.csv"))
        let items = try await desk.as(.auditor).get("/api/v1/imports").items
        #expect(items.count == 1)
        #expect(items.first?["release"]?["state"] == "staged")
        #expect(items.first?["source"] == "市场监管")
    }
}
