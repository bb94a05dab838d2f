import Casework
import Contracts
import Feed
import Foundation
import Hummingbird
import Ledgers
import Testing
import Web

/// The forms of the portal: who may send them, what becomes of them, and that twice is once.
@Suite(.timeLimit(.minutes(20))) struct PortalFormTests {
    private let scene: PortalScene

    init() throws { scene = try PortalScene() }

    private static let filled = [
        ("uscc", PortalScene.code), ("applicant", PortalScene.name), ("contactPhone", "028-00000000"),
        ("fine", "done"), ("correction", "done"), ("harm", "notApplicable"), ("doneOn", "2026-08-20"),
        ("proofs", "缴款书第1号\r\n整改报告"), ("consent", "yes"),
    ]

    private func repairs() throws -> Int {
        try scene.platform.reader.cases(CaseFilter(kind: .repair), in: .office, limit: 50).count
    }

    @Test("An application for repair becomes a letter to the deciding office, and sent twice it is one")
    func repair() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            let (hidden, cookie) = try await scene.ticket(path)
            let answers = try await [
                scene.send(path, hidden + PortalFormTests.filled, cookie: cookie),
                scene.send(path, hidden + PortalFormTests.filled, cookie: cookie),
            ]
            for answer in answers {
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.text.contains("修复申请已经送达"))
                #expect(answer.headers[.cacheControl] == "no-store")
            }
            #expect(answers[0].text == answers[1].text)
            #expect(try repairs() == 1)
            try await eventually("the deciding office has it") {
                try scene.market.reader.cases(CaseFilter(kind: .repair), in: .office, limit: 5).count == 1
            }
            let id = try #require(
                try scene.market.reader.cases(CaseFilter(kind: .repair), in: .office, limit: 5).first?.id)
            let facts = try #require(try scene.market.reader.caseFile(id, in: .office)?.facts)
            #expect(facts["applied"]?["proofs"] ?? facts["proofs"] == ["缴款书第1号", "整改报告"])
        }
    }

    @Test("An objection stands beside the record with what it is about, and without the objector's own words")
    func objection() async throws {
        try await scene.run { [scene] in
            let id = try await scene.publish()
            let path = "/records/\(id)/objection"
            let (hidden, cookie) = try await scene.ticket(path)
            let filled = [
                ("uscc", PortalScene.code), ("applicant", PortalScene.name), ("contactPhone", "028-00000000"),
                ("text", "罚款已经更正为5000元"), ("consent", "yes"),
            ]
            let without = try await scene.send(path, hidden + filled, cookie: cookie)
            #expect(without.status == 422 && without.text.contains("id=\"ground-error\""))
            let sent = try await scene.send(path, hidden + filled + [("ground", "contentDiffers")], cookie: cookie)
            #expect(sent.status == 200, "\(sent.text)")
            try await eventually("the objection stands beside the record") { [scene] in
                try await scene.page("/records/\(id)").text.contains("提出异议（公示内容与原决定不一致），核查中")
            }
            let english = try await scene.page("/records/\(id)?lang=en").text
            #expect(english.contains("(What is shown is not what was decided)"))
            for shown in [english, try await scene.page("/records/\(id)").text] {
                #expect(!shown.contains("更正为5000元") && !shown.contains("028-00000000"))
            }
        }
    }

    @Test("What the law refuses is told beside the form, with the basis and what was written")
    func refused() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            let (hidden, cookie) = try await scene.ticket(path)
            let open = PortalFormTests.filled.map { $0.0 == "fine" ? ($0.0, "open") : $0 }
            let answer = try await scene.send(path, hidden + open, cookie: cookie)
            #expect(answer.status == 422)
            #expect(answer.text.contains("尚未全部履行"))
            #expect(answer.text.contains("缴款书第1号\n整改报告</textarea>"))
            #expect(try repairs() == 0)
        }
    }

    @Test func `a form without its token, of another browser or address, is not let in and keeps what was written`()
        async throws
    {
        try await scene.run { [scene] in
            let id = try await scene.publish()
            let path = "/records/\(id)/repair"
            let (hidden, cookie) = try await scene.ticket(path)
            let (other, _) = try await scene.ticket("/records/\(id)/objection")
            let (_, foreign) = try await scene.ticket(path)
            let filled = PortalFormTests.filled
            let altered = hidden.map { $0.0 == "key" ? ($0.0, String($0.1.reversed())) : $0 }
            let answers = try await [
                scene.send(path, filled, cookie: cookie), scene.send(path, hidden + filled),
                scene.send(path, hidden + filled, cookie: foreign), scene.send(path, other + filled, cookie: cookie),
                scene.send(path, altered + filled, cookie: cookie),
            ]
            for answer in answers {
                #expect(answer.status == 403)
                #expect(answer.text.contains("value=\"\(PortalScene.name)\""))
            }
            #expect(try repairs() == 0)
        }
    }

    @Test("A form that was given out before a restart is let in after it, and sent twice across it is one")
    func restart() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            let (hidden, cookie) = try await scene.ticket(path)
            #expect(try await scene.send(path, hidden + PortalFormTests.filled, cookie: cookie).status == 200)
            let again = try PortalScene(after: scene)
            #expect(try await again.send(path, hidden + PortalFormTests.filled, cookie: cookie).status == 200)
            #expect(try repairs() == 1)
        }
    }

    @Test("The secret of forms follows from the data key, and is another for another key")
    func secret() {
        let key = [UInt8](repeating: 1, count: 32)
        #expect(FormSecret.derived(from: key) == FormSecret.derived(from: key))
        #expect(FormSecret.derived(from: key) != FormSecret.derived(from: [UInt8](repeating: 2, count: 32)))
        #expect(FormSecret.derived(from: key) != key && FormSecret.derived(from: key).count == 32)
    }

    @Test func `a form that another site sends is not let in`() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            let (hidden, cookie) = try await scene.ticket(path)
            let answer = try await scene.send(path, hidden + PortalFormTests.filled, cookie: cookie, site: "cross-site")
            #expect(answer.status == 403)
            #expect(try repairs() == 0)
        }
    }

    @Test("The cookie of a form is not sent from elsewhere and not seen by scripts")
    func cookie() async throws {
        try await scene.run { [scene] in
            let answer = try await scene.page("/records/\(try await scene.publish())/repair")
            let cookie = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix("form=") })
            #expect(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"))
            #expect(answer.headers[.cacheControl] == "no-store")
        }
    }

    @Test("Each wrong field is named beside it; another firm's code is refused")
    func mistakes() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            let (hidden, cookie) = try await scene.ticket(path)
            let wrong = [
                ("uscc", "91510104XT1000024U"), ("applicant", ""), ("contactPhone", String(repeating: "1", count: 41)),
                ("fine", "maybe"), ("doneOn", "2999-01-01"),
            ]
            let answer = try await scene.send(path, hidden + wrong, cookie: cookie)
            #expect(answer.status == 422)
            for field in ["uscc", "applicant", "contactPhone", "fine", "doneOn", "proofs"] {
                #expect(answer.text.contains("id=\"\(field)-error\""), "\(field)")
            }
            #expect(try repairs() == 0)
        }
    }

    @Test("Bodies that are no form are refused")
    func bodies() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            for body in ["a=%zz", "a=%ff", "a=1&a=2", "a=%00"] {
                let answer = try await scene.feed.send(
                    .post, path, Array(body.utf8), headers: [.contentType: "application/x-www-form-urlencoded"])
                #expect(answer.status == 400, "\(body)")
                #expect(answer.code == "FORM_INVALID")
            }
            #expect(try await scene.feed.post(path, .object([])).status == 415)
        }
    }

    @Test func `the sixth form of one address in an hour is told to wait`() async throws {
        try await scene.run { [scene] in
            let path = "/records/\(try await scene.publish())/repair"
            for _ in 0..<5 { #expect(try await scene.send(path, []).status == 403) }
            let answer = try await scene.send(path, [])
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] != nil)
            #expect(answer.text.contains("请求过于频繁"))
        }
    }
}
