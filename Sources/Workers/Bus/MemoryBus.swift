package import Contracts
package import Exchange
import Synchronization

/// A bus in memory with the faults a broker has: records that are lost, repeated or kept back, a log that is wiped.
package final class MemoryBus: Sendable {
    private struct Log {
        var first: Int64 = 0
        var records: [BusRecord] = []
        var next: Int64 { first + Int64(records.count) }
    }

    private struct State {
        var logs: [BusPartition: Log] = [:]
        var isAway = false
        var waiters: [Bell] = []
    }

    private let state = Mutex(State())

    /// An empty bus.
    package init() {}

    /// True while the bus refuses everything.
    package func setAway(_ isAway: Bool) {
        let waiters = state.withLock { state in
            state.isAway = isAway
            return state.waiters
        }
        for waiter in waiters { waiter.ring() }
    }

    /// Appends raw content, as anybody who may write to the topic could.
    package func append(_ partition: BusPartition, headers: [RecordHeader], value: [UInt8]) {
        let waiters = state.withLock { state in
            let offset = state.logs[partition]?.next ?? 0
            state.logs[partition, default: Log()].records.append(
                BusRecord(partition: partition, offset: offset, headers: headers, value: value))
            return state.waiters
        }
        for waiter in waiters { waiter.ring() }
    }

    /// All records of a partition that are still there.
    package func records(_ partition: BusPartition) -> [BusRecord] {
        state.withLock { $0.logs[partition]?.records ?? [] }
    }

    /// The broker loses the last `count` records.
    package func loseTail(_ partition: BusPartition, count: Int) {
        state.withLock { _ = $0.logs[partition]?.records.removeLast(count) }
    }

    /// The broker forgets everything and begins at offset 0.
    package func wipe() {
        state.withLock { $0.logs = [:] }
    }

    func publish(_ batch: [Transmission]) -> [Bool] {
        guard !state.withLock({ $0.isAway }) else { return batch.map { _ in false } }
        for transmission in batch {
            append(
                transmission.partition,
                headers: transmission.envelope.headers, value: transmission.envelope.body)
        }
        return batch.map { _ in true }
    }

    func register(_ bell: Bell) { state.withLock { $0.waiters.append(bell) } }

    /// Records from `offset` on, or nil when the log does not reach from there.
    func fetch(_ partition: BusPartition, from offset: Int64, limit: Int) -> [BusRecord]? {
        state.withLock { state in
            guard !state.isAway else { return [] }
            let log = state.logs[partition] ?? Log()
            guard offset >= log.first, offset <= log.next else { return nil }
            return Array(log.records.dropFirst(Int(offset - log.first)).prefix(limit))
        }
    }

    var isAway: Bool { state.withLock { $0.isAway } }
}

/// The inlet over memory.
package final class MemoryInlet: BusInlet {
    private struct Cursor {
        var next: Int64
        var hasToldEnd = false
        var isLost = false
    }

    private let bus: MemoryBus
    private let bell = Bell()
    private let cursors = Mutex<[BusPartition: Cursor]>([:])

    /// Reads from `bus`.
    package init(_ bus: MemoryBus) {
        self.bus = bus
        bus.register(bell)
    }

    package func assign(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws {
        cursors.withLock { cursors in
            cursors = [:]
            for start in starts { cursors[start.partition] = Cursor(next: start.offset ?? 0) }
        }
    }

    package func add(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws {
        cursors.withLock { cursors in
            for start in starts { cursors[start.partition] = Cursor(next: start.offset ?? 0) }
        }
    }

    package func poll(limit: Int, within bound: Duration) async -> [BusEvent] {
        let events = collect(limit)
        guard events.isEmpty else { return events }
        await bell.wait(atMost: bound)
        return collect(limit)
    }

    package func wake() { bell.ring() }

    package func close(within bound: Duration) async {}

    private func collect(_ limit: Int) -> [BusEvent] {
        cursors.withLock { cursors in
            var events: [BusEvent] = []
            for partition in cursors.keys.sorted() where events.count < limit {
                guard var cursor = cursors[partition], !cursor.isLost, !bus.isAway else { continue }
                guard let records = bus.fetch(partition, from: cursor.next, limit: limit - events.count) else {
                    cursor.isLost = true
                    cursors[partition] = cursor
                    events.append(.lost(partition))
                    continue
                }
                events += records.map { .record($0) }
                cursor.next += Int64(records.count)
                if !records.isEmpty { cursor.hasToldEnd = false }
                if !cursor.hasToldEnd, bus.fetch(partition, from: cursor.next, limit: 1)?.isEmpty ?? false {
                    cursor.hasToldEnd = true
                    events.append(.end(partition, offset: cursor.next))
                }
                cursors[partition] = cursor
            }
            return events
        }
    }
}

/// The outlet over memory.
package struct MemoryOutlet: BusOutlet {
    private let bus: MemoryBus

    /// Writes to `bus`.
    package init(_ bus: MemoryBus) {
        self.bus = bus
    }

    package func publish(_ batch: [Transmission]) async -> [Bool] { bus.publish(batch) }

    package func close(within bound: Duration) async {}
}
