import Casework
import Contracts
import Evidence
import Exchange
import Kafka
import Ledgers
import Logging
import Offices
import ServiceLifecycle
import Signing
import Workers

/// One office as its process runs it, without HTTP, with a meter on its ledger and its inlet.
struct BenchmarkOffice: Sendable {
    /// The machine on its thread.
    let runtime: OfficeRuntime
    /// What it did.
    let meter: LedgerMeter
    /// Read-only view of its ledger.
    let reader: LedgerReader
    /// Keeps the files of its cases.
    let evidence: EvidenceKeeper
    private let group: ServiceGroup

    /// Opens an office over a ledger at `path`, which is new for epoch 1; `onCase` is told each case that is on disk.
    static func open(
        _ settings: WorkerSettings, in house: BenchmarkHouse, ledger path: String, epoch: UInt64, on bus: BenchmarkBus,
        batch: Int, onCase: @escaping @Sendable (CaseFile) -> Void = { _ in }
    ) throws -> BenchmarkOffice {
        let meter = LedgerMeter(onCase: onCase)
        let clock = OfficeClock(officialFile: nil)
        let store = try SQLiteLedger(try ledgerOptions(settings, path))
        var commit = Commit(machineTime: clock.now().machine, officialTime: clock.now().official)
        commit.settings = [
            (.office, settings.office.description), (.namespace, house.namespace), (.epoch, String(epoch)),
        ]
        try store.apply(commit)
        let machine = try house.machine(of: settings, epoch: epoch, over: store)
        let inbox = EvidenceInbox()
        let reader = store.reader
        let runtime = OfficeRuntime(
            machine: machine, ledger: MeteredLedger(store, meter), clock: clock,
            chance: Chance(SystemRandomNumberGenerator()), endedUncleanly: false, logger: BenchmarkBus.quiet,
            onEvidence: { inbox.put($0, cases: $1, hasErased: $2) })
        let evidence = try EvidenceKeeper(
            ledgerPath: path, inbox: inbox, runtime: runtime, reader: reader, sealer: OfficeAssembly.sealer(settings),
            clock: clock, logger: BenchmarkBus.quiet)
        return try BenchmarkOffice(
            runtime: runtime, meter: meter, reader: reader, evidence: evidence, on: bus, in: house, batch: batch)
    }

    /// The ledger settings of a worker process.
    static func ledgerOptions(_ settings: WorkerSettings, _ path: String) throws -> LedgerOptions {
        var options = LedgerOptions(path: path, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret)
        options.cacheKibibytes = cacheKibibytes
        return options
    }

    /// As `OfficeAssembly` sets it; the floor has the same.
    static let cacheKibibytes = 8192

    private init(
        runtime: OfficeRuntime, meter: LedgerMeter, reader: LedgerReader, evidence: EvidenceKeeper,
        on bus: BenchmarkBus, in house: BenchmarkHouse, batch: Int
    ) throws {
        let logger = BenchmarkBus.quiet
        let inlet = KafkaInlet(
            consumer: try KafkaConsumer(settings: bus.settings, logger: logger), namespace: house.namespace)
        let outlet = KafkaOutlet(
            producer: try KafkaProducer(settings: bus.settings, logger: logger), namespace: house.namespace)
        let services: [any Service] = [
            RelayService(runtime: runtime, outlet: outlet, logger: logger),
            DeadlineKeeper(runtime: runtime, logger: logger), evidence,
            IntakeService(
                runtime: runtime, inlet: MeteredInlet(base: inlet, meter: meter), batch: batch, logger: logger),
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .ignore) }, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        self.runtime = runtime
        self.meter = meter
        self.reader = reader
        self.evidence = evidence
        group = ServiceGroup(configuration: configuration)
    }

    /// Runs the offices while `work` goes on, then stops them.
    static func running<Value: Sendable>(
        _ offices: [BenchmarkOffice], _ work: @Sendable @escaping () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            for office in offices {
                tasks.addTask {
                    try await office.group.run()
                    return nil
                }
            }
            tasks.addTask {
                for office in offices { try await office.untilServing() }
                return try await work()
            }
            var value: Value?
            while value == nil, let ended = try await tasks.next() { value = ended }
            for office in offices { await office.group.triggerGracefulShutdown() }
            for try await _ in tasks {}
            guard let value else { throw BenchmarkFault("the offices stopped before the work was done") }
            return value
        }
    }

    private func untilServing() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while await runtime.snapshot().phase != .serving {
            guard ContinuousClock.now < deadline else {
                throw BenchmarkFault("an office did not begin to serve within a minute: are the brokers reachable?")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
