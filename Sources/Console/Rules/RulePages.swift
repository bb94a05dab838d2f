import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web
import Workers

/// Rules as they are in force (规则): directory, documents row by row with their provisions, working days. The registrar
/// signs rule sets; nothing is changed here.
struct RulePages: ConsolePart {
    let console: Console

    private static let onPage = 100
    /// Days before the end of a row that are warned of.
    private static let daysBefore = 60
    /// The month in which the next year's holidays are published; a calendar that is missing then is warned of.
    private static let calendarMonth = 11

    var all: [Endpoint] {
        [
            page("/rules", "生效的规则集和即将到期的内容", [.init("q", .query, "在全部规则中查找")], access: .right(.seeRules)) {
                request, context in
                try await overview(request, context)
            },
            page("/rules/directory", "目录：单位、机关、密钥有效期", access: .right(.seeRules)) { request, context in
                try await directory(request, context)
            },
            page("/rules/calendar", "工作日历", [.init("year", .query, "年份")], access: .right(.seeRules)) {
                request, context in
                try await calendar(request, context)
            },
            page(
                "/rules/documents/{id}", "一类规则的各条：编号、有效期、内容、依据",
                [
                    .init("id", .path, "规则文件的种类，如deadlines"), .init("q", .query, "查找"),
                    .init("after", .query, "从第几条之后"),
                ], access: .right(.seeRules)
            ) { request, context in try await document(request, context) },
        ]
    }

    // MARK: The set

    static func book(_ console: Console, _ visit: Console.Visit) async throws -> RuleBook? {
        let (reader, version) = (console.backend.reader, visit.rules.version)
        return try await Aside.run { RuleBook(try reader.documents(), inForce: version) }
    }

    /// The ways between the pages of rules.
    static func tabs(_ here: String, _ visit: Console.Visit) -> PageValue {
        let tabs = [
            ("ruleSet", "/rules", true), ("ruleMatters", "/rules/documents/slip-matters", true),
            ("ruleCalendar", "/rules/calendar", true), ("ruleDirectory", "/rules/directory", true),
            ("rulePreview", "/rules/preview", visit.rights.contains(.manageCatalogues)),
        ]
        return .list(
            tabs.filter(\.2).map { text, url, _ in
                ["name": .text(visit.text(text)), "url": .text(url), "isHere": .flag(url == here)]
            })
    }

    private func overview(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let book = try await RulePages.book(console, visit)
        let query = String((request.query("q") ?? "").prefix(100))
        let found = (book?.papers ?? []).flatMap { paper in
            query.isEmpty ? [] : paper.lines.filter { $0.holds(query) }.map { (paper, $0) }
        }
        let content: [String: PageValue] = [
            "tabs": RulePages.tabs("/rules", visit), "q": .text(query), "isAsked": .flag(!query.isEmpty),
            "count": .number(found.count), "isCut": .flag(found.count > RulePages.onPage),
            "found": found.isEmpty ? .none : foundTable(Array(found.prefix(RulePages.onPage)), visit).value,
            "version": .optional(book.map { String($0.version) }),
            "issuedAt": .optional(book?.issuedAt.shortDescription),
            "name": .text(visit.rules.version), "documents": .optional(book.map { documentTable($0, visit).value }),
            "warnings": .list((warnings(book, visit) + DirectoryTable(visit: visit).warnings).map { .text($0) }),
        ]
        return try console.page("rules", title: visit.text("navRules"), content, visit, request)
    }

    private func documentTable(_ book: RuleBook, _ visit: Console.Visit) -> TableValue {
        let headings = [
            Words("规则", "Rules"), Words("版本", "Version"), Words("现行", "In force"), Words("其他时间", "Other times"),
            Words("来源", "Source"),
        ]
        let rows = book.papers.map { paper -> [TableValue.Cell] in
            let inForce = paper.lines.count { RulePages.isInForce($0, visit.today) }
            let url = paper.year.map { "/rules/calendar?year=\($0)" } ?? "/rules/documents/\(paper.id)"
            let isYear = paper.year != nil
            return [
                .init(paper.title, url: url, note: paper.name, isChinese: true), .init(paper.version),
                .init(isYear ? "" : String(inForce)), .init(isYear ? "" : String(paper.lines.count - inForce)),
                .init(paper.source, isChinese: true),
            ]
        }
        return TableValue(
            headings.enumerated().map { .init($1.in(visit.language), isNumber: $0 == 2 || $0 == 3) }, rows)
    }

