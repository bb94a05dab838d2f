import Accounts
import Casework
import Console
import Contracts
import Foundation
import Ledgers
import OfficeAPI
import Offices
import Signing
import Synchronization
import Web
import Workers

/// An office with many cases, its console on a socket, letters on its bus, and officers who have signed in.
struct ConsoleScene: Sendable {
    let office: BenchmarkOffice
    let filler: ConsoleFiller
    /// When it was opened.
    let now: Moment
    /// How long the cases took to write; nil when they lay there from before.
    let fillSeconds: Double?
    private let house: BenchmarkHouse
    private let bus: BenchmarkBus
    private let backend: OfficeBackend
    private let path: String

    /// Fills a ledger, or takes the one that this day left in the folder, and opens the office over a copy of it.
    static func open(_ options: BenchmarkOptions) async throws -> ConsoleScene {
        let folder = options.folder + "/console"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let now = OfficeClock.machine()
        let (filled, mark) = (folder + "/filled.sqlite", folder + "/filled.txt")
        let meant = "\(options.cases) \(now.civilDate)"
        let isThere =
            try FileManager.default.fileExists(atPath: mark)
            && String(decoding: SafeFile.read(mark, access: .shared), as: UTF8.self) == meant
        let house =
            try isThere
            ? BenchmarkHouse.open(Provisioning.Layout(folder + "/house"))
            : BenchmarkHouse.make(at: folder + "/house", rules: options.rules, bootstrap: nil)
        let settings = house.receiver
        let filler = ConsoleFiller(
            settings, house, count: options.cases, at: now.civilDate.start)
        var fillSeconds: Double?
        if !isThere {
            try BenchmarkFiles.remove(filled)
            let begin = ContinuousClock.now
            try filler.fill(try BenchmarkOffice.ledgerOptions(settings, filled), options.progress)
            fillSeconds = (ContinuousClock.now - begin).inSeconds
            try SafeFile.replace(mark, Array(meant.utf8), access: .shared)
        }
        let path = folder + "/ledger.sqlite"
        for old in [path, AccountStore.path(besideLedger: path)] { try BenchmarkFiles.remove(old) }
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: filled + suffix) {
            try FileManager.default.copyItem(atPath: filled + suffix, toPath: path + suffix)
        }
        let bus = try await BenchmarkBus.make(house, bootstrap: nil)
        let office = try BenchmarkOffice.open(
            settings, in: house, ledger: path, epoch: 1, on: bus, batch: options.batch)
        return try ConsoleScene(house, office, bus, filler, fillSeconds, path: path, at: now)
    }

    private init(
        _ house: BenchmarkHouse, _ office: BenchmarkOffice, _ bus: BenchmarkBus, _ filler: ConsoleFiller,
        _ fillSeconds: Double?, path: String, at now: Moment
    ) throws {
        self.house = house
        self.office = office
        self.bus = bus
        self.path = path
        self.fillSeconds = fillSeconds
        let settings = house.receiver
        let accounts = try AccountStore(
            path: AccountStore.path(besideLedger: path), office: settings.office,
            dataKey: KeyFile.read(settings.dataKey, kind: .data).secret, policy: AccountPolicy(), at: now)
        if try accounts.isNew() {
            _ = try accounts.begin(
                OfficerRegister.load(path: settings.officers), region: settings.office.region,
                passwordFile: AccountStore.firstPasswordPath(besideLedger: path), at: now)
        }
        backend = OfficeBackend(
            office: settings.office, ledgerPath: path, runtime: office.runtime, reader: office.reader,
            accounts: accounts, sealer: try OfficeAssembly.sealer(settings), evidence: office.evidence,
            clock: OfficeClock(officialFile: nil), registry: PrometheusRegistry(), logger: BenchmarkBus.quiet)
        self.filler = filler
        self.now = now
    }

    /// The least that such a server can do: one prepared SELECT of a row that has the code.
    private func floor() throws -> Endpoint {
        let select = try BareSelect(path, "SELECT file FROM case_record WHERE subject = ? AND subject <> ''")
        return Endpoint.measuring("/floor") { try select.first($0) }
    }

    /// Runs the office, its console and the floor around `work`, which gets their ports.
    func serving<Value: Sendable>(
        _ work: @escaping @Sendable (_ console: Int, _ floor: Int) async throws -> Value
    ) async throws -> Value {
        try await BenchmarkOffice.running([office]) {
            let bare = try floor()
            return try await BenchmarkServers.serving {
                try WebServer(
                    router: ConsoleRoutes.router(backend), host: "127.0.0.1", port: 0, logger: BenchmarkBus.quiet,
                    onServing: $0)
            } floor: {
                try WebServer(
                    router: WebRouter.make([bare], callers: backend.callers), host: "127.0.0.1", port: 0,
                    logger: BenchmarkBus.quiet, onServing: $0)
            } work: {
                try await work($0, $1)
            }
        }
    }

    // MARK: People

    /// A person who may come in, as the house hands them out.
    private struct Person {
        let account, password: String
        let roles: [String]
    }

    private func people() throws -> [Person] {
        let json = try JSONValue.parse(SafeFile.read(house.layout.tokens(backend.office), access: .secret))
        return (json["tokens"]?.array ?? []).compactMap { row in
            guard let account = row["id"]?.string, let password = row["password"]?.string else { return nil }
            return Person(
                account: account, password: password, roles: (row["roles"]?.array ?? []).compactMap(\.string))
        }
    }

    /// Signs so many officers in through the page, of the roles that handle cases in turn; the cookies of their browsers.
    func signIn(_ count: Int, port: Int) throws -> [String] {
        let roles = [Role.handler, .legalReviewer, .headPrincipal].map(\.rawValue)
        let people = try people()
        let officers = roles.compactMap { role in people.first { $0.roles.contains(role) } }
        guard !officers.isEmpty else { throw BenchmarkFault("the house hands out no passwords of those who act") }
        return try (0..<count).map { place in
            let officer = officers[place % officers.count]
            let answer = try LoopbackCaller(port: port, headers: []).post(
                "/sign-in", [("account", officer.account), ("password", officer.password)])
            let cookie = answer.split(separator: "\r\n").first { $0.lowercased().hasPrefix("set-cookie: liandong-") }
            guard answer.hasPrefix("HTTP/1.1 303"), let cookie else {
                throw BenchmarkFault("signing in was answered with \(answer.prefix(300))")
            }
            return String(cookie.dropFirst("set-cookie: ".count).prefix { $0 != ";" })
        }
    }

    /// Signs an officer in who sees the cases of one county alone.
    func signInOfRegion() async throws -> String {
        let now = backend.clock.now().machine
        let draft = AccountDraft(name: "区县示例人员", roles: [.handler], region: "510104")
        let first = try await backend.accounts.add(
            "county", draft, by: AccountStore.firstAdministrator, at: now)
        let officer = Officer(id: "county", name: draft.name, roles: draft.roles, region: draft.region)
        let session = try await backend.accounts.changePassword(
            of: officer, from: first, to: "清晨河边有十二只白鹭飞过", Visitor(address: "-", browser: "bench"), at: now)
        return "liandong-\(backend.office)=\(session.secret)"
    }

    /// Begins referrals by orders, so that there are cases with an account of what happened.
    func play(_ count: Int) async throws -> [CaseID] {
        var cases: [CaseID] = []
        for number in 0..<count {
            let answer = try await SampleOrders.give(
                .referral, "draft", on: nil,
                SampleOrders.draft(number, to: house.sender.office, about: .firm), by: "handler", .handler,
                of: backend.office, to: office.runtime)
            guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else {
                throw BenchmarkFault("a draft was answered without a case id")
            }
            cases.append(id)
        }
        return cases
    }

    // MARK: Letters

    /// Makes the letters of all rounds.
    func letters(_ count: Int, _ options: BenchmarkOptions) throws -> LetterPortions {
        LetterPortions(
            try LetterFile.make(
                house, count: count, at: options.folder + "/console/letters", progress: options.progress
            ).open())
    }

    /// Feeds the next letters of a file until they are on disk; letters a second from the first one that is sent on.
    func take(_ count: Int, of letters: LetterPortions, rate: Int? = nil) async throws -> Double {
        let before = office.meter.count.effects
        let feeder = LetterFeeder(house, bus) { try letters.next($0) }
        letters.allow(count)
        let begin = ContinuousClock.now
        async let fed: Void = feeder.feed(rate: rate) { office.meter.next($0) }
        let end = try await reached(before + count)
        try await fed
        return Double(count) / max(0.001, (end - begin).inSeconds)
    }

    private func reached(_ effects: Int) async throws -> ContinuousClock.Instant {
        var last = (effects: -1, at: ContinuousClock.now)
        while true {
            let found = office.meter.count.effects
            if found >= effects { return .now }
            if found > last.effects { last = (found, .now) }
            guard ContinuousClock.now - last.at < .seconds(120) else {
                throw BenchmarkFault("no letter had an effect for two minutes, after \(found)")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}

/// Letters of a file in portions: a feeder ends where its portion does, and the next one goes on there.
final class LetterPortions: Sendable {
    private let state: Mutex<(letters: LetterFile.Reader, left: Int)>

    init(_ letters: sending LetterFile.Reader) { state = Mutex((letters, 0)) }

    /// Begins the next portion.
    func allow(_ count: Int) { state.withLock { $0.left = count } }

    /// The next letters of the portion; none at its end.
    func next(_ limit: Int) throws -> [StoredLetter] {
        try state.withLock { state in
            let letters = try state.letters.next(min(limit, state.left))
            state.left -= letters.count
            return letters
        }
    }
}
