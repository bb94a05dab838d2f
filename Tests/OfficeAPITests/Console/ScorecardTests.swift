import Casework
import Console
import Contracts
import HTTPTypes
import Testing
import Web
import Workers

/// Scorecards: figures against the rows they count, dashes for what cannot be counted, tables as files.
@Suite(.timeLimit(.minutes(20))) struct ScorecardTests {
    private let scene: Neighbours

    init() throws { scene = try Neighbours() }

    private func give(
        _ office: OpenOffice, _ kind: CaseKind, _ name: String, _ body: JSONValue = .object([]), on id: String,
        as role: Role
    ) async throws {
        let answer = try await office.desk.order(kind, name, body, on: id, as: role)
        try #require(answer.status == 200, "\(name): \(answer.text)")
    }

    /// Two requests to two offices each: one is answered and one refused by the police, the tax office says nothing.
    private func stock() async throws {
        for step in 0..<2 {
            let id = try await scene.market.desk.open(
                .assistance, "draft", Sample.assistance(to: [Province.police, "510100-tax"]), as: .handler)
            try await give(
                scene.market, .assistance, "send", ["documentNo": "成市监协〔2026〕1号"], on: id, as: .headPrincipal)
            try await eventually("the police have it") {
                try await scene.police.desk.as(.handler).get("/api/v1/cases/\(id)").status == 200
            }
            if step == 0 {
                let reply: JSONValue = ["result": "provided", "text": "已查明"]
                try await give(scene.police, .assistance, "reply", reply, on: id, as: .handler)
            } else {
                let refusal: JSONValue = ["reasonCode": "RECORDS_NOT_HELD", "reason": "没有"]
                try await give(scene.police, .assistance, "refuse", refusal, on: id, as: .headPrincipal)
            }
        }
        try await eventually("both are answered") {
            let page = try await scene.market.desk.as(.handler).get("/api/v1/statistics?office=\(Province.police)").json
            let standing = page?["total"]?["byStanding"]
            return standing?["answered"] == 1 && standing?["refused"] == 1
        }
    }

    /// The rows of the table of a card, as a program gets them; the last one is the sum.
    private func table(_ part: String, _ query: String, at office: OpenOffice) async throws -> [[String]] {
        let answer = try await office.desk.as(.auditor).get("/scorecards/csv?part=\(part)&\(query)")
        try #require(answer.status == 200, "\(answer.text)")
        #expect(answer.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(answer.headers[.contentDisposition]?.contains("scorecard-\(part).csv") == true)
        let lines = answer.text.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let start = try #require(lines.firstIndex { $0.first == "口径" || $0.first == "Rule" })
        return lines[(start + 1)...].map { $0.map(String.init) }
    }

    @Test(
        "The figures are those of the interface for programs, and the rows add up to the sum",
        arguments: ["month", "office"])
    func sums(grouping: String) async throws {
        try await scene.run {
            try await stock()
            let json = try #require(try await scene.market.desk.as(.auditor).get("/api/v1/statistics").json?["total"])
            let query = "by=\(grouping)"
            let words = grouping == "month" ? 1 : 2
            let acceptance = try await table("acceptance", query, at: scene.market)
            let sum = try #require(acceptance.last).dropFirst(words).map { $0 }
            let expected = [
                json["total"], json["acceptance"]?["in7Days"], json["acceptance"]?["later"],
                json["acceptance"]?["notYet"],
            ]
            #expect(sum.prefix(4).map { Int64($0) } == expected.map { $0?.integer })
            #expect(sum[0] == "4" && sum[1] == "1" && sum[3] == "3" && sum[4] == "100.0%")
            let answers = try #require(try await table("answers", query, at: scene.market).last).dropFirst(words).map {
                $0
            }
            #expect(answers[0] == "1" && answers[1] == "0" && answers[2] == "0")
            let deadlines = try await table("deadlines", query, at: scene.market)
            let terms = ["metInTime", "metLate", "overdue", "running", "fallenAway"].map {
                json["deadlines"]?[$0]?.integer
            }
            #expect(try #require(deadlines.last).dropFirst(words).prefix(5).map { Int64($0) } == terms)
            for (table, count) in [(acceptance, 4), (deadlines, 5)] {
                for column in words..<(words + count) {
                    let parts = table.dropFirst().dropLast().map { Int($0[column]) ?? -1 }
                    #expect(parts.reduce(0, +) == Int(table.last?[column] ?? ""), "\(grouping) \(column)")
                }
            }
            let refusals = try await table("refusals", query, at: scene.market)
            let results = try await table("results", query, at: scene.market)
            #expect(results.count == 3 && results[1][0].hasSuffix("已全部提供") && results[1][1] == "provided")
            #expect(results.last?[2] == "1" && json["results"] == ["provided": 1])
            #expect(refusals.count == 3 && refusals[1][1] == "RECORDS_NOT_HELD" && refusals[1][2] == "1")
        }
    }

    @Test("What cannot be counted is a dash and never a zero, and the page says how each figure is counted")
    func dashes() async throws {
        let page = try await scene.market.desk.as(.handler).page("/scorecards")
        #expect(page.answer.status == 200, "\(page.html)")
        for title in ["7日内接收", "答复天数", "期限履行", "答复的结果", "退回和拒绝的原因", "解除措施及时"] {
            #expect(page.html.contains(">\(title)</h2>"), "\(title)")
        }
        #expect(page.html.contains("中位数、九成位数为") && page.html.contains("这段时间没有可以统计的内容"))
        let months = try await table("answers", "by=month", at: scene.market)
        #expect(months.count == 14)
        for row in months.dropFirst() { #expect(row[1] == "0" && row[2] == "—" && row[3] == "—" && row[4] == "—") }
        let rates = try await table("deadlines", "by=office", at: scene.market)
        #expect(rates.dropFirst().allSatisfy { $0.last == "—" } && rates.count > 4)
        let english = try await scene.market.desk.as(.handler).page("/scorecards?lang=en")
        #expect(english.html.contains("Days to answer"))
    }

    @Test(
        "A period that cannot be read is told at its field, and nothing of it is lost",
        arguments: [
            ("from=2026-13-45", "2026-13-45"), ("from=2026-02-02&through=2026-02-01", "2026-02-02"),
            ("from=1990-01-01", "1990-01-01"), ("from=%3Cb%3E", "&lt;b&gt;"),
        ])
    func mistakes(query: String, kept: String) async throws {
        let page = try await scene.market.desk.as(.handler).page("/scorecards?\(query)")
        #expect(
            page.answer.status == 200 && page.html.contains("class=\"error\"")
                && page.html.contains("value=\"\(kept)\""))
        #expect(!page.html.contains("<svg class=\"plot\"") && !page.html.contains("<b>\""))
        let file = try await scene.market.desk.as(.handler).get("/scorecards/csv?part=answers&\(query)")
        #expect(file.status == 400 && file.code == "PARAMETER_INVALID")
    }

    @Test("A plot stands over its table, and an office or a month leads to its own figures")
    func plots() async throws {
        try await scene.run {
            try await stock()
            for query in ["", "?by=office", "?by=office&kind=assistance&direction=sent"] {
                let page = try await scene.market.desk.as(.handler).page("/scorecards\(query)")
                #expect(page.html.matches(of: /<svg class="plot"/).count >= 4, "\(query)")
            }
            let offices = try await scene.market.desk.as(.handler).page("/scorecards?by=office")
            #expect(offices.html.contains("office=\(Province.police)"))
            let one = try await table("acceptance", "by=month&office=\(Province.police)", at: scene.market)
            #expect(one.last?[1] == "2" && one.last?[2] == "1")
            #expect(try await table("acceptance", "kind=referral", at: scene.market).last?[1] == "0")
            #expect(try await table("acceptance", "direction=received", at: scene.police).last?[1] == "2")
        }
    }

    /// Follows each figure of the cards to its cases: how many figures there were.
    private func follow(_ query: String, at office: OpenOffice) async throws -> Int {
        let caller = office.desk.as(.auditor)
        let page = try await caller.page("/scorecards?\(query)")
        let link = /<a href="([^"]*\/scorecards\/cases[^"]*)">([0-9]+)<\/a>/
        let figures = page.html.matches(of: link).map { (ReadPage.plain(String($0.1)), Int($0.2) ?? -1) }
        for (url, count) in figures {
            let list = try await caller.page(url)
            #expect(list.answer.status == 200 && list.total == count, "\(url): \(list.total ?? -1), not \(count)")
            let times = list.html.matches(of: /class="number">([0-9]+)<\/td>/).compactMap { Int($0.1) }
            #expect(times.reduce(0, +) == count && list.lines == times.count, "\(url): \(times)")
        }
        // Every other figure is a zero.
        let numbers = page.html.matches(of: /class="number">([0-9]+)<\/td>/)
        #expect(numbers.allSatisfy { $0.1 == "0" || $0.1.isEmpty }, "\(query)")
        return figures.count
    }

    @Test(
        "Each figure leads to the cases that it counts, and they add up to it",
        arguments: ["by=month", "by=office", "by=office&direction=sent", "by=month&kind=assistance"])
    func cases(query: String) async throws {
        try await scene.run {
            try await stock()
            #expect(try await follow(query, at: scene.market) > 10)
            _ = try await follow(query, at: scene.police)
            for word in ["", "nothing", "term.", "answered.x", String(repeating: "refused.", count: 20)] {
                let unknown = try await scene.market.desk.as(.auditor).page("/scorecards/cases?figure=\(word)")
                #expect(unknown.answer.status == 404, "\(word)")
            }
        }
    }

    @Test("Who may see no case gets the figures, and no way to the cases behind them")
    func figuresAlone() async throws {
        try await scene.run {
            try await stock()
            let administrator = scene.market.desk.as(.administrator)
            let page = try await administrator.page("/scorecards")
            #expect(page.answer.status == 200 && page.html.contains("class=\"number\">4</td>"))
            #expect(!page.html.contains("/scorecards/cases"))
            let refused = try await administrator.page("/scorecards/cases?figure=sent")
            #expect(refused.answer.status == 403 && !refused.html.contains("href=\"/cases/"))
            let auditor = scene.market.desk.as(.auditor)
            #expect(try await auditor.page("/scorecards").html.contains("/scorecards/cases"))
            #expect(try await auditor.page("/scorecards/cases?figure=sent").total == 4)
        }
    }

    @Test(
        "Figures of lifts lead to the entries that they count, by month and by office", arguments: ["month", "office"])
    func entries(grouping: String) async throws {
        let province = try Province()
        let own = try #require(OfficeID(Province.market))
        try CaseStock.put(province, [try #require(CaseFile(json: LiftScene.entry(own, LiftScene.parts(own))))])
        let office = try province.open(Province.market)
        let query = "by=\(grouping)&from=2026-07-01&through=2026-07-31"
        // Two in time or late, one that stands: each alone and in the sum.
        #expect(try await follow(query, at: office) == 6)
    }

    @Test("Every measure that had to end with a removal is counted once, by when it ended")
    func lifts() throws {
        let own = try #require(OfficeID(Province.market))
        let facts = LiftScene.parts(own)
        func figures(at now: String, status: String = "running") throws -> LiftFigures {
            let json = LiftScene.entry(own, facts, status: status)
            var counts = LiftCounts()
            counts.add(
                try #require(CaseFile(json: json)), own: own, CaseStatistics.Filter(), at: try #require(Moment(now)))
            #expect(counts.offices.values.reduce(0) { $0 + $1.count } == counts.total.count)
            return counts.total
        }
        let before = try figures(at: "2026-07-05T00:00:00.000+08:00")
        #expect([before.inTime, before.late, before.running, before.overdue] == [1, 1, 1, 0])
        let after = try figures(at: "2026-08-05T00:00:00.000+08:00")
        #expect([after.inTime, after.late, after.running, after.overdue] == [1, 1, 0, 1])
        #expect(try figures(at: "2026-08-05T00:00:00.000+08:00", status: "stopped").count == 0)
    }
}

/// A list entry that was removed on 1 July 2026, to be lifted by the 10th.
private enum LiftScene {
    /// What each office did with its measures.
    static func parts(_ own: OfficeID) -> JSONValue {
        let parts: [(String, String, String?)] = [
            ("510100-tax/M04", "lifted", "2026-07-03T09:00:00.000+08:00"),
            ("510100-customs/M04", "lifted", "2026-07-20T09:00:00.000+08:00"),
            ("510100-police/M05", "applied", nil), ("510100-cyberspace/M05", "keptByOwnBasis", nil),
            ("510100-tax/M05", "lifted", "2026-06-01T09:00:00.000+08:00"), ("\(own)/M04", "applied", nil),
            ("510100-tax", "acknowledged", nil),
        ]
        return JSONValue.object(
            parts.map { key, state, at in
                let lifted = at.map { JSONValue.object([JSONMember("at", .string($0))]) }
                return JSONMember(
                    key, .members([("state", .string(state)), ("measureLiftedByRemoval", lifted)]))
            })
    }

    static func entry(_ owner: OfficeID, _ parts: JSONValue, status: String = "running") -> JSONValue {
        let (start, due) = ("2026-07-01T09:00:00.000+08:00", "2026-07-10T23:59:59.999+08:00")
        return [
            "id": .string("\(owner).01J000000000000000000000QZ"), "kind": "listEntry", "state": "removing",
            "version": 5,
            "facts": ["parts": parts], "flags": [], "subject": "91510104XT00010175", "openedAt": .string(start),
            "updatedAt": .string(start),
            "deadlines": [
                [
                    "key": "lift", "rule": "LIST-LIFT", "ruleSet": "test", "start": .string(start), "due": .string(due),
                    "setBy": .string(owner.description), "rungs": [], "status": .string(status),
                ]
            ],
        ]
    }
}
