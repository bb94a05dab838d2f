import Casework
import Contracts
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Ledgers
import Logging
import OfficeAPI
import Synchronization
import Testing
import Web
import Webhooks
import Workers

/// What an office's own systems are sent: signed, in order, again until it is taken.
@Suite(.timeLimit(.minutes(20))) struct WebhookTests {
    private let office: OpenOffice
    private let desk: Desktop

    init() throws {
        office = try Province().open(Province.market)
        desk = office.desk
    }

    private func draft() async throws -> String {
        try await desk.open(.referral, "draft", Sample.referral, as: .handler)
    }

    // MARK: Over HTTP

    /// Another system that takes changes, or does not.
    private final class Receiver: Sendable {
        struct State {
            var refusals = 0
            var taken: [(headers: HTTPFields, body: [UInt8])] = []
            var refused = 0
        }

        let state = Mutex(State())
        let port = Mutex(0)

        func server() throws -> WebServer {
            let manual = Endpoint.Manual("接收", body: .json("推送"))
            let endpoint = Endpoint(.post, "/hook", .open, manual) { [self] request, _ in
                let body = try await request.bytes(upTo: 1 << 20, code: "BODY_TOO_LARGE")
                let isTaken = state.withLock { state -> Bool in
                    guard state.refusals == 0 else {
                        state.refusals -= 1
                        state.refused += 1
                        return false
                    }
                    state.taken.append((request.headers, body))
                    return true
                }
                return Response(status: isTaken ? .noContent : .serviceUnavailable)
            }
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            return try WebServer(
                router: WebRouter.make([endpoint], callers: nil), host: "127.0.0.1", port: 0, logger: logger
            ) { [self] found in port.withLock { $0 = found } }
        }

        /// Ids of cases in the order in which they came, with repeats.
        var cases: [String] {
            state.withLock { state in
                state.taken.flatMap { taken -> [String] in
                    do {
                        return try JSONValue.parse(taken.body)["changes"]?.array?.compactMap { $0["caseId"]?.string }
                            ?? []
                    } catch { return [] }
                }
            }
        }
    }

    @Test func `a webhook gets each change in order, signed, and again when it did not take it`() async throws {
        let receiver = Receiver()
        let service = ChangeService(office.backend)
        try await Province.run([try receiver.server(), service], logger: office.logger) { [self] in
            try await eventually("the receiver listens") { receiver.port.withLock { $0 } > 0 }
            let url = "http://127.0.0.1:\(receiver.port.withLock { $0 })/hook"
            let made = try await desk.as(.administrator).post(
                "/api/v1/webhooks", ["url": .string(url), "kinds": ["referral"]])
            #expect(made.status == 201, "\(made.text)")
            let secret = try #require(made.json?["secret"]?.string)
            let hook = try #require(made.json?["webhookId"]?.string)
            receiver.state.withLock { $0.refusals = 1 }
            let ids = [try await draft(), try await draft()]
            try await eventually(within: 60, "both are taken") { Set(receiver.cases).isSuperset(of: ids) }
            #expect(receiver.state.withLock { $0.refused } == 1)
            #expect(receiver.cases.filter { ids.contains($0) } == ids)
            let taken = receiver.state.withLock { $0.taken }
            for message in taken {
                let name = try #require(HTTPField.Name("Liandong-Signature"))
                let signature = try #require(message.headers[name])
                let seconds = try #require(signature.split(separator: ",").first?.dropFirst(2))
                let code = HMAC<SHA256>.authenticationCode(
                    for: Array("\(seconds).".utf8) + message.body, using: SymmetricKey(data: Array(secret.utf8)))
                #expect(signature == "t=\(seconds),v1=\(Hexadecimal.encode(Array(code)))")
            }
            let listed = try await desk.as(.administrator).get("/api/v1/webhooks")
            #expect(listed.items.first?["webhookId"]?.string == hook)
            #expect(listed.items.first?["failures"] == 0)
            #expect(!listed.text.contains(secret))
            let tried = try await desk.as(.administrator).post("/api/v1/webhooks/\(hook)/test", .object([]))
            #expect(tried.status == 200, "\(tried.text)")
            #expect(try await desk.as(.administrator).send(.delete, "/api/v1/webhooks/\(hook)").status == 200)
            #expect(try await desk.as(.administrator).get("/api/v1/webhooks").items.isEmpty)
        }
    }

    @Test(arguments: [
        "http://example.com/x", "ftp://127.0.0.1/", "https://user:word@example.com/", "https://example.com/#x", "x", "",
    ])
    func `an address that would send case data in the clear, or is none, is refused`(url: String) async throws {
        let answer = try await desk.as(.administrator).post("/api/v1/webhooks", ["url": .string(url)])
        #expect(answer.status == 400)
        #expect(answer.json?["field"] == "url")
    }

    @Test func `only administrators have to do with webhooks`() async throws {
        for role in Role.allCases where role != .administrator {
            #expect(try await desk.as(role).get("/api/v1/webhooks").status == 403)
        }
    }

    @Test func `the twenty-first address is refused, and room is made by taking one back`() async throws {
        let administrator = desk.as(.administrator)
        func add(_ number: Int) async throws -> Answer {
            try await administrator.post("/api/v1/webhooks", ["url": .string("https://example.com/\(number)")])
        }
        for number in 1...20 { #expect(try await add(number).status == 201) }
        let refused = try await add(21)
        #expect(refused.status == 409 && refused.code == "WEBHOOKS_FULL")
        let one = try #require(try await administrator.get("/api/v1/webhooks").items.first?["webhookId"]?.string)
        #expect(try await administrator.send(.delete, "/api/v1/webhooks/\(one)").status == 200)
        #expect(try await administrator.send(.delete, "/api/v1/webhooks/\(one)").status == 404)
        #expect(try await add(22).status == 201)
    }

    // MARK: The loop, step by step

    /// Takes deliveries, or answers what it is told to; time stands still unless it is moved.
    private final class Other: WebhookSending {
        struct State {
            var now = Moment(milliseconds: 1_795_420_800_000)
            /// Statuses of the next answers; nil for none. 204 behind them.
            var answers: [Int?] = []
            var got: [WebhookMessage] = []
            var isClosed = false
        }

        struct Silence: Error {}

        let state = Mutex(State())

        func send(_ message: WebhookMessage) async throws -> Int {
            try state.withLock { state in
                state.got.append(message)
                let answer: Int? = state.answers.isEmpty ? 204 : state.answers.removeFirst()
                guard let answer else { throw Silence() }
                return answer
            }
        }

        func close() async { state.withLock { $0.isClosed = true } }

        var numbers: [String] {
            state.withLock { state in
                state.got.compactMap { $0.headers.first { $0.name == "Liandong-Delivery" }?.value }
            }
        }

        /// Cases of each delivery.
        func cases() throws -> [[String]] {
            try state.withLock(\.got).map {
                try JSONValue.parse($0.body)["changes"]?.array?.compactMap { $0["caseId"]?.string } ?? []
            }
        }
    }

    /// A desk beside the office's ledger, one address, and who answers there.
    private func other(_ kinds: [CaseKind] = []) async throws -> (desk: WebhookDesk, other: Other) {
        let other = Other()
        let webhooks = WebhookDesk(
            ledgerPath: office.settings.ledger, office: office.id, reader: office.reader, logger: office.logger,
            clock: { other.state.withLock { $0.now } }, sender: { other })
        let officer = Officer(id: "root", name: "吴示", roles: [.administrator], region: "510100")
        _ = try await webhooks.add(url: "https://example.com/hook", kinds: kinds, by: officer)
        return (webhooks, other)
    }

    @Test func `the pauses between failures grow to an hour, and a success ends them`() async throws {
        let (webhooks, other) = try await other()
        let id = try await draft()
        other.state.withLock { $0.answers = [500, nil, 302, 404, 503, nil, 500] }
        var pauses: [Int64] = []
        for _ in 0..<7 {
            _ = try await webhooks.step(other)
            let progress = try #require(try await webhooks.all().first?.progress)
            let now = other.state.withLock { $0.now }
            pauses.append((progress.notBefore.milliseconds - now.milliseconds) / 1000)
            #expect(progress.trouble != nil && !progress.isStopped)
            // A second too early nothing is sent.
            let sent = other.numbers.count
            other.state.withLock { $0.now = progress.notBefore + .seconds(-1) }
            _ = try await webhooks.step(other)
            #expect(other.numbers.count == sent)
            other.state.withLock { $0.now = progress.notBefore }
        }
        #expect(pauses == [5, 15, 60, 300, 900, 3600, 3600])
        _ = try await webhooks.step(other)
        let progress = try #require(try await webhooks.all().first?.progress)
        #expect(progress.failures == 0 && progress.trouble == nil && progress.takenAt != nil)
        #expect(progress.place == (try office.reader.journalEnd()))
        #expect(try other.cases() == Array(repeating: [id], count: 8))
    }

    @Test func `what is sent again has its old number, and another as soon as there is more in it`() async throws {
        let (webhooks, other) = try await other()
        let first = try await draft()
        other.state.withLock { $0.answers = [nil, nil] }
        for _ in 0..<2 {
            _ = try await webhooks.step(other)
            other.state.withLock { $0.now = $0.now + .hours(1) }
        }
        let second = try await draft()
        _ = try await webhooks.step(other)
        #expect(try other.cases() == [[first], [first], [first, second]])
        #expect(other.numbers[0] == other.numbers[1] && other.numbers[1] != other.numbers[2])
    }

    @Test func `410 ends it for good`() async throws {
        let (webhooks, other) = try await other()
        _ = try await draft()
        other.state.withLock { $0.answers = [410] }
        _ = try await webhooks.step(other)
        #expect(try await webhooks.all().first?.progress.isStopped == true)
        other.state.withLock { $0.now = $0.now + .hours(1000) }
        _ = try await webhooks.step(other)
        #expect(other.numbers.count == 1)
    }

    @Test func `only its kinds are sent, and the others are passed over`() async throws {
        let (webhooks, other) = try await other([.handoff])
        _ = try await draft()
        let id = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        _ = try await draft()
        _ = try await webhooks.step(other)
        #expect(try other.cases().first.map { Set($0) } == [id])
        #expect(try await webhooks.all().first?.progress.place == (try office.reader.journalEnd()))
        _ = try await draft()
        _ = try await webhooks.step(other)
        #expect(other.numbers.count == 1)
        #expect(try await webhooks.all().first?.progress.place == (try office.reader.journalEnd()))
    }

    @Test func `a long journal goes out in batches, each change once`() async throws {
        let (webhooks, other) = try await other()
        var ids: [String] = []
        for _ in 0..<110 { ids.append(try await draft()) }
        while try await webhooks.step(other) {}
        #expect(try other.cases().flatMap { $0 } == ids)
        #expect(other.numbers.count == 2 && Set(other.numbers).count == 2)
    }

    @Test func `trying an address says what came of it and sends no change`() async throws {
        let (webhooks, other) = try await other()
        _ = try await draft()
        let webhook = try #require(try await webhooks.all().first)
        other.state.withLock { $0.answers = [200, 500, nil] }
        try await webhooks.test(webhook)
        await #expect(throws: WebhookUnreached.refused(500)) { try await webhooks.test(webhook) }
        await #expect(throws: WebhookUnreached.silent("Silence()")) { try await webhooks.test(webhook) }
        #expect(try other.cases() == [[], [], []])
        #expect(other.state.withLock { $0.isClosed })
    }

    @Test func `the file with the secrets is its owner's, also when it was left open to others`() async throws {
        let path = office.settings.ledger + ".webhooks"
        func mode() throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        _ = try await other()
        #expect(try mode() == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        _ = try await other()
        #expect(try mode() == 0o600)
    }
}
