internal import Crdkafka
import Dispatch
import Foundation
import Synchronization

/// A client of the C library with the one queue that all its events come by.
final class KafkaHandle: Sendable {
    private let client: CPointer
    private let events: CPointer
    private let bell: Bell
    private let role: KafkaSettings.Role
    private let isReleased = Atomic(false)

    var raw: OpaquePointer { client.raw }
    var queue: OpaquePointer { events.raw }

    /// Makes a client and hangs the bell on its queue.
    init(_ role: KafkaSettings.Role, settings: KafkaSettings, bell: Bell) throws(KafkaFailure) {
        let configuration = try settings.configuration(for: role)
        let kind = role == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
        var text = [CChar](repeating: 0, count: 512)
        guard let raw = rd_kafka_new(kind, configuration, &text, text.count) else {
            // Only a client that was made owns its configuration.
            rd_kafka_conf_destroy(configuration)
            let words = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw KafkaFailure(RD_KAFKA_RESP_ERR__INVALID_ARG, "make a Kafka \(role)", detail: words)
        }
        do {
            events = CPointer(raw: try KafkaHandle.queue(of: raw, role))
        } catch {
            rd_kafka_destroy_flags(raw, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            throw error
        }
        client = CPointer(raw: raw)
        self.bell = bell
        self.role = role
        bell.hang(on: events)
    }

    deinit {
        guard release() else { return }
        destroyLater(signalling: nil)
    }

    /// Destroys the client on a thread that may hang for as long as the C library likes, and waits for it at most
    /// this long.
    func destroy(within bound: Duration) -> KafkaClosing {
        guard release() else { return .clean }
        let done = DispatchSemaphore(value: 0)
        destroyLater(signalling: done)
        let wait = max(0, bound.inMilliseconds)
        return done.wait(timeout: .now() + .milliseconds(wait)) == .success ? .clean : .abandoned
    }

    private static func queue(of raw: OpaquePointer, _ role: KafkaSettings.Role) throws(KafkaFailure) -> OpaquePointer {
        let queue: OpaquePointer?
        switch role {
        case .producer, .admin:
            queue = rd_kafka_queue_get_main(raw)
        case .consumer:
            try check(rd_kafka_poll_set_consumer(raw), "put all consumer events on one queue")
            queue = rd_kafka_queue_get_consumer(raw)
        }
        guard let queue else { throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL, "get the event queue of a Kafka \(role)") }
        do {
            try check(rd_kafka_set_log_queue(raw, queue), "put log lines on the event queue")
        } catch {
            rd_kafka_queue_destroy(queue)
            throw error
        }
        return queue
    }

    /// True for the first caller only.
    private func release() -> Bool {
        guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        return true
    }

    private func destroyLater(signalling done: DispatchSemaphore?) {
        let client = client
        let events = events
        bell.leave(events)
        let thread = Thread {
            rd_kafka_queue_destroy(events.raw)
            rd_kafka_destroy_flags(client.raw, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            done?.signal()
        }
        thread.name = "kafka-destroy"
        thread.start()
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, for C calls; never more than a C `int` holds.
    var inMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
