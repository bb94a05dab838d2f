import Casework
import Contracts
import Feed
import Foundation
import GRDB
import Hummingbird
import Ledgers
import Offices
import Programs
import Signing
import Synchronization
import Testing
import Transparency
import Web
import Workers

/// The public log over HTTP, checked by strangers: our own command's check, and one in Python that knows the
/// specification alone.
@Suite(.timeLimit(.minutes(20))) struct FeedLogTests: FeedSuite {
    let scene: FeedScene

    init() throws { scene = try FeedScene() }

    private func directory() throws -> DirectoryDocument {
        let documents = try DirectoryFile.read(platform.settings.directory)
        let newest = try #require(documents.filter { $0.kind == .directory }.last)
        return try DirectoryDocument.read(newest.payload)
    }

    private var today: CivilDate { platform.clock.now().official.civilDate }

    private func check(required: Int) async throws -> FeedCheck.Report {
        let trust = FeedCheck.Trust(directory: try directory(), required: required)
        let feed = feed
        return try await FeedCheck(trust: trust, on: today) { path in
            let answer = try await feed.get(path)
            guard answer.status == 200 else { throw Problem(.notFound, "\(answer.status)", path) }
            return answer.bytes
        }.run()
    }

    @Test func `what is listed and never covered by a checkpoint is missing in the log`() async throws {
        try await run { [self] in
            let ids = try await story()
            try tamper("INSERT INTO log_waiting VALUES (9, '\(ids[1])', 2, 'correct', zeroblob(32))")
            try await eventually("the shelf hides what waits") { try await check(required: 1).newer == 1 }
            let trust = FeedCheck.Trust(directory: try directory(), required: 1)
            let feed = feed
            let report = try await FeedCheck(trust: trust, on: today) { try await feed.get($0).bytes }.run(
                times: 3, pause: .zero)
            #expect(report.findings == ["\(ids[1]) 在公示列表中，但多次核验都没有检查点覆盖它"])
        }
    }

    private func awaitSize(_ size: UInt64) async throws {
        let reader = platform.reader
        try await eventually("a checkpoint of \(size) leaves is witnessed") {
            guard let served = try reader.logCheckpoint(witnesses: 1) else { return false }
            return served.size == size && !served.cosignatures.isEmpty
        }
    }

    /// Publishes three penalties, corrects one and withdraws another; returns their ids.
    private func story() async throws -> [String] {
        var ids: [String] = []
        for number in 1...3 {
            ids.append(try await desk.publish(Sample.draft(["decisionNo": .string("成锦市监处罚〔2026〕\(number)号")])))
        }
        let correction = Sample.draft([
            "decisionNo": "成锦市监处罚〔2026〕2号", "penaltyContent": "罚款50000元",
        ]).merging(["reason": "金额单位有误", "evidence": "决定书原件"])
        #expect(try await desk.order(.publication, "correct", correction, on: ids[1], as: .headDeputy).status == 200)
        let withdrawal: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
        #expect(try await desk.order(.publication, "withdraw", withdrawal, on: ids[2], as: .headDeputy).status == 200)
        try await awaitSize(5)
        return ids
    }

    @Test func `a stranger finds that the list is what the signed and witnessed log says`() async throws {
        try await run { [self] in
            _ = try await story()
            let report = try await check(required: 1)
            #expect(report.findings == [])
            #expect((report.leaves, report.contents, report.listed, report.newer) == (5, 4, 3, 0))
            // What the withdrawn one had said is not served any more.
            #expect((report.ended, report.erased) == (1, 0))
            #expect(report.checkpoint?.size == 5)
            #expect(report.witnesses == ["liandong/\(Province.market)"])
            #expect(try await check(required: 2).findings == ["检查点只有1个见证机关联署，要求至少2个"])
            let other = try #require(
                NoteKey(
                    name: "liandong/\(Province.platform)", kind: .ed25519, publicKey: [UInt8](repeating: 9, count: 32)))
            let feed = feed
            let doubted = try await FeedCheck(trust: .init(log: [other], witnesses: [], required: 0), on: today) {
                try await feed.get($0).bytes
            }.run()
            #expect(doubted.findings.first?.contains("没有可信密钥的签名") == true)
        }
    }

    @Test func `tiles and checkpoint are served as files are, and a proof leads to the signed root`() async throws {
        try await run { [self] in
            let ids = try await story()
            let checkpoint = try await feed.get("/log/checkpoint")
            #expect(checkpoint.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(checkpoint.text.hasPrefix("liandong/\(Province.platform)\n5\n"))
            let tag = try #require(checkpoint.headers[.eTag])
            #expect(try await feed.get("/log/checkpoint", headers: [.ifNoneMatch: tag]).status == 304)
            let tile = try await feed.get("/log/tile/0/000.p/5")
            #expect(tile.status == 200 && tile.bytes.count == 160)
            #expect(tile.headers[.cacheControl] == "public, max-age=3600")
            #expect(try await feed.get("/log/tile/entries/000.p/5").status == 200)
            for path in ["/log/tile/0/000", "/log/tile/0/000.p/6", "/log/tile/1/000.p/1", "/log/tile/0/x000/000.p/5"] {
                #expect(try await feed.get(path).code == "TILE_UNKNOWN", "\(path)")
            }
            let proof = try #require(try await feed.get("/api/v1/publications/\(ids[2])/proof").json)
            #expect(proof["event"] == "withdraw")
            #expect(proof["content"]?.string?.contains("处罚决定已撤销") == true)
            #expect(proof["checkpoint"]?.string == checkpoint.text)
            #expect(try await feed.get("/api/v1/publications/x/proof").code == "PROOF_UNKNOWN")
        }
    }

    /// Changes the feed's file behind its back, triggers out of the way.
    private func tamper(_ statement: String, inShelf: Bool = false) throws {
        let ledger = platform.settings.ledger
        try FeedLogTests.change(inShelf ? FeedShelf.path(beside: ledger) : ledger, statement)
    }

    /// Changes a file behind the back of who has it open, triggers out of the way.
    static func change(_ path: String, _ statement: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA busy_timeout = 5000; PRAGMA ignore_check_constraints = ON")
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try database.execute(sql: statement)
            #expect(database.changesCount >= 1, "\(statement)")
        }
    }

    @Test(arguments: [
        // A leaf is put in the place of another.
        ("UPDATE log_entry SET leaf = (SELECT leaf FROM log_entry WHERE place = 0) WHERE place = 4", "不是日志条目"),
        ("UPDATE log_tile SET hashes = zeroblob(length(hashes))", "与条目的哈希不符"),
        ("UPDATE log_content SET sealed = (SELECT sealed FROM log_content WHERE id = 1) WHERE id = 2", "500"),
        ("DELETE FROM log_content WHERE id = 1", "已删除，但仍在公示列表中"),
        ("DELETE FROM log_content WHERE id = 5", "而较早的第2项仍在"),
        (
            "UPDATE log_checkpoint SET note = replace(note, char(10) || '5' || char(10), char(10) || '4' || char(10))",
            "没有可信密钥的签名"
        ),
    ])
    func `a feed whose database was changed is caught`(_ statement: String, _ words: String) async throws {
        try await run { [self] in
            _ = try await story()
            #expect(try await check(required: 1).isGood)
            try tamper(statement)
            do {
                let report = try await check(required: 1)
                #expect(report.findings.contains { $0.contains(words) }, "\(report.findings)")
                #expect(!report.isGood)
            } catch let problem as Problem {
                // It cannot even be opened: the feed answers that it cannot.
                #expect(problem.code == words)
            }
        }
    }

    @Test(arguments: [
        // A publication is hidden.
        ("UPDATE item SET standing = 0 WHERE first = 0", "但公示列表没有它"), ("DELETE FROM item WHERE first = 1", "但公示列表没有它"),
        // What stands is said to have ended, or to be past its last day.
        ("UPDATE item SET standing = 1 WHERE first = 1", "但日志中它没有结束"),
        ("UPDATE item SET last_day = 0 WHERE first = 0", "以公示期届满为由没有内容"),
        // A withdrawn one is brought back with the words that it had.
        ("UPDATE item SET place = 2, standing = 2 WHERE first = 2", "但日志中没有它"),
        // Its words are changed, or its reason is taken away.
        ("UPDATE entry SET record = CAST(replace(record, '罚款', '警告') AS BLOB) WHERE place = 0", "不符：payload"),
        (
            "UPDATE entry SET record = CAST(replace(record, '处罚决定已撤销', '') AS BLOB) WHERE place = 4",
            "不符：reason"
        ),
    ])
    func `a feed whose shelf was changed is caught`(_ statement: String, _ words: String) async throws {
        try await run { [self] in
            _ = try await story()
            #expect(try await check(required: 1).isGood)
            try tamper(statement, inShelf: true)
            let report = try await check(required: 1)
            #expect(report.findings.contains { $0.contains(words) }, "\(report.findings)")
        }
    }

    @Test func `a verifier in Python, written from the specification, finds the same`() async throws {
        let port = Mutex(0)
        let json = try JSONValue.parse(
            SafeFile.read(province.layout.configuration(platform.id), access: .shared)
        ).setting("http", ["host": "127.0.0.1", "port": 0])
        let http = try WorkerSettings.read(
            json.bytes, path: province.layout.configuration(platform.id), environment: [:]
        ).http
        let server = try FeedServer(backend: try platform.feed(), http: http) { found in port.withLock { $0 = found } }
        let trust = FeedCheck.Trust(directory: try directory(), required: 1)
        try await run { [self] in
            _ = try await story()
            try await Province.run([server], logger: platform.logger) {
                try await eventually("the feed listens") { port.withLock { $0 } > 0 }
                let url = "http://127.0.0.1:\(port.withLock { $0 })"
                let good = try await python(url, trust)
                #expect(good.code == 0, "\(good.text)")
                let report = try JSONValue.parse(Array(good.text.utf8))
                #expect(report["size"] == 5)
                #expect(report["listed"] == 3)
                #expect(report["witnesses"] == .array([.string("liandong/\(Province.market)")]))
                try tamper("DELETE FROM log_content WHERE id = 1")
                let bad = try await python(url, trust)
                #expect(bad.code == 2, "\(bad.text)")
                #expect(bad.text.contains("is listed, and the log does not say so"))
            }
        }
    }

    private func python(_ url: String, _ trust: FeedCheck.Trust) async throws -> (code: Int32, text: String) {
        let keys = trust.log.filter { $0.name.hasSuffix(Province.platform) }.flatMap { ["--key", $0.description] }
        let witnesses = trust.witnesses.flatMap { ["--witness", $0.description] }
        let script = Province.path("Tests/Clients/python/feed_verify.py")
        let (code, output) = try await Program.run(
            ["python3", "-B", script, url, "--witnesses", "1"] + keys + witnesses)
        return (code, String(decoding: output, as: UTF8.self))
    }
}
