import Casework
import Console
import Contracts
import Hummingbird
import Testing
import Web

/// The deadline board, the page of a subject, the exchange with other offices.
@Suite struct BoardTests {
    private let desk: Desktop
    private static let code = "91510104XT00010175"

    init() throws { desk = try Province().open(Province.market).desk }

    private func stock() async throws {
        for _ in 0..<2 {
            let id = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
            let report = try await desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
            try #require(report.status == 200, "\(report.text)")
        }
        _ = try await desk.publish(Sample.draft())
    }

    @Test("The figures of the board are the lists that they lead to, and so are those of the start")
    func deadlines() async throws {
        try await stock()
        for start in ["/deadlines", "/deadlines?holder=own", "/"] {
            let page = try await desk.as(.handler).page(start)
            for (name, figure) in page.figures {
                guard let url = figure.url, url.hasPrefix("/deadlines") else { continue }
                let list = try await desk.as(.handler).page(url)
                let rows = list.html.split(separator: "id=\"list\"").last?.matches(of: /<td data-label="届满"/).count
                #expect(rows == Int(figure.count), "\(start) \(name) \(url)")
            }
        }
        let all = try await desk.as(.handler).page("/deadlines")
        #expect(all.figures["未办结期限"].flatMap { Int($0.count) } ?? 0 >= 2)
        #expect(all.html.contains("<svg class=\"plot\"") && all.html.contains("class=\"calendar\""))
        let english = try await desk.as(.handler).page("/deadlines?lang=en")
        #expect(english.html.contains("Overdue"))
    }

    @Test("A day of the calendar leads to as many lines as it says")
    func calendar() async throws {
        try await stock()
        var seen = 0
        let page = try await desk.as(.handler).page("/deadlines?holder=own")
        for day in page.html.matches(of: /<a class="badge [a-z]+" href="([^"]*day=[^"]*)">([0-9]+)<\/a>/) {
            let list = try await desk.as(.handler).page(ReadPage.plain(String(day.1)))
            let rows = list.html.split(separator: "id=\"list\"").last?.matches(of: /<td data-label="届满"/).count
            #expect(rows == Int(day.2), "\(day.1)")
            seen += 1
        }
        let months = try await desk.as(.handler).page("/deadlines?month=2026-02")
        #expect(months.html.contains("2026-01") && months.html.contains("2026-03"))
        _ = seen
    }

    @Test("Nobody sees a subject without a reason, and with one all that the office knows of it")
    func subject() async throws {
        try await stock()
        let asked = try await desk.as(.handler).page("/subjects/\(BoardTests.code)")
        #expect(asked.answer.status == 400 && asked.html.contains("请填写查询事由"))
        #expect(!asked.html.contains("成锦市监处罚") && asked.html.contains("value=\"\(BoardTests.code)\""))
        let page = try await desk.as(.handler).page("/subjects/\(BoardTests.code)?reason=test")
        #expect(page.answer.status == 200 && page.html.contains("成都示例食品有限公司"))
        #expect(page.html.contains("不在失信名单内") && page.html.contains("成锦市监处罚〔2026〕88号"))
        #expect(page.html.contains("公示中") && page.html.contains("涉嫌犯罪案件移送"))
        let before = try await desk.as(.handler).page("/subjects/\(BoardTests.code)?reason=test&asOf=2020-01-01")
        #expect(before.html.contains("未公示") && !before.html.contains(">公示中<"))
        let unknown = try await desk.as(.handler).page("/subjects/\(BoardTests.code)?reason=t&knownAt=2020-01-01")
        #expect(unknown.html.contains("没有这个主体的记录"))
        #expect(try await desk.as(.handler).page("/subjects/nobody?reason=t").answer.status == 404)
    }

    @Test("A subject is found by its name, and a person's number is refused")
    func finding() async throws {
        try await stock()
        let name =
            "%E6%88%90%E9%83%BD%E7%A4%BA%E4%BE%8B%E9%A3%9F%E5%93%81%E6%9C%89%E9%99%90%E8%B4%A3%E4%BB%BB%E5%85%AC%E5%8F%B8"
        let found = try await desk.as(.handler).page("/subjects?q=\(name)&reason=test")
        #expect(found.html.contains(BoardTests.code), "\(found.html)")
        #expect(try await desk.as(.handler).page("/subjects?q=\(name)").html.contains("请填写查询事由"))
        let person = try await desk.as(.handler).page("/subjects?q=11010519491231002X&reason=test")
        #expect(person.answer.status == 400 && !person.html.contains("11010519491231002X\""))
    }

    @Test("Only those who oversee the exchange see it", arguments: ["/bus", "/bus/held"])
    func bus(path: String) async throws {
        #expect(try await desk.as(.handler).page(path).answer.status == 403)
        for role in [Role.administrator, .auditor] {
            let page = try await desk.as(role).page(path)
            #expect(page.answer.status == 200 && page.html.contains("<h1"), "\(page.html)")
            #expect(!page.html.contains(">false"), "\(page.html)")
        }
        #expect(try await desk.as(.handler).page("/").html.contains("href=\"/bus\"") == false)
        #expect(try await desk.as(.administrator).page("/").html.contains("href=\"/bus\""))
    }

    @Test("A letter is tried again or given up only by a form of one's own session", arguments: ["replay", "discard"])
    func forms(act: String) async throws {
        let body = Array("stream=x&number=1&reason=y".utf8)
        let answer = try await desk.as(.administrator).send(
            .post, "/bus/\(act)", body,
            headers: [.contentType: "application/x-www-form-urlencoded", .accept: "text/html"])
        #expect(answer.status == 403, "\(answer.text)")
    }
}
