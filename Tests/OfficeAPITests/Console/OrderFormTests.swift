import Accounts
import Casework
import Contracts
import Foundation
import HTTPTypes
import Ledgers
import Testing
import Workers

/// Forms of orders: what is wrong stands at its field, nothing typed is lost, nothing is done twice, nothing gets out
/// of its place in the page.
@Suite(.timeLimit(.minutes(20))) struct OrderFormTests {
    private let office: OpenOffice
    private let handler: Seat

    init() async throws {
        office = try Province().open(Province.market)
        handler = try await Seat(office, .handler)
    }

    private static let new = "/cases/new/slip/draft"
    static let slip = [
        "slipType": "other", "matter": "涉嫌违规收费", "source": "publicReport", "details": "群众举报。", "feedbackNeeded": "yes",
        "parties[0].subjectKind": "organisation", "parties[0].name": "成都示例食品有限公司",
        "parties[0].uscc": "91510104XT00010175", "parties[0].address": "成都市锦江区", "contactName": "王例",
        "contactPhone": "028-00000000", "recipients[0]": "市税务局",
    ]

    private func cases() throws -> Int { try office.reader.cases(in: .office, limit: 100).count }

    @Test("A slip by its form gets its number, and its page says to whom it will go")
    func slip() async throws {
        let id = try await handler.done(OrderFormTests.new, OrderFormTests.slip)
        let page = try await handler.page("/cases/\(id)")
        #expect(page.text.contains("抄告〔") && page.text.contains("成都示例市税务局") && page.text.contains("群众举报"))
        let paper = try await handler.page("/cases/\(id)/print")
        #expect(paper.status == 200 && paper.text.contains("打印时间"))
    }

    @Test("All mistakes are told at their fields at once, and what was typed stands there still")
    func mistakes() async throws {
        var typed = OrderFormTests.slip
        typed["parties[0].uscc"] = "91510104XT00010174"
        typed["recipients[0]"] = "没有的单位"
        typed["contactName"] = ""
        let answer = try await handler.fill(OrderFormTests.new, typed)
        #expect(answer.status == 422)
        for path in ["parties[0].uscc", "recipients[0]", "contactName"] {
            #expect(answer.text.contains("id=\"v.\(path)-error\""), "\(path)")
        }
        let again = Sheet(answer.text)
        for (path, text) in typed { #expect(again.fields["v.\(path)"] == text, "\(path)") }
        #expect(try cases() == 0)
    }

    @Test("Rows come and go by buttons, and keep what stands in them")
    func rows() async throws {
        let sheet = try await handler.form(OrderFormTests.new)
        var fields = try sheet.typed(OrderFormTests.slip)
        fields["do"] = "add 1 parties"
        let more = Sheet(try await handler.send(OrderFormTests.new, fields).text)
        fields = try more.typed(["parties[1].name": "第二当事人", "parties[0].name": "第一当事人"])
        fields["do"] = "remove 0 parties"
        let fewer = Sheet(try await handler.send(OrderFormTests.new, fields).text)
        #expect(fewer.fields["v.parties[0].name"] == "第二当事人")
        #expect(fewer.fields["v.parties[1].name"] == nil)
        #expect(fewer.fields["v.details"] == "群众举报。")
    }

    @Test("Sent twice it is one case, with the same answer")
    func twice() async throws {
        let fields = try await handler.form(OrderFormTests.new).typed(OrderFormTests.slip)
        async let first = handler.send(OrderFormTests.new, fields)
        async let second = handler.send(OrderFormTests.new, fields)
        let answers = try await [first, second]
        #expect(answers.map(\.status) == [303, 303])
        #expect(answers[0].headers[.location] == answers[1].headers[.location])
        #expect(try cases() == 1)
        // And on a case, where the first one has moved it.
        let path = "\(try #require(answers[0].headers[.location]).components(to: "?"))/orders/submit"
        let submit = try await handler.form(path).typed(["note": "请审核"])
        let both = try await [handler.send(path, submit), handler.send(path, submit)]
        #expect(both.map(\.status) == [303, 303], "\(both.map { Sheet.problem($0.text) })")
    }

    @Test("A form over a case that somebody else changed shows both versions, and counts when it is sent again")
    func conflict() async throws {
        let id = try await handler.done(OrderFormTests.new, OrderFormTests.slip)
        let path = "/cases/\(id)/orders/revise"
        let sheet = try await handler.form(path)
        #expect(sheet.fields["v.details"] == "群众举报。" && sheet.fields["v.parties[0].uscc"] == "91510104XT00010175")
        try await handler.done(path, ["details": "另一人的说明。"])
        let answer = try await handler.send(path, sheet.typed(["details": "我的说明。"]))
        #expect(answer.status == 409)
        #expect(answer.text.contains("案件有变动") && answer.text.contains("修改抄告单"))
        #expect(answer.text.contains("<del>") && answer.text.contains("<ins>"))
        let again = Sheet(answer.text)
        #expect(again.fields["v.details"] == "我的说明。")
        #expect(try await handler.send(path, again.typed([:])).status == 303)
        #expect(try await handler.page("/cases/\(id)").text.contains("我的说明。"))
    }

    @Test(
        "Who opens a case of a subject that the office has one of is shown it first, and sends again if it is another matter"
    )
    func known() async throws {
        let path = "/cases/new/handoff/investigate"
        let typed = [
            "caseName": "涉嫌在食品中掺入非食品原料案", "caseSource": "监督抽检", "filedOn": "2026-06-10",
            "subject.subjectKind": "organisation", "subject.name": "成都示例食品有限公司", "subject.uscc": "91510104XT00010175",
        ]
        let first = try await handler.done(path, typed)
        let fields = try await handler.form(path).typed(typed.merging(["caseName": "另一案"]) { $1 })
        let warned = try await handler.send(path, fields)
        #expect(warned.status == 409 && warned.text.contains("href=\"/cases/\(first)\""))
        #expect(try cases() == 1)
        let again = Sheet(warned.text)
        #expect(again.fields["v.caseName"] == "另一案")
        // Two clicks make one more case, with the same answer; the case that they make is none that the office had before.
        let sure = try again.typed([:])
        let answers = try await [handler.send(path, sure), handler.send(path, sure)]
        #expect(answers.map(\.status) == [303, 303])
        #expect(answers[0].headers[.location] == answers[1].headers[.location])
        #expect(try cases() == 2)
        // There is one case more now: a third is asked for anew, and of another subject nobody is asked.
        #expect(try await handler.fill(path, typed.merging(["caseName": "第三案"]) { $1 }).status == 409)
        let other = ["subject.uscc": "91420106XT0002028T", "subject.name": "武汉样例食品有限公司"]
        #expect(try await handler.fill(path, typed.merging(other) { $1 }).status == 303)
    }

    @Test("An author does not review the own slip; another reviewer's changes are shown field by field")
    func review() async throws {
        let manager = try await Seat(office, .unitManager)
        let id = try await manager.done(OrderFormTests.new, OrderFormTests.slip)
        try await manager.done("/cases/\(id)/orders/submit", ["note": ""])
        let own = try await manager.fill("/cases/\(id)/orders/agree", ["opinion": "同意"])
        #expect(own.status == 422 && own.text.contains("不得审核该抄告单"), "\(Sheet.problem(own.text))")
        let reviewer = try await Seat(office, .headDeputy)
        try await reviewer.done(
            "/cases/\(id)/orders/agree", ["opinion": "同意", "changes.details": "群众举报，已初步核实。"])
        let page = try await manager.page("/cases/\(id)")
        #expect(page.text.contains("审核修改对照") && page.text.contains("<ins>"))
        let caseID = try #require(CaseID(id))
        let file = try #require(try office.reader.caseFile(caseID, in: .office))
        #expect(file.facts["review"]?["changes"]?.array?.count == 1)
    }

    @Test("A refusal is told once: at its field, or above the form, and never beside the same sentence")
    func once() async throws {
        let manager = try await Seat(office, .unitManager)
        let id = try await manager.done(OrderFormTests.new, OrderFormTests.slip)
        let submit = "/cases/\(id)/orders/submit"
        try await manager.done(submit, ["note": ""])
        func count(_ words: String, _ answer: Answer) -> Int { answer.text.components(from: words).count }
        // What the case does not allow stands above the form, before it is sent and after.
        let agree = "/cases/\(id)/orders/agree"
        let before = try await manager.page(agree)
        #expect(count("不得审核该抄告单", before) == 1)
        let after = try await manager.fill(agree, ["opinion": "同意"])
        #expect(after.status == 422 && count("不得审核该抄告单", after) == 1)
        #expect(count("现在不能办理", after) == 0)
        // What a field lacks stands at the field, and the way to it above.
        var typed = OrderFormTests.slip
        typed["parties[0].uscc"] = "91510104XT00010174"
        let wrong = try await manager.fill(OrderFormTests.new, typed)
        let sentence = try #require(wrong.text.components(from: "id=\"v.parties[0].uscc-error\">").first)
            .components(to: "</p>")
        #expect(!sentence.isEmpty && count(sentence, wrong) == 1)
        #expect(wrong.text.contains("<a href=\"#v.parties[0].uscc\">涉嫌违法当事人 1 统一社会信用代码</a>"))
        // What the desk finds wrong in a field stands there too, and not in the note above.
        typed = OrderFormTests.slip
        typed["parties[0].subjectKind"] = "soleTrader"
        let refused = try await manager.fill(OrderFormTests.new, typed)
        #expect(refused.status == 422 && count("其他代码不得为个体工商户", refused) == 1, "\(Sheet.problem(refused.text))")
    }

    @Test("Another type of slip takes the matter of the first one away, by the button and by sending")
    func stale() async throws {
        let typed = [
            "slipType": "violationLead", "source": "inspection", "details": "检查发现。", "feedbackNeeded": "yes",
            "parties[0].subjectKind": "organisation", "parties[0].name": "成都示例食品有限公司",
            "parties[0].uscc": "91510104XT00010175", "parties[0].address": "成都市锦江区", "contactName": "王例",
            "contactPhone": "028-00000000", "recipients[0]": "市税务局",
        ]
        func pressed(_ changes: [String: String], _ sheet: Sheet) async throws -> Sheet {
            Sheet(
                try await handler.send(
                    OrderFormTests.new, try sheet.typed(changes).merging(["do": "refresh"]) { $1 }
                ).text)
        }
        let lead = try await pressed(typed, try await handler.form(OrderFormTests.new))
        let chosen = try await pressed(["matterCode": "X01"], lead)
        #expect(chosen.fields["v.matterCode"] == "X01")
        for type in ["unlicensed", "other"] {
            let changed = try await pressed(["slipType": type], chosen)
            #expect(changed.fields["v.matterCode"] == "", "\(type)")
        }
        // Sent without the button, the code of the other type is told at its field and is not kept.
        let sent = try await handler.send(OrderFormTests.new, chosen.typed(["slipType": "unlicensed"]))
        #expect(sent.status == 422 && sent.text.contains("v.matterCode-error"))
        #expect(Sheet(sent.text).fields["v.matterCode"] == "")
        let other = try await handler.send(
            OrderFormTests.new, chosen.typed(["slipType": "other", "matter": "涉嫌违规收费"]))
        let id = try #require(other.headers[.location], "\(Sheet.problem(other.text))").dropFirst("/cases/".count)
        let caseID = try #require(CaseID(String(id.prefix { $0 != "?" })))
        let facts = try #require(try office.reader.caseFile(caseID, in: .office)).facts
        #expect(facts["matterCode"] == nil && facts["matter"] == "涉嫌违规收费")
    }

    @Test("A file goes with a form, stays when the slip is written again, and what was emptied is gone")
    func files() async throws {
        let sent = try await office.desk.as(.handler).send(
            .post, "/api/v1/evidence", Array("现场照片说明".utf8), headers: [.contentType: "application/octet-stream"])
        let digest = try #require(sent.json?["digest"]?.string, "\(sent.text)")
        let file = ["files[0].name": "现场照片.txt", "files[0].digest": digest, "files[0].mediaType": "text/plain"]
        let id = try await handler.done(
            OrderFormTests.new, press: ["add 0 files"],
            OrderFormTests.slip.merging(file) { $1 }.merging(["note": "请尽快反馈"]) { $1 })
        let caseID = try #require(CaseID(id))
        let form = try await handler.form("/cases/\(id)/orders/revise")
        #expect(form.fields["v.files[0].digest"] == digest && form.fields["v.note"] == "请尽快反馈")
        try await handler.done("/cases/\(id)/orders/revise", ["details": "补充说明。", "note": ""])
        let facts = try #require(try office.reader.caseFile(caseID, in: .office)).facts
        #expect(facts["files"]?.array?.compactMap { $0["digest"]?.string } == [digest])
        #expect(facts["details"] == "补充说明。" && facts["note"] == nil)
    }

    @Test("A number of a document is registered by handlers alone, and each time it is written down")
    func registered() async throws {
        let number = "420106190002020024"
        let person = ["parties[0].subjectKind": "naturalPerson", "parties[0].uscc": "", "parties[0].name": "李样"]
        let typed = OrderFormTests.slip.merging(person) { $1 }.merging(["parties[0].personToken": number]) { $1 }
        let manager = try await Seat(office, .unitManager)
        let refused = try await manager.fill(OrderFormTests.new, typed)
        #expect(refused.status == 422 && refused.text.contains("由承办人登记") && !refused.text.contains(number))
        var filter = AccessFilter()
        filter.act = .tokenised
        #expect(try await office.accounts.accesses(filter, limit: 9).isEmpty)
        _ = try await handler.fill(OrderFormTests.new, typed)
        #expect(try await office.accounts.accesses(filter, limit: 9).count == 1)
    }

    @Test("A draft is kept for its officer alone, offered again, without document numbers, and gone when it is sent")
    func draft() async throws {
        var fields = try await handler.form(OrderFormTests.new).typed(OrderFormTests.slip)
        fields["v.parties[0].personToken"] = "420106190002020024"
        let drafts = "/console/drafts/slip~draft~new"
        #expect(try await handler.send(drafts, fields).status == 200)
        #expect(try await handler.page(OrderFormTests.new).text.contains("有未提交的草稿"))
        let resumed = try await handler.form("\(OrderFormTests.new)?draft=1")
        #expect(resumed.fields["v.details"] == "群众举报。" && resumed.fields["v.parties[0].personToken"] == "")
        let folder = office.settings.ledger + ".drafts"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("群众举报"))
        }
        let other = try await Seat(office, .unitManager).page(OrderFormTests.new)
        #expect(!other.text.contains("有未提交的草稿"))
        #expect(try await handler.send(OrderFormTests.new, resumed.typed([:])).status == 303)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test(
        "A document's number becomes a token and is on no page, right or wrong",
        arguments: [
            "420106190002020024", "420106190002020025",
        ])
    func person(number: String) async throws {
        let changes = [
            "parties[0].subjectKind": "naturalPerson", "parties[0].uscc": "", "parties[0].name": "李样",
            "parties[0].personToken": number, "contactName": "",
        ]
        let answer = try await handler.fill(OrderFormTests.new, OrderFormTests.slip.merging(changes) { $1 })
        #expect(answer.status == 422 && !answer.text.contains(number))
        let token = Sheet(answer.text).fields["v.parties[0].personToken"]
        #expect(number.hasSuffix("4") ? token?.hasPrefix("p1-") == true : token == "")
    }

    @Test("A form without the session's key, or from another site, is not taken")
    func foreign() async throws {
        let fields = try await handler.form(OrderFormTests.new).typed(OrderFormTests.slip)
        #expect(try await handler.send(OrderFormTests.new, fields.merging(["formKey": "x"]) { $1 }).status == 403)
        let foreign = try await handler.caller.submit(
            OrderFormTests.new, fields.map { ($0.key, $0.value) }, cookie: handler.cookie, site: "cross-site")
        #expect(foreign.status == 403)
        #expect(try cases() == 0)
    }

    @Test("Offices are found by name, short name, code and initials")
    func offices() async throws {
        for text in ["税务局", "市税务", "510100-tax", "sswj", "SSWJ"] {
            let query = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let answer = try await handler.page("/console/offices?q=\(query)")
            #expect(answer.items.contains { $0["id"] == "510100-tax" }, "\(text): \(answer.text)")
        }
    }

    @Test("Signs of HTML in every text field of a slip stay text, in the form, on the case and on paper")
    func scripts() async throws {
        let evil = "<script>alert(1)</script>\"\u{301}' onfocus=x <img src=x onerror=y>\u{20D2}"
        let sheet = try await handler.form(OrderFormTests.new)
        var all = sheet.fields.filter { $0.key.hasPrefix("v.") }.mapValues { _ in evil }
        all.merge(sheet.fields.filter { !$0.key.hasPrefix("v.") }) { $1 }
        all["do"] = "send"
        let refused = try await handler.send(OrderFormTests.new, all)
        #expect(refused.status == 422)
        #expect(OrderFormTests.isClean(refused.text))
        #expect(Sheet(refused.text).fields["v.details"] == evil)
        var typed = OrderFormTests.slip
        for name in ["matter", "details", "parties[0].name", "parties[0].address", "contactName", "contactPhone"] {
            typed[name] = String(evil.unicodeScalars.prefix(39))
        }
        let id = try await handler.done(OrderFormTests.new, typed)
        for path in ["/cases/\(id)", "/cases/\(id)/print", "/cases/\(id)/orders/revise"] {
            let page = try await handler.page(path)
            #expect(page.status == 200 && OrderFormTests.isClean(page.text), "\(path)")
        }
    }

    private static func isClean(_ html: String) -> Bool {
        ["<script>alert", "<img", "\"\u{301}"].allSatisfy { html.components(from: $0).isEmpty }
    }

    @Test(
        "An attachment's address takes a digest of the case and nothing else",
        arguments: [
            "../../../etc/passwd", "..%2F..%2Foffice.json", "%2e%2e%2f%2e%2e%2fdata.key", "0000",
        ])
    func paths(name: String) async throws {
        let id = try await handler.done(OrderFormTests.new, OrderFormTests.slip)
        let answer = try await handler.page("/api/v1/cases/\(id)/evidence/\(name)")
        #expect(answer.status == 404)
    }
}
