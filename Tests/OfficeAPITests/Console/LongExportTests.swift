import Casework
import Contracts
import Foundation
import HTTPTypes
import OfficeAPI
import Tables
import Testing
import Workers

/// Exports of many rows: in the background, with progress, stopped on the way, streamed (practice 7.25). With
/// `LIANDONG_EXPORT_ROWS` as many rows as that says, and memory is held to its bound from 100,000 rows on: fewer are
/// done before it says anything.
@Suite(.serialized, .timeLimit(.minutes(20))) struct LongExportTests {
    private static let rows = ProcessInfo.processInfo.environment["LIANDONG_EXPORT_ROWS"].flatMap { Int($0) } ?? 4_000
    private static let manyRows = 100_000
    /// Megabytes by which memory may grow from the first quarter of the rows to the last.
    private static let mostGrowth = 16.0

    /// What a job showed while it ran: rows done, and megabytes held then.
    private typealias Progress = (done: Int, memory: Double)

    /// Megabytes that the process itself holds: pages of files come and go as the machine has room.
    private static func held() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.firstMatch(of: /RssAnon:\s+([0-9]+) kB/))
        return try #require(Double(line.1)) * 1024 / 1e6
    }

    private static func progress(_ html: String) -> (done: Int, total: Int)? {
        html.firstMatch(of: /<progress max="([0-9]+)" value="([0-9]+)"/).flatMap { found in
            Int(found.2).flatMap { done in Int(found.1).map { (done, $0) } }
        }
    }

    @Test(
        "A long list is exported with progress, stopped by its form without a result, and begun again ends whole in flat memory",
        arguments: TableFormat.allCases)
    func export(format: TableFormat) async throws {
        let province = try Province()
        try CaseStock.fill(province, LongExportTests.rows)
        let office = try province.open(Province.market)
        let sitter = try await Sitter(office.desk, .handler)
        let key = try await sitter.page("/cases?list=all").formKey
        let path = try await stopped(format, sitter, key)
        try await nothing(at: path, sitter, office)
        #expect(try await sitter.send(path + "/start", "", key: key).status == 303)
        let seen = try await watch(path, sitter)
        #expect(seen.contains { $0.done > 0 && $0.done < LongExportTests.rows }, "\(seen)")
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.done <= $1.done })
        try flat(seen, format)
        try await whole(path, sitter)
    }

    /// Begins an export and stops it in the midst of its rows. One that is done before it could be stopped says so, is
    /// deleted, and another one is begun.
    private func stopped(_ format: TableFormat, _ sitter: Sitter, _ key: String?) async throws -> String {
        for _ in 0..<20 {
            let begun = try await sitter.send("/cases/export?list=all", "format=\(format.rawValue)", key: key)
            let path = try #require(begun.headers[.location])
            try await eventually("rows are written") {
                guard let (done, total) = LongExportTests.progress(try await sitter.page(path).html) else {
                    return try await sitter.page(path).html.contains("已完成")
                }
                return done > 0 && total == LongExportTests.rows
            }
            if try await sitter.send(path + "/cancel", "", key: key).status == 303 {
                try await eventually("it has stopped") { try await sitter.page(path).html.contains("已停止") }
                return path
            }
            #expect(try await sitter.page(path).html.contains("已完成"))
            #expect(try await sitter.send(path + "/delete", "", key: key).status == 303)
        }
        Issue.record("none of twenty exports could be stopped")
        throw CancellationError()
    }

    /// Of what was stopped there is nothing but that it was.
    private func nothing(at path: String, _ sitter: Sitter, _ office: OpenOffice) async throws {
        let page = try await sitter.page(path)
        #expect(!page.html.contains("/result") && page.html.contains("\(path)/start"), "\(page.html)")
        let id = path.dropFirst("/jobs/".count)
        #expect(try await sitter.page("/api/v1/jobs/\(id)/result").answer.status == 409)
        let left = try FileManager.default.contentsOfDirectory(atPath: office.settings.ledger + ".jobs")
        #expect(left == ["\(id).job"])
    }

    /// Looks at the page until it ends.
    private func watch(_ path: String, _ sitter: Sitter) async throws -> [Progress] {
        var seen: [Progress] = []
        while true {
            let page = try await sitter.page(path)
            if page.html.contains("已完成") { return seen }
            try #require(page.answer.headers[.init("Refresh") ?? .location] != nil, "\(page.html)")
            if let (done, _) = LongExportTests.progress(page.html) {
                seen.append((done, try LongExportTests.held()))
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func flat(_ seen: [Progress], _ format: TableFormat) throws {
        guard LongExportTests.rows >= LongExportTests.manyRows else { return }
        let begun = try #require(seen.first { $0.done >= LongExportTests.rows / 4 })
        let most = seen.map(\.memory).max() ?? 0
        #expect(most - begun.memory < LongExportTests.mostGrowth, "\(format): \(begun.memory) to \(most) MB")
    }

    /// Each case is in the file once.
    private func whole(_ path: String, _ sitter: Sitter) async throws {
        let page = try await sitter.page(path)
        #expect(page.html.contains("\(LongExportTests.rows) / \(LongExportTests.rows)"))
        let file = try #require(page.html.firstMatch(of: /href="([^"]*\/result)"/))
        let reader = try TableReader(MemorySource(try await sitter.page(String(file.1)).answer.bytes))
        var names: Set<String> = []
        var rows = 0
        while let row = try reader.next() {
            rows += 1
            row.cells.first.map { _ = names.insert($0) }
        }
        #expect(rows == LongExportTests.rows + 1 && names.count == rows)
    }
}
