import Casework
import Contracts
import Feed
import Foundation
import Hummingbird
import Ledgers
import Logging
import OfficeAPI
import Offices
import Shelf
import Synchronization
import Testing
import Transparency
import Web
import Workers

/// What the feed answers from its shelf: histories, changes, search, counts, tables, feeds, snapshots, and how much of it.
@Suite(.timeLimit(.minutes(20))) struct FeedShelfTests: FeedSuite {
    let scene: FeedScene

    init() throws { scene = try FeedScene() }

    private func awaitPlace(_ place: UInt64) async throws {
        let shelf = try #require(platform.shelf)
        try await eventually("the shelf has read \(place) leaves") { try shelf.reader.place == place }
    }

    /// Two penalties; the first is corrected, the second withdrawn.
    private func story() async throws -> [String] {
        var ids: [String] = []
        for number in 1...2 {
            ids.append(try await desk.publish(Sample.draft(["decisionNo": .string("成锦市监处罚〔2026〕\(number)号")])))
        }
        let correction = Sample.draft(["decisionNo": "成锦市监处罚〔2026〕1号", "penaltyContent": "罚款50000元"]).merging([
            "reason": "金额单位有误", "evidence": "决定书原件",
        ])
        try #require(
            try await desk.order(.publication, "correct", correction, on: ids[0], as: .headDeputy).status == 200)
        let withdrawal: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
        try #require(
            try await desk.order(.publication, "withdraw", withdrawal, on: ids[1], as: .headDeputy).status == 200)
        try await awaitPlace(4)
        return ids
    }

    @Test func `versions of what stands are shown, and of what was withdrawn only that they were`() async throws {
        try await run { [self] in
            let ids = try await story()
            let standing = try await feed.get("/api/v1/publications/\(ids[0])/versions").items
            #expect(standing.map { $0["event"] } == ["publish", "correct"])
            #expect(standing.allSatisfy { $0["record"]?["payload"] != nil })
            let gone = try await feed.get("/api/v1/publications/\(ids[1])/versions")
            #expect(gone.items.map { $0["event"] } == ["publish", "withdraw"])
            #expect(!gone.text.contains("成都示例食品"))
            #expect(try await feed.get("/api/v1/publications/x/versions").code == "PUBLICATION_UNKNOWN")
        }
    }

    @Test func `changes give each publication once at its newest place, and go on behind any`() async throws {
        try await run { [self] in
            let ids = try await story()
            let all = try await feed.get("/api/v1/changes")
            #expect(all.items.map { $0["publicationId"]?.string } == ids)
            #expect(all.items.map { $0["logIndex"] } == [2, 3])
            #expect(all.items.map { $0["action"] } == ["correct", "withdraw"])
            #expect(all.json?["place"] == 4)
            #expect(try await feed.get("/api/v1/changes?after=2").items.map { $0["logIndex"] } == [3])
            #expect(try await feed.get("/api/v1/changes?after=3").items.isEmpty)
            #expect(try await feed.get("/api/v1/changes?limit=1").json?["nextCursor"] == "2")
            for bad in ["after=-1", "after=x", "region=5", "from=2026", "agency=x"] {
                #expect(try await feed.get("/api/v1/changes?\(bad)").code == "PARAMETER_INVALID", "\(bad)")
            }
            #expect(try await feed.get("/api/v1/publications?region=33").items.isEmpty)
            #expect(try await feed.get("/api/v1/publications?region=51&kind=penalty").items.count == 2)
        }
    }

    @Test func `search finds what stands and refuses general words`() async throws {
        try await run { [self] in
            let ids = try await story()
            let found = try await feed.get("/api/v1/search?q=%E7%A4%BA%E4%BE%8B%E9%A3%9F%E5%93%81")
            #expect(found.items.map { $0["item"]?["publicationId"]?.string } == [ids[0]])
            #expect(found.items.first?["match"] == "namePart" && found.json?["hasMore"] == false)
            #expect(try await feed.get("/api/v1/search?q=91510104XT00010175").items.first?["match"] == "code")
            let general = try await feed.get("/api/v1/search?q=%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8")
            #expect((general.status, general.code) == (422, "SEARCH_TOO_GENERAL"))
            #expect(try await feed.get("/api/v1/search").code == "PARAMETER_INVALID")
            #expect(try await feed.get("/api/v1/search.csv?q=91510104XT00010175").text.contains("成都示例食品"))
        }
    }

    @Test func `a search is logged by a hash under a key of the day, without the words and who asked`() async throws {
        let lines = LogLines()
        var logger = Logger(label: "feed") { _ in LogLines.Handler(lines: lines) }
        logger.logLevel = .info
        let name = try #require(FieldName("X-Forwarded-For"))
        for place in 1...2 {
            let feed = Caller(FeedRoutes.router(try platform.feed(logger: logger)))
            for words in ["91510104XT00010175", "91510104XT00010175", "vwxyz", "x"] {
                _ = try await feed.get("/api/v1/search?q=\(words)", headers: [name: "198.51.100.\(place)"])
            }
        }
        let hashes = lines.values("hash")
        #expect(lines.values("hits") == ["0", "0", "0", "refused", "0", "0", "0", "refused"])
        #expect(hashes[0] == hashes[1] && hashes[1] != hashes[2])
        // Another process has another key, and nobody can make the hash from the words alone.
        #expect(hashes[0] != hashes[4])
        let plain = Digest.sha256(Array("91510104XT00010175".utf8)).description
        #expect(!lines.all.contains(String(plain.prefix(16))))
        // No letter of the words is a digit of a hash.
        for secret in ["91510104", "vwxyz", "198.51.100"] { #expect(!lines.all.contains(secret), "\(secret)") }
    }

    @Test func `lists, firms, counts and reports come as tables too`() async throws {
        try await run { [self] in
            _ = try await story()
            let month = Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).civilDate.description.prefix(7)
            let report = "/api/v1/reports/\(Province.market)/\(month)"
            let wanted: HTTPFields = [.accept: "text/csv"]
            for (path, word) in [
                ("/api/v1/publications", "成都示例食品有限公司"), ("/api/v1/subjects/91510104XT00010175", "罚款50000元"),
                ("/api/v1/changes", "DECISION_REVOKED"), ("/api/v1/statistics", "kinds,penalty,,1"),
                (report, "withdrawn,1"),
            ] {
                let table = try await feed.get(path, headers: wanted)
                #expect(table.headers[.contentType] == "text/csv; charset=utf-8", "\(path)")
                #expect(table.text.contains(word), "\(path): \(table.text)")
                guard path != "/api/v1/changes" else { continue }
                #expect(try await feed.get(path + ".csv").bytes == table.bytes, "\(path)")
            }
            let json = try #require(try await feed.get(report).json)
            // Each publication on each of its channels; decided in July, published now.
            let shown = try await feed.get("/api/v1/publications").items.first?["channels"]?.array?.count ?? 1
            let due = JSONValue.integer(Int64(2 * shown))
            #expect(json["due"] == due && json["late"] == due && json["dueUnknown"] == 0, "\(json.text)")
            #expect(json["corrected"] == 1 && json["withdrawn"] == 1 && json["openObjections"] == 0)
            let statistics = try #require(try await feed.get("/api/v1/statistics").json)
            #expect(statistics["standing"] == 1 && statistics["place"] == 4)
            #expect(statistics["agencies"]?.array?.first?["name"]?.string?.isEmpty == false)
            #expect(try await feed.get("/api/v1/reports/\(Province.market)/2026-13").code == "PARAMETER_INVALID")
            #expect(try await feed.get("/api/v1/reports/nobody/2026-08").status == 404)
        }
    }

    @Test func `feed readers get the latest, well formed and escaped`() async throws {
        try await run { [self] in
            let id = try await desk.publish(Sample.draft(["counterpartyName": "<b>成都&示例</b>有限公司"]))
            try await awaitPlace(1)
            let atom = try await feed.get("/feed.atom")
            #expect(atom.headers[.contentType]?.hasPrefix("application/atom+xml") == true)
            #expect(atom.text.contains("&lt;b&gt;成都&amp;示例&lt;/b&gt;"))
            #expect(XMLCheck.isWellFormed(atom.text))
            let name = try #require(FieldName("X-Forwarded-Proto"))
            for path in ["/feed.atom", "/feed.json"] {
                let text = try await feed.get(path, headers: [name: "https"]).text
                #expect(text.contains("\"https://localhost/records/\(id)\""), "\(text)")
            }
            let json = try #require(try await feed.get("/feed.json").json)
            #expect(json["version"] == "https://jsonfeed.org/version/1.1")
            #expect(json["items"]?.array?.count == 1)
        }
    }

    @Test func `an answer is packed for whoever takes gzip, under a tag of its own`() async throws {
        try await run { [self] in
            _ = try await story()
            let path = "/api/v1/publications"
            let plain = try await feed.get(path)
            let packed = try await feed.get(path, headers: [.acceptEncoding: "br, gzip;q=0.5"])
            #expect(packed.headers[.contentEncoding] == "gzip" && packed.bytes.prefix(2) == [0x1F, 0x8B])
            #expect(packed.headers[.eTag] != plain.headers[.eTag])
            #expect(try await Unpacked.gzip(packed.bytes) == plain.bytes)
            #expect(try await feed.get(path, headers: [.acceptEncoding: "gzip;q=0"]).headers[.contentEncoding] == nil)
            let tag = try #require(packed.headers[.eTag])
            let again = try await feed.get(path, headers: [.acceptEncoding: "gzip", .ifNoneMatch: tag])
            #expect(again.status == 304)
        }
    }

    @Test func `who asks too often is told when to come again, and others are served`() async throws {
        var settings = FeedSettings()
        settings.requestsPerSecond = 1
        settings.burst = 3
        settings.searchesPerMinute = 1
        let feed = Caller(FeedRoutes.router(try platform.feed(settings)))
        let name = try #require(FieldName("X-Forwarded-For"))
        let one: HTTPFields = [name: "198.51.100.1"]
        for _ in 1...3 { #expect(try await feed.get("/terms.txt", headers: one).status == 200) }
        let refused = try await feed.get("/terms.txt", headers: one)
        #expect((refused.status, refused.code) == (429, "RATE_LIMITED"))
        #expect(refused.headers[.retryAfter] == "1")
        #expect(refused.json?["instance"]?.string?.hasPrefix("urn:liandong:reference:") == true)
        // What a client writes itself stands before what the proxy appends.
        #expect(try await feed.get("/terms.txt", headers: [name: "203.0.113.9, 198.51.100.1"]).status == 429)
        let other: HTTPFields = [name: "198.51.100.2"]
        #expect(try await feed.get("/terms.txt", headers: other).status == 200)
        #expect(try await feed.get("/healthz", headers: one).status == 200)
        #expect(try await feed.get("/api/v1/search?q=abc", headers: other).status == 200)
        #expect(try await feed.get("/api/v1/search?q=abc", headers: other).code == "RATE_LIMITED")
    }

    @Test func `a bucket fills evenly and never over its rim`() throws {
        let limit = try #require(RateLimit(perSecond: 2, burst: 4))
        let start = ContinuousClock.now
        for _ in 1...4 { #expect(limit.take("a", at: start) == nil) }
        #expect(limit.take("a", at: start) == 1)
        #expect(limit.take("a", at: start + .milliseconds(500)) == nil)
        #expect(limit.take("a", at: start + .milliseconds(500)) == 1)
        for _ in 1...4 { #expect(limit.take("a", at: start + .seconds(3600)) == nil) }
        #expect(limit.take("a", at: start + .seconds(3600)) == 1)
        #expect(RateLimit(perSecond: 0, burst: 9) == nil)
    }

    // MARK: Snapshots

    @Test func `a snapshot and the entries behind it fold to the root that was signed`() async throws {
        try await run { [self] in
            let ids = try await story()
            let (reader, shelf) = (platform.reader, try #require(platform.shelf))
            try await eventually("a checkpoint covers the story") { try reader.logSize() == 4 }
            #expect(try await feed.get("/api/v1/snapshot").code == "SNAPSHOT_MISSING")
            try shelf.snapshots.make(at: Moment(milliseconds: 1_800_000_000_000))
            let told = try #require(try await feed.get("/api/v1/snapshot").json)
            let file = try await feed.get(try #require(told["url"]?.string))
            #expect(Digest.sha256(file.bytes).description == told["sha256"]?.string)
            _ = try await desk.publish(Sample.draft(["decisionNo": "成锦市监处罚〔2026〕9号"]))
            try await eventually("a checkpoint covers the fifth leaf") { try reader.logSize() == 5 }
            var frontier = LogFrontier()
            var newest: [String: JSONValue] = [:]
            var ended: [String: Int64] = [:]
            func fold(_ line: JSONValue) throws {
                let leaf = try #require(line["leaf"]?.string.flatMap { Base64.decode($0.utf8) })
                let entry = try #require(LogEntry(bytes: leaf))
                frontier.append(entry.hash)
                if let end = line["ended"]?.integer {
                    ended[entry.publication.description] = end
                    #expect(line["salt"] == nil && line["content"] == nil && end > Int64(entry.index))
                    return
                }
                let content = Array(try #require(line["content"]?.string).utf8)
                let salt = try #require(line["salt"]?.string.flatMap { Base64.decode($0.utf8) })
                #expect(LogEntry.commitment(salt: salt, content: content) == entry.commitment)
                newest[entry.publication.description] = try JSONValue.parse(content)
            }
            for line in try await Unpacked.gzip(file.bytes).split(separator: 0x0A) {
                try fold(try JSONValue.parse(Array(line)))
            }
            #expect(frontier.root.description == told["root"]?.string && frontier.size == 4)
            for line in try await feed.get(try #require(told["deltas"]?.string)).items { try fold(line) }
            #expect(frontier.root == (try reader.logRoot(of: 5)) && frontier.size == 5)
            #expect(newest[ids[1]]?["action"] == "withdraw" && newest.count == 3)
            // What was withdrawn is in neither any more, and the leaf that ends it says why.
            #expect(ended == [ids[1]: 3])
            let listed = try await feed.get("/api/v1/publications").items
            for item in listed {
                let record = try #require(newest[item["publicationId"]?.string ?? ""])
                for member in record.object ?? [] { #expect(item[member.name] == member.value) }
            }
        }
    }

    @Test func `an erasure takes the item, its words and every snapshot`() async throws {
        try await run { [self] in
            let ids = try await story()
            let (reader, shelf) = (platform.reader, try #require(platform.shelf))
            try await eventually("a checkpoint covers the story") { try reader.logSize() == 4 }
            try shelf.snapshots.make(at: Moment(milliseconds: 1_800_000_000_000))
            #expect(try await feed.get("/api/v1/snapshot").status == 200)
            #expect(try await feed.get("/api/v1/publications/\(ids[0])").status == 200)
            // As an erasure leaves the ledger: without the key of the case.
            try FeedLogTests.change(
                platform.settings.ledger,
                """
                UPDATE case_key SET wrapped = NULL, erased_through = 999999, erased_at = 1900000000000, erased_reason = 'x'
                WHERE case_record = (SELECT id FROM case_record WHERE case_id = '\(ids[0])')
                """)
            shelf.noteErasure()
            try await eventually("the erased item is gone") { [feed] in
                try await feed.get("/api/v1/publications/\(ids[0])").status == 404
            }
            #expect(try await feed.get("/api/v1/snapshot").status == 404)
            #expect(try await feed.get("/api/v1/search?q=91510104XT00010175").items.isEmpty)
            let change = try await feed.get("/api/v1/changes").items.first
            #expect(change?["action"] == "erase" && change?["payload"] == nil)
        }
    }
}

/// What was logged.
private final class LogLines: Sendable {
    private let lines = Mutex<[Logger.Metadata]>([])

    var all: String { lines.withLock { "\($0)" } }

    func values(_ name: String) -> [String] {
        lines.withLock { $0.compactMap { $0[name].map { "\($0)" } } }
    }

    struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        init(lines: LogLines) { self.lines = lines }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: Logging.LogEvent) { lines.lines.withLock { $0.append(event.metadata ?? [:]) } }
    }
}

/// What gzip packed, unpacked by another program than ours.
enum Unpacked {
    static func gzip(_ bytes: [UInt8]) async throws -> [UInt8] {
        let packed = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString).gz").path()
        defer { unlink(packed) }
        try Data(bytes).write(to: URL(filePath: packed))
        let (code, plain) = try await Program.run(["gzip", "-dc", packed])
        #expect(code == 0)
        return plain
    }
}

/// Whether every element of a text is closed where it must be.
enum XMLCheck {
    static func isWellFormed(_ text: String) -> Bool {
        var open: [Substring] = []
        for part in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
            guard let end = part.firstIndex(of: ">") else { return false }
            let tag = part[..<end]
            if tag.hasPrefix("?") || tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
            } else {
                open.append(tag.prefix { $0 != " " })
            }
        }
        return open.isEmpty
    }
}
