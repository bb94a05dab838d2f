import Casework
import Console
import Contracts
import Foundation
import Hummingbird
import Testing
import Web
import Workers

/// Filters of work lists that officers keep by name.
@Suite struct SavedFilterTests {
    private let office: OpenOffice
    private let sitter: Sitter

    init() async throws {
        office = try Province().open(Province.market)
        sitter = try await Sitter(office.desk, .handler)
    }

    private func keep(_ name: String, _ query: String, by sitter: Sitter? = nil) async throws -> Answer {
        let sitter = sitter ?? self.sitter
        let key = try await sitter.page("/cases").formKey
        let text = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await sitter.send("/cases/filters?\(query)", "name=\(text)", key: key)
    }

    @Test("A filter is kept by name, opens the list as it was, and is gone when it is deleted")
    func keeping() async throws {
        let kept = try await keep("本月移送", "list=all&kind=handoff&group=open&due=month&after=1&evil=1")
        #expect(kept.status == 303, "\(kept.text)")
        let url = try #require(kept.headers[.location])
        #expect(url.contains("due=month") && !url.contains("evil") && !url.contains("after"))
        let list = try await sitter.page(url)
        #expect(list.html.contains(">本月移送</a>") && list.html.contains("aria-current=\"true\">本月移送"), "\(list.html)")
        // The same name stands for the newer one.
        #expect(try await keep("本月移送", "list=all&due=week").status == 303)
        let page = try await sitter.page("/cases/filters")
        #expect(page.html.contains("due=week") && !page.html.contains("due=month") && page.html.contains("1 / 30"))
        let delete = try #require(page.html.firstMatch(of: /action="(\/cases\/filters\/[0-9]+\/delete)"/))
        #expect(try await sitter.send(String(delete.1), "", key: page.formKey).status == 303)
        #expect(try await sitter.page("/cases/filters").html.contains("本月移送") == false)
        #expect(try await sitter.send(String(delete.1), "", key: page.formKey).status == 404)
    }

    @Test("A filter is its officer's alone and survives a restart")
    func owners() async throws {
        #expect(try await keep("我的", "list=all&due=week").status == 303)
        let other = try await Sitter(office.desk, .legalReviewer)
        #expect(try await other.page("/cases/filters").html.contains("我的</a>") == false)
        let key = try await other.page("/cases/filters").formKey ?? ""
        #expect(try await other.send("/cases/filters/1/delete", "", key: key).status == 404)
        #expect(try await Sitter(office.desk, .handler).page("/cases").html.contains(">我的</a>"))
        let folder = office.settings.ledger + ".filters"
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(file)"))
            #expect(bytes.range(of: Data("我的".utf8)) == nil && !file.contains("market"))
        }
    }

    @Test("No more than 30 are kept, each with a name, by a form of one's own session")
    func bounds() async throws {
        for number in 1...30 { #expect(try await keep("\(number)", "list=all&due=week").status == 303) }
        #expect(try await keep("31", "list=all").status == 409)
        #expect(try await keep("30", "list=all").status == 303)
        #expect(try await keep("", "list=all").status == 400)
        #expect(try await keep(String(repeating: "长", count: 41), "list=all").status == 400)
        #expect(try await sitter.send("/cases/filters?list=all", "name=x", key: "x").status == 403)
        #expect(try await sitter.send("/cases/filters/1/delete", "", key: "x").status == 403)
    }

    @Test("A name stays text")
    func hostile() async throws {
        #expect(try await keep("<script>\"'", "list=all&q=%3Cscript%3E").status == 303)
        for path in ["/cases", "/cases/filters"] {
            let page = try await sitter.page(path)
            #expect(page.html.contains("&lt;script&gt;&quot;") && !page.html.contains("<script>\""), "\(path)")
        }
    }
}
