import Casework
import Contracts
import Hummingbird
import Logging
import Offices
import Tables
import Web
import Workers

/// The background jobs of an office: one runs at a time, the others wait; few are kept, and what they hold is bounded.
actor JobDesk {
    let backend: OfficeBackend
    private var folder: JobFolder?
    private var jobs: [String: Job] = [:]
    private var running: (id: String, control: JobControl)?

    /// Jobs that are kept; the oldest that are done make room.
    static let kept = 100
    /// Jobs that may wait.
    static let waiting = 16
    /// When a caller whose job found no room may try again, in seconds.
    private static let comeAgain = 30
    /// Bytes of one file.
    static let fileBytes = 512 << 20

    /// The kinds of list that the rules know, at any time.
    func listKinds() async -> [ListKind] { await backend.runtime.snapshot().rules.listKinds }

    init(_ backend: OfficeBackend) {
        self.backend = backend
    }

    /// The folder, opened with the first job that somebody asks for; what a former process left is read then.
    func open() throws -> JobFolder {
        if let folder { return folder }
        let opened = try JobFolder(besideLedger: backend.ledgerPath, of: backend.reader)
        for job in try opened.jobs() { jobs[job.id] = job }
        folder = opened
        return opened
    }

    // MARK: Beginning

    /// A place for the file of a new job.
    func upload() throws -> (id: String, sink: JobUpload) {
        let id = try newPlace()
        return (id, JobUpload(try open().sink(id, .input)))
    }

    /// The id of a new job, for which there is room.
    func newPlace() throws -> String {
        try makeRoom()
        return Hexadecimal.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
    }

    /// Takes back the place of a file that did not arrive whole.
    func discard(_ id: String) throws { try open().remove(id) }

    /// Starts a job; `id` is the one of its file, when it has one.
    func start(
        _ kind: Job.Kind, id: String? = nil, wishes: JSONValue, fileName: String = "", by officer: Officer
    ) throws -> Job {
        if id == nil { try makeRoom() }
        let job = Job(
            id: id ?? Hexadecimal.encode((0..<16).map { _ in UInt8.random(in: 0...255) }), kind: kind,
            officer: officer, createdAt: backend.clock.now().official, wishes: wishes, fileName: fileName)
        try keep(job)
        pump()
        return jobs[job.id] ?? job
    }

    private func makeRoom() throws {
        let folder = try open()
        guard jobs.values.filter({ !$0.state.isAtRest }).count < JobDesk.waiting else {
            throw Problem(
                .tooManyRequests, "JOB_QUEUE_FULL", "已有\(JobDesk.waiting)个任务在进行或者等待，请等其中一些完成后再提交。",
                retryAfter: JobDesk.comeAgain)
        }
        let done = jobs.values.filter { $0.state.isAtRest && $0.state != .staged }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        for job in done.prefix(max(0, jobs.count - JobDesk.kept + 1)) {
            try folder.remove(job.id)
            jobs[job.id] = nil
        }
        guard jobs.count < JobDesk.kept else {
            throw Problem(.tooManyRequests, "JOB_QUEUE_FULL", "待批准的任务已达\(JobDesk.kept)个，请先批准、退回或者删除。")
        }
    }

    private func keep(_ job: Job) throws {
        try open().store(job)
        jobs[job.id] = job
    }

    // MARK: Looking

    /// All jobs, the newest first.
    func all() throws -> [Job] {
        _ = try open()
        return jobs.values.map { shown($0) }.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }

    func job(_ id: String) throws -> Job? {
        _ = try open()
        return jobs[id].map { shown($0) }
    }

    private func shown(_ job: Job) -> Job {
        guard let running, running.id == job.id else { return job }
        var job = job
        (job.done, job.total) = running.control.progress
        return job
    }

    // MARK: Deciding

    /// Starts a job again that was interrupted, stopped or failed.
    func again(_ job: Job) throws -> Job {
        try change(job, from: Job.restartable, "不能重新开始") { job in
            job.state = .waiting
            job.trouble = nil
            job.endedAt = nil
            // What was read is read anew; what was given is not given twice.
            if job.phase == .reading { job.done = 0 }
        }
    }

    /// Stops a job; what it has given already stays given.
    func cancel(_ job: Job) throws -> Job {
        if let running, running.id == job.id {
            running.control.cancel()
            return job
        }
        return try change(job, from: [.waiting, .staged, .interrupted], "不能停止") { job in
            job.state = .cancelled
            job.endedAt = self.backend.clock.now().official
        }
    }

    /// A second person lets the rows of an import be given.
    func approve(_ job: Job, by officer: Officer) throws -> Job {
        try checkSecond(job, officer)
        return try change(job, from: [.staged], "不能批准") { job in
            job.state = .waiting
            job.phase = .giving
            job.done = 0
            job.total = 0
            job.decidedBy = officer.id
        }
    }

    /// A second person gives an import back.
    func giveBack(_ job: Job, by officer: Officer, reason: String) throws -> Job {
        try checkSecond(job, officer)
        return try change(job, from: [.staged], "不能退回") { job in
            job.state = .returned
            job.decidedBy = officer.id
            job.trouble = Job.Trouble(code: "JOB_RETURNED", text: reason)
            job.endedAt = self.backend.clock.now().official
        }
    }

    private func checkSecond(_ job: Job, _ officer: Officer) throws {
        guard job.officer != officer.id else {
            throw Problem(
                .forbidden, "REVIEWER_IS_HANDLER", "导入的批准人不得是导入人本人，请由另一名负责人办理。",
                legalBasis: "《中华人民共和国行政处罚法》第五十八条（审核人员与承办人员分离）")
        }
    }

    /// Removes a job and its files.
    func remove(_ job: Job) throws {
        guard job.state.isAtRest else {
            throw Problem(.conflict, "JOB_STATE", "任务正在进行或者等待，请先停止再删除。")
        }
        try open().remove(job.id)
        jobs[job.id] = nil
    }

    private func change(
        _ job: Job, from states: [Job.State], _ refusal: String, _ change: (inout Job) -> Void
    ) throws -> Job {
        guard var changed = jobs[job.id] else { throw Problem.missing("这个任务") }
        guard states.contains(changed.state) else {
            throw Problem(.conflict, "JOB_STATE", "任务的状态是“\(changed.state.title)”，\(refusal)。")
        }
        change(&changed)
        try keep(changed)
        pump()
        return jobs[job.id] ?? changed
    }

    // MARK: Doing

    private func pump() {
        guard running == nil, let folder else { return }
        let waiting = jobs.values.filter { $0.state == .waiting }
        guard var next = waiting.min(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) else { return }
        next.state = .running
        let control = JobControl(next)
        running = (next.id, control)
        do {
            try keep(next)
        } catch {
            end(next, .failure(error))
            return
        }
        let (backend, job) = (backend, next)
        Task(priority: .background) {
            let ended: Result<Job, any Error>
            do {
                ended = .success(try await JobWork(backend: backend, folder: folder, control: control).run(job))
            } catch {
                ended = .failure(error)
            }
            self.end(job, ended)
        }
    }

    /// Half a result is none. What an import read stays to be mended.
    private func dropHalf(_ job: inout Job) {
        guard job.phase == .giving || !job.kind.isImport else { return }
        job.result = ""
        do {
            try open().remove(job.id, [.result])
        } catch {
            backend.logger.error("half a result stays", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }

    private func end(_ job: Job, _ ended: Result<Job, any Error>) {
        var (job, ended) = (job, ended)
        if let running, running.id == job.id {
            (job.done, job.total) = running.control.progress
            ended = running.control.settled(ended)
        }
        running = nil
        switch ended {
        case .success(let done): job = done
        case .failure(let error):
            let failure = JobFailure(error)
            job.state = error is JobStopped ? .cancelled : .failed
            job.trouble = error is JobStopped ? nil : Job.Trouble(code: failure.code, text: failure.text)
            dropHalf(&job)
            backend.logger.warning(
                "a job did not finish", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        if job.state != .staged { job.endedAt = backend.clock.now().official }
        do {
            try keep(job)
        } catch {
            jobs[job.id] = job
            backend.logger.error("a job was not kept", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        pump()
    }
}

/// A file on its way into a job's folder.
actor JobUpload {
    private let sink: SealedSink

    init(_ sink: sending SealedSink) {
        self.sink = sink
    }

    func append(_ bytes: [UInt8]) throws { try sink.write(bytes) }

    /// How many bytes came.
    func finish() throws -> Int {
        try sink.finish()
        return sink.byteCount
    }
}
