import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Tables

/// Writes the lists into a table, straight from one snapshot of the ledger, with the root, count and positions by which
/// another office can tell whether it has the same.
struct ListExport {
    let work: JobWork

    private static let headings = [
        "名单", "条目编号", "版本", "状态", "主体类别", "主体名称", "统一社会信用代码", "法定代表人", "列入依据", "列入事由", "决定文号",
        "决定日期", "列入决定文号", "措施", "认定单位", "函件摘要",
    ]

    func run(_ job: Job) throws -> Job {
        let scope = job.wishes["scope"]?.string.flatMap { LedgerReader.ListScope(rawValue: $0) } ?? .inForce
        let sink = try work.folder.sink(job.id, .result)
        let writer = try job.format.writer(to: sink, sheet: "名单")
        try writer.write(ListExport.headings)
        var roots = RunningRoots()
        var view: ListTableView?
        var done = 0
        try work.backend.reader.eachListEntry(list: job.wishes["listKind"]?.string, scope) {
            view = $0
        } _: { standing, file in
            if done.isMultiple(of: JobWork.stride) { try work.control.step(done, of: view?.count ?? 0) }
            done += 1
            roots.take(standing)
            try writer.write(ListExport.cells(standing, file))
        }
        let summary = summary(view?.positions ?? [], roots.finished, done, job)
        for line in ListExport.foot(summary) { try writer.write(line) }
        try writer.finish()
        try sink.finish()
        var job = job
        job.state = .finished
        (job.done, job.total) = (done, done)
        job.outcome = summary
        job.result = "名单.\(job.format.rawValue)"
        return job
    }

    private func summary(_ positions: [PartitionReader], _ roots: [Checkpoint.ListRoot], _ rows: Int, _ job: Job)
        -> JSONValue
    {
        [
            "rows": .integer(Int64(rows)), "asOf": .string(job.createdAt.description),
            "office": .string(work.backend.office.description),
            "roots": .array(
                roots.map { root in
                    [
                        "list": .string(root.list), "owner": .string(root.owner.description),
                        "algorithm": .string(root.algorithm), "root": .string(root.root.description),
                        "count": .integer(Int64(root.count)),
                    ]
                }),
            "positions": .array(
                positions.map { position in
                    ["partition": .string("\(position.partition)"), "next": .integer(position.next)]
                }),
        ]
    }

    /// Behind the last entry, so that whoever has the file alone can check it.
    private static func foot(_ summary: JSONValue) -> [[String]] {
        var lines: [[String]] = [
            [],
            [
                "以上共\(summary["rows"]?.integer ?? 0)条", "导出单位", summary["office"]?.string ?? "",
                summary["asOf"]?.string ?? "",
            ],
        ]
        for root in summary["roots"]?.array ?? [] {
            lines.append(
                ["名单根", root["list"], root["owner"], root["algorithm"], root["root"]].map { $0?.string ?? "" }
                    + [String(root["count"]?.integer ?? 0)])
        }
        for position in summary["positions"]?.array ?? [] {
            lines.append(["读取位置", position["partition"]?.string ?? "", String(position["next"]?.integer ?? 0)])
        }
        return lines
    }

    private static func cells(_ standing: ListStanding, _ file: CaseFile?) -> [String] {
        let facts = file?.facts ?? .object([])
        let subject = facts["subject"]
        let kind = subject?["subjectKind"]?.string.flatMap { CounterpartyKind(rawValue: $0) }
        let name = subject?["name"]?.string ?? ""
        let ground = facts["ground"]
        let measures = (facts["measures"]?.array ?? []).compactMap { measure -> String? in
            guard let code = measure["code"]?.string else { return nil }
            let basis = measure["basis"].map { "《\(title($0["instrument"]))》\($0["article"]?.string ?? "")" }
            return [code, basis, measure["until"]?.string].compactMap(\.self).joined(separator: ":")
        }
        return [
            standing.list, standing.entry.description, String(standing.version), standing.isInForce ? "有效" : "已移出",
            kind?.name ?? "", kind == .naturalPerson ? Masking.name(name) : name, subject?["uscc"]?.string ?? "",
            subject?["legalRepName"]?.string.map { Masking.name($0) } ?? "",
            ground.map { "《\(title($0["instrument"]))》\($0["article"]?.string ?? "")" } ?? (file == nil ? "内容已删除" : ""),
            facts["cause"]?.string ?? "", facts["sourceDecisionNo"]?.string ?? "",
            facts["sourceDecisionDate"]?.string ?? "", facts["listingDecisionNo"]?.string ?? "",
            measures.joined(separator: ";"), standing.entry.office.description, standing.leafHash.description,
        ]
    }

    private static func title(_ instrument: JSONValue?) -> String {
        (instrument?.string ?? "").filter { $0 != "《" && $0 != "》" }
    }
}

/// Roots over entries that come sorted by owner and entry; those that have ended do not count.
private struct RunningRoots {
    private struct Running {
        let list: String
        let owner: OfficeID
        var digest = RunningDigest()
        var count: UInt64 = 0
    }

    private var running: [Running] = []

    mutating func take(_ standing: ListStanding) {
        guard standing.isInForce else { return }
        let owner = standing.entry.office
        let place =
            running.lastIndex { $0.owner == owner && $0.list == standing.list }
            ?? begin(Running(list: standing.list, owner: owner))
        running[place].count += 1
        running[place].digest.update(standing.rootBytes)
    }

    private mutating func begin(_ next: Running) -> Int {
        var next = next
        next.digest.update(ListStanding.rootMagic)
        running.append(next)
        return running.count - 1
    }

    var finished: [Checkpoint.ListRoot] {
        running.map { list in
            Checkpoint.ListRoot(
                list: list.list, owner: list.owner, algorithm: ListStanding.algorithm, root: list.digest.digest,
                count: list.count)
        }.sorted { ($0.list, $0.owner) < ($1.list, $1.owner) }
    }
}
