import Casework
import Console
import Contracts
import HTTPTypes
import Hummingbird
import Ledgers
import OfficeAPI
import Testing
import Web

/// A browser of one person: its session, and the forms of its pages.
struct Sitter {
    let caller: Caller
    let cookie: String

    init(_ desk: Desktop, _ role: Role) async throws {
        caller = desk.caller.with(token: nil)
        cookie = try await desk.office.signIn(role)
    }

    private var headers: HTTPFields {
        var headers: HTTPFields = [.accept: "text/html", .cookie: cookie]
        if let name = HTTPField.Name("Sec-Fetch-Site") { headers[name] = "same-origin" }
        return headers
    }

    func page(_ path: String) async throws -> ReadPage {
        ReadPage(answer: try await caller.send(.get, path, headers: headers))
    }

    /// Brings a file as the script of a page does.
    func bring(_ file: [UInt8], to path: String) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/octet-stream"
        if let name = HTTPField.Name("X-Form-Key") { headers[name] = try await page("/account").formKey }
        return try await caller.send(.post, path, file, headers: headers)
    }

    /// Sends a form with the key that a page gave.
    func send(_ path: String, _ fields: String, key: String?) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await caller.send(.post, path, Array("formKey=\(key ?? "")&\(fields)".utf8), headers: headers)
    }
}

extension ReadPage {
    /// What forms of the page carry.
    var formKey: String? { html.firstMatch(of: /name="formKey" value="([^"]+)"/).map { String($0.1) } }
}

/// Work lists as files.
@Suite struct CaseExportTests {
    private let desk: Desktop

    init() async throws {
        desk = try Province().open(Province.market).desk
        for _ in 0..<3 { _ = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler) }
        _ = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
    }

    @Test("A list is exported in the background and has the rows of the list", arguments: ["csv", "xlsx"])
    func export(format: String) async throws {
        let sitter = try await Sitter(desk, .handler)
        let list = try await sitter.page("/cases?list=all&kind=handoff")
        let key = try #require(list.formKey)
        let begun = try await sitter.send("/cases/export?list=all&kind=handoff", "format=\(format)", key: key)
        #expect(begun.status == 303, "\(begun.text)")
        let place = try #require(begun.headers[.location])
        try await eventually("the export ends") { try await sitter.page(place).html.contains("/result") }
        let page = try await sitter.page(place)
        #expect(page.html.contains("3 / 3"))
        let file = try #require(page.html.firstMatch(of: /href="([^"]*\/result)"/))
        let result = try await sitter.page(String(file.1)).answer
        #expect(result.status == 200 && !result.bytes.isEmpty)
        if format == "csv" {
            #expect(result.text.split(separator: "\r\n").count == 4 && result.text.contains("在食品中掺入非食品原料"))
        }
        let other = try await Sitter(desk, .legalReviewer)
        #expect(try await other.page(place).answer.status == 404)
        // The auditor oversees jobs, and sees of another's that it is, not what came out.
        let auditor = try await Sitter(desk, .auditor).page(place)
        #expect(auditor.answer.status == 200 && !auditor.html.contains("/result"))
    }

    @Test("An export is begun and stopped by a form of one's own session alone")
    func forms() async throws {
        let sitter = try await Sitter(desk, .handler)
        let foreign = try await Sitter(desk, .legalReviewer)
        let key = try #require(try await foreign.page("/cases?list=all").formKey)
        for key in [nil, key, "x"] {
            #expect(try await sitter.send("/cases/export?list=all", "format=csv", key: key).status == 403)
        }
        let own = try #require(try await sitter.page("/cases?list=all").formKey)
        #expect(try await sitter.send("/cases/export?list=all", "format=doc", key: own).status == 400)
        #expect(try await sitter.send("/jobs/nothing/cancel", "", key: own).status == 404)
    }

    @Test("A filter comes back from a job's file as it was, and nothing else is a filter")
    func wishes() throws {
        var filter = CaseListFilter()
        filter.kinds = [.referral, .slip]
        filter.states = [StateOfKind(.slip, "sent")]
        filter.sides = [.received]
        filter.actors = [.handler, .headDeputy]
        filter.subject = "91510104XT00010175"
        filter.name = "成都示例"
        filter.party = OfficeID("510100-tax")
        filter.due = MomentRange(before: Moment(milliseconds: 1_782_000_000_000))
        #expect(CaseListFilter(json: filter.json) == filter)
        #expect(CaseListFilter(json: CaseListFilter().json) == CaseListFilter())
        for wrong: JSONValue in [
            .null, ["kinds": ["x"]], ["kinds": "slip"], ["party": "x"], ["due": [:]], ["states": ["x"]],
        ] {
            #expect(CaseListFilter(json: wrong) == nil, "\(wrong.text)")
        }
    }
}
