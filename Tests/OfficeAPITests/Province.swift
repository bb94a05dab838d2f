import Accounts
import Casework
import Console
import Contracts
import Evidence
import Exchange
import Feed
import Foundation
import Ledgers
import Logging
import OfficeAPI
import Offices
import Programs
import Registers
import ServiceLifecycle
import Signing
import Synchronization
import Testing
import Web
import Workers

/// The offices of the demo as `liandong init` makes them, in a folder of their own, over one bus in memory.
final class Province: Sendable {
    static let market = "510100-market-regulation"
    static let platform = "510000-credit-platform"
    static let procuratorate = "510100-procuratorate"
    static let police = "510100-police"
    static let tax = "510100-tax"
    static let customs = "510100-customs"
    static let cyberspace = "510100-cyberspace"
    private static let names = [market, platform, procuratorate, police, tax, customs, cyberspace]

    /// Read once for all tests: it is the costly part of opening an office.
    static let rules = Result {
        try RuleSet.read(
            version: "test",
            documents: RuleFolder.read(Province.path("Deploy/rules")).map {
                RuleDocument(name: $0.name, bytes: Array($0.text.utf8))
            })
    }

    /// An office of the demo for tests that change nothing in it.
    static let shared = Result {
        let province = try Province()
        leftovers.withLock { $0.append(province.folder) }
        atexit { for folder in Province.leftovers.withLock({ $0 }) { Province.remove(folder) } }
        return try province.open(Province.market).desk
    }

    /// Cheap: the tests are not about the strength of the hash.
    private static let cost = PasswordCost(rounds: 16, blockSize: 8, parallelism: 1)

    private static let leftovers = Mutex<[String]>([])

