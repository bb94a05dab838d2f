import Contracts
import Foundation
import Histories
import Logging
import Testing
import Workers

@Suite struct HistoryFileTests {
    private static let logger = Logger(label: "history", factory: { _ in SwiftLogNoOpLogHandler() })

    private static func path() -> String {
        FileManager.default.temporaryDirectory.appending(path: "liandong-history-\(UUID().uuidString)").path()
    }

    private static func lines(_ path: String) throws -> [HistoryEntry?] {
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        return bytes.split(separator: UInt8(ascii: "\n")).map { HistoryEntry(line: $0) }
    }

    @Test func `each event is one line of a file that only its owner may read, and the next process goes on`() throws {
        let path = Self.path()
        defer { unlink(path) }
        for event in [HistoryEvent.failed, .stop(.clean)] {
            try HistoryFile(path: path, logger: Self.logger).record(event)
        }
        #expect(try Self.lines(path).map(\.?.event) == [.failed, .stop(.clean)])
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func `a line that a kill tore gets its end before the next process writes`() throws {
        let path = Self.path()
        defer { unlink(path) }
        try Data("{\"at\":1,\"event\":\"comm".utf8).write(to: URL(fileURLWithPath: path))
        try HistoryFile(path: path, logger: Self.logger).record(.failed)
        #expect(try Self.lines(path).map(\.?.event) == [nil, .failed])
    }

    @Test func `a file that cannot be opened is told at once`() {
        let failure = #expect(throws: HistoryFailure.self) {
            try HistoryFile(path: "/nowhere/at/all.jsonl", logger: Self.logger)
        }
        #expect(failure?.path == "/nowhere/at/all.jsonl")
    }

    @Test func `a full disk ends the history with a mark, and nothing comes behind it`() throws {
        let path = Self.path()
        defer { unlink(path) }
        let told = HistoryEvent.told([HistoryAnswer(order: "o-1", answer: .zero)])
        let size = HistoryEntry(at: Moment(milliseconds: 1_700_000_000_000), told).line.count
        let recorder = try HistoryFile(path: path, logger: Self.logger, limit: 2 * size + 20)
        for _ in 0..<4 { recorder.record(told) }
        recorder.record(.stop(.clean))
        let events = try Self.lines(path).map(\.?.event)
        #expect(events.count == 2 && events.first == told)
        guard case .cut = events.last else { return #expect(Bool(false), "\(events)") }
        // The next process finds room again, and goes on behind the mark.
        try HistoryFile(path: path, logger: Self.logger).record(.failed)
        #expect(try Self.lines(path).map(\.?.event).last == .failed)
    }

    @Test func `a device that takes nothing stops nobody`() throws {
        let recorder = try HistoryFile(path: "/dev/full", logger: Self.logger)
        recorder.record(.failed)
        recorder.record(.stop(.clean))
    }
}
