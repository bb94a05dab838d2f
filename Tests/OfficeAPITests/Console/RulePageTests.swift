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

/// Rules as they are in force, and what a draft would change.
@Suite(.timeLimit(.minutes(20))) struct RulePageTests {
    private let office: OpenOffice
    private let desk: Desktop

    init() throws {
        office = try Province().open(Province.market, hasRuleText: true)
        desk = office.desk
    }

    private func document(_ name: String) throws -> String {
        try String(contentsOfFile: Province.path("Deploy/rules/\(name).json"), encoding: .utf8)
    }

    private func compare(_ draft: String, as role: Role) async throws -> ReadPage {
        let sitter = try await Sitter(desk, role)
        let key = try await sitter.page("/rules/preview").formKey
        let text = draft.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return ReadPage(answer: try await sitter.send("/rules/preview", "draft=\(text)", key: key))
    }

    @Test("Everybody sees the rules with their provisions, and finds them by any word", arguments: Role.allCases)
    func looking(role: Role) async throws {
        let caller = desk.as(role)
        let set = try await caller.page("/rules")
        #expect(set.answer.status == 200 && set.html.contains("/rules/documents/deadlines"), "\(set.html)")
        let deadlines = try await caller.page("/rules/documents/deadlines?q=CR-02")
        #expect(deadlines.html.contains("《行政执法机关移送涉嫌犯罪案件的规定》第五条第二款"))
        #expect(deadlines.html.contains("3日（遇节假日顺延）"), "\(deadlines.html)")
        #expect(try await caller.page("/rules?q=M07").html.contains("惩戒措施"))
        #expect(try await caller.page("/rules?q=%3Cscript%3E").html.contains("没有符合条件的规则"))
        #expect(try await caller.page("/rules/documents/slip-matters").html.contains("W01"))
        #expect(try await caller.page("/rules/documents/calendar-2026").answer.status == 404)
        #expect(try await caller.page("/rules/documents/none").answer.status == 404)
        #expect(try await caller.page("/rules/directory").html.contains(Province.market))
        let preview = try await caller.page("/rules/preview")
        #expect((preview.answer.status == 200) == Right.manageCatalogues.roles.contains(role))
        #expect(set.html.contains("href=\"/rules/preview\"") == Right.manageCatalogues.roles.contains(role))
    }

    @Test(
        "Every row of every document stands on its page",
        arguments: [
            "deadlines", "limits", "list-kinds", "measures", "publication-channels", "repair-rules",
            "restricted-publication",
            "risk-classes", "sensitive-words", "slip-matters", "reason-codes",
        ])
    func rows(name: String) async throws {
        let json = try JSONValue.parse(Array(try document(name).utf8))
        let rows = (json.object ?? []).flatMap { $0.value.array ?? [] }.count { $0.object != nil }
        var (seen, after) = (0, 0)
        while true {
            let page = try await desk.as(.handler).page("/rules/documents/\(name)?after=\(after)")
            let found = page.html.matches(of: /<td data-label="编号">([^<]*)/)
            #expect(found.allSatisfy { !$0.1.isEmpty })
            seen += found.count
            after += found.count
            guard !found.isEmpty, after < rows else { break }
        }
        #expect(seen == rows)
    }

    @Test("A calendar shows the working days that terms are counted by")
    func calendar() async throws {
        let page = try await desk.as(.handler).page("/rules/calendar?year=2026")
        let calendar = try Province.rules.get().calendar
        let first = try #require(CivilDate("2026-01-01"))
        let working = (0..<365).count { calendar.isWorkingDay(first.adding(days: $0)) }
        #expect(page.figures["工作日"]?.count == String(working))
        #expect(page.html.contains("国务院办公厅关于2026年部分节假日安排的通知") && !page.html.contains(">false"))
        #expect(page.html.matches(of: />休</).count == Int(page.figures["放假日"]?.count ?? ""))
        #expect(page.html.matches(of: />班</).count == Int(page.figures["调休上班日"]?.count ?? ""))
        #expect(try await desk.as(.handler).page("/rules/calendar?year=2031").html.contains("没有该年的日历"))
        #expect(try await desk.as(.handler).page("/rules/calendar?year=99999").answer.status == 200)
    }

    @Test("A draft is compared row by row and changes nothing")
    func comparing() async throws {
        let former = try document("slip-matters")
        let json = try JSONValue.parse(Array(former.utf8))
        var rows = try #require(json["matters"]?.array)
        let ended = rows[0].setting("effectiveThrough", "2026-12-31")
        let named = rows[1].setting("text", "<b>改名</b>")
        let fresh = rows[2].setting("code", "W99")
        rows = [ended, named] + rows.dropFirst(3) + [fresh]
        let before = await office.backend.runtime.snapshot().rules
        let page = try await compare(json.setting("matters", .array(rows)).text, as: .unitManager)
        #expect(page.answer.status == 200, "\(page.html)")
        for word in ["新增", "终止", "修改", "删去"] { #expect(page.figures[word]?.count == "1", "\(word)") }
        #expect(page.html.contains("&lt;b&gt;改名&lt;/b&gt;") && !page.html.contains("<b>改名"))
        #expect(page.html.contains("不重新计算未办结的期限"))
        #expect(await office.backend.runtime.snapshot().rules == before)
        #expect(try await compare(former, as: .administrator).html.contains("没有不同"))
    }

    @Test(
        "What is wrong with a draft is told all at once, and nothing typed is lost",
        arguments: [
            "", "{", "[]", "{\"document\":\"deadlines\"}", "{\"document\":\"<script>\",\"version\":\"1\"}",
            "{\"document\":\"calendar\",\"version\":\"1\",\"effectiveFrom\":\"2027-01-01\",\"source\":\"x\",\"year\":2027,"
                + "\"daysOff\":[\"2027-13-01\"],\"makeUpDays\":[\"2027-01-04\"]}",
        ])
    func mistakes(draft: String) async throws {
        let page = try await compare(draft, as: .unitManager)
        #expect(page.answer.status == 422 && page.html.contains("id=\"problem\""), "\(page.html)")
        #expect(!page.html.contains("<script>\"") && !page.html.contains("rules publish"))
        if draft.contains("2027-13-01") {
            #expect(page.html.contains("2027-13-01") && page.html.contains("2027-01-04"))
        }
    }

    @Test("A calendar of a draft tells which open deadlines would move and by how much, and moves none")
    func moves() async throws {
        let now = office.clock.now().official.civilDate
        let id = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        let report = try await desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        try #require(report.status == 200, "\(report.text)")
        let due = try await desk.as(.handler).get("/api/v1/deadlines").items
        // A calendar in which the coming two weeks are all off: whatever rolls or counts working days moves.
        let year = now.adding(days: 14).year
        let off = (1...14).map { now.adding(days: $0) }
        let draft: JSONValue = [
            "document": "calendar", "version": "draft", "effectiveFrom": .string("\(year)-01-01"), "source": "x",
            "year": .integer(Int64(year)), "daysOff": .array(off.map { .string($0.description) }), "makeUpDays": [],
        ]
        let page = try await compare(draft.text, as: .unitManager)
        #expect(page.answer.status == 200 && page.html.contains("/cases/\(id)"), "\(page.html)")
        #expect(page.html.contains("<td data-label=\"相差\" lang=\"zh-CN\">+"))
        // The administrator is told how many, and sees no case.
        let counted = try await compare(draft.text, as: .administrator)
        #expect(counted.html.contains("按期限规则") && !counted.html.contains("/cases/\(id)"))
        #expect(!counted.html.contains("在食品中掺入非食品原料"))
        #expect(try await desk.as(.handler).get("/api/v1/deadlines").items == due)
    }

    @Test("A draft is compared only by a form of one's own session")
    func forms() async throws {
        let sitter = try await Sitter(desk, .unitManager)
        #expect(try await sitter.send("/rules/preview", "draft={}", key: "x").status == 403)
    }

    @Test("Before the text of the set has come, the page says so")
    func untold() async throws {
        let desk = try Province().open(Province.market).desk
        #expect(try await desk.as(.handler).page("/rules").html.contains("原文尚未从目录主题收到"))
        #expect(try await desk.as(.handler).page("/rules/documents/deadlines").answer.status == 404)
    }
}
