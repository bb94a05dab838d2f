import Casework
import Contracts
import CreditTables
import Ledgers
import ListTables
import Offices
import Tables
import Workers

/// The jobs of the 双公示 exchange.
struct CreditWork: Sendable {
    let work: JobWork

    func run(_ job: Job) async throws -> Job {
        switch job.kind {
        case .creditUndo: return try await undo(job)
        case .creditExport: return try await QuietThread.run { try export(job) }
        case .dailyReconciliation: return try await QuietThread.run { try compareDaily(job) }
        default: return try await QuietThread.run { try reconcile(job) }
        }
    }

    // MARK: Taking back

    /// Takes back the records of an import that nobody has reviewed yet; the others are told.
    private func undo(_ job: Job) async throws -> Job {
        let batch = job.wishes["batch"]?.string ?? ""
        let ledger = CreditLedger(work.backend.reader)
        let found = try await QuietThread.run {
            var found: [(id: CaseID, state: String, row: Int64)] = []
            try ledger.each { row, file in
                guard file.facts["batch"]?.string == batch else { return }
                found.append((row.id, file.state, file.facts["row"]?.integer ?? 0))
            }
            return found.sorted { $0.row < $1.row }
        }
        let officer = try await RowGiving.officer(of: job, work)
        let sink = try work.folder.sink(job.id, .result)
        let result = try job.format.writer(to: sink, sheet: "撤销结果")
        try result.write(["行号", "结果", "案件编号", "原因代码", "说明"])
        var (undone, refused) = (0, 0)
        for (index, item) in found.enumerated() {
            try work.control.step(index, of: found.count)
            let order = Order(
                id: "undo.\(job.id).\(item.row)", kind: .publication, caseID: item.id, name: "undoImport",
                body: ["reason": job.wishes["reason"] ?? "撤销导入批次"], officer: officer)
            switch await work.backend.runtime.submit(.order(order)) {
            case .success:
                undone += 1
                try result.write([String(item.row), "已撤销", item.id.description, "", ""])
            case .failure(let refusal):
                refused += 1
                try result.write([String(item.row), "不予办理", item.id.description, refusal.code, refusal.text])
            }
        }
        try result.finish()
        try sink.finish()
        return ended(
            job, found.count, "撤销结果", ["undone": .integer(Int64(undone)), "refused": .integer(Int64(refused))])
    }

    // MARK: Writing out

    private func export(_ job: Job) throws -> Job {
        let kind = job.wishes["recordKind"]?.string.flatMap { RecordKind(rawValue: $0) } ?? .penalty
        let isPublic = job.wishes["scope"]?.string != "recorded"
        guard let headings = CreditRowWriter.headings(kind) else {
            throw JobFailure("FIELD_INVALID", "“\(kind.title)”没有双公示文件版式；可用：行政处罚、行政许可")
        }
        let sink = try work.folder.sink(job.id, .result)
        let writer = try job.format.writer(to: sink, sheet: kind.title)
        try writer.write(headings)
        var (seen, rows) = (0, 0)
        try CreditLedger(work.backend.reader).each { _, file in
            if seen.isMultiple(of: JobWork.stride) { try work.control.step(rows, of: 0) }
            seen += 1
            guard RecordKind(in: file.facts) == kind, file.facts["importUndone"] == nil,
                let record = isPublic ? PublicRecord(file).payload : file.facts["record"]
            else { return }
            try writer.write(CreditRowWriter.cells(record, kind))
            rows += 1
        }
        try writer.finish()
        try sink.finish()
        return ended(job, rows, kind.title, ["rows": .integer(Int64(rows))])
    }

    // MARK: Comparing

    private func reconcile(_ job: Job) throws -> Job {
        let table = try work.table(job)
        let header: CreditHeader
        let cells = try TableStaging.header(table)
        do throws(CreditFileRefusal) {
            header = try CreditHeader(cells)
        } catch {
            throw JobFailure(error.code, error.words)
        }
        var own: [Reconciliation.Own] = []
        try CreditLedger(work.backend.reader).each { row, file in
            guard RecordKind(in: file.facts) == header.kind, file.facts["importUndone"] == nil else { return }
            let shown = PublicRecord(file).payload
            own.append(
                Reconciliation.Own(
                    id: row.id.description, state: file.state, payload: shown ?? file.facts["record"] ?? .object([]),
                    isShown: shown != nil))
        }
        let sink = try work.folder.sink(job.id, .result)
        let result = try job.format.writer(to: sink, sheet: "对账结果")
        try result.write(["结果", "行号", "行政相对人名称", "文书号", "案件编号", "不一致的内容"])
        var reconciliation = Reconciliation(header.kind, own: own)
        let reader = CreditRowReader(
            header, office: CreditOffice(name: "", uscc: nil), checks: PenaltyChecks(today: job.createdAt.civilDate))
        var counts: [String: Int64] = [:]
        func tell(_ line: Reconciliation.Line) throws {
            counts[line.finding.rawValue, default: 0] += 1
            try result.write([
                line.finding.title, line.row.map { String($0) } ?? "", line.name, line.number, line.caseID,
                line.fields.joined(separator: "、"),
            ])
        }
        var rows = 0
        while let row = try table.next() {
            if rows.isMultiple(of: JobWork.stride) {
                try work.control.step(table.progress.done, of: table.progress.total)
            }
            guard !row.isBlank else { continue }
            rows += 1
            switch reader.read(row) {
            case .record(let record, _): if let line = reconciliation.take(record, row: row.number) { try tell(line) }
            case .mistakes(let mistakes):
                counts["unreadable", default: 0] += 1
                try result.write(["无法读取", String(row.number), "", "", "", mistakes.map(\.line).joined(separator: "；")])
            }
        }
        for line in reconciliation.missing() { try tell(line) }
        try result.finish()
        try sink.finish()
        counts["equal"] = Int64(reconciliation.equal)
        counts["rows"] = Int64(rows)
        return ended(
            job, rows, "对账结果", .object(counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer($0.value)) })
        )
    }

    func ended(_ job: Job, _ done: Int, _ name: String, _ outcome: JSONValue) -> Job {
        var job = job
        job.state = .finished
        (job.done, job.total) = (done, done)
        job.outcome = outcome
        job.result = "\(name).\(job.format.rawValue)"
        return job
    }
}
