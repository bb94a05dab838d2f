import Contracts
import Exchange
import Foundation
import Histories
import Offices
import Programs
import Testing

/// `liandong history check` as a person runs it.
@Suite struct HistoryCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString)").path()

    private static let start = HistoryEvent.start(
        HistoryStart(
            office: office, writer: Writer(epoch: 1, instance: 7), found: JournalEnd(rows: 0, head: nil),
            begun: JournalEnd(rows: 1, head: nil)))

    private static var office: OfficeID {
        guard let id = OfficeID("510100-tax") else { preconditionFailure("an office id") }
        return id
    }

    /// Runs the command over one file of these lines; how it ended and what it said.
    private func check(
        _ lines: [[UInt8]], _ options: [String] = []
    ) async throws -> CommandRun {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/510100-tax.jsonl"
        try Data(lines.joined()).write(to: URL(fileURLWithPath: file))
        return try await CommandRun.liandong(["history", "check"] + options + [file])
    }

    private static func lines(_ events: [HistoryEvent]) -> [[UInt8]] {
        events.map { HistoryEntry(at: Moment(milliseconds: 1), $0).line }
    }

    @Test(.timeLimit(.minutes(2)))
    func `clean ends with 0, findings with 1, what is no history with 64`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clean = try await check(Self.lines([Self.start, .stop(.clean)]), ["--final"])
        #expect(clean.ending == .exited(0) && clean.words.contains("历史无误：1 个文件，1 个单位"), "\(clean)")
        let told = HistoryEvent.told([HistoryAnswer(order: "o-1", answer: .zero)])
        let broken = try await check(Self.lines([Self.start, told]))
        #expect(broken.ending == .exited(1), "\(broken)")
        #expect(broken.words.contains("S4：510100-tax，请求 o-1 答复办成，台账里没有"), "\(broken)")
        #expect(broken.words.contains("第 2 行"))
        let machine = try await check(Self.lines([Self.start, told]), ["--json"])
        let json = try JSONValue.parse(Array(try #require(machine.words.split(separator: "\n").first).utf8))
        #expect(json["clean"] == false && json["findings"]?.array?.first?["rule"] == "S4")
        #expect(json["findings"]?.array?.first?["line"] == 2)
        let garbage = try await check(Self.lines([Self.start]) + [Array("x\n".utf8)] + Self.lines([told]))
        #expect(garbage.ending == .exited(64) && garbage.words.contains("NOT_A_HISTORY"), "\(garbage)")
        #expect(garbage.words.contains("第 2 行"))
    }

    @Test(.timeLimit(.minutes(2)))
    func `an end without a stop is a finding only of what should be final`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try await check(Self.lines([Self.start])).ending == .exited(0))
        let words = try await check(Self.lines([Self.start]), ["--final"])
        #expect(words.ending == .exited(1) && words.words.contains("没有干净地停止"), "\(words)")
    }
}
