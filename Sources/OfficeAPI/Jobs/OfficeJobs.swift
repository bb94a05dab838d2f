package import Casework
import Contracts
import HTTPTypes
package import Ledgers
package import Tables
package import Web

/// The office's background jobs, for its interface and its pages: both see the same ones, under the same rules.
package struct OfficeJobs: Sendable {
    let desk: JobDesk
    let imports: ImportDesk

    /// The jobs of an office.
    package init(_ backend: OfficeBackend) {
        desk = JobDesk(backend)
        imports = ImportDesk(backend)
    }

    /// Characters of a reason.
    package static let reasonCharacters = 500

    /// Begins to write a work list into a file.
    ///
    /// - Returns: the job's name.
    /// - Throws: 503 when too many wait.
    package func exportCases(_ filter: CaseListFilter, _ format: TableFormat, by officer: Officer) async throws
        -> String
    {
        let wishes: JSONValue = ["format": .string(format.rawValue), "filter": filter.json]
        return try await desk.start(.caseExport, wishes: wishes, by: officer).id
    }

    // MARK: Looking

    /// Whether a caller sees a job: one's own, and for those who oversee jobs all.
    private func sees(_ context: WebContext, _ job: Job) -> Bool {
        job.officer == context.caller?.id || context.rights.contains(.overseeJobs)
    }

    /// The jobs that a caller sees, the newest first.
    package func all(_ context: WebContext) async throws -> [Job] {
        try await desk.all().filter { sees(context, $0) }
    }

    /// A job that the caller sees.
    ///
    /// - Throws: 404 for any other.
    package func found(_ id: String, _ context: WebContext) async throws -> Job {
        guard let job = try await desk.job(id), sees(context, job) else { throw Problem.missing("这个任务") }
        return job
    }

    /// A job of the caller's own.
    ///
    /// - Throws: 403 for another's, 404 for one that the caller does not see.
    package func own(_ id: String, _ context: WebContext) async throws -> Job {
        let job = try await found(id, context)
        guard job.officer == (try context.officer().id) else {
            throw Problem(.forbidden, "ROLE_REQUIRED", "只有任务的发起人可以办理。")
        }
        return job
    }

    /// Whether a caller may see what a job made: whoever started it, and whoever releases imports at this office. A file of
    /// cases was cut to what its own officer may see, and is nobody else's.
    ///
    /// - Throws: when the caller has no scope.
    package func mayRead(_ job: Job, _ context: WebContext) throws -> Bool {
        if job.officer == context.caller?.id { return true }
        guard context.rights.contains(.approveImports), job.kind != .caseExport else { return false }
        return try desk.backend.scope(context) == .office
    }

    /// A job whose result the caller may see.
    ///
    /// - Throws: 403 for another's.
    func readable(_ id: String, _ context: WebContext) async throws -> Job {
        let job = try await found(id, context)
        guard try mayRead(job, context) else {
            throw Problem(.forbidden, "ROLE_REQUIRED", "结果文件只供任务的发起人和负责人；案件列表只供发起人。")
        }
        return job
    }

    // MARK: Deciding

    /// A second person lets the rows of an import be given.
    ///
    /// - Throws: 403 for the first person, 409 when it does not wait for that.
    package func approve(_ id: String, _ context: WebContext) async throws -> Job {
        try await desk.approve(try await found(id, context), by: try context.officer())
    }

    /// A second person gives an import back.
    ///
    /// - Throws: 400 without a reason, 403 for the first person, 409 when it does not wait for that.
    package func giveBack(_ id: String, reason: String, _ context: WebContext) async throws -> Job {
        let job = try await found(id, context)
        try checkReason(reason, "退回")
        return try await desk.giveBack(job, by: try context.officer(), reason: reason)
    }

    /// Stops a job of the caller's, or takes an import back before its approval.
    ///
    /// - Throws: 403 for another's, 409 when it is at rest.
    package func cancel(_ id: String, _ context: WebContext) async throws -> Job {
        try await desk.cancel(try await own(id, context))
    }

    /// Starts a job of the caller's again that was interrupted, stopped, returned or failed.
    ///
    /// - Throws: 403 for another's, 409 in any other state.
    package func again(_ id: String, _ context: WebContext) async throws -> Job {
        try await desk.again(try await own(id, context))
    }

    /// Deletes a job of the caller's with its files.
    ///
    /// - Throws: 403 for another's, 409 while it is under way.
    package func remove(_ id: String, _ context: WebContext) async throws -> Job {
        let job = try await own(id, context)
        try await desk.remove(job)
        return job
    }

    /// Begins to take the records of an import back.
    ///
    /// - Throws: 400 without a reason, 403 for another's, 409 for a job that recorded nothing.
    package func undo(_ id: String, reason: String, _ context: WebContext) async throws -> Job {
        let job = try await own(id, context)
        guard job.canBeUndone else {
            throw Problem(.conflict, "JOB_STATE", "只有已经录入的双公示导入任务可以撤销；待批准的请停止。")
        }
        try checkReason(reason, "撤销")
        let wishes: JSONValue = ["batch": .string(job.id), "reason": .string(reason)]
        return try await desk.start(.creditUndo, wishes: wishes, by: try context.officer())
    }

    private func checkReason(_ reason: String, _ act: String) throws(Problem) {
        guard !reason.isEmpty, reason.count <= OfficeJobs.reasonCharacters else {
            throw Problem(
                .badRequest, "FIELD_MISSING", "请填写\(act)的理由，最多\(OfficeJobs.reasonCharacters)字。", field: "reason")
        }
    }
}

extension Job {
    /// Whether its records can be taken back.
    package var canBeUndone: Bool { kind == .creditImport && phase == .giving && state.isAtRest }

    /// Whether it can be started again.
    package var canStartAgain: Bool { Job.restartable.contains(state) }

    static let restartable: [State] = [.interrupted, .cancelled, .failed, .returned]
}

extension Job.State {
    /// For people.
    package var title: String {
        switch self {
        case .waiting: "等待"
        case .running: "进行中"
        case .staged: "待批准"
        case .returned: "已退回"
        case .interrupted: "已中断"
        case .cancelled: "已停止"
        case .failed: "未完成"
        case .finished: "已完成"
        }
    }
}

extension Job.Kind {
    /// For people.
    package var title: String {
        switch self {
        case .listImport: "导入名单"
        case .listExport: "导出名单"
        case .screening: "核查文件"
        case .creditImport: "导入双公示"
        case .creditUndo: "撤销双公示导入"
        case .creditExport: "导出双公示"
        case .caseExport: "导出案件列表"
        case .reconciliation: "与平台对账"
        case .dailyReconciliation: "每日对账"
        }
    }

    /// Whether its rows wait for a second person.
    package var isImport: Bool { self == .listImport || self == .creditImport }
}
