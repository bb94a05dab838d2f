import Casework
import Ledgers
import Logging
import ServiceLifecycle
import Web
import Webhooks
import Workers

/// Tells those who listen what each transaction did to cases, and sends it to the office's own systems.
package struct ChangeService: Service {
    private let backend: OfficeBackend
    private let webhooks: WebhookDesk

    /// Without a commit it looks once in this time, cuts off slow readers and tries again what could not be sent.
    private static let pause = Duration.seconds(5)
    /// A reader that takes nothing for so long is cut off.
    private static let patience = Duration.seconds(20)

    /// Over a backend.
    package init(_ backend: OfficeBackend) {
        self.backend = backend
        webhooks = backend.webhooks
    }

    package func run() async throws {
        let stop = StopFlag()
        let (live, commits, reader) = (backend.live, backend.runtime.commits, backend.reader)
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { tasks in
                tasks.addTask { await webhooks.run(until: stop) }
                var place: Int64?
                while !stop.isSet, !Task.isCancelled {
                    place = await tell(behind: place, live, reader)
                    live.cutOffSlow(after: ChangeService.patience)
                    await commits.wait(atMost: ChangeService.pause)
                }
            }
        } onGracefulShutdown: {
            stop.set()
            live.close()
            commits.ring()
            webhooks.bell.ring()
        }
    }

    /// Tells everything behind a place; what happened before the program began is asked of the journal by whoever wants it.
    private func tell(behind place: Int64?, _ live: LiveHub, _ reader: LedgerReader) async -> Int64? {
        do {
            guard var place else {
                let end = try await Aside.run { try reader.journalEnd() }
                live.begin(from: UInt64(end) + 1)
                return end
            }
            while true {
                let known = place
                let page = try await Aside.run { try reader.changes(in: .office, after: known, limit: LiveHub.kept) }
                live.tell(page.changes.map { (UInt64($0.sequence), $0.event) })
                guard page.end > place else { return place }
                place = page.end
                webhooks.bell.ring()
            }
        } catch {
            backend.logger.error("changes could not be read", metadata: ["error": "\(error)"])
            return place
        }
    }
}
