import Accounts
import Casework
import Contracts
import Offices
import Testing
import Web
import Workers

/// The supervisor's view at the procuratorate and at an office that hands over: figures that are the lists behind them.
@Suite(.timeLimit(.minutes(20))) struct SupervisionTests {
    let province: Province
    let market, police, watcher: OpenOffice

    init() throws {
        province = try Province()
        market = try province.open(Province.market)
        police = try province.open(Province.police)
        watcher = try province.open(Province.procuratorate)
    }

    private static let hostile = "<script>alert(1)</script>\"'&"

    private static let supervision: JSONValue = [
        "matter": .string(hostile), "ground": "overdue", "facts": "批准移送后逾期未移送。",
        "legalBasis": "《行政执法监督条例》第二十六条", "recipients": [.string(Province.market)], "pendingReview": "none",
    ]
    private static let letter: JSONValue = [
        "kind": "supervisionLetter", "documentNo": "成督〔2026〕1号", "requirement": "限期整改并报告",
        "correctBy": "2099-01-15",
    ]
    private static let demand: JSONValue = ["documentNo": "成检移〔2026〕1号", "text": "应当移送公安机关"]

    /// A case that went to the police after a fine was tried, one that its office keeps back, and a supervision of its own.
    func stock() async throws -> (kept: String, supervision: String) {
        _ = try await HandoffEndpointTests.handOver(market.desk)
        let crime = Sample.crime.merging(["caseName": .string(SupervisionTests.hostile)])
        let kept = try await market.desk.open(.handoff, "suspectCrime", crime, as: .handler)
        try await give(market, .handoff, "submitReport", Sample.report, on: kept, as: .handler)
        try await give(market, .handoff, "disapprove", ["reason": "情节显著轻微"], on: kept, as: .headPrincipal)
        try await eventually("the procuratorate hears of both") {
            try await watcher.desk.as(.handler).page("/supervision").figures["涉嫌犯罪未移送"]?.count == "1"
        }
        try await give(watcher, .handoff, "requireTransfer", SupervisionTests.demand, on: kept, as: .handler)
        let own = try await watcher.desk.open(.supervision, "open", SupervisionTests.supervision, as: .handler)
        try await give(watcher, .supervision, "issue", SupervisionTests.letter, on: own, as: .headPrincipal)
        return (kept, own)
    }

    private func give(
        _ office: OpenOffice, _ kind: CaseKind, _ name: String, _ body: JSONValue, on id: String, as role: Role
    ) async throws {
        let answer = try await office.desk.order(kind, name, body, on: id, as: role)
        try #require(answer.status == 200, "\(name): \(answer.text)")
    }

    /// Rows of the first table of a page.
    private func rows(_ page: ReadPage) -> Int {
        let body = page.html.split(separator: "<tbody>").dropFirst().first?.split(separator: "</tbody>").first ?? ""
        return body.matches(of: /<tr/).count
    }

    @Test("Each figure of the supervisor is the list that it leads to, and no text of a case is taken for HTML")
    func figures() async throws {
        try await province.run([market, police, watcher]) {
            let (kept, own) = try await stock()
            let handler = watcher.desk.as(.handler)
            let page = try await handler.page("/supervision")
            try #require(page.answer.status == 200, "\(page.html)")
            #expect(page.figures["以罚代刑被拦截"]?.count == "1" && page.figures["已经监督"]?.count == "1")
            #expect(page.figures["公安机关逾期未决定"]?.count == "0" && page.figures["已立案"]?.count == "0")
            #expect(page.html.contains("核对至第1号，齐全") && page.html.contains("href=\"/cases/new/supervision/open\""))
            #expect(page.figures["全部文书"]?.count == "2" && page.figures["待答复"]?.count == "2")
            let parts = ["待答复", "逾期未答复", "已答复", "无须答复或者已终止"].compactMap { page.figures[$0].flatMap { Int($0.count) } }
            #expect(parts.reduce(0, +) == 2 && parts.count == 4)
            for (name, figure) in page.figures {
                let list = try await handler.page(try #require(figure.url, "\(name)"))
                #expect(list.answer.status == 200 && list.total == Int(figure.count), "\(name)")
                #expect(rows(list) == Int(figure.count), "\(name)")
                #expect(!list.html.contains("<script>alert"), "\(name)")
            }
            let kepts = try await handler.page("/supervision/cases?figure=notTransferred&office=\(Province.market)")
            #expect(kepts.html.contains("机关负责人不批准移送") && kepts.html.contains("/cases/\(kept)"))
            #expect(
                try await handler.page("/supervision/cases?figure=notTransferred&office=\(Province.police)").total == 0)
            let letters = try await handler.page("/supervision/letters")
            #expect(letters.html.contains("成督〔2026〕1号") && letters.html.contains("2099-01-15"))
            #expect(letters.html.contains("成检移〔2026〕1号") && letters.html.contains("&lt;script&gt;"))
            try await answered(own)
        }
    }

    /// What the supervised office reports moves the document from one standing to the other.
    private func answered(_ own: String) async throws {
        try await eventually("the supervised office has the letter") {
            try await market.desk.as(.handler).page("/supervision/letters").html.contains("成督〔2026〕1号")
        }
        let report: JSONValue = ["text": "已补移送", "evidence": ["移送书回执"]]
        try await give(market, .supervision, "reportCorrection", report, on: own, as: .handler)
        try await eventually("the procuratorate sees the answer") {
            try await watcher.desk.as(.handler).page("/supervision").figures["已答复"]?.count == "1"
        }
        let mine = try await market.desk.as(.handler).page("/supervision")
        #expect(mine.html.contains("本单位移送的连号") && mine.figures["以罚代刑被拦截"]?.count == "1")
        #expect(!mine.html.contains("核对至第1号"))
    }

    @Test("The figures of the view are those of the interface for programs")
    func sameReading() async throws {
        try await province.run([market, police, watcher]) {
            _ = try await stock()
            let page = try await watcher.desk.as(.auditor).page("/supervision")
            let json = try #require(
                try await watcher.desk.as(.auditor).get("/api/v1/handoffs/completeness").json?["received"]?.array)
            for (mark, name) in [
                ("filed", "已立案"), ("refused", "不予立案"), ("overdue", "有期限逾期"), ("supervised", "已经监督"),
                ("fineBlocked", "以罚代刑被拦截"), ("lateSuggestion", "迟提监督建议"),
            ] {
                let sum = json.reduce(0) { $0 + ($1["marks"]?[mark]?.integer ?? 0) }
                #expect(page.figures[name]?.count == String(sum), "\(name)")
            }
            #expect(!page.html.contains("href=\"/cases/new/supervision/open\""))
        }
    }

    @Test("An officer of a region below the office's sees its cases alone, and no count of offices elsewhere")
    func scope() async throws {
        try await province.run([market, police, watcher]) {
            _ = try await stock()
            // The firm of the cases is registered in 510104; the office that hands over is of the whole city.
            for (region, count) in [("510104", "1"), ("510105", "0")] {
                let page = try await program(region).page("/supervision")
                #expect(page.figures["以罚代刑被拦截"]?.count == count, "\(region)")
                #expect(page.html.contains("没有单位向本单位编号移送"), "\(region)")
                let list = try await program(region).page("/supervision/cases?figure=notTransferred")
                #expect(list.total == Int(count), "\(region)")
            }
        }
    }

    private func program(_ region: String) async throws -> Caller {
        let (accounts, now) = (watcher.accounts, watcher.clock.now().machine)
        let id = "supervisor-\(region)"
        if try await accounts.accounts().allSatisfy({ $0.id != id }) {
            _ = try await accounts.add(
                id, AccountDraft(name: "王例", roles: [.handler], region: region), by: "test", at: now)
        }
        let token = try await accounts.makeToken(for: id, "测试", rights: nil, days: 1, by: "test", at: now)
        return watcher.desk.caller.with(token: token)
    }

    @Test("Only who supervises finds the view, and a figure that does not exist is not found")
    func roles() async throws {
        for role in Role.allCases where watcher.desk.tokens[role.rawValue] != nil {
            let may = Right.supervise.roles.contains(role)
            #expect(try await watcher.desk.as(role).page("/supervision").answer.status == (may ? 200 : 403), "\(role)")
            let home = try await watcher.desk.as(role).page("/")
            #expect(home.html.contains("href=\"/supervision\"") == may, "\(role)")
        }
        for path in ["/supervision/cases", "/supervision/cases?figure=x"] {
            #expect(try await watcher.desk.as(.handler).page(path).answer.status == 404)
        }
    }
}
