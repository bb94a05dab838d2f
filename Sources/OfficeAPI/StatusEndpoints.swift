import Casework
import Contracts
import Exchange
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// How the office stands: accounting, phases, directory, positions, alarms.
struct StatusEndpoints {
    let backend: OfficeBackend
    let daily: DailyReconciliation

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/status", .right(.seeStatus),
                .init("运行情况：逐流对账、目录、消费位置、受阻案件、计数、每日对账、告警", answer: .json("运行情况"))
            ) { _, _ in try await status() },
            Endpoint(
                .get, "/api/v1/alarms", .right(.seeStatus),
                .init("告警，新的在前", parameters: [.limit], answer: .json("告警", Page.schema), problems: [.badRequest])
            ) { request, _ in try await alarms(request) },
        ]
    }

    private func alarms(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        let reader = backend.reader
        let rows = try await Aside.run { try reader.alarms(limit: limit) }
        return .json(Page.json(rows.map(\.json), next: nil))
    }

    private func status() async throws -> Response {
        let reader = backend.reader
        let page = StatusPage(
            machine: await backend.runtime.snapshot(), clocks: backend.clock.now(),
            ledgerTrouble: await backend.runtime.ledgerTrouble, busTrouble: await backend.runtime.busTrouble,
            stopReason: await backend.runtime.stopReason,
            ledger: try await Aside.run { try LedgerFigures(reader) }, reconciliation: try await daily.status())
        return .json(page.json)
    }
}

/// What the ledger adds to the status.
struct LedgerFigures: Sendable {
    let accounts: [StreamAccount]
    let incoming: [IncomingAccount]
    let positions: [PartitionReader]
    let counts: LedgerCounts
    let alarms: [AlarmRow]
    let heldBack: [Ledgers.LetterRow]
    let lastRecords: [QuarantineRow]
    let watches: (lists: Int, events: Int)

    init(_ reader: LedgerReader) throws {
        accounts = try reader.accounts()
        incoming = try reader.incomingAccounts()
        positions = try reader.positions()
        counts = try reader.counts()
        alarms = try reader.alarms(limit: 20)
        heldBack = try reader.heldBackLetters(limit: 100)
        lastRecords = try reader.quarantine(limit: 100)
        watches = try reader.watchCounts()
    }
}

extension AlarmRow {
    /// A line of a list.
    var json: JSONValue {
        [
            "code": .string(alarm.code), "text": .string(alarm.text), "count": .integer(Int64(count)),
            "firstAt": .string(firstAt.description), "lastAt": .string(lastAt.description),
        ]
    }
}
