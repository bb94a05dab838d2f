import Accounts
import Casework
import Contracts
import Foundation
import Testing

/// Passwords, sessions and bars.
struct SignInTests {
    private let kit: AccountKit

    init() throws { kit = try AccountKit() }

    @Test func `the secret of a session stands nowhere in the file`() async throws {
        _ = try await kit.officer("li")
        let session = try await kit.signIn("li")
        #expect(session.secret.count == 64)
        try kit.store.close()
        let file = try kit.bytes()
        #expect(file.range(of: Data("张拟".utf8)) != nil)
        for secret in [session.secret, AccountKit.secret] {
            #expect(file.range(of: Data(secret.utf8)) == nil)
        }
    }

    @Test func `the file and its log are open to their owner only`() throws {
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: kit.store.path + suffix)
            #expect((attributes[.posixPermissions] as? Int) == 0o600, "\(suffix)")
        }
    }

    @Test func `accounts of another office are refused`() throws {
        #expect(throws: (any Error).self) { try AccountKit.open(kit.folder, office: "510100-tax") }
    }

    @Test(arguments: [
        ("li", "wrong password here"), ("nobody", AccountKit.secret), ("", ""), ("li", ""),
        ("li", String(repeating: "长", count: 4000)), ("gone", AccountKit.secret),
    ])
    func `unknown, disabled and wrong get one answer`(name: String, password: String) async throws {
        _ = try await kit.officer("li")
        _ = try await kit.officer("gone")
        try await kit.store.setEnabled(false, "gone", by: "root", at: AccountKit.start)
        #expect(try await AccountKit.code { _ = try await kit.signIn(name, password) } == "SIGN_IN_FAILED")
    }

    @Test func `a one-time password lets in to change it, and nothing is left of it then`() async throws {
        let first = try await kit.store.add(
            "wang", AccountDraft(name: "王例", roles: [.handler], region: "510100"), by: "root", at: AccountKit.start)
        let session = try await kit.signIn("wang", first)
        #expect(session.session.mustChangePassword)
        let changed = try await kit.store.changePassword(
            of: session.session.officer, from: first, to: AccountKit.secret, AccountKit.visitor, at: AccountKit.start)
        #expect(!changed.session.mustChangePassword)
        #expect(try await AccountKit.code { _ = try await kit.signIn("wang", first) } == "SIGN_IN_FAILED")
        #expect(try await kit.store.session(session.secret, at: AccountKit.start) == nil)
        #expect(try await kit.store.session(changed.secret, at: AccountKit.start) != nil)
    }

    @Test func `a one-time password is worth nothing after seven days`() async throws {
        let first = try await kit.store.add(
            "wang", AccountDraft(name: "王例", roles: [.handler], region: "510100"), by: "root", at: AccountKit.start)
        let late = AccountKit.start + .hours(7 * 24)
        #expect(try await AccountKit.code { _ = try await kit.signIn("wang", first, at: late) } == "SIGN_IN_FAILED")
    }

    @Test(arguments: [
        "short", "aaaaaaaaaaaaaaaa", "password1234", "123456789012", "abcdefghijklmn", "li-has-a-long-one",
        "张拟的很长的一个密码短语",
        AccountKit.secret,
    ])
    func `a weak password is refused at its field`(password: String) async throws {
        let officer = try await kit.officer("li").officer
        let refusal = await #expect(throws: Refusal.self) {
            _ = try await kit.store.changePassword(
                of: officer, from: AccountKit.secret, to: password, AccountKit.visitor, at: AccountKit.start)
        }
        #expect(refusal?.code == "PASSWORD_WEAK")
        #expect(refusal?.field == "new")
    }

    @Test func `each sign-in has a new number and the one before it in this browser ends`() async throws {
        _ = try await kit.officer("li")
        let first = try await kit.signIn("li")
        let second = try await kit.store.signIn(
            "li", AccountKit.secret, AccountKit.visitor, replacing: first.secret, at: AccountKit.start)
        #expect(first.secret != second.secret)
        #expect(try await kit.store.session(first.secret, at: AccountKit.start) == nil)
        #expect(try await kit.store.session(second.secret, at: AccountKit.start)?.officer.id == "li")
    }

    @Test(arguments: ["", "x", String(repeating: "0", count: 64), String(repeating: "g", count: 64)])
    func `a number that nobody was given is nobody's`(secret: String) async throws {
        #expect(try await kit.store.session(secret, at: AccountKit.start) == nil)
    }

    @Test func `a session ends when it is idle, and in any case after its longest time`() async throws {
        _ = try await kit.officer("li")
        let idle = try await kit.signIn("li")
        #expect(try await kit.store.session(idle.secret, at: AccountKit.start + .minutes(29)) != nil)
        #expect(try await kit.store.session(idle.secret, at: AccountKit.start + .minutes(58)) != nil)
        #expect(try await kit.store.session(idle.secret, at: AccountKit.start + .minutes(89)) == nil)
        let busy = try await kit.signIn("li")
        var now = AccountKit.start
        while now < AccountKit.start + .hours(12) {
            #expect(try await kit.store.session(busy.secret, at: now) != nil, "\(now)")
            now = now + .minutes(20)
        }
        #expect(try await kit.store.session(busy.secret, at: AccountKit.start + .hours(12)) == nil)
    }

    @Test func `whoever is disabled is out at once, with token and all sessions`() async throws {
        _ = try await kit.officer("li")
        let session = try await kit.signIn("li")
        let token = try await kit.store.makeToken(
            for: "li", "系统", rights: nil, days: 10, by: "root", at: AccountKit.start)
        // Another process disables, such as the command line.
        try await AccountKit.open(kit.folder).setEnabled(false, "li", by: "root", at: AccountKit.start)
        #expect(try await kit.store.session(session.secret, at: AccountKit.start) == nil)
        #expect(try await kit.store.holder(ofToken: token, at: AccountKit.start) == nil)
        try await kit.store.setEnabled(true, "li", by: "root", at: AccountKit.start)
        #expect(try await kit.store.session(session.secret, at: AccountKit.start) == nil)
        #expect(try await kit.store.holder(ofToken: token, at: AccountKit.start) != nil)
    }

    @Test func `a person ends own sessions and nobody else's`() async throws {
        _ = try await kit.officer("li")
        _ = try await kit.officer("wang")
        let session = try await kit.signIn("li")
        let number = session.session.number
        #expect(
            try await AccountKit.code {
                try await kit.store.endSession(number, of: "wang", by: "wang", at: AccountKit.start)
            } == "SESSION_UNKNOWN")
        #expect(try await kit.store.sessions(of: "li", at: AccountKit.start).map(\.number).contains(number))
        try await kit.store.endSession(number, of: "li", by: "li", at: AccountKit.start)
        #expect(try await kit.store.session(session.secret, at: AccountKit.start) == nil)
    }

    @Test func `failures bar an account for longer and longer, and never for good`() async throws {
        _ = try await kit.officer("li")
        var now = AccountKit.start
        for _ in 0..<4 { _ = try await AccountKit.code { _ = try await kit.signIn("li", "wrong", at: now) } }
        _ = try await kit.signIn("li", at: now)
        var delays: [Int64] = []
        for attempt in 0..<16 {
            #expect(try await AccountKit.code { _ = try await kit.signIn("li", "wrong", at: now) } == "SIGN_IN_FAILED")
            let bar = try await kit.store.bars(at: now).first { $0.kind == .account }
            guard attempt >= 4 else {
                #expect(bar == nil)
                continue
            }
            let until = try #require(bar?.until)
            #expect(bar?.name == "li")
            delays.append((until.milliseconds - now.milliseconds) / 1000)
            // The right password does not help while it is barred.
            #expect(try await AccountKit.code { _ = try await kit.signIn("li", at: now) } == "SIGN_IN_BARRED")
            now = until
        }
        #expect(delays.prefix(6) == [30, 60, 120, 240, 480, 960])
        #expect(delays.max() == 3600)
        _ = try await kit.signIn("li", at: now)
    }

    @Test func `an address that tries many names is barred as well`() async throws {
        for number in 0..<30 { _ = try await AccountKit.code { _ = try await kit.signIn("nobody\(number)", "x") } }
        #expect(try await AccountKit.code { _ = try await kit.signIn("somebody", "x") } == "SIGN_IN_BARRED")
        let bar = try #require(try await kit.store.bars(at: AccountKit.start).first)
        #expect(bar.name == AccountKit.visitor.address)
        try await kit.store.lift(bar.kind, key: bar.key, by: "root", at: AccountKit.start)
        #expect(try await AccountKit.code { _ = try await kit.signIn("somebody", "x") } == "SIGN_IN_FAILED")
    }

    @Test func `a hand-out's password is hashed slowly as soon as it is used`() async throws {
        let first = AccountKit.register()
        _ = try kit.store.begin(
            first.register, region: "510100", passwordFile: kit.passwordFile, at: AccountKit.start)
        let password = try #require(first.handedOut[0]["password"]?.string)
        #expect(try await kit.store.account("police-01")?.password == .own)
        for _ in 0..<2 {
            #expect(try await kit.signIn("police-01", password).session.mustChangePassword == false)
        }
        #expect(try await AccountKit.code { _ = try await kit.signIn("police-01", password + "0") } == "SIGN_IN_FAILED")
    }
}
