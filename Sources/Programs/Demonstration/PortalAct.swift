import Contracts
import Foundation
import Signing
import Web
import Workers

/// 公示门户: what the public finds of a corrected and of a withdrawn penalty, in the pages, in the interface and in the log; and
/// what a stranger finds when somebody takes an item off the list in silence.
enum PortalAct {
    static let title = "公示门户：查询、更正、撤回，访客自行核验"

    /// The corrected and the withdrawn penalty of the act before.
    static let corrected = "成锦市监处罚〔2026〕88号"
    static let withdrawn = "成锦市监处罚〔2026〕103号"

    static func play(on stage: DemonstrationStage) async throws {
        guard let feed = stage.feed else { return }
        let shown = try await stage.publication(of: corrected)
        let gone = try await stage.publication(of: withdrawn)
        try await look(at: shown, feed, stage)
        try await lookFor(gone, feed, stage)
        try await followLog(gone, feed, stage)
        try await verifyInBrowser(shown, feed, stage)
    }

    // MARK: Pages

    private static func look(
        at publication: PublicationCase, _ feed: OfficeID, _ stage: DemonstrationStage
    ) async throws {
        let found = try await stage.page(feed, "/search?q=" + escaped(publication.decisionNo))
        let record = try await stage.page(feed, "/records/\(publication.id)")
        let firm = try await stage.page(feed, "/firms/\(publication.uscc)")
        let facts = [
            ("按文书号查到", found.status == 200 && found.text.contains("/records/\(publication.id)")),
            ("页面显示更正后的处罚内容", record.text.contains("处以罚款人民币五万元")),
            ("页面列出更正前后的版本", record.text.contains("<ins>") && record.text.contains("<del")),
            ("企业页面有这条处罚", firm.status == 200 && firm.text.contains(publication.decisionNo)),
        ]
        let missing = facts.filter { !$0.1 }.map(\.0)
        stage.narrator.check(
            "门户显示更正后的公示和它的历史", passed: missing.isEmpty,
            missing.isEmpty
                ? "\(stage.house.address(of: feed))/records/\(publication.id)" : "缺：" + missing.joined(separator: "、"))
    }

    private static func lookFor(
        _ publication: PublicationCase, _ feed: OfficeID, _ stage: DemonstrationStage
    ) async throws {
        let found = try await stage.page(feed, "/search?q=" + escaped(publication.decisionNo))
        let record = try await stage.page(feed, "/records/\(publication.id)")
        let isGone =
            found.status == 200 && !found.text.contains(publication.id) && record.status == 410
            && record.text.contains("处罚决定被依法撤销") && !record.text.contains("data-field")
        stage.narrator.check(
            "已撤回的公示查不到，页面答复410和撤回理由", passed: isGone,
            isGone ? "\(publication.decisionNo)" : "查询 \(found.status)，页面 \(record.status)")
    }

    // MARK: Feed and log

    /// The tombstone stands in the feed, and the withdrawal is a leaf of the tree.
    private static func followLog(
        _ publication: PublicationCase, _ feed: OfficeID, _ stage: DemonstrationStage
    ) async throws {
        let leaf = try await stage.until("撤回进入公示日志的检查点") { () -> JSONValue? in
            let proof = try await stage.ask("GET", feed, "/api/v1/publications/\(publication.id)/proof").body
            return proof["event"]?.string == "withdraw" ? proof : nil
        }
        var tombstone: JSONValue?
        var after = ""
        repeat {
            let page = try await stage.ask("GET", feed, "/api/v1/changes?limit=200" + after).body
            tombstone = page["items"]?.array?.first { $0["publicationId"]?.string == publication.id }
            guard tombstone == nil, let next = page["nextCursor"]?.string else { break }
            after = "&after=" + next
        } while true
        let isThere = tombstone?["action"] == "withdraw" && tombstone?["payload"] == nil
        stage.narrator.check(
            "撤回标记在接口和公示日志中", passed: isThere,
            isThere
                ? "日志第 \(leaf["index"]?.integer ?? -1) 项，存在证明 \(leaf["path"]?.array?.count ?? 0) 个哈希"
                : tombstone?.text ?? "接口没有给出撤回标记")
    }

    // MARK: In the browser

    /// The page recomputes leaf, path and signatures itself, in a headless browser where there is one.
    private static func verifyInBrowser(
        _ publication: PublicationCase, _ feed: OfficeID, _ stage: DemonstrationStage
    ) async throws {
        let page = "\(stage.house.address(of: feed))/records/\(publication.id)#verify"
        guard
            let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first(
                where: FileManager.default.isExecutableFile)
        else {
            return stage.narrator.done("在浏览器中打开 \(page) 核验（本机没有 chromium，未自动核验）")
        }
        let folder = stage.house.layout.path + "/browser"
        let dump = try await Aside.run {
            try run(
                browser,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + folder,
                    "--virtual-time-budget=20000", "--dump-dom", page,
                ])
        }
        let holds = dump.contains("data-result=\"holds\"")
        stage.narrator.check(
            "访客的浏览器核验了这条公示", passed: holds,
            holds ? "叶子、路径、检查点签名和见证机关的联署均由页面重新计算：\(page)" : "页面没有核验通过")
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + Hexadecimal.encode([$0]) }.joined()
    }
}

// MARK: - An item that vanishes in silence

extension PortalAct {
    /// Somebody takes a published item off the list with SQL while the feed is down: `liandong feed verify` names it. Made anew
    /// from the log, the list is whole again.
    static func tamper(on stage: DemonstrationStage) async throws {
        stage.narrator.act("公示日志：有人悄悄拿掉一条公示")
        guard let feed = stage.house.offices.first(where: { $0.agency == "credit-platform" }) else { return }
        let publication = try await stage.publication(of: corrected)
        let shelf = URL(filePath: stage.house.ledger(of: feed)).deletingLastPathComponent().path() + "shelf.sqlite"
        try await EqualityAct.restart([feed.agency], on: stage) { _ in
            try BareDatabase(shelf).execute("DELETE FROM item WHERE publication = '\(publication.id)'")
        }
        stage.narrator.done("有人在信用平台停机时用 SQL 从公示清单中删去了 \(publication.decisionNo)")
        let found = try await FinalChecks.publicLog(stage, within: .seconds(3)).findings
            .filter { $0.contains(publication.id) }
        stage.narrator.check(
            "删去的公示被任何人的核验发现", passed: !found.isEmpty, found.first ?? "核验没有发现")
        try await EqualityAct.restart([feed.agency], on: stage) { _ in
            for suffix in ["", "-wal", "-shm"] where SafeFile.exists(shelf + suffix) {
                try SafeFile.remove(shelf + suffix)
            }
        }
        let report = try await FinalChecks.publicLog(stage)
        stage.narrator.check(
            "公示清单由日志重建后核验通过", passed: report.isGood,
            report.isGood ? "公示 \(report.listed) 条" : report.findings.joined(separator: "；"))
    }
}
