import Casework
import Console
import Contracts
import Hummingbird
import Ledgers
import Testing
import Web

/// A page as a test reads it.
struct ReadPage {
    let answer: Answer

    /// The text of the page.
    var html: String { answer.text }

    /// The figures in boxes, by what stands over them: the figure and where it leads.
    var figures: [String: (count: String, url: String?)] {
        let box = /<dt[^>]*>([^<]*)<\/dt><dd>(?:<a href="([^"]*)">)?([^<]*)/
        return Dictionary(
            html.matches(of: box).map { (String($0.1), (String($0.3), $0.2.map { ReadPage.plain(String($0)) })) }
        ) { first, _ in first }
    }

    /// The total of the line of statistics.
    var total: Int? {
        html.firstMatch(of: /<p class="sum"><b>[^<0-9]*([0-9]+)/).flatMap { Int($0.1) }
    }

    /// The parts of the line of statistics.
    var parts: [Int] {
        guard let line = html.split(separator: "<p class=\"sum\">").dropFirst().first?.split(separator: "</p>").first
        else {
            return []
        }
        return line.matches(of: /<\/span> ([0-9]+)<\/a>/).compactMap { Int($0.1) }
    }

    /// Lines of the first table.
    var lines: Int { html.matches(of: /<td data-label="(?:案件|Case)"/).count }

    static func plain(_ url: String) -> String { url.replacing("&amp;", with: "&") }
}

extension Caller {
    /// A page as a browser asks for it.
    func page(_ path: String) async throws -> ReadPage {
        ReadPage(answer: try await get(path, headers: [.accept: "text/html"]))
    }
}

/// Work lists and home: figures that are the lists behind them, filters, fields that are wrong.
@Suite struct WorkListTests {
    private let desk: Desktop

    init() async throws {
        desk = try Province().open(Province.market).desk
        for _ in 0..<3 { _ = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler) }
        let id = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        let report = try await desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        try #require(report.status == 200, "\(report.text)")
        _ = try await desk.open(.publication, "draft", Sample.draft(), as: .handler)
        _ = try await desk.publish(Sample.draft(["decisionNo": "成锦市监处罚〔2026〕91号"]))
        _ = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
    }

    @Test("Every text that a template of the console names is there")
    func texts() {
        #expect(ConsoleRoutes.pageGaps == [])
    }

    @Test("Each figure on the start is the total of the list behind it, for every role")
    func counters() async throws {
        var seen = 0
        for (role, token) in desk.tokens.sorted(by: { $0.key < $1.key }) {
            let caller = desk.caller.with(token: token)
            let home = try await caller.page("/")
            try #require(home.answer.status == 200, "\(role): \(home.html)")
            for (name, figure) in home.figures {
                guard let url = figure.url, url.hasPrefix("/cases?") else { continue }
                let list = try await caller.page(url)
                #expect(list.total == Int(figure.count), "\(role) \(name) \(url)")
                #expect(list.lines == min(50, list.total ?? -1), "\(role) \(name) \(url)")
                seen += list.total ?? 0
            }
            let turn = home.figures.filter { $0.value.url?.contains("list=turn&kind") == true }
            let sum = turn.values.reduce(0) { $0 + (Int($1.count) ?? 0) }
            #expect(try await caller.page("/cases?list=turn").total ?? 0 == sum, "\(role)")
        }
        #expect(seen > 10)
    }

    @Test("Who may not act on a kind sees a dash for it, and no figure")
    func dashes() async throws {
        let home = try await desk.as(.auditor).page("/")
        let dashes = home.figures.values.filter { $0.count == "—" }
        #expect(!dashes.isEmpty && dashes.allSatisfy { $0.url == nil })
    }

    @Test("Under every filter alone and in pairs the parts of the statistics add up to the rows")
    func statistics() async throws {
        let filters = [
            "kind=handoff", "kind=publication", "group=open", "group=ended", "q=91510104XT00010175",
            "q=%E6%88%90%E9%83%BD%E7%A4%BA%E4%BE%8B%E9%A3%9F%E5%93%81%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8",
            "office=510100-tax", "from=2020-01-01", "to=2020-01-01", "changedFrom=2020-01-01", "due=overdue",
            "due=month",
            "sort=due&dir=asc",
        ]
        var most = 0
        for (place, first) in filters.enumerated() {
            for second in [""] + filters[(place + 1)...] where !(first.hasPrefix("kind") && second.hasPrefix("kind")) {
                let path = "/cases?list=all&\(first)&\(second)"
                let page = try await desk.as(.handler).page(path)
                let total = try #require(page.total, "\(path)")
                #expect(page.parts.reduce(0, +) == total && page.lines == total, "\(path)")
                most = max(most, total)
            }
        }
        #expect(most >= 7)
        #expect(try await desk.as(.handler).page("/cases?list=all&to=2020-01-01").html.contains("没有符合条件"))
    }

    @Test(
        "Several states at once show the cases of each of them, and the list can be walked page by page in every order")
    func states() async throws {
        let caller = desk.as(.handler)
        let both = try await caller.page("/cases?list=all&kind=handoff&state=teamNamed&state=reportSubmitted")
        let first = try await caller.page("/cases?list=all&kind=handoff&state=teamNamed")
        let second = try await caller.page("/cases?list=all&kind=handoff&state=reportSubmitted")
        #expect(first.total == 3 && second.total == 1 && both.total == 4)
        for column in CaseListOrder.Column.allCases {
            let page = try await caller.page("/cases?list=all&sort=\(column.rawValue)&dir=asc")
            #expect(page.lines == page.total && page.lines >= 7, "\(column)")
            if column != .learnt { #expect(page.html.contains("aria-sort=\"ascending\""), "\(column)") }
        }
    }

    @Test(
        "A field that cannot be read is told at the field, and what was typed stays",
        arguments: [
            ("from=2026-13-45", "日期应当写作"), ("office=%E6%B2%A1%E6%9C%89%E6%AD%A4%E5%B1%80", "目录中没有名称"),
            ("q=11010519491231002X", "请勿输入公民身份号码"), ("q=%EF%BC%88%EF%BC%89", "请输入统一社会信用代码"),
        ])
    func mistakes(query: String, words: String) async throws {
        let page = try await desk.as(.handler).page("/cases?list=all&\(query)")
        #expect(page.answer.status == 200 && page.html.contains(words), "\(page.html)")
        #expect(page.html.contains("class=\"error\"") && page.lines == 0 && page.total == nil)
    }

    @Test("What somebody typed or wrote into a case is text on every page, never markup")
    func escaping() async throws {
        var hostile = Sample.referral
        hostile = hostile.setting("caseName", "<script>alert(1)</script>")
        _ = try await desk.open(.referral, "draft", hostile, as: .handler)
        for path in [
            "/", "/cases?list=all", "/cases?list=all&q=%3Cscript%3Ealert(1)%3C/script%3E",
            "/cases?list=all&office=%22%3E%3Cscript%3Ealert(1)", "/deadlines?rule=%3Cscript%3Ealert(1)%3C/script%3E",
            "/subjects/91510104XT00010175?reason=%22%3E%3Cscript%3Ealert(1)",
        ] {
            let page = try await desk.as(.handler).page(path)
            #expect(page.answer.status == 200 && !page.html.contains("<script>alert"), "\(path)")
        }
    }
}
