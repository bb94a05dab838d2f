import Contracts
import Foundation
import Synchronization
import Tables

/// Between a job that runs and those who watch it: how far it is, and that somebody wants it to stop.
final class JobControl: Sendable {
    private struct State {
        var done: Int
        var total: Int
        var isCancelled = false
    }

    private let state: Mutex<State>

    init(_ job: Job) {
        state = Mutex(State(done: job.done, total: job.total))
    }

    var progress: (done: Int, total: Int) { state.withLock { ($0.done, $0.total) } }

    /// Somebody wants it to stop.
    func cancel() { state.withLock { $0.isCancelled = true } }

    /// How the work ended. Whoever stopped it behind its last step was told so: nothing comes of it then, unless it has
    /// given what cannot be taken back by forgetting a file.
    func settled(_ ended: Result<Job, any Error>) -> Result<Job, any Error> {
        guard state.withLock({ $0.isCancelled }), case .success(let done) = ended, !done.hasGiven else { return ended }
        return .failure(JobStopped())
    }

    /// Says how far the job is.
    ///
    /// - Throws: `JobStopped` when somebody wants it to stop.
    func step(_ done: Int, of total: Int) throws(JobStopped) {
        let isCancelled = state.withLock { state in
            (state.done, state.total) = (done, total)
            return state.isCancelled
        }
        if isCancelled { throw JobStopped() }
    }
}

/// Somebody stopped the job.
struct JobStopped: Error {}

/// Why a job could not be done, in words for the one who started it.
struct JobFailure: Error {
    let code: String
    let text: String

    init(_ code: String, _ text: String) {
        self.code = code
        self.text = text
    }

    init(_ error: any Error) {
        switch error {
        case let failure as JobFailure: self = failure
        case let fault as TableFault: self.init(fault.code.rawValue, fault.words)
        default: self.init("JOB_FAILED", "任务没有完成：\(error)")
        }
    }
}

/// Long work on a thread of its own that gives way to everything else in the process: intake and orders come first.
enum QuietThread {
    /// Does `work` there.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> sending Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                // On Linux the calling thread alone is meant; where it fails, the work is done all the same.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15)
                continuation.resume(with: Result { try work() })
            }
            thread.name = "job"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }
}