    private func foundTable(_ found: [(RulePaper, RuleLine)], _ visit: Console.Visit) -> TableValue {
        let headings = [TableValue.Column(Words("规则", "Rules").in(visit.language))] + visit.columns(RulePages.columns)
        return TableValue(
            headings,
            found.map { paper, line in
                [.init(paper.title, url: "/rules/documents/\(paper.id)", isChinese: true)]
                    + RulePages.cells(line, visit)
            })
    }

    /// What ends soon or is missing, in words.
    private func warnings(_ book: RuleBook?, _ visit: Console.Visit) -> [String] {
        guard let book else { return [] }
        var words: [String] = []
        let soon = visit.today.adding(days: RulePages.daysBefore)
        for paper in book.papers {
            for line in paper.lines {
                guard let end = line.through, end >= visit.today, end <= soon else { continue }
                let hasNext = paper.lines.contains { $0.key == line.key && ($0.from ?? end) > end }
                words.append("\(paper.title)“\(line.key)”有效至\(end)，" + (hasNext ? "已有后续版本" : "没有后续版本"))
            }
        }
        let years = book.calendars.compactMap(\.year)
        let next = visit.today.year + (visit.today.components.month >= RulePages.calendarMonth ? 1 : 0)
        for year in visit.today.year...next where !years.contains(year) {
            words.append("没有\(year)年的工作日历：届满日落在该年的期限均为暂定")
        }
        return words
    }

    // MARK: Rows

    static func isInForce(_ line: RuleLine, _ day: CivilDate) -> Bool {
        (line.from ?? day) <= day && day <= (line.through ?? day)
    }

    static let columns = [
        Words("编号", "Key"), Words("名称", "Name"), Words("有效期", "In force"), Words("内容", "Content"),
        Words("依据", "Legal basis"),
    ]

    static func cells(_ line: RuleLine, _ visit: Console.Visit) -> [TableValue.Cell] {
        let isLaw = line.json["source"]?.string.map { !$0.contains("not law") } ?? true
        let notes = line.basis.compactMap(\.note)
        var seen: Set<String> = []
        let basis = line.basis.map(\.citation).filter { seen.insert($0).inserted }
        return [
            .init(line.key), .init(line.name, badge: isLaw ? nil : Badge("服务承诺", .gone), isChinese: true),
            validity(line, visit.today), .init(RuleWords.fields(line), isChinese: true),
            .init(
                basis.joined(separator: "、"), note: notes.isEmpty ? nil : "须核对：" + notes.joined(separator: "；"),
                isChinese: true),
        ]
    }

    private static func validity(_ line: RuleLine, _ today: CivilDate) -> TableValue.Cell {
        guard let from = line.from else { return .init("") }
        let badge: Badge =
            if from > today { Badge("尚未生效", .warn) } else if let end = line.through, end < today {
                Badge("已失效", .gone)
            } else if let end = line.through, end <= today.adding(days: daysBefore) { Badge("将失效", .warn) } else {
                Badge("有效", .good)
            }
        return .init("\(from) – \(line.through?.description ?? "")", badge: badge)
    }

