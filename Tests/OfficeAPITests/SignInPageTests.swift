import Accounts
import Casework
import Console
import Contracts
import Foundation
import Hummingbird
import OfficeAPI
import Offices
import Testing
import Web
import Workers

/// Signing in with a browser, and what other sites cannot do by it.
@Suite(.timeLimit(.minutes(10))) struct SignInPageTests {
    private let scene: AccountScene

    init() throws { scene = try AccountScene() }

    private var cookie: String { "liandong-\(scene.office.id)" }

    @Test func `a page leads to signing in and back to what was asked for`() async throws {
        try await scene.officer("si-next", [.handler])
        let browser = Browser(scene.caller)
        let asked = try await browser.get("/account?lang=en")
        #expect(asked.status == 303)
        let place = try #require(asked.headers[.location])
        #expect(place == "/sign-in?next=%2Faccount%3Flang%3Den")
        let page = try await browser.get(place)
        #expect(page.status == 200)
        #expect(page.text.contains("name=\"next\" value=\"/account?lang=en\""))
        #expect(page.text.contains("市场监督管理局"))
        let answer = try await browser.signIn("si-next", AccountScene.password, next: "/account?lang=en")
        #expect(answer.headers[.location] == "/account?lang=en")
        #expect(try await browser.get("/account?lang=en").text.contains("si-next"))
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\tevil",
        "javascript:alert(1)",
        "evil.example", "/sign-in?next=/x", "/api/v1/cases", "/a\r\nLocation: https://evil.example", "http:///evil", "",
    ])
    func `after signing in nobody is led to another site`(next: String) async throws {
        let id = "si-open-\(abs(next.hashValue))"
        try await scene.officer(id, [.handler])
        let answer = try await Browser(scene.caller).signIn(id, AccountScene.password, next: next)
        #expect(answer.headers[.location] == "/", "\(answer.status)")
    }

    @Test func `the cookie is for this office, this site, and no script`() async throws {
        try await scene.officer("si-cookie", [.handler])
        let plain = try await Browser(scene.caller).signIn("si-cookie", AccountScene.password)
        let line = try #require(plain.headers[values: .setCookie].first)
        #expect(line.hasPrefix(cookie + "="))
        #expect(line.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
        let proxied = Browser(scene.caller)
        proxied.headers = [try #require(FieldName("X-Forwarded-Proto")): "https"]
        let secure = try #require(
            try await proxied.signIn("si-cookie", AccountScene.password).headers[values: .setCookie].first)
        #expect(secure.hasPrefix("__Host-\(cookie)="))
        #expect(secure.hasSuffix("; Path=/; HttpOnly; SameSite=Strict; Secure"))
        // Over TLS a cookie that was given without it, or by a neighbour, is none.
        let mixed = Browser(scene.caller)
        mixed.headers = proxied.headers
        mixed.plant(cookie, String(line.dropFirst(cookie.count + 1).prefix { $0 != ";" }))
        #expect(try await mixed.get("/account").status == 303)
    }

    @Test func `a session of one office is nothing at another`() async throws {
        let browser = try await scene.signedIn("si-office")
        let other = try Province().open(Province.procuratorate)
        let there = Browser(Caller(ConsoleRoutes.router(other.backend)))
        let secret = try #require(browser.cookies[cookie])
        there.plant(cookie, secret)
        there.plant("liandong-\(other.id)", secret)
        #expect(try await there.get("/account").status == 303)
    }

    @Test func `whoever plants a session gets nothing by a person's signing in`() async throws {
        let thief = try await scene.signedIn("si-thief")
        let planted = try #require(thief.cookies[cookie])
        try await scene.officer("si-victim", [.headPrincipal])
        let victim = Browser(scene.caller)
        victim.plant(cookie, planted)
        try await victim.signIn("si-victim", AccountScene.password)
        #expect(victim.cookies[cookie] != planted)
        #expect(try await thief.get("/account").status == 303)
        let made = Browser(scene.caller)
        made.plant(cookie, String(repeating: "a", count: 64))
        try await made.signIn("si-victim", AccountScene.password)
        #expect(made.cookies[cookie] != String(repeating: "a", count: 64))
    }

    @Test func `a wrong password is told, and what was typed as name stands there still`() async throws {
        try await scene.officer("si-wrong", [.handler])
        let answer = try await Browser(scene.caller).signIn("si-wrong", "not the password", next: "/account")
        #expect(answer.status == 401)
        #expect(answer.text.contains("账号或者密码不正确"))
        #expect(answer.text.contains("value=\"si-wrong\""))
        #expect(answer.text.contains("value=\"/account\""))
        #expect(!answer.text.contains("not the password"))
        #expect(answer.headers[values: .setCookie].isEmpty)
    }

    @Test func `too many failures are told with the time to wait`() async throws {
        try await scene.officer("si-barred", [.handler])
        let browser = Browser(scene.caller)
        browser.headers = [try #require(FieldName("X-Forwarded-For")): "10.9.9.9"]
        for _ in 0..<5 { try await browser.signIn("si-barred", "wrong") }
        let answer = try await browser.signIn("si-barred", AccountScene.password)
        #expect(answer.status == 429)
        #expect(answer.text.contains("秒后再试"))
    }

    @Test(arguments: ["cross-site", "same-site", "none"])
    func `a form of another site does nothing, with or without the key`(site: String) async throws {
        let browser = try await scene.signedIn("si-site-\(site)")
        let key = try await browser.formKey()
        browser.site = site
        for fields in [["formKey": key], [:]] {
            let answer = try await browser.post("/sign-out", fields, withKey: false)
            #expect(answer.status == 403)
        }
        #expect(try await browser.get("/account").status == 200)
        // Nor does it sign anybody in.
        #expect(try await browser.signIn("si-site-\(site)", AccountScene.password).status == 403)
    }

    @Test func `every form of the console asks for the session's key`() async throws {
        let browser = try await scene.signedIn("si-forms", [.handler])
        let root = try await scene.signedIn("si-forms-root", [.administrator])
        let forms = ConsoleRoutes.endpoints(scene.office.backend).filter { $0.method == .post && $0.access != .open }
        #expect(!forms.isEmpty)
        for form in forms {
            let path = form.path.replacing("{id}", with: "0").replacing("{number}", with: "0")
            for person in [browser, root] {
                for key in ["", "00"] {
                    let answer = try await person.post(path, ["formKey": key], withKey: false)
                    #expect(answer.status == 403, "\(path)")
                    #expect(
                        answer.text.contains("FORM_KEY_INVALID") || answer.text.contains("ROLE_REQUIRED"), "\(path)")
                }
            }
        }
    }

    @Test func `a script of the pages sends the key in its head, or nothing is done`() async throws {
        let browser = try await scene.signedIn("si-script")
        let fields = ["content-type": "application/json", "sec-fetch-site": "same-origin"]
        let without = try await browser.send(.post, "/api/v1/orders", Array("{}".utf8), fields)
        #expect(without.code == "FORM_KEY_INVALID")
        let key = try await browser.formKey()
        let with = try await browser.send(
            .post, "/api/v1/orders", Array("{}".utf8), fields.merging(["x-form-key": key]) { $1 })
        #expect(with.code == "FIELD_MISSING")
        // What needs no key is read.
        #expect(try await browser.send(.get, "/api/v1/cases", [], [:]).status == 200)
    }

    @Test func `signing out ends the session, not only the cookie`() async throws {
        let browser = try await scene.signedIn("si-out")
        let secret = try #require(browser.cookies[cookie])
        let answer = try await browser.post("/sign-out", [:])
        #expect(answer.headers[.location] == "/sign-in")
        #expect(browser.cookies[cookie] == nil)
        browser.plant(cookie, secret)
        #expect(try await browser.get("/account").status == 303)
    }

    @Test func `whoever is disabled is out with the next request`() async throws {
        let browser = try await scene.signedIn("si-gone")
        try await scene.accounts.setEnabled(false, "si-gone", by: "test", at: scene.now)
        #expect(try await browser.get("/account").status == 303)
    }

    @Test func `a one-time password opens nothing but the page that changes it`() async throws {
        let first = try await scene.accounts.add(
            "si-first", AccountDraft(name: "王例", roles: [.handler], region: "510100"), by: "test", at: scene.now)
        let browser = Browser(scene.caller)
        #expect(try await browser.signIn("si-first", first).headers[.location] == "/account/password")
        #expect(try await browser.get("/").headers[.location] == "/account/password")
        #expect(try await browser.send(.get, "/api/v1/cases", [], [:]).code == "PASSWORD_MUST_CHANGE")
        let differs = try await browser.post(
            "/account/password", ["old": first, "new": AccountScene.password, "again": AccountScene.password + "x"])
        #expect(differs.status == 422)
        #expect(differs.text.contains("两次填写的新密码不一致"))
        let changed = try await browser.post(
            "/account/password", ["old": first, "new": AccountScene.password, "again": AccountScene.password])
        #expect(changed.headers[.location] == "/account")
        #expect(try await browser.get("/account").status == 200)
    }

    @Test func `one's own sessions are listed and another one is ended`() async throws {
        let browser = try await scene.signedIn("si-two")
        let other = Browser(scene.caller)
        other.headers = [.userAgent: "Other/<b>2"]
        try await other.signIn("si-two", AccountScene.password)
        let page = try await browser.get("/account").text
        #expect(page.contains("Other/&lt;b&gt;2"))
        let start = try #require(page.range(of: "/account/sessions/"))
        let number = page[start.upperBound...].prefix { $0 != "/" }
        try await browser.post("/account/sessions/\(number)/end", [:])
        #expect(try await other.get("/account").status == 303)
        #expect(try await browser.get("/account").status == 200)
    }
}
