import Casework
import Contracts
import GRDB
import Ledgers

/// There are as many addresses as an office may have.
package struct WebhooksFull: Error, Hashable {
    /// So many.
    package let most: Int
}

/// The webhooks of an office, in a file of their own beside the ledger: 0600, for it holds their secrets.
struct WebhookStore: Sendable {
    private let queue: DatabaseQueue

    private static let schema = """
        CREATE TABLE IF NOT EXISTS webhook (
            id TEXT PRIMARY KEY,
            url TEXT NOT NULL,
            kinds TEXT NOT NULL,
            secret TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            place INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            taken_at INTEGER,
            trouble TEXT,
            is_stopped INTEGER NOT NULL CHECK (is_stopped IN (0, 1))
        ) STRICT
        """

    init(path: String) throws {
        try PrivateFile.prepare(path)
        var configuration = Configuration()
        configuration.label = "webhooks"
        configuration.busyMode = .timeout(5)
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { try $0.execute(sql: WebhookStore.schema) }
    }

    var all: [Webhook] {
        get throws {
            try queue.read { database in
                try Row.fetchAll(database, sql: "SELECT * FROM webhook ORDER BY made_at, id").map(WebhookStore.webhook)
            }
        }
    }

    /// Keeps one more, unless there are as many as there may be.
    ///
    /// - Throws: `WebhooksFull`, or what SQLite says.
    func add(_ webhook: Webhook, most: Int) throws {
        try queue.write { database in
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM webhook") ?? 0
            guard count < most else { throw WebhooksFull(most: most) }
            try database.execute(
                sql: "INSERT INTO webhook VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    webhook.id, webhook.url, webhook.kinds.map(\.rawValue).joined(separator: " "), webhook.secret,
                    webhook.madeBy, webhook.madeAt.milliseconds, webhook.progress.place, webhook.progress.failures,
                    webhook.progress.notBefore.milliseconds, webhook.progress.takenAt?.milliseconds,
                    webhook.progress.trouble, webhook.progress.isStopped,
                ])
        }
    }

    /// Keeps how sending went; nothing for one that was removed meanwhile.
    func keep(_ webhook: Webhook) throws {
        try queue.write { database in
            try database.execute(
                sql: """
                    UPDATE webhook SET place = ?, failures = ?, not_before = ?, taken_at = ?, trouble = ?, is_stopped = ?
                    WHERE id = ?
                    """,
                arguments: [
                    webhook.progress.place, webhook.progress.failures, webhook.progress.notBefore.milliseconds,
                    webhook.progress.takenAt?.milliseconds, webhook.progress.trouble, webhook.progress.isStopped,
                    webhook.id,
                ])
        }
    }

    /// Whether there was one.
    func remove(_ id: String) throws -> Bool {
        try queue.write { database in
            try database.execute(sql: "DELETE FROM webhook WHERE id = ?", arguments: [id])
            return database.changesCount > 0
        }
    }

    private static func webhook(_ row: Row) -> Webhook {
        let kinds: String = row["kinds"]
        let takenAt: Int64? = row["taken_at"]
        var progress = Webhook.Progress(place: row["place"])
        progress.failures = row["failures"]
        progress.notBefore = Moment(milliseconds: row["not_before"])
        progress.takenAt = takenAt.map { Moment(milliseconds: $0) }
        progress.trouble = row["trouble"]
        progress.isStopped = row["is_stopped"]
        return Webhook(
            id: row["id"], url: row["url"],
            kinds: kinds.split(separator: " ").compactMap { CaseKind(rawValue: String($0)) },
            secret: row["secret"], madeBy: row["made_by"], madeAt: Moment(milliseconds: row["made_at"]),
            progress: progress)
    }
}
