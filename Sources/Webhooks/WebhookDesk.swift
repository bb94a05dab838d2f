package import Casework
package import Contracts
import Foundation
package import Ledgers
package import Logging
import Offices
import Signing
import Synchronization
package import Workers

/// Why an address could not be tried.
package enum WebhookUnreached: Error, Hashable {
    /// No answer came.
    case silent(String)
    /// This status came, which is none of 2xx.
    case refused(Int)
}

/// Sends what happens to cases to the office's own systems: each change at least once, in the order of the journal, under
/// the same delivery number whenever the same changes are sent again, and under another when there are more by then.
package final class WebhookDesk: Sendable {
    /// Rings when there may be something to send.
    package let bell = Bell()

    private let path: String
    private let office: OfficeID
    private let reader: LedgerReader
    private let clock: @Sendable () -> Moment
    private let logger: Logger
    private let opened = Mutex<WebhookStore?>(nil)
    private let makeSender: @Sendable () -> any WebhookSending

    /// So many at an office.
    private static let most = 20
    /// So many changes in one sending.
    private static let batch = 100
    /// Without a ring it looks once in this time.
    private static let pause = Duration.seconds(2)

    /// Beside a ledger.
    ///
    /// - Parameters:
    ///   - ledgerPath: of the ledger; the addresses lie in a file beside it.
    ///   - office: whose changes they are.
    ///   - reader: where the changes are read.
    ///   - logger: the program's log.
    ///   - clock: machine time.
    ///   - sender: makes the way out when there is something to send.
    package init(
        ledgerPath: String, office: OfficeID, reader: LedgerReader, logger: Logger,
        clock: @escaping @Sendable () -> Moment = { OfficeClock.machine() },
        sender: @escaping @Sendable () -> any WebhookSending = { HTTPWebhookSender() }
    ) {
        path = "\(ledgerPath).webhooks"
        self.office = office
        self.reader = reader
        self.clock = clock
        self.logger = logger
        makeSender = sender
    }

    /// The file, opened when it is first needed.
    private func store() throws -> WebhookStore {
        try opened.withLock { opened in
            if let opened { return opened }
            let store = try WebhookStore(path: path)
            opened = store
            return store
        }
    }

    private var now: Moment { clock() }

    // MARK: Addresses

    /// All of them, the oldest first.
    package func all() async throws -> [Webhook] { try await Aside.run { [self] in try store().all } }

    /// Adds an address; changes from now on go to it.
    ///
    /// - Throws: `WebhooksFull`, or what the disk says.
    package func add(url: String, kinds: [CaseKind], by officer: Officer) async throws -> Webhook {
        let webhook = try await Aside.run { [self] in
            func digits(_ count: Int) -> String { Hexadecimal.encode(RandomBytes.make(count)) }
            let webhook = Webhook(
                id: "wh-\(digits(8))", url: url, kinds: kinds, secret: digits(32), madeBy: officer.id, madeAt: now,
                progress: Webhook.Progress(place: try reader.journalEnd()))
            try store().add(webhook, most: WebhookDesk.most)
            return webhook
        }
        bell.ring()
        return webhook
    }

    /// Ends sending to an address; whether there was one.
    package func remove(_ id: String) async throws -> Bool {
        try await Aside.run { [self] in try store().remove(id) }
    }

    // MARK: Sending

    /// Sends until told to stop.
    package func run(until stop: StopFlag) async {
        // An office without webhooks makes neither file nor client.
        while !stop.isSet, !Task.isCancelled, !FileManager.default.fileExists(atPath: path) {
            await bell.wait(atMost: WebhookDesk.pause)
        }
        guard !stop.isSet, !Task.isCancelled else { return }
        let sender = makeSender()
        while !stop.isSet, !Task.isCancelled {
            do {
                let hasMore = try await step(sender)
                if !hasMore { await bell.wait(atMost: WebhookDesk.pause) }
            } catch {
                logger.error("webhooks stand still", metadata: ["error": "\(error)"])
                await bell.wait(atMost: WebhookDesk.pause)
            }
        }
        await sender.close()
    }

    /// Sends one batch to each that is due; true when there may be more at once.
    package func step(_ sender: any WebhookSending) async throws -> Bool {
        let store = try store()
        let due = try await Aside.run { try store.all }.filter { $0.isDue(at: now) }
        return try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for webhook in due { tasks.addTask { try await self.serve(webhook, sender, store) } }
            var hasMore = false
            for try await more in tasks { hasMore = hasMore || more }
            return hasMore
        }
    }

    private func serve(_ webhook: Webhook, _ sender: any WebhookSending, _ store: WebhookStore) async throws -> Bool {
        let (reader, place) = (reader, webhook.progress.place)
        let page = try await Aside.run { try reader.changes(in: .office, after: place, limit: WebhookDesk.batch) }
        guard page.end > place else { return false }
        let wanted = page.changes.filter { webhook.wants($0.kind) }
        var kept = webhook
        if wanted.isEmpty {
            kept.noteSuccess(upTo: page.end, at: nil)
        } else {
            let trouble = await send(wanted, to: webhook, from: place, sender)
            if let trouble {
                kept.noteFailure(trouble.words, at: now, isGone: trouble.isGone)
                logger.warning(
                    "a webhook did not take changes",
                    metadata: ["webhook": "\(webhook.id)", "trouble": "\(trouble.words)"])
            } else {
                kept.noteSuccess(upTo: page.end, at: now)
            }
        }
        let result = kept
        try await Aside.run { try store.keep(result) }
        return result.progress.failures == 0 && page.end - place >= Int64(WebhookDesk.batch)
    }

    private struct Trouble {
        let words: String
        let isGone: Bool
    }

    /// Nil when it was taken.
    private func send(
        _ changes: [CaseChange], to webhook: Webhook, from place: Int64, _ sender: any WebhookSending
    ) async -> Trouble? {
        do {
            // Both ends name a delivery. By its beginning alone a reader would take what came meanwhile for what it has,
            // if it took a delivery whose answer was lost.
            let end = changes.last?.sequence ?? place
            let status = try await sender.send(message("\(webhook.id)-\(place)-\(end)", to: webhook, changes))
            if (200..<300).contains(status) { return nil }
            return Trouble(words: "对方答复\(status)", isGone: status == 410)
        } catch {
            return Trouble(words: "没有送达：\(String(describing: error).prefix(200))", isGone: false)
        }
    }

    private func message(_ delivery: String, to webhook: Webhook, _ changes: [CaseChange]) -> WebhookMessage {
        let now = now
        let json: JSONValue = [
            "webhookId": .string(webhook.id), "deliveryId": .string(delivery), "office": .string(office.description),
            "sentAt": .string(now.description), "changes": .array(changes.map(\.json)),
        ]
        return WebhookMessage(json, delivery: delivery, to: webhook, at: now)
    }

    /// Sends nothing but a word that it works.
    ///
    /// - Throws: what came of it.
    package func test(_ webhook: Webhook) async throws(WebhookUnreached) {
        let sender = makeSender()
        let answer: Result<Int, WebhookUnreached>
        do {
            answer = .success(try await sender.send(message("\(webhook.id)-test", to: webhook, [])))
        } catch {
            answer = .failure(.silent(String(String(describing: error).prefix(200))))
        }
        await sender.close()
        let status = try answer.get()
        guard (200..<300).contains(status) else { throw .refused(status) }
    }
}
