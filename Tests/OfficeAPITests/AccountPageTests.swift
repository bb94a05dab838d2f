import Accounts
import Casework
import Console
import Contracts
import Foundation
import HTTPTypes
import OfficeAPI
import Offices
import Testing
import Web
import Workers

/// The administrator's pages, and the auditor's.
@Suite(.timeLimit(.minutes(10))) struct AccountPageTests {
    private let scene: AccountScene

    init() throws { scene = try AccountScene() }

    private static func secret(_ page: String) throws -> String {
        let start = try #require(page.range(of: "<pre id=\"secret\">"))
        return String(page[start.upperBound...].prefix { $0 != "<" })
    }

    @Test func `an administrator makes an account, changes it, disables it`() async throws {
        let root = try await scene.signedIn("ap-root", [.administrator])
        let made = try await root.post(
            "/accounts", ["id": "ap-new", "name": "王<i>例", "region": "510100", "role.handler": "yes"])
        #expect(made.status == 200)
        let secret = try AccountPageTests.secret(made.text)
        #expect(try await scene.accounts.account("ap-new")?.roles == [.handler])
        let person = Browser(scene.caller)
        #expect(try await person.signIn("ap-new", secret).headers[.location] == "/account/password")
        let page = try await root.get("/accounts/ap-new")
        #expect(page.text.contains("王&lt;i&gt;例"))
        #expect(!page.text.contains(secret))
        let version = try #require(try await scene.accounts.account("ap-new")?.version)
        let change = [
            "name": "王例", "region": "510100", "role.handler": "yes", "role.legalReviewer": "yes",
            "version": String(version),
        ]
        #expect(try await root.post("/accounts/ap-new", change).status == 303)
        #expect(try await scene.accounts.account("ap-new")?.roles == [.handler, .legalReviewer])
        let late = try await root.post("/accounts/ap-new", change.merging(["name": "李样"]) { $1 })
        #expect(late.status == 409)
        #expect(late.text.contains("已被他人修改"))
        #expect(late.text.contains("value=\"李样\""))
        #expect(try await root.post("/accounts/ap-new/disable", [:]).status == 303)
        #expect(try await person.get("/account").status == 303)
        #expect(try await root.get("/accounts").text.contains("ap-new"))
    }

    @Test func `mistakes stand at their fields, and nothing that was typed is lost`() async throws {
        let root = try await scene.signedIn("ap-fields", [.administrator])
        let answer = try await root.post(
            "/accounts", ["id": "ap-x", "name": "王例", "region": "99", "role.handler": "yes", "role.auditor": "yes"])
        #expect(answer.status == 422)
        #expect(answer.text.contains("id=\"region-error\""))
        #expect(answer.text.contains("value=\"王例\""))
        #expect(answer.text.contains("value=\"ap-x\""))
        #expect(answer.text.contains("name=\"role.auditor\" value=\"yes\" checked"))
    }

    @Test func `a token is made with rights that are ticked, shown once, and ended`() async throws {
        let root = try await scene.signedIn("ap-tokens", [.administrator])
        _ = try await scene.signedIn("ap-program", [.handler])
        let made = try await root.post(
            "/accounts/ap-program/tokens", ["title": "本单位办案系统", "days": "30", "right.seeCases": "yes"])
        let token = try AccountPageTests.secret(made.text)
        #expect(try await scene.caller.with(token: token).get("/api/v1/cases").status == 200)
        #expect(try await scene.caller.with(token: token).get("/api/v1/statistics").code == "ROLE_REQUIRED")
        let page = try await root.get("/accounts/ap-program").text
        #expect(!page.contains(token))
        let start = try #require(
            page.range(of: "/tokens/", range: page.range(of: "本单位办案系统").map { $0.upperBound..<page.endIndex }))
        let number = page[start.upperBound...].prefix { $0 != "/" }
        try await root.post("/tokens/\(number)/end", ["account": "ap-program"])
        #expect(try await scene.caller.with(token: token).get("/api/v1/cases").code == "TOKEN_INVALID")
    }

    @Test func `the auditor finds who did what, and has looked himself`() async throws {
        let auditor = try await scene.signedIn("ap-auditor", [.auditor])
        let subject = "91510100MA6APAGE00"
        try await scene.accounts.record(
            [AccessEntry(.subjectSeen, by: "ap-someone", subject: subject, reason: "核对<b>")], at: scene.now)
        let page = try await auditor.get("/access-log?subject=\(subject)")
        #expect(page.status == 200)
        #expect(page.text.contains("ap-someone"))
        #expect(page.text.contains("核对&lt;b&gt;"))
        let again = try await auditor.get("/access-log?officer=ap-auditor&act=logRead").text
        #expect(again.contains(subject))
        #expect(try await auditor.get("/access-log?act=nothing").status == 400)
        #expect(try await auditor.get("/access-log?from=yesterday").status == 400)
    }

    @Test func `a bar is seen and lifted`() async throws {
        let root = try await scene.signedIn("ap-bars", [.administrator])
        _ = try await scene.signedIn("ap-forgot", [.handler])
        let person = Browser(scene.caller)
        for _ in 0..<5 { try await person.signIn("ap-forgot", "wrong") }
        #expect(try await person.signIn("ap-forgot", AccountScene.password).status == 429)
        let bar = try #require(try await scene.accounts.bars(at: scene.now).first { $0.name == "ap-forgot" })
        #expect(try await root.get("/sign-in-bars").text.contains("ap-forgot"))
        try await root.post("/sign-in-bars/lift", ["kind": bar.kind.rawValue, "key": bar.key])
        #expect(try await person.signIn("ap-forgot", AccountScene.password).status == 303)
    }
}
