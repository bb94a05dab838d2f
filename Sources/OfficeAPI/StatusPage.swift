import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Web

/// The status of an office as one document.
struct StatusPage {
    let machine: OfficeMachine
    let clocks: Clocks
    let ledgerTrouble: String?
    let busTrouble: String?
    let stopReason: StopReason?
    let ledger: LedgerFigures
    let reconciliation: JSONValue

    var json: JSONValue {
        .members([
            ("office", .string(machine.office.description)), ("namespace", .string(machine.namespace)),
            ("phase", .string(machine.phase.name)), ("writer", .string(machine.writer.description)),
            ("officialTime", .string(clocks.official.description)),
            ("machineTime", .string(clocks.machine.description)),
            ("ledgerTrouble", ledgerTrouble.map { .string($0) }), ("busTrouble", busTrouble.map { .string($0) }),
            ("stopReason", stopReason.map { .string("\($0)") }), ("directory", directory),
            ("ruleSet", .string(machine.rules.version)), ("outgoing", .array(ledger.accounts.map(outgoing))),
            ("incoming", .array(ledger.incoming.map(StatusPage.incoming))),
            ("positions", .array(ledger.positions.map(StatusPage.position))),
            ("blockedCases", .array(blockedCases.map { .string($0) })), ("counts", counts),
            ("lastQuarantinedRecordAt", ledger.lastRecords.map(\.lastAt).max().map { .string($0.description) }),
            (
                "watchLists",
                [
                    "lists": .integer(Int64(ledger.watches.lists)), "events": .integer(Int64(ledger.watches.events)),
                ]
            ),
            ("reconciliation", reconciliation), ("counters", counters),
            ("alarms", .array(ledger.alarms.map(\.json))),
        ])
    }

    private var directory: JSONValue {
        guard let directory = machine.book.newest else { return .null }
        return [
            "version": .integer(Int64(clamping: directory.version)),
            "issuedAt": .string(directory.issuedAt.description),
            "validUntil": .string(directory.validUntil.description),
            "isValid": .bool(clocks.machine <= directory.validUntil), "isRehearsal": .bool(directory.isRehearsal),
            "offices": .integer(Int64(directory.offices.count)),
        ]
    }

    private func outgoing(_ account: StreamAccount) -> JSONValue {
        let stream = machine.outStreams[account.stream]
        return .members([
            ("stream", .string(account.stream.description)),
            ("receiver", account.receiver.map { .string($0.description) }), ("sent", number(account.sent)),
            ("acknowledged", number(account.acknowledged)), ("inFlight", number(account.inFlight)),
            ("parked", number(account.parked)), ("quarantined", number(account.quarantined)),
            ("waiting", number(account.waiting)), ("phase", stream.map { .string($0.phase.name) }),
            ("head", stream.map { .string($0.head.description) }),
        ])
    }

    private static func incoming(_ account: IncomingAccount) -> JSONValue {
        .members([
            ("stream", .string(account.stream.description)), ("disposed", number(account.disposed)),
            ("head", .string(account.head.description)), ("fence", account.fence.map { .string($0.description) }),
            ("parked", number(account.parked)), ("quarantined", number(account.quarantined)),
        ])
    }

    private static func position(_ reader: PartitionReader) -> JSONValue {
        [
            "topic": .string(reader.partition.topic.description),
            "generation": .integer(Int64(reader.partition.generation)),
            "partition": .integer(Int64(reader.partition.partition)), "next": .integer(reader.next),
        ]
    }

    /// Cases with a letter that is held back; at most a hundred letters are looked at.
    private var blockedCases: [String] {
        Set(ledger.heldBack.map(\.leaf.caseID)).filter { !$0.isEmpty }.sorted()
    }

    private var counts: JSONValue {
        let counts = ledger.counts
        return [
            "journal": .integer(counts.journal), "waiting": .integer(Int64(counts.waiting)),
            "parked": .integer(Int64(counts.parked)), "quarantined": .integer(Int64(counts.quarantined)),
            "quarantinedRecords": .integer(Int64(counts.quarantinedRecords)),
            "alarms": .integer(Int64(counts.alarms)), "rungs": .integer(Int64(counts.rungs)),
            "cases": .array(
                counts.cases.map { row in
                    [
                        "kind": .string(row.kind), "state": .string(row.state), "count": .integer(Int64(row.count)),
                    ]
                }),
        ]
    }

    private var counters: JSONValue {
        let counters = machine.counters
        return [
            "effects": number(counters.effects), "refusals": number(counters.refusals),
            "quarantined": number(counters.quarantined), "parked": number(counters.parked),
            "rejected": number(counters.rejected), "duplicates": number(counters.duplicates),
            "stale": number(counters.stale), "equivocations": number(counters.equivocations),
            "orders": number(counters.orders), "ordersRefused": number(counters.ordersRefused),
            "republished": number(counters.republished), "acknowledgements": number(counters.acknowledgements),
            "rungs": number(counters.rungs),
        ]
    }
}

private func number(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }

extension OutStream.Phase {
    /// The word in answers.
    fileprivate var name: String {
        switch self {
        case .closed: "closed"
        case .recovering: "recovering"
        case .open: "open"
        }
    }
}
