import Casework
import Contracts
import Ledgers
import Offices
import Tables

/// Writes a work list into a table, page by page, with flat memory. What becomes a case meanwhile comes in behind.
struct CaseExport {
    let work: JobWork
    /// Short names of offices.
    let names: [OfficeID: String]
    /// Of the officer who asked.
    let scope: Scope

    private static let headings = [
        "案件编号", "种类", "案件名称", "状态", "主体代码", "主体名称（自然人已脱敏）", "发起单位", "承办、接收单位", "发起日期", "更新时间", "最近期限",
    ]
    private static let onPage = 500

    func run(_ job: Job) throws -> Job {
        guard let filter = CaseListFilter(json: job.wishes["filter"] ?? .null) else {
            throw JobFailure("JOB_INVALID", "导出条件无法读取，请重新提交导出")
        }
        let reader = work.backend.reader
        let total = try reader.caseCounts(filter, in: scope).total
        let sink = try work.folder.sink(job.id, .result)
        let writer = try job.format.writer(to: sink, sheet: "案件")
        try writer.write(CaseExport.headings)
        var done = 0
        var cursor: CaseListCursor?
        let order = CaseListOrder(.learnt, isDescending: false)
        while true {
            try work.control.step(done, of: max(total, done))
            let lines = try reader.caseList(filter, in: scope, by: order, behind: cursor, limit: CaseExport.onPage)
            for line in lines { try writer.write(cells(line, try reader.caseFile(line.id, in: scope))) }
            done += lines.count
            guard lines.count == CaseExport.onPage, let last = lines.last else { break }
            cursor = last.cursor
        }
        try writer.finish()
        try sink.finish()
        var job = job
        job.state = .finished
        (job.done, job.total) = (done, done)
        job.outcome = ["rows": .integer(Int64(done)), "asOf": .string(job.createdAt.description)]
        job.result = "案件.\(job.format.rawValue)"
        return job
    }

    private func cells(_ line: CaseLine, _ file: CaseFile?) -> [String] {
        let workflow = Workflow.of(line.kind)
        let record = file?.facts["record"] ?? file?.facts["payload"]
        let matter = [file?.facts["caseName"], record?["decisionNo"], file?.facts["listingDecisionNo"]]
        return [
            line.id.description, workflow.title, matter.compactMap { $0?.string }.first ?? "",
            workflow.title(ofState: line.state), line.subject, subjectName(line, file), name(line.id.office),
            (file?.recipients ?? []).map(name).joined(separator: "、"), line.openedAt.civilDate.description,
            line.updatedAt.shortDescription, line.due?.shortDescription ?? "",
        ]
    }

    /// A file leaves the office's walls more easily than a page: whoever has no code of a firm is named as in other exports.
    private func subjectName(_ line: CaseLine, _ file: CaseFile?) -> String {
        let name = file?.subjectNames.first ?? ""
        return line.subject.isEmpty || SubjectCode.isToken(line.subject) ? Masking.name(name) : name
    }

    private func name(_ office: OfficeID) -> String { names[office] ?? office.description }
}
