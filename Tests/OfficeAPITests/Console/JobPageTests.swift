import Accounts
import Casework
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import OfficeAPI
import Testing
import Web

/// Imports and jobs as officers and heads do them in a browser.
@Suite(.timeLimit(.minutes(20))) struct JobPageTests {
    private let office: OpenOffice
    /// One process's routes: jobs are known to those who share them.
    private let desk: Desktop
    private let handler: Sitter
    private let head: Sitter

    init() async throws {
        office = try Province().open(Province.market)
        desk = office.desk
        handler = try await Sitter(desk, .handler)
        head = try await Sitter(desk, .headPrincipal)
    }

    /// Brings a file as the page's script does: the page of its job, once it is at rest.
    private func bring(_ rows: [[String]], name: String = "a.csv") async throws -> String {
        let answer = try await handler.bring(
            LicenceFile.bytes(rows), to: "/api/v1/jobs/credit-imports?name=\(name)")
        try #require(answer.status == 202, "\(answer.text)")
        return try await rest("/jobs/\(try #require(answer.json?["jobId"]?.string))")
    }

    private func rest(_ path: String) async throws -> String {
        try await eventually("\(path) is at rest") {
            try await handler.page(path).answer.headers[.init("Refresh") ?? .location] == nil
        }
        return path
    }

    private func send(_ sitter: Sitter, _ page: String, _ path: String, _ fields: String = "") async throws -> Answer {
        try await sitter.send(path, fields, key: try await sitter.page(page).formKey)
    }

    @Test("A file is brought by one and released by another, with a reason when it is given back")
    func secondPerson() async throws {
        let first = try await bring([LicenceFile.cells(1)])
        let own = try await handler.page(first)
        #expect(own.html.contains("待批准") && own.figures["合格"]?.count == "1", "\(own.html)")
        #expect(!own.html.contains("\(first)/approve"))
        #expect(try await send(handler, first, first + "/approve").status == 403)
        let seen = try await head.page(first)
        #expect(seen.html.contains("\(first)/approve") && seen.html.contains("\(first)/return"))
        #expect(try await send(head, first, first + "/return").status == 400)
        #expect(try await send(head, first, first + "/return", "reason=x").status == 303)
        #expect(try await handler.page(first).html.contains("已退回"))
        #expect(try await send(head, first, first + "/start").status == 403)
        #expect(try await send(handler, first, first + "/start").status == 303)
        _ = try await rest(first)
        #expect(try await send(head, first, first + "/approve").status == 303)
        let done = try await handler.page(try await rest(first))
        #expect(done.html.contains("已完成") && done.figures["已办理"]?.count == "1", "\(done.html)")
        #expect(try await send(head, first, first + "/approve").status == 409)
        #expect(try await send(handler, first, first + "/undo").status == 400)
        let undo = try await send(handler, first, first + "/undo", "reason=x")
        let undone = try await handler.page(try await rest(try #require(undo.headers[.location])))
        #expect(undone.figures["已撤销"]?.count == "1", "\(undone.html)")
        #expect(try await send(handler, first, first + "/delete").status == 303)
        #expect(try await handler.page(first).answer.status == 404)
    }

    @Test("A unit manager who brings a file does not release it")
    func ownSecond() async throws {
        let manager = try await Sitter(desk, .unitManager)
        let answer = try await manager.bring(
            LicenceFile.bytes([LicenceFile.cells(1)]), to: "/api/v1/jobs/credit-imports?name=a.csv")
        let path = "/jobs/\(try #require(answer.json?["jobId"]?.string))"
        try await eventually("the file is checked") { try await manager.page(path).html.contains("待批准") }
        let page = try await manager.page(path)
        #expect(page.html.contains("不得是导入人本人") && !page.html.contains("\(path)/approve"))
        let refused = try await send(manager, path, path + "/approve")
        #expect(refused.status == 403 && refused.text.contains("不得是导入人本人"))
    }

    @Test("A bad row is mended in the page and goes in again with the chain to its first submission")
    func mending() async throws {
        let first = try await bring([
            LicenceFile.cells(1), LicenceFile.cells(2, kind: "随便"), LicenceFile.cells(3, code: "1"),
        ])
        // What was not taken can still be mended when the rest is recorded.
        #expect(try await send(head, first, first + "/approve").status == 303)
        _ = try await rest(first)
        let list = try await handler.page(first + "/rows")
        #expect(list.html.contains("\(first)/rows/3\"") && list.html.contains("\(first)/rows/4\""), "\(list.html)")
        let form = try await handler.page(first + "/rows/3")
        let place = "c\(LicenceFile.place(.licenceKind))"
        #expect(form.html.contains("aria-invalid=\"true\"") && form.html.contains("id=\"\(place)-error\""))
        var fields = fields(form.html)
        fields[place] = "也不对"
        let still = try await handler.send(first + "/rows/3", encoded(fields), key: form.formKey)
        #expect(still.status == 422 && still.text.contains("value=\"也不对\""), "\(still.text)")
        #expect(try await send(handler, first, first + "/corrections").status == 409)
        fields[place] = "普通"
        #expect(try await handler.send(first + "/rows/3", encoded(fields), key: form.formKey).status == 303)
        #expect(try await handler.page(first + "/rows").html.contains("已更正，待提交"))
        let sent = try await send(handler, first + "/rows", first + "/corrections")
        let second = try await rest(try #require(sent.headers[.location]))
        #expect(try await handler.page(second).html.contains("href=\"\(first)\""))
        #expect(try await handler.page(first + "/rows").html.contains("href=\"\(second)\""))
        #expect(try await handler.page(first + "/rows/3").answer.status == 409)
        #expect(try await send(head, second, second + "/approve").status == 303)
        _ = try await rest(second)
        let quality = try await desk.as(.handler).get("/api/v1/credit-quality").items
        #expect(quality.first?["records"] == 2 && quality.first?["resubmitted"] == 1, "\(quality)")
    }

    @Test("Only who brought a file mends its rows, and only who may see its result sees them")
    func rights() async throws {
        let first = try await bring([LicenceFile.cells(1), LicenceFile.cells(2, kind: "随便")])
        #expect(try await head.page(first + "/rows").html.contains("\(first)/rows/3\"") == false)
        #expect(try await head.page(first + "/rows/3").answer.status == 403)
        #expect(try await send(head, first, first + "/corrections").status == 403)
        let auditor = try await Sitter(desk, .auditor)
        #expect(try await auditor.page(first).html.contains("\(first)/rows") == false)
        #expect(try await auditor.page(first + "/rows").answer.status == 403)
        let reviewer = try await Sitter(desk, .legalReviewer)
        for path in [first, first + "/rows", first + "/rows/3"] {
            #expect(try await reviewer.page(path).answer.status == 404)
        }
        #expect(try await reviewer.page("/jobs").html.contains(first) == false)
        #expect(try await handler.page(first + "/rows/999").answer.status == 404)
        for act in ["approve", "return", "cancel", "start", "delete", "corrections", "rows/3"] {
            #expect(try await handler.send("\(first)/\(act)", "reason=x", key: "x").status == 403, "\(act)")
        }
    }

    @Test("Names of files and cells stay text, whatever they hold")
    func hostile() async throws {
        let script = "<script>alert(1)</script>\"'"
        let first = try await bring(
            [LicenceFile.cells(2, kind: script, name: script), LicenceFile.cells(1)],
            name: "%3Cscript%3Ealert(1)%3C/script%3E%22.csv")
        for path in ["/jobs", "/imports", first, first + "/rows", first + "/rows/2"] {
            let page = try await handler.page(path)
            #expect(page.answer.status == 200 && !page.html.contains("<script>alert"), "\(path)")
            #expect(page.html.contains("&lt;script&gt;alert"), "\(path)")
        }
    }

    @Test("Each sees the files that he may bring", arguments: Role.allCases)
    func uploads(role: Role) async throws {
        let page = try await Sitter(desk, role).page("/imports")
        guard Right.seeImports.roles.contains(role) else {
            #expect(page.answer.status == 403)
            return
        }
        let kinds: [(String, Right)] = [
            ("credit-imports", .importCredit), ("list-imports", .importLists), ("screenings", .searchSubjects),
            ("reconciliations", .exportData),
        ]
        for (name, right) in kinds {
            #expect(
                page.html.contains("data-job=\"/api/v1/jobs/\(name)\"") == right.roles.contains(role), "\(role) \(name)"
            )
        }
    }

    @Test("A batch without a job is seen row by row and recorded from its page")
    func batches() async throws {
        let file = Array(
            try #require(FileManager.default.contents(atPath: Province.path("Deploy/samples/penalties-utf8.csv"))))
        let staged = try await desk.as(.handler).send(
            .post, "/api/v1/imports?source=a&name=%3Cb%3E.csv", file, headers: [.contentType: "text/csv"])
        let path = "/imports/\(try #require(staged.json?["batchId"]?.string))"
        #expect(try await handler.page("/imports").html.contains("&lt;b&gt;.csv"))
        let page = try await handler.page(path)
        #expect(page.figures["合格"]?.count == "13" && page.figures["有误"]?.count == "10", "\(page.html)")
        #expect(page.html.matches(of: /<td data-label="行号"/).count == 23)
        let reviewer = try await Sitter(desk, .legalReviewer)
        #expect(try await reviewer.page(path).html.contains("\(path)/release") == false)
        #expect(try await send(handler, path, path + "/release").status == 303)
        try await eventually("the batch is recorded") { try await handler.page(path).figures["已录入"]?.count == "13" }
        #expect(try await handler.page("/imports/\(String(repeating: "0", count: 32))").answer.status == 404)
    }

    /// The inputs of the form, by name.
    private func fields(_ html: String) -> [String: String] {
        var fields: [String: String] = [:]
        for input in html.matches(of: /name="(c[0-9]+)" type="text" value="([^"]*)"/) {
            fields[String(input.1)] = String(input.2)
        }
        for input in html.matches(of: /name="(c[0-9]+)" rows[^>]*>([^<]*)</) {
            fields[String(input.1)] = String(input.2)
        }
        return fields
    }

    private func encoded(_ fields: [String: String]) -> String {
        fields.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
            .joined(separator: "&")
    }
}
