import Casework
import Contracts
import Exchange
import Ledgers
import ListTables
import Offices
import Tables

/// Writes the lists into a table that can be imported again, straight from one snapshot of the ledger, with the root,
/// count and positions by which another office can tell whether it has the same.
struct ListExport {
    let work: JobWork
    /// Names of the list kinds by their words.
    let names: [String: String]

    /// What no import reads.
    private static let further = ["条目编号", "版本", ListHeader.standing.heading, "列入决定文号", "列入日期", "期满日期", "认定单位", "函件摘要"]

    func run(_ job: Job) throws -> Job {
        let scope = job.wishes["scope"]?.string.flatMap { LedgerReader.ListScope(rawValue: $0) } ?? .inForce
        let sink = try work.folder.sink(job.id, .result)
        let writer = try job.format.writer(to: sink, sheet: "名单")
        try writer.write(ListRowWriter.headings + ListExport.further)
        let rows = ListRowWriter(names: names)
        var shares: [ListShare: ListRanges] = [:]
        var view: ListTableView?
        var done = 0
        try work.backend.reader.eachListEntry(list: job.wishes["listKind"]?.string, scope) {
            view = $0
        } _: { standing, file in
            if done.isMultiple(of: JobWork.stride) { try work.control.step(done, of: view?.count ?? 0) }
            done += 1
            shares[standing.share, default: ListRanges()].move(nil, to: standing)
            try writer.write(cells(standing, file, rows))
        }
        let roots = ListRanges.roots(shares.map { ($0.key, $0.value) })
        // What is handed out is what the letters made, or nothing is.
        guard roots == view?.roots ?? [] else {
            throw JobFailure("LIST_COPY_SPOILT", "名单条目与账本保存的名单根不一致，本副本已损坏，正在与认定单位逐条核对；请在修复后重新导出")
        }
        let summary = summary(view?.positions ?? [], roots, done, job)
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
                ListFoot.opening(count: summary["rows"]?.integer ?? 0), "导出单位", summary["office"]?.string ?? "",
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

    /// The row of an entry with its newest content, as far as that is still here.
    private func cells(_ standing: ListStanding, _ file: CaseFile?, _ rows: ListRowWriter) -> [String] {
        let facts = file?.facts ?? ["listKind": .string(standing.list), "cause": "内容已删除"]
        return rows.cells(facts) + [
            standing.entry.description, file.map { String($0.entryVersion) } ?? "",
            standing.isInForce ? "有效" : ListHeader.standing.ended,
            facts["listingDecisionNo"]?.string ?? "", facts["listedOn"]?.string ?? "",
            file?.lastDay?.description ?? "", standing.entry.office.description, standing.leafHash.description,
        ]
    }
}
