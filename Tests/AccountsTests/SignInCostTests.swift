import Accounts
import Casework
import Contracts
import Foundation
import Synchronization
import Testing

/// What a failed sign-in costs: the same whoever is named, so that no time tells which accounts there are.
struct SignInCostTests {
    /// Who fails, and why.
    private enum Failing: CaseIterable, Sendable {
        case wrongPassword, unknown, nameless, switchedOff, oneTimeOver, handedOut, longPassword, noPassword

        var name: String {
            switch self {
            case .wrongPassword, .longPassword, .noPassword: "li"
            case .unknown: "nobody"
            case .nameless: ""
            case .switchedOff: "gone"
            case .oneTimeOver: "late"
            case .handedOut: "police-01"
            }
        }

        var password: String {
            switch self {
            case .longPassword: String(repeating: "长", count: 4000)
            case .noPassword: ""
            // The right password of an account that may not sign in.
            case .switchedOff, .unknown, .nameless: AccountKit.secret
            case .wrongPassword, .oneTimeOver, .handedOut: "wrong password"
            }
        }
    }

    /// One call of the slow function.
    private struct Work: Hashable {
        let cost: PasswordCost
        let saltBytes, count: Int
    }

    /// Derives as always and keeps what was asked for.
    private final class Counting: PasswordDerivation {
        private let works = Mutex<[Work]>([])

        func derive(_ password: [UInt8], salt: [UInt8], count: Int, _ cost: PasswordCost) throws -> [UInt8] {
            works.withLock { $0.append(Work(cost: cost, saltBytes: salt.count, count: count)) }
            return try Scrypt().derive(password, salt: salt, count: count, cost)
        }

        /// What was asked for since the last time.
        func take() -> [Work] {
            works.withLock { works in
                defer { works = [] }
                return works
            }
        }
    }

    /// An accounts file with everybody in it, each for one way to fail.
    private static func kit(_ cost: PasswordCost, _ derivation: any PasswordDerivation) async throws -> AccountKit {
        let kit = try AccountKit(policy: AccountPolicy(cost: cost), derivation: derivation)
        _ = try kit.store.begin(
            AccountKit.register().register, region: "510100", passwordFile: kit.passwordFile, at: AccountKit.start)
        for id in ["li", "gone"] { _ = try await kit.officer(id) }
        try await kit.store.setEnabled(false, "gone", by: "root", at: AccountKit.start)
        _ = try await kit.store.add(
            "late", AccountDraft(name: "张拟", roles: [.handler], region: "510100"), by: "root", at: AccountKit.start)
        return kit
    }

    /// Behind the end of one-time passwords and of each other's bars.
    private static func day(_ number: Int) -> Moment { AccountKit.start + .hours(25 * Int64(8 + number)) }

    @Test func `whoever fails, the slow function is asked once, for the same`() async throws {
        let counting = Counting()
        let kit = try await SignInCostTests.kit(AccountKit.cost, counting)
        let once = [Work(cost: AccountKit.cost, saltBytes: 16, count: 32)]
        for (number, failing) in Failing.allCases.enumerated() {
            _ = counting.take()
            let code = try await AccountKit.code {
                _ = try await kit.signIn(failing.name, failing.password, at: SignInCostTests.day(number))
            }
            #expect(code == "SIGN_IN_FAILED", "\(failing)")
            #expect(counting.take() == once, "\(failing)")
        }
        _ = try await kit.signIn("li", at: SignInCostTests.day(100))
        #expect(counting.take() == once, "signing in")
    }

    @Test func `a bar comes after as many failures and saves as much work, whoever is named`() async throws {
        let counting = Counting()
        let kit = try await SignInCostTests.kit(AccountKit.cost, counting)
        var stories: [[String]] = []
        for (number, failing) in Failing.allCases.enumerated() {
            var story: [String] = []
            for _ in 0..<8 {
                _ = counting.take()
                let code = try await AccountKit.code {
                    _ = try await kit.signIn(failing.name, failing.password, at: SignInCostTests.day(number))
                }
                story.append("\(code ?? "") \(counting.take().count)")
            }
            stories.append(story)
        }
        #expect(Set(stories).count == 1, "\(stories)")
        let failed = Array(repeating: "SIGN_IN_FAILED 1", count: 5)
        #expect(stories[0] == failed + Array(repeating: "SIGN_IN_BARRED 0", count: 3))
    }

    /// In a process of its own, by the processor's time: neither other tests nor a busy machine are measured.
    @Test func `an unknown name costs as much time as a known one`() async {
        await #expect(processExitsWith: .success) { try await SignInCostTests.compare() }
    }

    /// Medians of many tries in turn, each name and a bare derivation.
    private static func compare() async throws {
        let cost = PasswordCost(rounds: 1 << 12, blockSize: 8, parallelism: 1)
        let kit = try await kit(cost, Scrypt())
        var alone: [Int64] = []
        var times: [Failing: [Int64]] = [:]
        for round in 0..<15 {
            var start = try processorNanoseconds()
            _ = try Scrypt().derive(Array("wrong password".utf8), salt: Array(repeating: 7, count: 16), count: 32, cost)
            alone.append(try processorNanoseconds() - start)
            for (number, failing) in Failing.allCases.enumerated() {
                let now = day(round * Failing.allCases.count + number)
                start = try processorNanoseconds()
                let code = try await AccountKit.code {
                    _ = try await kit.signIn(failing.name, failing.password, at: now)
                }
                times[failing, default: []].append(try processorNanoseconds() - start)
                try #require(code == "SIGN_IN_FAILED")
            }
        }
        func median(_ times: [Int64]) -> Double { Double(times.sorted()[times.count / 2]) }
        let medians = times.mapValues(median)
        let (least, most) = (try #require(medians.values.min()), try #require(medians.values.max()))
        // Without the wasted work an unknown name is answered a hundred times faster.
        #expect(most <= least * 1.6, "\(medians)")
        #expect(least * 1.6 >= median(alone), "\(medians), \(median(alone)) alone")
    }

    /// Time that processors spent on this process, all its threads together.
    private static func processorNanoseconds() throws -> Int64 {
        var time = timespec()
        try #require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
