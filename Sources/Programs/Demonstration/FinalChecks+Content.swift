import Casework
import Contracts
import Exchange
import Histories
import Ledgers
import Offices
import Signing

// What the offices and the public see of the same thing.

extension FinalChecks {
    /// The entries in force, one after the other, must make the same root at every office; the files are opened when
    /// their processes are gone, and both ends of every stream are compared once more with their rolling hashes.
    package static func checkClosedLedgers(_ house: DemonstrationHouse, _ narrator: Narrator) {
        do {
            let ledgers = try house.offices.map { office in
                let key = try KeyFile.read(house.layout.office(office.id) + "/data.key", kind: .data).secret
                return try SQLiteLedger(LedgerOptions(path: house.ledger(of: office), dataKey: key))
            }
            try checkRoots(house, ledgers, narrator)
            try checkHeads(house, ledgers, narrator)
        } catch {
            narrator.check("停止后的台账可以打开", passed: false, "\(error)")
        }
    }

    /// The histories of all offices, when they were kept: nothing told, sent or acknowledged was ever lost, and all is done.
    package static func checkHistories(_ house: DemonstrationHouse, _ narrator: Narrator) {
        guard let folder = house.histories else { return }
        do {
            let files = try HistoryFiles.all(in: folder)
            let report = try HistoryFiles.check(files, .healed)
            let counts = report.counts
            narrator.check(
                "历史核对", passed: report.isClean && report.counts.commits > 0,
                report.isClean
                    ? "\(files.count) 份历史，提交 \(counts.commits) 次，函件 \(counts.numbered) 件，生效 \(counts.effects) 次，核对 \(report.comparisons) 次"
                    : report.findings.prefix(20).map(\.description).joined(separator: "；"))
        } catch {
            narrator.check("历史核对", passed: false, "\(error)")
        }
    }

    private static func checkRoots(
        _ house: DemonstrationHouse, _ ledgers: [SQLiteLedger], _ narrator: Narrator
    ) throws {
        let roots = try ledgers.map { try $0.listRoots().map { "\($0.list) \($0.count) 户 \($0.root.shortText)" } }
        let differing = zip(house.offices, roots).filter { $0.1 != roots.first }.map(\.0.shortName)
        narrator.check(
            "名单根一致", passed: differing.isEmpty && roots.first?.isEmpty == false,
            differing.isEmpty
                ? "七个单位相同：\(roots.first?.joined(separator: "，") ?? "")" : "不同：\(differing.joined(separator: "、"))")
    }

    private static func checkHeads(
        _ house: DemonstrationHouse, _ ledgers: [SQLiteLedger], _ narrator: Narrator
    ) throws {
        let received = try ledgers.flatMap { try $0.inStreams() }
        let sent = try ledgers.flatMap { try $0.outStreams() }
        let wrong = sent.filter { stream in
            received.contains { $0.name == stream.name && ($0.disposed, $0.head) != (stream.number, stream.head) }
        }
        narrator.check(
            "停止后两端滚动散列相同", passed: wrong.isEmpty,
            wrong.isEmpty ? "\(sent.count) 个流" : wrong.map(\.name.description).joined(separator: "；"))
    }

    /// The feed must show each publication in the version, state and words that its owner's ledger has.
    static func checkFeed(_ stage: DemonstrationStage) async throws {
        let officer = try stage.house.person("market-regulation", .handler)
        let listed = try await stage.ask(
            "GET", officer.office, "/api/v1/cases?kind=publication&limit=100", token: officer.token)
        var shown = 0
        var wrong: [String] = []
        for row in listed.body["items"]?.array ?? [] {
            guard let id = row["caseId"]?.string, let file = try await stage.caseFile(id, at: officer) else { continue }
            let view = try await stage.publicView(of: id)
            if case .unknown = view {} else { shown += 1 }
            if let difference = difference(file, view) { wrong.append("\(id)：\(difference)") }
        }
        stage.narrator.check(
            "信用平台与台账一致", passed: wrong.isEmpty && shown > 0,
            wrong.isEmpty ? "公示或者撤回 \(shown) 件，其余均不可见" : wrong.joined(separator: "；"))
    }

    private static func difference(_ file: JSONValue, _ view: DemonstrationStage.PublicView) -> String? {
        switch (file["state"]?.string ?? "", view) {
        case ("withdrawn", .tombstone): return nil
        case ("published", .shown(let item)):
            guard item["version"] == file["facts"]?["version"] else { return "版本不同" }
            return item["payload"] == file["facts"]?["payload"] ? nil : "内容不同"
        case ("published", _), ("withdrawn", _): return "与公示状态不符"
        case (_, .unknown): return nil
        case (let state, _): return "状态为 \(state) 而可见"
        }
    }
}

extension Digest {
    /// Enough of it to compare by eye.
    fileprivate var shortText: String { String(description.prefix(12)) }
}
