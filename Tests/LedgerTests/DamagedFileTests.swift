import Casework
import Foundation
import Fuzzing
import GRDB
import Ledgers
import Offices
import Testing

/// Ledger files with foreign bytes in them: opened, read and verified, or refused in words; never a crash.
@Suite struct DamagedFileTests {
    private let folder: Folder
    private let bytes: [UInt8]

    init() throws {
        folder = try Folder()
        let path = folder.path("office.ledger")
        do {
            let ledger = try SQLiteLedger(Scene.options(path))
            var story = StoryBook()
            for commit in try story.commits() { try ledger.apply(commit) }
        }
        // One file without a log beside it, as a backup is.
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// What SQLite and we read of a file before its first row: magic, page size, versions, counts, application.
    private static let headerBytes = 100

    /// Every use that a program makes of a file; only a fault in words may come out.
    private func use(_ content: [UInt8], _ name: String) throws {
        let path = folder.path(name)
        defer { for end in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try Data(content).write(to: URL(fileURLWithPath: path))
        for use in [open, read, verify] {
            do {
                try use(path)
            } catch let fault as LedgerFault {
                #expect(fault.text.count > 20, "\(name): \(fault)")
            } catch let error as DatabaseError {
                // A page that is read later than at the opening: the program ends with SQLite's own words.
                #expect(error.resultCode != .SQLITE_MISUSE, "\(name): \(error)")
            }
        }
    }

    private func open(_ path: String) throws { _ = try SQLiteLedger(Scene.options(path)) }

    private func read(_ path: String) throws { _ = try LedgerReader(path: path, dataKey: nil).counts() }

    private func verify(_ path: String) throws {
        _ = try LedgerReader(path: path, dataKey: Scene.options(path).dataKey).cases(in: .office, limit: 10)
    }

    @Test(arguments: [-1, Int(Int32.min)])
    func `a version that no program wrote is damage`(version: Int) throws {
        let path = folder.path("negative.ledger")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try DatabaseQueue(path: path).writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA user_version = \(version)")
        }
        let fault = #expect(throws: LedgerFault.self) { try SQLiteLedger(Scene.options(path)) }
        #expect(fault?.reason == .damaged)
        #expect(fault?.text.contains("\(version)") == true)
    }

    @Test func `every byte of the header may be wrong`() throws {
        for offset in 0..<Self.headerBytes {
            for value: UInt8 in [0, 0x7f, 0xff] where bytes[offset] != value {
                var content = bytes
                content[offset] = value
                try use(content, "header-\(offset)-\(value).ledger")
            }
        }
    }

    @Test func `cut, torn and mixed files are used or refused, never a crash`() throws {
        let seconds = ProcessInfo.processInfo.environment["LIANDONG_FUZZ_SECONDS"].flatMap { Int($0) } ?? 3
        let end = ContinuousClock.now + .seconds(seconds)
        var mutator = Mutator(seed: 17)
        var count = 0
        while ContinuousClock.now < end, count < 20_000 {
            try use(mutator.next(from: [bytes], limit: bytes.count + 8192), "mutation-\(count).ledger")
            count += 1
        }
        #expect(count > 0)
    }
}
