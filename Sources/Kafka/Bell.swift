internal import Crdkafka
import Synchronization

/// Ends a wait on the C library's queue from any thread; silent once the queue is gone.
final class Bell: Sendable {
    private let queue = Mutex<CPointer?>(nil)

    /// Rings: a poll that waits returns at once, else the next one does.
    func ring() {
        queue.withLock { queue in
            guard let queue else { return }
            rd_kafka_queue_yield(queue.raw)
        }
    }

    /// Hangs the bell on a queue.
    func hang(on pointer: CPointer) {
        queue.withLock { $0 = pointer }
    }

    /// Must be called before a queue is destroyed; a bell that hangs on another one stays there.
    func leave(_ pointer: CPointer) {
        queue.withLock { queue in
            if queue?.raw == pointer.raw { queue = nil }
        }
    }
}

/// A pointer of the C library that may go between threads.
///
/// Unchecked: handles and queues of librdkafka are safe to use from any thread by its contract.
struct CPointer: @unchecked Sendable {
    let raw: OpaquePointer
}
