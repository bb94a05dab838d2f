import Accounts
import Casework
import Contracts
import CreditTables
import Ledgers
import Offices
import Tables
import Workers

/// Does the jobs.
struct JobWork: Sendable {
    let backend: OfficeBackend
    let folder: JobFolder
    let control: JobControl

    /// Does a job and gives it back as it then stands.
    ///
    /// - Throws: `JobStopped`, or why it could not be done.
    func run(_ job: Job) async throws -> Job {
        switch (job.kind, job.phase) {
        case (.listImport, .reading), (.creditImport, .reading):
            let open = try await Self.opener(of: job, backend)
            return try await QuietThread.run { try TableStaging(work: self, job: job, open: open).run() }
        case (.listImport, .giving):
            return try await RowGiving(work: self, kind: .listEntry, order: "propose", done: "已提出").run(job)
        case (.reconciliation, _), (.creditExport, _), (.creditUndo, _), (.dailyReconciliation, _):
            return try await CreditWork(work: self).run(job)
        case (.creditImport, .giving):
            return try await RowGiving(work: self, kind: .publication, order: "importRecord", done: "已录入").run(job)
        case (.listExport, _):
            let today = backend.clock.now().official.civilDate
            let kinds = await backend.runtime.snapshot().rules.listKinds.filter { $0.validity.contains(today) }
            let names = Dictionary(kinds.map { ($0.kind, $0.name) }) { $1 }
            return try await QuietThread.run { try ListExport(work: self, names: names).run(job) }
        case (.caseExport, _):
            let offices = await backend.runtime.snapshot().directory?.offices ?? []
            let names = Dictionary(offices.map { ($0.id, $0.profile.shortName) }) { $1 }
            let scope = try await scope(of: job)
            return try await QuietThread.run { try CaseExport(work: self, names: names, scope: scope).run(job) }
        case (.screening, _):
            let screening = FileScreening(
                backend.reader, nameMatch: job.wishes["match"] == "similar" ? .similar : .same)
            return try await QuietThread.run { try screening.run(job, self) }
        }
    }

    /// What makes of a file's header the reader of its rows, as the office and its rules are now; the
    /// day of the checks is the job's.
    static func opener(
        of job: Job, _ backend: OfficeBackend
    ) async throws -> @Sendable ([String]) throws -> any StagedTable {
        let machine = await backend.runtime.snapshot()
        guard let desk = machine.deskContext(backend.clock.now(), as: backend.office) else {
            throw JobFailure("DIRECTORY_MISSING", "尚无含有本单位的有效目录，请稍后重新开始")
        }
        let ledger = backend.reader
        guard job.kind == .creditImport else {
            return { try ListStaging($0, job: job, desk: desk, ledger: ledger) }
        }
        let office = CreditOffice(name: desk.own.name, uscc: desk.own.uscc)
        return { try CreditStaging($0, job: job, office: office, ledger: ledger) }
    }

    /// The table that came with a job.
    func table(_ job: Job) throws(TableFault) -> TableReader {
        try TableReader(folder.source(job.id, .input), scratchFolder: folder.path)
    }

    /// Rows between two looks at whether somebody wants the job to stop.
    static let stride = 512

    /// What the one who asked may see, as it is now: whoever is out since has nothing written.
    private func scope(of job: Job) async throws -> Scope {
        guard let account = try await backend.accounts.account(job.officer), account.isEnabled else {
            throw JobFailure("ROLE_REQUIRED", "任务发起人\(job.officerName)的账号已停用，请由在任的办理人重新提交")
        }
        do throws(Refusal) {
            return try backend.scope(of: account.officer)
        } catch {
            throw JobFailure(error.code, error.text)
        }
    }
}

extension Job {
    /// The format that was asked for; CSV unless something else was.
    var format: TableFormat { wishes["format"]?.string.flatMap { TableFormat(rawValue: $0) } ?? .csv }
}