    /// The files of the offices as `liandong init` made them, made once for all tests.
    private static let files = Result {
        let folder = Province.freshFolder()
        defer { Province.remove(folder) }
        let plan = Provisioning.Plan(isRehearsal: true, rules: try RuleFolder.read(Province.path("Deploy/rules")))
        let layout = try Provisioning(plan, at: OfficeClock.machine()).make(at: folder)
        return try Province.names.flatMap { name in
            let office = layout.office(try #require(OfficeID(name)))
            let files = try FileManager.default.subpathsOfDirectory(atPath: office).filter { file in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: "\(office)/\(file)", isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            return try files.map { file in
                (
                    "\(office.dropFirst(folder.count))/\(file)",
                    Array(try Data(contentsOf: URL(filePath: "\(office)/\(file)")))
                )
            }
        }
    }

    let folder: String
    let layout: Provisioning.Layout
    let bus = MemoryBus()

    init() throws {
        folder = Province.freshFolder()
        layout = Provisioning.Layout(folder)
        for (path, bytes) in try Province.files.get() {
            let file = URL(filePath: folder + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try SafeFile.create(file.path(), bytes, access: .secret)
        }
    }

    deinit { Province.remove(folder) }

    private static func freshFolder() -> String {
        FileManager.default.temporaryDirectory.appending(path: "liandong-api-\(UUID().uuidString)").path()
    }

    private static func remove(_ folder: String) {
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    /// A path in the package.
    static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(name)").path()
    }

    var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// Opens an office as its program does; with `hasRuleText` it has read the signed rule set from the directory topic,
    /// and with a file of official time it goes by that and keeps its deadlines.
    func open(_ name: String, hasRuleText: Bool = false, officialClock: String? = nil) throws -> OpenOffice {
        let id = try #require(OfficeID(name))
        let path = layout.configuration(id)
        let settings = try WorkerSettings.read(SafeFile.read(path, access: .shared), path: path, environment: [:])
        let (book, _) = try DirectoryFile.openBook(
            namespace: settings.namespace, pinned: settings.registrarKeys, path: settings.directory)
        let rules = try Province.rules.get()
        let ledger = try SQLiteLedger(
            LedgerOptions(path: settings.ledger, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret))
        let clock = OfficeClock(officialFile: officialClock)
        let sealer = HPKESealer(office: id, keys: try SealingKeys.load(folder: settings.sealingKeys))
        let epoch = try ledger.setting(.epoch).flatMap { UInt64($0) } ?? 0
        var commit = Commit(machineTime: clock.now().machine, officialTime: clock.now().official)
        commit.settings = [(.epoch, String(epoch + 1)), (.office, name)]
        if hasRuleText { commit.documents = try DirectoryFile.read(settings.rules) }
        try ledger.apply(commit)
        let machine = try OfficeMachine(
            office: id, namespace: settings.namespace, writer: Writer(epoch: epoch + 1, instance: 1 + epoch),
            signer: OfficeSigner.load(office: id, path: settings.signingKey),
            verifier: EnvelopeVerifier(Ed25519Verifier()), rootVerifier: Ed25519Verifier(), sealer: sealer, book: book,
            rules: rules, ledger: ledger)
        let reader = ledger.reader
        let inbox = EvidenceInbox()
        let runtime = OfficeRuntime(
            machine: machine, ledger: ledger, clock: clock, chance: Chance(SystemRandomNumberGenerator()),
            endedUncleanly: false, logger: quiet, onEvidence: { inbox.put($0, cases: $1, hasErased: $2) })
        let evidence = try EvidenceKeeper(
            ledgerPath: settings.ledger, inbox: inbox, runtime: runtime, reader: reader, sealer: sealer, clock: clock,
            logger: quiet)
        let shelf =
            name == Province.platform
            ? try FeedShelf(ledgerPath: settings.ledger, ledger: reader, clock: clock, logger: quiet) : nil
        try shelf?.catchUp()
        return OpenOffice(
            shelf: shelf, province: self, id: id, settings: settings, runtime: runtime, reader: reader,
            accounts: try OfficeAccounts.open(
                settings, region: "510100", policy: AccountPolicy(cost: Province.cost), at: clock.now().machine,
                logger: quiet), sealer: sealer, clock: clock, logger: quiet,
            evidence: evidence, keeper: officialClock.map { _ in DeadlineKeeper(runtime: runtime, logger: quiet) },
            tokens: try tokens(id),
            personKey: try settings.personKey.map { try PersonTokenKey.load(path: $0) })
    }

    private func tokens(_ id: OfficeID) throws -> [String: String] {
        let json = try JSONValue.parse(SafeFile.read(layout.tokens(id), access: .secret))
        var tokens: [String: String] = [:]
        for row in json["tokens"]?.array ?? [] {
            for role in row["roles"]?.array ?? [] where tokens[role.string ?? ""] == nil {
                tokens[role.string ?? ""] = row["token"]?.string
            }
        }
        return tokens
    }

    /// Runs the services of `offices` around `body` and stops them gracefully.
    func run(_ offices: [OpenOffice], _ body: @escaping @Sendable () async throws -> Void) async throws {
        let services = try offices.flatMap { office -> [any Service] in
            [
                RelayService(runtime: office.runtime, outlet: MemoryOutlet(bus), logger: quiet),
                IntakeService(runtime: office.runtime, inlet: MemoryInlet(bus), logger: quiet), office.evidence,
            ] + (office.shelf == nil ? [] : [ShelfService(try office.feed())]) + (office.keeper.map { [$0] } ?? [])
        }
        try await Province.run(services, logger: quiet, body)
    }

    static func run(
        _ services: [any Service], logger: Logger, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

/// An office with its ledger open, and the tokens of its officers by role.
struct OpenOffice: Sendable {
    /// Of the credit platform.
    let shelf: FeedShelf?
    /// Kept, so that the files stay.
    let province: Province
    let id: OfficeID
    let settings: WorkerSettings
    let runtime: OfficeRuntime
    let reader: LedgerReader
    let accounts: AccountStore
    let sealer: HPKESealer
    let clock: OfficeClock
    let logger: Logger
    let evidence: EvidenceKeeper
    /// Where the test moves the official time.
    let keeper: DeadlineKeeper?
    let tokens: [String: String]
    let personKey: PersonTokenKey?

    var backend: OfficeBackend {
        OfficeBackend(
            office: id, ledgerPath: settings.ledger, runtime: runtime, reader: reader, accounts: accounts,
            sealer: sealer, evidence: evidence, clock: clock, registry: PrometheusRegistry(), logger: logger,
            register: RegisterBook(path: settings.register), personKey: personKey)
    }

    /// The public feed of the credit platform.
    func feed(
        _ settings: FeedSettings = OpenOffice.unbounded, shelf another: FeedShelf? = nil, logger told: Logger? = nil
    ) throws -> FeedBackend {
        FeedBackend(
            office: id, runtime: runtime, shelf: try #require(another ?? shelf), reader: reader, clock: clock,
            registry: PrometheusRegistry(), logger: told ?? logger, settings: settings,
            formSecret: [UInt8](repeating: 3, count: 32))
    }

    /// A second view of the feed's shelf, as it is on another official day.
    func shelf(on day: String) throws -> FeedShelf {
        let path = province.folder + "/clock-\(UUID().uuidString)"
        try Data("\(day)T12:00:00.000+08:00\n".utf8).write(to: URL(filePath: path))
        return try FeedShelf(
            ledgerPath: settings.ledger, ledger: reader, clock: OfficeClock(officialFile: path), logger: logger)
    }

    /// No bound on requests.
    static var unbounded: FeedSettings {
        var settings = FeedSettings()
        settings.requestsPerSecond = 0
        settings.searchesPerMinute = 0
        return settings
    }

    /// A desk at which officers of all roles sit.
    var desk: Desktop { Desktop(office: self, caller: Caller(ConsoleRoutes.router(backend))) }
}

/// Calls an office's routes as officers of different roles.
struct Desktop: Sendable {
    let office: OpenOffice
    let caller: Caller

    var tokens: [String: String] { office.tokens }

    func `as`(_ role: Role) -> Caller { caller.with(token: tokens[role.rawValue]) }

    /// Gives an order.
    func order(
        _ kind: CaseKind, _ name: String, _ body: JSONValue = .object([]), on caseID: String? = nil, as role: Role,
        id: String = UUID().uuidString
    ) async throws -> Answer {
        try await self.as(role).post(
            "/api/v1/orders",
            .members([
                ("orderId", .string(id)), ("kind", .string(kind.rawValue)), ("caseId", caseID.map { .string($0) }),
                ("name", .string(name)), ("body", body),
            ]))
    }

    /// Opens a case and returns its id.
    func open(_ kind: CaseKind, _ name: String, _ body: JSONValue, as role: Role) async throws -> String {
        let answer = try await order(kind, name, body, as: role)
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(answer.json?["caseId"]?.string)
    }

    /// Takes a publication from draft to public.
    func publish(_ draft: JSONValue) async throws -> String {
        let id = try await open(.publication, "draft", draft, as: .handler)
        for (name, body, role) in [
            ("clear", Sample.reviews, Role.legalReviewer), ("publish", .object([]), .headPrincipal),
        ] {
            let answer = try await order(.publication, name, body, on: id, as: role)
            try #require(answer.status == 200, "\(answer.text)")
        }
        return id
    }
}

/// Waits until something holds.
func eventually(
    within seconds: Int = 30, _ what: String, _ holds: @Sendable () async throws -> Bool
) async throws {
    for _ in 0..<(seconds * 20) {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("\(what) did not happen within \(seconds) s")
    throw CancellationError()
}
