import Casework
import Contracts
import Hummingbird
package import Ledgers
package import Logging
package import Offices
package import Workers

/// What a supervisor of processes and a collector of metrics ask; open, since the port is on loopback.
package struct HealthEndpoints: Sendable {
    private let runtime: OfficeRuntime
    private let reader: LedgerReader
    private let clock: OfficeClock
    private let registry: PrometheusRegistry
    private let logger: Logger

    /// The health of one office's process.
    package init(
        runtime: OfficeRuntime, reader: LedgerReader, clock: OfficeClock, registry: PrometheusRegistry, logger: Logger
    ) {
        self.runtime = runtime
        self.reader = reader
        self.clock = clock
        self.registry = registry
        self.logger = logger
    }

    /// `/healthz`, `/readyz` and `/metrics`.
    package var all: [Endpoint] {
        [
            Endpoint(
                .get, "/healthz", .open,
                .init("进程存活且台账可写", answer: .json("status：ok 或 failing"), problems: [.serviceUnavailable])
            ) { _, _ in await health() },
            Endpoint(
                .get, "/readyz", .open,
                .init(
                    "可以受理：台账可写，目录已就绪，写入权已确认；消息总线不可用、本单位密钥失效或本单位停用时为degraded，原因见office",
                    answer: .json("status：ready、degraded、starting 或 stopped"), problems: [.serviceUnavailable])
            ) { _, _ in await readiness() },
            Endpoint(
                .get, "/metrics", .open,
                .init("Prometheus指标", answer: .text(PrometheusText.mediaType, "文本格式0.0.4"))
            ) { _, _ in try await metrics() },
        ]
    }

    private func health() async -> Response {
        let trouble = await runtime.ledgerTrouble
        // What the system said stays in the log: the page is read without a token.
        return .json(
            ["status": trouble == nil ? "ok" : "failing", "ledger": trouble == nil ? "writable" : "unwritable"],
            status: trouble == nil ? .ok : .serviceUnavailable)
    }

    private func readiness() async -> Response {
        let machine = await runtime.snapshot()
        let readiness = Readiness(
            phase: machine.phase, ownTrouble: machine.ownTrouble(at: clock.now().machine)?.code,
            isLedgerWritable: await runtime.ledgerTrouble == nil,
            isBusAvailable: await runtime.busTrouble == nil,
            isStopped: await runtime.stopReason != nil)
        return .json(readiness.json, status: readiness.takesOrders ? .ok : .serviceUnavailable)
    }

    private func metrics() async throws -> Response {
        var text = PrometheusText()
        let reader = reader
        let counts: LedgerCounts?
        do {
            counts = try await Aside.run { try reader.counts() }
        } catch {
            // What the machine counts is needed most when the file cannot be read.
            logger.warning("the ledger's counts could not be read", metadata: ["error": "\(error)"])
            counts = nil
        }
        OfficeMetrics(
            machine: await runtime.snapshot(), counts: counts,
            isBusAvailable: await runtime.busTrouble == nil,
            isLedgerWritable: await runtime.ledgerTrouble == nil, now: clock.now().machine
        ).write(into: &text)
        registry.write(into: &text)
        return .text(text.text, mediaType: PrometheusText.mediaType)
    }
}

/// Whether officers' work is taken.
///
/// Without the bus it is: orders are decided and stored, letters wait. So a worker that cannot reach the bus is
/// `degraded` and ready; one that reaches it and has not opened its streams yet is `starting` and not ready.
struct Readiness: Hashable {
    enum Status: String {
        case ready, degraded, starting, stopped, failing
    }

    let status: Status
    let phase: OfficeMachine.Phase
    let isLedgerWritable: Bool
    let isBusAvailable: Bool
    /// Code of what keeps this office from being heard: its own key revoked or expired, its own office retired.
    let ownTrouble: String?

    init(
        phase: OfficeMachine.Phase, ownTrouble: String?, isLedgerWritable: Bool, isBusAvailable: Bool, isStopped: Bool
    ) {
        self.phase = phase
        self.ownTrouble = ownTrouble
        self.isLedgerWritable = isLedgerWritable
        self.isBusAvailable = isBusAvailable
        if isStopped || phase == .stopped {
            status = .stopped
        } else if !isLedgerWritable {
            status = .failing
        } else if !isBusAvailable || ownTrouble != nil {
            status = .degraded
        } else {
            status = phase == .serving ? .ready : .starting
        }
    }

    var takesOrders: Bool {
        switch status {
        case .ready, .degraded: true
        case .starting, .stopped, .failing: false
        }
    }

    var json: JSONValue {
        .members([
            ("status", .string(status.rawValue)), ("phase", .string(phase.name)),
            ("ledger", isLedgerWritable ? "writable" : "unwritable"), ("bus", isBusAvailable ? "available" : "away"),
            ("office", ownTrouble.map { .string($0) }),
        ])
    }
}

extension OfficeMachine.Phase {
    /// The word in answers and metrics.
    package var name: String {
        switch self {
        case .readingDirectory: "readingDirectory"
        case .readingCheckpoints: "readingCheckpoints"
        case .claiming: "claiming"
        case .serving: "serving"
        case .stopped: "stopped"
        }
    }

    static let all: [OfficeMachine.Phase] = [.readingDirectory, .readingCheckpoints, .claiming, .serving, .stopped]
}
