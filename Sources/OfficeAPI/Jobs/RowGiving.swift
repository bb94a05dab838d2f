import Accounts
import Casework
import Contracts
import Ledgers
import Offices
import Signing
import Tables
import Workers

/// The second half of an import: each row that was approved becomes an order, as if its handler had typed it. Rows are given
/// in slices, each row whole or not at all; the same row of the same job is given once, however
/// often the job is started again.
struct RowGiving {
    let work: JobWork
    /// The kind of case that a row opens, and the order by which it does.
    let kind: CaseKind
    let order: String
    /// The word for a row that was taken.
    let done: String

    /// Rows given together; they share one commit.
    private static let rowsOfSlice = 64

    private struct Row {
        let number: Int
        let body: JSONValue
    }

    private struct Counts {
        var recorded = 0
        var refused = 0
    }

    func run(_ job: Job) async throws -> Job {
        let officer = try await RowGiving.officer(of: job, work)
        let total = Int(job.outcome["accepted"]?.integer ?? 0)
        var lines = SealedLines(try work.folder.source(job.id, .rows))
        var counts = Counts()
        let sink = try work.folder.sink(job.id, .result)
        let result = try job.format.writer(to: sink, sheet: "导入结果")
        try result.write(["行号", "结果", "案件编号", "原因代码", "说明"])
        var done = 0
        while true {
            try work.control.step(done, of: total)
            let slice = try RowGiving.slice(&lines)
            guard !slice.isEmpty else { break }
            for line in try await give(slice, job, officer, &counts) { try result.write(line) }
            done += slice.count
        }
        try result.finish()
        try sink.finish()
        return ended(job, done, counts)
    }

    private func ended(_ job: Job, _ done: Int, _ counts: Counts) -> Job {
        var job = job
        job.state = .finished
        (job.done, job.total) = (done, done)
        job.result = "导入结果.\(job.format.rawValue)"
        job.outcome = job.outcome.merging([
            "recorded": .integer(Int64(counts.recorded)), "refused": .integer(Int64(counts.refused)),
        ])
        return job
    }

    private static func slice(_ lines: inout SealedLines) throws -> [Row] {
        var rows: [Row] = []
        while rows.count < rowsOfSlice, let line = try lines.next() {
            let json = try JSONValue.parse(line)
            guard let number = json["row"]?.integer, let body = json["body"] else { continue }
            rows.append(Row(number: Int(number), body: body))
        }
        return rows
    }

    /// The one who brought the file proposes; whoever may not propose any more cannot have it done either.
    static func officer(of job: Job, _ work: JobWork) async throws -> Officer {
        guard let account = try await work.backend.accounts.account(job.officer), account.isEnabled else {
            throw JobFailure("ROLE_REQUIRED", "导入人\(job.officerName)已不在本单位的办理人登记中，请由在任的承办人重新导入")
        }
        return account.officer
    }

    private func give(
        _ rows: [Row], _ job: Job, _ officer: Officer, _ counts: inout Counts
    ) async throws -> [[String]] {
        let (runtime, kind, name) = (work.backend.runtime, kind, order)
        let answers = await withTaskGroup(of: (Int, Result<JSONValue, Refusal>).self) { group in
            for row in rows {
                let order = Order(
                    id: "import.\(job.id).\(row.number)", kind: kind, caseID: nil, name: name,
                    body: row.body, officer: officer)
                group.addTask { (row.number, await runtime.submit(.order(order))) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return try answers.sorted { $0.0 < $1.0 }.map { try line($0.0, $0.1, &counts) }
    }

    private func line(
        _ row: Int, _ answer: Result<JSONValue, Refusal>, _ counts: inout Counts
    ) throws -> [String] {
        switch answer {
        case .success(let answer):
            counts.recorded += 1
            return [String(row), done, answer["caseId"]?.string ?? "", "", ""]
        case .failure(let refusal):
            // The rest of the file would fare no better: the job stops and can be started again.
            if ["LEDGER_UNAVAILABLE", "SUPERSEDED", "DIRECTORY_MISSING"].contains(refusal.code) {
                throw JobFailure(refusal.code, refusal.text)
            }
            counts.refused += 1
            return [String(row), "不予办理", "", refusal.code, refusal.text + (refusal.basis.map { "（\($0)）" } ?? "")]
        }
    }
}
