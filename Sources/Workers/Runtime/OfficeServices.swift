import Contracts
import Exchange
package import Logging
import Offices
import ServiceLifecycle
import Synchronization

/// Set once, read by loops between two rounds.
package final class StopFlag: Sendable {
    private let flag = Mutex(false)

    /// Not set.
    package init() {}
    /// True after `set`.
    package var isSet: Bool { flag.withLock { $0 } }
    /// Asks the loops to end.
    package func set() { flag.withLock { $0 = true } }
}

/// Records from the bus into the ledger, one synced transaction a batch.
package struct IntakeService: Service {
    private let runtime: OfficeRuntime
    private let inlet: any BusInlet
    private let logger: Logger
    private let batch: Int
    private let stop = StopFlag()

    /// Reads at most `batch` records at a time.
    package init(runtime: OfficeRuntime, inlet: any BusInlet, batch: Int = 4096, logger: Logger) {
        self.runtime = runtime
        self.inlet = inlet
        self.batch = batch
        self.logger = logger
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await inlet.assign(await runtime.assignment())
            // A letter that ends the process when it is read must be tried alone, with the attempt on disk (rule 24).
            var mayReadAhead = await !runtime.isCautious
            var ahead: [BusEvent] = []
            while !stop.isSet, !Task.isCancelled {
                let events = ahead.isEmpty ? await inlet.poll(limit: batch, within: .seconds(1)) : ahead
                ahead = []
                guard !events.isEmpty else { continue }
                if events.contains(where: \.isReturn) {
                    try await inlet.assign(await runtime.checkPositionsAgain())
                    continue
                }
                if mayReadAhead, events.count >= IntakeService.backlog {
                    ahead = try await takeReadingAhead(events)
                } else {
                    let directions = try await take(events)
                    try await follow(directions)
                }
                if !mayReadAhead { mayReadAhead = await !runtime.isCautious }
                if let reason = await runtime.stopReason { throw reason }
            }
            await inlet.close(within: .seconds(5))
        } onGracefulShutdown: {
            stop.set()
            inlet.wake()
        }
    }

    /// So many events at once mean that more wait behind them.
    private static let backlog = 256

    /// Takes a batch while the next one is fetched and read beside it. What was fetched of a log that is to be read anew
    /// is of the old one, and left out.
    private func takeReadingAhead(_ events: [BusEvent]) async throws -> [BusEvent] {
        async let next = fetchAhead()
        let directions = try await take(events)
        guard !directions.isEmpty else { return await next }
        inlet.wake()
        let ahead = await next.filter { event in
            event.partition.map { !directions.restarts.contains($0) } ?? true
        }
        try await follow(directions)
        return ahead
    }

    private func fetchAhead() async -> [BusEvent] {
        await inlet.poll(limit: batch, within: .seconds(1)).map(\.readAhead)
    }

    private func follow(_ directions: OfficeRuntime.IntakeDirections) async throws {
        guard !directions.isEmpty else { return }
        try await inlet.add(directions.restarts.map { ($0, nil) } + (directions.assignment ?? []))
    }

    /// A ledger that cannot be written stops the consuming, not the letters: the same batch is given again. After that
    /// only a stop ends it, and nothing behind the batch is taken then.
    private func take(_ events: [BusEvent]) async throws -> OfficeRuntime.IntakeDirections {
        var pauseMilliseconds = 100
        while !stop.isSet, !Task.isCancelled {
            do {
                return try await runtime.ingest(events)
            } catch let reason as StopReason {
                throw reason
            } catch {
                logger.error("intake stands still until the ledger can be written", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .milliseconds(pauseMilliseconds))
                pauseMilliseconds = min(5000, pauseMilliseconds * 2)
            }
        }
        return OfficeRuntime.IntakeDirections()
    }
}

/// Stored letters and owed control records onto the bus, in stream order.
package struct RelayService: Service {
    private let runtime: OfficeRuntime
    private let outlet: any BusOutlet
    private let logger: Logger
    private let stop = StopFlag()

    /// Publishes through `outlet`.
    package init(runtime: OfficeRuntime, outlet: any BusOutlet, logger: Logger) {
        self.runtime = runtime
        self.outlet = outlet
        self.logger = logger
    }

    package func run() async throws {
        await withGracefulShutdownHandler {
            var pauseMilliseconds = 0
            while !stop.isSet, !Task.isCancelled {
                let isDone = await round(&pauseMilliseconds)
                if isDone { await runtime.bell.wait(atMost: .milliseconds(max(250, pauseMilliseconds))) }
            }
            await outlet.close(within: .seconds(5))
        } onGracefulShutdown: {
            stop.set()
            runtime.bell.ring()
        }
    }

    /// One round; true when nothing is left to do for now.
    private func round(_ pauseMilliseconds: inout Int) async -> Bool {
        do {
            let batch = try await runtime.transmissions(limit: 1000)
            guard !batch.isEmpty else { return true }
            let results = await outlet.publish(batch)
            let failed = zip(batch, results).filter { !$0.1 }.map(\.0.purpose)
            pauseMilliseconds = failed.isEmpty ? 0 : min(5000, max(250, pauseMilliseconds * 2))
            if !failed.isEmpty { await runtime.publicationFailed(failed) }
            return !failed.isEmpty
        } catch {
            logger.error("the relay could not read the ledger", metadata: ["error": "\(error)"])
            pauseMilliseconds = 1000
            return true
        }
    }
}

/// Rings deadlines once a second of real time; the clock they follow is the official one. While more are due than one
/// transaction rings, as after an outage, the next follows after a short pause, in which letters and orders have the
/// ledger.
package struct DeadlineKeeper: Service {
    private let runtime: OfficeRuntime
    private let logger: Logger

    /// Keeps the deadlines of one office.
    package init(runtime: OfficeRuntime, logger: Logger) {
        self.runtime = runtime
        self.logger = logger
    }

    package func run() async throws {
        let stop = StopFlag()
        let bell = Bell()
        await withGracefulShutdownHandler {
            var pause = Duration.seconds(1)
            while !stop.isSet, !Task.isCancelled {
                await bell.wait(atMost: pause)
                pause = .seconds(1)
                do {
                    if try await runtime.tick() { pause = .milliseconds(20) }
                } catch {
                    logger.error("deadlines wait until the ledger can be written", metadata: ["error": "\(error)"])
                }
            }
        } onGracefulShutdown: {
            stop.set()
            bell.ring()
        }
    }
}
