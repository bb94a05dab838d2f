import Foundation
import Synchronization

/// A serial executor with a thread of its own, for work that waits on a disk: it must never hold one of the few threads
/// that all tasks share.
package final class OwnThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)

    /// Starts the thread.
    package init(name: String) {
        let thread = Thread { self.run() }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The job may be done, and the actor that holds this thread gone with it, before the last line here: nobody
        // but this call would hold it then.
        let own = Unmanaged.passRetained(self)
        defer { own.release() }
        state.withLock { $0.jobs.append(job) }
        arrival.signal()
    }

    /// Ends the thread when nothing is left to do.
    package func stop() {
        state.withLock { $0.isStopped = true }
        arrival.signal()
    }

    private func run() {
        while true {
            arrival.wait()
            let (jobs, isStopped) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if isStopped, jobs.isEmpty { return }
        }
    }
}
