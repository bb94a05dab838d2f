import Contracts
import Foundation
import Shelf
import Synchronization
import Testing
import Transparency

/// A public log in memory that can be written to, erased in and rolled back.
final class LogBook: ShelfSource {
    private struct State {
        var entries: [ShelfEntry] = []
        var waiting: [ShelfWaiting] = []
        var erased: [(publication: CaseID, at: Moment)] = []
    }

    private let state = Mutex(State())

    static let start = CivilDate("2026-08-03")?.start ?? Moment(milliseconds: 0)

    func entries(from place: UInt64, limit: Int) throws -> [ShelfEntry] {
        state.withLock { Array($0.entries.dropFirst(Int(place)).prefix(limit)) }
    }

    func entry(at place: UInt64) throws -> ShelfEntry? {
        state.withLock { $0.entries.indices.contains(Int(place)) ? $0.entries[Int(place)] : nil }
    }

    func root(of size: UInt64) throws -> Digest? {
        state.withLock { state in
            guard state.entries.count >= Int(size) else { return nil }
            var frontier = LogFrontier()
            for entry in state.entries.prefix(Int(size)) { frontier.append(entry.entry.hash) }
            return frontier.root
        }
    }

    func waiting(limit: Int) throws -> [ShelfWaiting] { state.withLock { Array($0.waiting.prefix(limit)) } }

    func erasures(since moment: Moment) throws -> ShelfErasures {
        state.withLock { state in
            let found = state.erased.filter { $0.at >= moment }
            return ShelfErasures(
                publications: found.map(\.publication), latest: found.map(\.at).max() ?? moment)
        }
    }

    // MARK: Writing

    var size: Int { state.withLock { $0.entries.count } }

    /// Puts an event into the log, `days` behind its beginning.
    func add(_ publication: CaseID, _ event: String, _ record: JSONValue?, days: Int = 0) {
        state.withLock { state in
            let content = record.map(\.bytes)
            let index = UInt64(state.entries.count)
            let version = UInt64(state.entries.count { $0.entry.publication == publication } + 1)
            let entry = LogEntry(
                index: index, publication: publication, version: version, kind: event,
                time: LogBook.start + Span.hours(24 * Int64(days)) + Span.milliseconds(Int64(index)),
                commitment: LogEntry.commitment(salt: [UInt8](repeating: 7, count: 16), content: content ?? []))
            state.entries.append(ShelfEntry(entry: entry, content: content))
        }
    }

    func wait(_ publication: CaseID, _ record: JSONValue?) {
        state.withLock { $0.waiting.append(ShelfWaiting(publication: publication, content: record.map(\.bytes))) }
    }

    /// What waited gets its place.
    func number() { state.withLock { $0.waiting = [] } }

    /// Erases all that was said of a publication so far.
    func erase(_ publication: CaseID, at moment: Moment = LogBook.start + Span.hours(24 * Int64(30))) {
        state.withLock { state in
            for index in state.entries.indices where state.entries[index].entry.publication == publication {
                state.entries[index] = ShelfEntry(entry: state.entries[index].entry, content: nil)
            }
            state.erased.append((publication, moment))
        }
    }

    /// Forgets what came behind `size`.
    func rollBack(to size: Int) { state.withLock { $0.entries.removeLast($0.entries.count - size) } }

    /// Takes contents away, and brings them back later.
    func withhold(at place: Int) -> [UInt8]? {
        state.withLock { state in
            let entry = state.entries[place]
            state.entries[place] = ShelfEntry(entry: entry.entry, content: nil)
            return entry.content
        }
    }

    func bring(_ content: [UInt8]?, at place: Int) {
        state.withLock { $0.entries[place] = ShelfEntry(entry: $0.entries[place].entry, content: content) }
    }

    // MARK: Samples

    static func id(_ number: Int, office: String = "510104-market-regulation") throws -> CaseID {
        CaseID(
            office: try #require(OfficeID(office)),
            number: LetterID(time: start, randomHigh: 1, randomLow: UInt64(number)))
    }

    /// A record of one channel, as it was before records had several.
    static func record(
        _ id: CaseID, version: Int = 1, name: String = "成都示例食品有限公司", code: String = "91510104XT00010175",
        number: String = "成锦市监处罚〔2026〕88号", kind: String = "penalty", action: String = "publish"
    ) -> JSONValue {
        [
            "publicationId": .string(id.description), "recordKind": .string(kind), "channel": "creditChina",
            "version": .integer(Int64(version)), "action": .string(action),
            "responsibleOffice": .string(id.office.description),
            "payload": [
                "counterpartyName": .string(name), "uscc": .string(code), "decisionNo": .string(number),
                "decisionDate": "2026-07-30",
            ],
        ]
    }

    /// A record that each of these channels shows until a day, or until a decision.
    static func record(_ id: CaseID, until days: [String?]) -> JSONValue {
        record(id).removing("channel").merging(
            .members([
                (
                    "channels",
                    .array(
                        days.enumerated().map { place, day in
                            .members([
                                ("channel", .string("channel\(place)")), ("standing", "published"),
                                ("maxUntil", day.map { .string($0) }),
                            ])
                        })
                )
            ]))
    }

    /// A record with these channels: name, standing, day of publication.
    static func record(_ id: CaseID, channels: [(String, String, String)], objection: String? = nil) -> JSONValue {
        record(id).removing("channel").merging(
            .members([
                (
                    "channels",
                    .array(
                        channels.map {
                            ["channel": .string($0.0), "standing": .string($0.1), "publishedOn": .string($0.2)]
                        })
                ), ("objection", objection.map { ["state": .string($0), "on": "2026-08-10"] }),
            ]))
    }

    static func tombstone(_ id: CaseID, action: String = "withdraw") -> JSONValue {
        [
            "publicationId": .string(id.description), "recordKind": "penalty", "action": .string(action),
            "responsibleOffice": .string(id.office.description), "reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销",
        ]
    }
}

extension ShelfFile {
    /// Queries on a day on which nothing of the samples is over.
    var reader: ShelfReader { reader { LogBook.start.civilDate } }
}

/// A shelf in a folder of its own.
final class ShelfScene {
    let log = LogBook()
    private let folder: URL
    var path: String { folder.appending(path: "shelf.sqlite").path() }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "liandong-shelf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder)") }
    }

    /// Opens the shelf and reads the log to its end.
    func open(batch: Int = 2000) throws -> (file: ShelfFile, projector: ShelfProjector) {
        let file = try ShelfFile(path: path, source: log)
        let projector = ShelfProjector(file: file, source: log, batch: batch)
        try projector.catchUp()
        return (file, projector)
    }

    /// A second shelf of the same log, made anew.
    func rebuilt() throws -> ShelfReader {
        let file = try ShelfFile(path: folder.appending(path: "\(UUID().uuidString).sqlite").path(), source: log)
        try ShelfProjector(file: file, source: log).catchUp()
        return file.reader
    }
}
