import Casework
import Contracts
import Feed
import Foundation
import Hummingbird
import Pages
import Testing
import Web
import Workers

/// The public pages: what they show, in which languages, and what is no longer shown.
@Suite(.timeLimit(.minutes(20))) struct PortalTests {
    private let scene: PortalScene

    init() throws { scene = try PortalScene() }

    @Test("Every template can be read and every text that it names is there")
    func templates() {
        #expect(FeedRoutes.pageGaps == [])
    }

    @Test("Every link of every page answers, in both languages, and no page has anything inline")
    func links() async throws {
        try await scene.run { [scene] in
            let corrected = try await scene.publish()
            try await scene.correct(corrected)
            let gone = try await scene.publish(["decisionNo": "成锦市监处罚〔2026〕89号"])
            try await scene.withdraw(gone)
            var waiting = ["/", "/?lang=en", "/records/\(gone)", "/search?q=%E7%A4%BA%E4%BE%8B"]
            var seen = Set(waiting)
            while let path = waiting.popLast() {
                let answer = try await scene.page(path)
                #expect(answer.status == (path.hasPrefix("/records/\(gone)") ? 410 : 200), "\(path)")
                guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
                #expect(answer.headers[.contentSecurityPolicy] == PageResponse.policy, "\(path)")
                PortalTests.expectClean(answer.text, path)
                for link in PortalScene.links(of: answer.text) where seen.insert(link).inserted { waiting.append(link) }
            }
            let found = ["/firms/", "/records/\(corrected)/repair", "/statistics", "/log", "/developers", "lang=en"]
            for part in found { #expect(seen.contains { $0.contains(part) }, "\(part)") }
        }
    }

    private static func expectClean(_ html: String, _ path: String) {
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\""), "\(path)")
        for sign in ["<script>", "<style", " style=", "javascript:", "{{", "}}"] {
            #expect(!html.contains(sign), "\(sign) in \(path)")
        }
        #expect(html.range(of: " on[a-z]+=\"", options: .regularExpression) == nil, "\(path)")
        #expect(html.components(separatedBy: "<h1").count == 2, "\(path)")
    }

    @Test func `no text field of a record makes a tag or leaves an attribute on any page`() async throws {
        let hostile = "<script>alert('1')</script>\"\u{301} onclick=\"x&lt;"
        let names = [
            "counterpartyName", "violationType", "violationFacts", "legalBasisText", "penaltyContent", "remark",
        ]
        var changes = JSONValue.object([])
        for name in names { changes = changes.setting(name, .string("\(name)\(hostile)")) }
        let draft = changes
        try await scene.run { [scene] in
            let id = try await scene.publish(draft)
            let paths = [
                "/", "/latest", "/search?q=\(PortalScene.code)", "/firms/\(PortalScene.code)", "/records/\(id)",
                "/records/\(id)/repair", "/records/\(id)/objection", "/records/\(id)?lang=en",
            ]
            for path in paths {
                let html = try await scene.page(path).text
                // Literally: a mark that joins the sign before it makes another character of it.
                let escaped =
                    "counterpartyName&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;\u{301} onclick=&quot;x"
                #expect(html.range(of: escaped, options: .literal) != nil, "\(path)")
                #expect(html.range(of: "onclick=\"", options: .literal) == nil, "\(path)")
                PortalTests.expectClean(html, path)
            }
        }
    }

    @Test("A correction is shown with what it changed; a withdrawal leaves the reason and nothing else")
    func life() async throws {
        try await scene.run { [scene] in
            let id = try await scene.publish()
            try await scene.correct(id)
            let page = try await scene.page("/records/\(id)").text
            #expect(page.contains("50,000.00元"))
            #expect(page.contains("5,000.00元"))
            #expect(page.contains("<del class=\"was\">"))
            #expect(page.contains("data-field=\"decisionNo\">成锦市监处罚〔2026〕88号<"))
            try await scene.withdraw(id)
            let gone = try await scene.page("/records/\(id)")
            #expect(gone.status == 410)
            #expect(gone.text.contains("处罚决定已撤销"))
            #expect(gone.text.contains("行政处罚决定被依法变更、撤销") && !gone.text.contains("DECISION_REVOKED"))
            #expect(!gone.text.contains(PortalScene.name))
            #expect(!gone.text.contains("50,000.00"))
            for path in ["/search?q=\(PortalScene.code)", "/latest", "/"] {
                #expect(!(try await scene.page(path).text.contains(PortalScene.name)), "\(path)")
            }
            #expect(try await scene.page("/firms/\(PortalScene.code)").status == 404)
            #expect(try await scene.page("/records/\(id)/repair").status == 410)
        }
    }

    @Test(
        "What is past its last public day is gone from pages, interface and feeds before the letter that says so is here"
    )
    func past() async throws {
        try await scene.run { [scene] in
            let id = try await scene.publish()
            let record = try #require(try await scene.feed.get("/api/v1/publications/\(id)").json)
            let last = (record["channels"]?.array ?? []).compactMap { $0["maxUntil"]?.string.flatMap { CivilDate($0) } }
            let day = try #require(last.max())
            for (today, isShown) in [(day, true), (day.adding(days: 1), false)] {
                let shelf = try scene.platform.shelf(on: today.description)
                try shelf.catchUp()
                let caller = Caller(FeedRoutes.router(try scene.platform.feed(shelf: shelf)))
                let page = try await caller.get("/records/\(id)", headers: [.accept: "text/html"])
                #expect(page.status == (isShown ? 200 : 410))
                #expect(isShown || page.text.contains("\(day)届满"))
                #expect(try await caller.get("/firms/\(PortalScene.code)").status == (isShown ? 200 : 404))
                #expect(try await caller.get("/api/v1/publications/\(id)").status == (isShown ? 200 : 410))
                for path in [
                    "/search?q=\(PortalScene.code)", "/latest", "/", "/api/v1/search?q=\(PortalScene.code)",
                    "/api/v1/publications", "/api/v1/changes", "/api/v1/publications.csv", "/feed.atom", "/feed.json",
                    "/api/v1/publications/\(id)/versions", "/api/v1/publications/\(id)/proof",
                ] {
                    let text = try await caller.get(path).text
                    #expect(text.contains(PortalScene.name) == isShown, "\(path) on \(today)")
                }
                let listed = try #require(try await caller.get("/api/v1/publications").items.first)
                #expect(listed["lastDay"]?.string == (isShown ? nil : day.description))
                let statistics = try #require(try await caller.get("/api/v1/statistics").json)
                #expect(statistics["standing"] == (isShown ? 1 : 0))
                let kinds = try #require(statistics["kindsByAgency"]?.array)
                #expect(kinds.map { $0["kind"] } == (isShown ? ["penalty"] : []))
            }
        }
    }

    @Test(
        "A search that cannot help says why",
        arguments: [
            ("/search", "<form class=\"search\""), ("/search?q=%E6%88%90", "太短"),
            ("/search?q=%E9%A3%9F%E5%93%81%E5%85%AC%E5%8F%B8", "过于宽泛"),
            ("/search?q=91510104XT00010176", "统一社会信用代码有误"), ("/search?q=91510104XT1000024U", "该代码没有现行公示信息"),
            ("/search?q=%E4%B8%8D%E5%AD%98%E5%9C%A8%E7%9A%84%E5%AD%97%E5%8F%B7", "没有查到"),
        ])
    func search(path: String, words: String) async throws {
        let answer = try await scene.page(path)
        #expect(answer.status == 200)
        #expect(answer.text.contains(words))
        #expect(answer.headers[.cacheControl]?.contains("no-store") == true)
    }

    @Test("The statistics count what came late by the rules, from the day of the decision")
    func timeliness() async throws {
        try await scene.run { [scene] in
            // Seven and twenty working days behind this decision are long past.
            _ = try await scene.publish()
            let html = try await scene.page("/statistics").text
            for channel in ["信用中国", "企业信用信息公示系统"] {
                let row = try #require(html.components(separatedBy: "<tr").first { $0.contains(">\(channel)<") })
                let cells = row.components(separatedBy: "</td>").compactMap { cell in
                    cell.components(separatedBy: ">").last.flatMap { Int($0) }
                }
                #expect(cells.prefix(4) == [1, 0, 1, 0], "\(row)")
            }
        }
    }

    @Test("A browser is told problems as pages, a program as documents, both with a number")
    func problems() async throws {
        let paths = [
            ("/nowhere", 404), ("/records/x", 404), ("/firms/12", 400), ("/firms/91510104XT1000024U", 404),
            ("/latest?before=x", 400),
        ]
        for (path, status) in paths {
            let page = try await scene.page(path)
            #expect(page.status == status, "\(path)")
            #expect(page.headers[.contentSecurityPolicy] == PageResponse.policy)
            #expect(page.text.contains("请求编号"))
            PortalTests.expectClean(page.text, path)
            let document = try await scene.feed.get(path)
            #expect(document.status == status, "\(path)")
            #expect(document.headers[.contentType] == "application/problem+json; charset=utf-8")
        }
        let api = try await scene.page("/api/v1/publications/x")
        #expect(api.headers[.contentType] == "application/problem+json; charset=utf-8")
    }

    @Test("The language of an address is kept in a cookie, and an unknown one is Chinese")
    func languages() async throws {
        let english = try await scene.page("/?lang=en")
        #expect(english.text.contains("<html lang=\"en\">"))
        #expect(english.text.contains("Latest publications"))
        let cookie = try #require(english.headers[.setCookie])
        #expect(cookie.hasPrefix("lang=en; Path=/;"))
        #expect(cookie.contains("HttpOnly"))
        #expect(try await scene.page("/terms", cookie: "a=b; lang=en").text.contains("Terms of use"))
        #expect(try await scene.page("/terms", cookie: "lang=fr").text.contains("使用条款"))
        #expect(try await scene.page("/terms?lang=fr").headers[.setCookie] == nil)
        // The page and the text for programs say the same.
        let text = try await scene.feed.get("/terms.txt").text
        for address in ["/terms", "/terms?lang=en"] {
            let clauses = try await scene.page(address).text.components(separatedBy: "<li>").filter {
                $0.contains("429")
            }
            let clause = try #require(clauses.first?.components(separatedBy: "</li>").first)
            #expect(text.contains(clause.replacing("&amp;", with: "&")), "\(clause)")
        }
    }

    @Test("A file is kept for ever under the address that its content gives, and no other is there")
    func assets() async throws {
        for asset in PageAsset.shared {
            let answer = try await scene.page(asset.path)
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(answer.bytes == asset.bytes)
        }
        #expect(try await scene.page("/assets/pages-0000000000000000.css").status == 404)
    }

    @Test("The keys of the log are those of the directory, as tools take them")
    func keys() async throws {
        let keys = try #require(try await scene.feed.get("/api/v1/log/keys").json)
        #expect(keys["log"]?.string?.hasPrefix("liandong/\(Province.platform)+") == true)
        #expect(keys["witnesses"]?.array?.count ?? 0 > 1)
    }
}
