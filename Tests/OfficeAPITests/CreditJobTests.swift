import Casework
import Contracts
import CreditTables
import Foundation
import Hummingbird
import Tables
import Testing

/// The 双公示 exchange over HTTP: licences in, approved, taken back, compared, out.
@Suite(.timeLimit(.minutes(20))) struct CreditJobTests {
    private let desk: Desktop
    private let office: OpenOffice

    init() throws {
        office = try Province().open(Province.market)
        desk = office.desk
    }

    private func ended(_ answer: Answer) async throws -> JSONValue {
        try #require(answer.status == 202, "\(answer.text)")
        let id = try #require(answer.json?["jobId"]?.string)
        let caller = desk.as(.headPrincipal)
        try await eventually("job \(id) comes to rest") {
            let state = try await caller.get("/api/v1/jobs/\(id)").json?["state"]?.string
            return !["waiting", "running"].contains(state ?? "")
        }
        return try #require(try await caller.get("/api/v1/jobs/\(id)").json)
    }

    private func sent(_ path: String, _ file: [UInt8]) async throws -> JSONValue {
        try await ended(
            try await desk.as(.handler).send(
                .post, "/api/v1/jobs/\(path)?name=a.csv", file, headers: [.contentType: "application/octet-stream"]))
    }

    private func result(_ job: JSONValue) async throws -> [[String]] {
        let id = try #require(job["jobId"]?.string)
        let reader = try TableReader(MemorySource(try await desk.as(.handler).get("/api/v1/jobs/\(id)/result").bytes))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.cells) }
        return rows
    }

    private func approved(_ job: JSONValue) async throws -> JSONValue {
        let id = try #require(job["jobId"]?.string)
        return try await ended(try await desk.as(.headPrincipal).send(.post, "/api/v1/jobs/\(id)/approve"))
    }

    @Test(arguments: TableFormat.allCases)
    func `licences are staged, approved, corrected in a chain, exported and taken back`(format: TableFormat)
        async throws
    {
        let staged = try await sent(
            "credit-imports",
            LicenceFile.bytes([LicenceFile.cells(1), LicenceFile.cells(2, kind: "随便")], format))
        #expect(staged["outcome"]?["accepted"] == 1, "\(staged.text)")
        let bad = try await result(staged)
        #expect(bad.first?.suffix(4) == ["行号", "列", "原因", CreditHeader.first])
        let first = try #require(bad.last?.last)
        #expect(FirstSubmission(first)?.row == 3)
        let done = try await approved(staged)
        #expect(done["outcome"]?["recorded"] == 1, "\(done.text)")

        let sink = MemorySink()
        let writer = CSVWriter(sink)
        try writer.write(LicenceColumn.allCases.map(\.header) + [CreditHeader.first])
        try writer.write(LicenceFile.cells(2) + [first])
        try writer.finish()
        let corrected = try await approved(try await sent("credit-imports", sink.bytes))
        #expect(corrected["outcome"]?["recorded"] == 1, "\(corrected.text)")
        let quality = try await desk.as(.handler).get("/api/v1/credit-quality").items
        #expect(quality.first?["records"] == 2 && quality.first?["resubmitted"] == 1, "\(quality)")

        let export = try await ended(
            try await desk.as(.handler).post(
                "/api/v1/jobs/credit-exports", ["recordKind": "licence", "scope": "recorded"]))
        #expect(try await result(export).count == 3)
        let again = try await sent("credit-imports", LicenceFile.bytes([LicenceFile.cells(1)], format))
        #expect(again["outcome"]?["duplicates"] == 1, "\(again.text)")

        let id = try #require(done["jobId"]?.string)
        let undone = try await ended(
            try await desk.as(.handler).post("/api/v1/jobs/\(id)/undo", ["reason": "文件有误"]))
        #expect(undone["outcome"]?["undone"] == 1, "\(undone.text)")
        let anew = try await sent("credit-imports", LicenceFile.bytes([LicenceFile.cells(1)], format))
        #expect(anew["outcome"]?["accepted"] == 1, "\(anew.text)")
    }

    @Test func `a platform that shows what is not published here is told row by row`() async throws {
        let staged = try await sent("credit-imports", LicenceFile.bytes([LicenceFile.cells(1)]))
        _ = try await approved(staged)
        let compared = try await sent(
            "reconciliations", LicenceFile.bytes([LicenceFile.cells(1), LicenceFile.cells(2, kind: "随便")]))
        #expect(compared["outcome"]?["unknown"] == 1, "\(compared.text)")
        #expect(compared["outcome"]?["unreadable"] == 1)
        #expect(try await result(compared).count == 3)
    }

    @Test func `a file of neither kind is refused in words`() async throws {
        let job = try await sent("credit-imports", Array("甲,乙\r\n1,2\r\n".utf8))
        #expect(job["state"] == "failed")
        #expect(job["trouble"]?["code"] == "IMPORT_HEADER")
        let wrong = try await desk.as(.handler).post("/api/v1/jobs/credit-exports", ["recordKind": "serious"])
        #expect(wrong.code == "FIELD_INVALID")
    }
}
