import Accounts
import Casework
import Contracts
import Foundation
import GRDB
import Signing
import Testing

/// Accounts, tokens, the first start, and who saw what.
struct AdministrationTests {
    private let kit: AccountKit
    private let now = AccountKit.start

    init() throws { kit = try AccountKit() }

    private func draft(_ roles: [Role], name: String = "张拟", region: String = "510100") -> AccountDraft {
        AccountDraft(name: name, roles: roles, region: region)
    }

    // MARK: Accounts

    @Test(arguments: ["Li", "x", "李样", "-li", "li li", String(repeating: "a", count: 65), ""])
    func `an id that is hard to type is refused`(id: String) async throws {
        let code = try await AccountKit.code { _ = try await kit.store.add(id, draft([.handler]), by: "root", at: now) }
        #expect(code == "ACCOUNT_ID_INVALID")
    }

    @Test(
        arguments: [
            ([], "张拟", "510100", "FIELD_MISSING"), ([.handler], "", "510100", "FIELD_INVALID"),
            ([.handler], "张拟", "51", "REGION_INVALID"), ([.handler], "张拟", "990000", "REGION_INVALID"),
            ([.handler, .administrator], "张拟", "510100", "ROLES_INCOMPATIBLE"),
            ([.auditor, .headPrincipal], "张拟", "510100", "ROLES_INCOMPATIBLE"),
            ([.auditor, .administrator], "张拟", "510100", "ROLES_INCOMPATIBLE"),
            ([.handler, .legalReviewer], "张拟", "510100", nil),
        ] as [([Role], String, String, String?)])
    func `a draft is held to its rules`(roles: [Role], name: String, region: String, code: String?) async throws {
        let told = try await AccountKit.code {
            _ = try await kit.store.add("li", draft(roles, name: name, region: region), by: "root", at: now)
        }
        #expect(told == code)
    }

