import Dispatch
import Foundation
import Synchronization

/// A thread of its own for one actor: the C library's waiting calls hold this thread and never one of the few that
/// all Swift tasks share.
final class PollThread: SerialExecutor {
    /// What the thread does when no job waits.
    enum Idle {
        /// Call again at once: the work itself waits, and ends its waiting when the bell rings.
        case again
        /// Sleep until the next job.
        case rest
    }

    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
        var idle: (@Sendable () -> Idle)?
        var thread: pthread_t?
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)
    private let bell: Bell

    /// Starts the thread; `bell` ends a wait of the C library when a job arrives.
    init(name: String, bell: Bell) {
        self.bell = bell
        let thread = Thread { self.run() }
        thread.name = name
        thread.start()
    }

    /// Sets what to do between jobs.
    func whenIdle(_ work: @escaping @Sendable () -> Idle) {
        state.withLock { $0.idle = work }
        arrival.signal()
    }

    /// Ends the thread once the waiting jobs are done.
    func stop() {
        state.withLock { $0.isStopped = true }
        arrival.signal()
        bell.ring()
    }

    /// True when another job waits for the one that runs.
    var hasWaitingJobs: Bool { state.withLock { !$0.jobs.isEmpty } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The job may be done, and the actor that holds this thread gone with it, before the last line here: nobody
        // but this call would hold it then.
        let own = Unmanaged.passRetained(self)
        defer { own.release() }
        state.withLock { $0.jobs.append(job) }
        arrival.signal()
        bell.ring()
    }

    func checkIsolated() {
        let thread = state.withLock { $0.thread }
        precondition(thread.map { pthread_equal($0, pthread_self()) != 0 } == true, "not on the actor's own thread")
    }

    private func run() {
        let own = pthread_self()
        state.withLock { $0.thread = own }
        while true {
            // One at a time, so that a job can see whether another waits behind it.
            let (job, isStopped, idle) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped, state.idle)
            }
            if let job {
                job.runSynchronously(on: asUnownedSerialExecutor())
                continue
            }
            guard !isStopped else { return }
            if idle?() != .again { arrival.wait() }
        }
    }
}