    private func document(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let id = try context.parameter("id")
        guard let paper = try await RulePages.book(console, visit)?.paper(id), paper.year == nil else {
            throw Problem.missing("这类规则")
        }
        let query = String((request.query("q") ?? "").prefix(100))
        let after = max(0, request.query("after").flatMap { Int($0) } ?? 0)
        let found = paper.lines.filter { $0.holds(query) }
        let shown = found.dropFirst(after).prefix(RulePages.onPage)
        let path = PageQuery("/rules/documents/\(paper.id)").setting("q", query)
        let next = after + shown.count < found.count ? String(after + shown.count) : nil
        let content: [String: PageValue] = [
            "tabs": RulePages.tabs("/rules/documents/\(paper.id)", visit),
            "path": .text("/rules/documents/\(paper.id)"),
            "q": .text(query), "isEmpty": .flag(shown.isEmpty), "source": .text(paper.source),
            "version": .text(paper.version), "resultNote": .text("\(found.count) / \(paper.lines.count)"),
            "table": TableValue(visit.columns(RulePages.columns), shown.map { RulePages.cells($0, visit) }).value,
            "pager": .flag(next != nil || after > 0), "newest": .optional(after > 0 ? path.url : nil),
            "earlier": .optional(next.map { path.setting("after", $0).url }),
            "mayPreview": .flag(visit.rights.contains(.manageCatalogues)),
        ]
        return try console.page(
            "rulepaper", title: paper.title, trail: [.init(visit.text("navRules"), "/rules")], content, visit, request)
    }

    // MARK: Directory and calendar

    private func directory(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let table = DirectoryTable(visit: visit)
        let content: [String: PageValue] = [
            "tabs": RulePages.tabs("/rules/directory", visit), "table": table.table.value,
            "version": .text(visit.directory.map { String($0.version) } ?? "—"),
            "until": .text(visit.directory?.validUntil.shortDescription ?? "—"),
            "tone": .text(table.tone(until: visit.directory?.validUntil).rawValue),
            "warnings": .list(table.warnings.map { .text($0) }),
        ]
        return try console.page(
            "ruledirectory", title: visit.text("ruleDirectory"), trail: [.init(visit.text("navRules"), "/rules")],
            content, visit, request)
    }

    private func calendar(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let book = try await RulePages.book(console, visit)
        let asked = request.query("year").flatMap { Int($0) }.flatMap { CalendarYear.known.contains($0) ? $0 : nil }
        let year = CalendarYear(asked ?? visit.today.year, visit.rules.calendar, book)
        var content = year.value(visit)
        content["tabs"] = RulePages.tabs("/rules/calendar", visit)
        return try console.page(
            "rulecalendar", title: visit.text("ruleCalendar") + " \(year.year)",
            trail: [.init(visit.text("navRules"), "/rules")], content, visit, request)
    }

    static let catalogue = Catalogue([
        "navRules": Words("规则", "Rules"), "ruleSet": Words("规则集", "Rule set"), "ruleMatters": Words("事项目录", "Matters"),
        "ruleCalendar": Words("工作日历", "Calendar"), "ruleDirectory": Words("单位目录", "Directory"),
        "rulePreview": Words("预览改动", "Preview a change"), "ruleSearch": Words("在全部规则中查找", "Search all rules"),
        "ruleSearchIn": Words("查找", "Search"), "ruleFind": Words("查找", "Find"), "ruleFound": Words("条", "rows"),
        "ruleVersion": Words("第几版", "Version"), "ruleIssued": Words("签发时间", "Signed"), "ruleName": Words("摘要", "Hash"),
        "ruleNoText": Words(
            "规则集的原文尚未从目录主题收到；期限和理由照常按已装入的规则计算。", "The text of the rule set has not come yet; it is in use all the same."
        ),
        "ruleNothing": Words("没有符合条件的规则。", "No rule fits."), "ruleCut": Words("只列出前100条。", "The first 100 are shown."),
        "ruleSource": Words("来源", "Source"), "ruleWarnings": Words("即将到期或者缺少", "Ends soon or is missing"),
        "ruleUntil": Words("有效至", "Valid until"),
        "ruleNoCalendar": Words("没有该年的日历：只按周末推算，届满日均为暂定。", "No calendar of this year: weekends alone are known."),
        "ruleWorking": Words("工作日", "Working days"), "ruleOff": Words("放假日", "Days off"),
        "ruleMakeUp": Words("调休上班日", "Make-up work days"), "ruleYears": Words("年份", "Years"),
        "ruleSigned": Words("规则由登记机关签发；本页只供查看。", "The registrar signs rules; here they are only shown."),
    ])
}