    @Test func `an id is given once`() async throws {
        _ = try await kit.officer("li")
        try await kit.store.setEnabled(false, "li", by: "root", at: now)
        #expect(
            try await AccountKit.code { _ = try await kit.store.add("li", draft([.handler]), by: "root", at: now) }
                == "ACCOUNT_EXISTS")
    }

    @Test func `two administrators cannot overwrite each other`() async throws {
        let seen = try await kit.officer("li")
        try await kit.store.change("li", to: draft([.legalReviewer]), version: seen.version, by: "root", at: now)
        let code = try await AccountKit.code {
            try await kit.store.change("li", to: draft([.handler]), version: seen.version, by: "other", at: now)
        }
        #expect(code == "ACCOUNT_CHANGED")
        #expect(try await kit.store.account("li")?.roles == [.legalReviewer])
    }

    @Test func `a change of roles counts in a session that is open`() async throws {
        let seen = try await kit.officer("li")
        let session = try await kit.signIn("li")
        try await kit.store.change("li", to: draft([.legalReviewer]), version: seen.version, by: "root", at: now)
        #expect(try await kit.store.session(session.secret, at: now)?.officer.roles == [.legalReviewer])
    }

    @Test func `nobody gives themselves roles, and the last administrator stays`() async throws {
        let root = try await kit.officer("root1", [.administrator])
        #expect(
            try await AccountKit.code {
                try await kit.store.change(
                    "root1", to: draft([.handler]), version: root.version, by: "root1", at: now)
            } == "OWN_ACCOUNT")
        #expect(
            try await AccountKit.code { try await kit.store.setEnabled(false, "root1", by: "root1", at: now) }
                == "OWN_ACCOUNT")
        #expect(
            try await AccountKit.code { try await kit.store.setEnabled(false, "root1", by: "cli", at: now) }
                == "LAST_ADMINISTRATOR")
        #expect(
            try await AccountKit.code {
                try await kit.store.change("root1", to: draft([.handler]), version: root.version, by: "cli", at: now)
            } == "LAST_ADMINISTRATOR")
        _ = try await kit.officer("root2", [.administrator])
        try await kit.store.setEnabled(false, "root1", by: "root2", at: now)
    }

    @Test func `a new one-time password ends sessions and the old password`() async throws {
        _ = try await kit.officer("li")
        let session = try await kit.signIn("li")
        let given = try await kit.store.issuePassword("li", by: "root", at: now)
        #expect(try await kit.store.session(session.secret, at: now) == nil)
        #expect(try await AccountKit.code { _ = try await kit.signIn("li") } == "SIGN_IN_FAILED")
        #expect(try await kit.signIn("li", given).session.mustChangePassword)
    }

    // MARK: Tokens

    @Test func `a token is held to its rights, its time and its end`() async throws {
        _ = try await kit.officer("li")
        let token = try await kit.store.makeToken(
            for: "li", "统计系统", rights: [.seeStatistics, .seeCases], days: 30, by: "root", at: now)
        let holder = try #require(try await kit.store.holder(ofToken: token, at: now))
        #expect(holder.officer.id == "li")
        #expect(holder.rights == [.seeStatistics, .seeCases])
        #expect(try await kit.store.holder(ofToken: token + "0", at: now) == nil)
        #expect(try await kit.store.holder(ofToken: token, at: now + .hours(30 * 24)) == nil)
        #expect(try await kit.store.tokens(of: "li").first?.usedAt == now)
        try await kit.store.endToken(holder.number, of: "li", by: "li", at: now)
        #expect(try await kit.store.holder(ofToken: token, at: now) == nil)
        #expect(
            try await AccountKit.code { try await kit.store.endToken(holder.number, of: nil, by: "root", at: now) }
                == "TOKEN_UNKNOWN")
    }

    @Test(
        arguments: [
            ("", [.seeCases], 30, "FIELD_INVALID"), ("a", [], 30, "FIELD_MISSING"),
            ("a", [.seeCases], 0, "NUMBER_OUT_OF_RANGE"),
            ("a", [.seeCases], 367, "NUMBER_OUT_OF_RANGE"), ("a", [.manageAccounts], 30, "ROLE_REQUIRED"),
        ] as [(String, Set<Right>, Int, String)])
    func `a token that may not be is refused`(title: String, rights: Set<Right>, days: Int, code: String) async throws {
        _ = try await kit.officer("li")
        let told = try await AccountKit.code {
            _ = try await kit.store.makeToken(for: "li", title, rights: rights, days: days, by: "root", at: now)
        }
        #expect(told == code)
    }

    // MARK: First start

    @Test func `the register's tokens and passwords go on, and it counts no longer then`() async throws {
        let first = AccountKit.register()
        let begun = try #require(
            try kit.store.begin(first.register, region: "510100", passwordFile: kit.passwordFile, at: now))
        #expect(begun.takenOver == 3)
        #expect(begun.passwordFile == nil)
        #expect(!FileManager.default.fileExists(atPath: kit.passwordFile))
        let token = try #require(first.handedOut[1]["token"]?.string)
        #expect(try await kit.store.holder(ofToken: token, at: now + .hours(9000))?.officer.roles == [.auditor])
        let again = try kit.store.begin(
            AccountKit.register().register, region: "510100", passwordFile: kit.passwordFile, at: now)
        #expect(again == nil)
        #expect(try await kit.store.accounts().map(\.id) == ["police-01", "police-09", "police-10"])
    }

    @Test func `a register without passwords gets one administrator, whose password lies in a file of the owner`()
        async throws
    {
        let old = OfficerRegister(
            entries: AccountKit.register().register.entries.map {
                .init(id: $0.id, name: $0.name, roles: $0.roles, region: $0.region, tokenDigest: $0.tokenDigest)
            })
        let begun = try #require(
            try kit.store.begin(old, region: "510100", passwordFile: kit.passwordFile, at: now))
        #expect(begun.passwordFile == kit.passwordFile)
        let bytes = try SafeFile.read(kit.passwordFile, access: .secret)
        let password = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
        let session = try await kit.signIn(AccountStore.firstAdministrator, password).session
        #expect(session.officer.roles == [.administrator])
        #expect(session.mustChangePassword)
    }

    // MARK: Who saw what

    @Test func `the log tells who saw whom and why, and a changed row is found`() async throws {
        let code = "91510100MA0000001A"
        try await kit.store.record(
            [
                AccessEntry(.subjectSeen, by: "li", address: "10.0.0.7", subject: code, reason: "办理移送"),
                AccessEntry(.caseSeen, by: "wang", caseID: "510100-police.01J000000000000000000000QZ"),
            ], at: now)
        var filter = AccessFilter()
        filter.subject = code
        let rows = try await kit.store.accesses(filter, limit: 10)
        #expect(rows.map(\.entry.officer) == ["li"])
        #expect(rows.first?.entry.reason == "办理移送")
        #expect(rows.first?.at == now)
        filter = AccessFilter()
        filter.act = .caseSeen
        #expect(try await kit.store.accesses(filter, limit: 10).map(\.entry.officer) == ["wang"])
        #expect(try await kit.store.firstBrokenAccess() == nil)
        try kit.store.close()
        #expect(try kit.bytes().range(of: Data(code.utf8)) == nil)
        let raw = try DatabaseQueue(path: kit.store.path)
        #expect(throws: DatabaseError.self) { try raw.write { try $0.execute(sql: "DELETE FROM access") } }
        try await raw.write { database in
            try database.execute(sql: "DROP TRIGGER access_stands; UPDATE access SET officer = 'zhou' WHERE number = 1")
        }
        try raw.close()
        #expect(try await AccountKit.open(kit.folder).firstBrokenAccess() == 1)
    }

    @Test func `what an administrator does stands in the log`() async throws {
        _ = try await kit.officer("li")
        try await kit.store.setEnabled(false, "li", by: "root", at: now)
        let acts = try await kit.store.accesses(limit: 10).map(\.entry.act)
        #expect(acts == [.accountDisabled, .passwordChanged, .signedIn, .accountAdded])
    }

    // MARK: Rights

    @Test(arguments: Right.allCases)
    func `every right is somebody's and has a name of its own`(right: Right) {
        #expect(!right.roles.isEmpty)
        #expect(Right.allCases.filter { $0.title == right.title } == [right])
    }

    @Test func `administration, audit and casework are three persons'`() {
        let administrator = Right.of([.administrator])
        for right in [Right.seeCases, .seeSubjects, .searchSubjects, .act, .readEvidence, .exportData, .readAccessLog] {
            #expect(!administrator.contains(right))
        }
        let auditor = Right.of([.auditor])
        for right in [Right.act, .manageAccounts, .manageTokens, .approveImports, .resolveHeldBack, .uploadEvidence] {
            #expect(!auditor.contains(right))
        }
        #expect(auditor.contains(.readAccessLog))
    }
}
