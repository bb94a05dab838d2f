import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web
import Workers

/// One subject (企业信息全景): all that this office knows of it, on some day, as it knew it at some moment. Nobody looks
/// without a reason, and each look is noted.
struct SubjectPages: ConsolePart {
    let console: Console

    /// Subjects that a name finds at most.
    private static let mostFound = 50
    static let longestReason = 200

    var all: [Endpoint] {
        [
            page(
                "/subjects", "查找主体",
                [.init("q", .query, "代码、自然人令牌或者名称"), .init("reason", .query, "查询事由")],
                access: .right(.searchSubjects)
            ) { request, context in try await find(request, context) },
            page(
                "/subjects/{code}", "一个主体的全景",
                [
                    .init("code", .path, "统一社会信用代码或者自然人令牌"), .init("reason", .query, "查询事由，必填，记入日志"),
                    .init("asOf", .query, "哪一日的情况"), .init("knownAt", .query, "截至哪一日所知"),
                ], access: .right(.seeSubjects)
            ) { request, context in try await show(request, context) },
        ]
    }

    // MARK: Finding

    private func find(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let words = HalfWidth.trimmed(String((request.query("q") ?? "").prefix(100)))
        let reason = self.reason(request)
        if SubjectCode.isPersonNumber(words) {
            return try ask("", reason, error: ("q", "请勿输入公民身份号码：按自然人令牌或者姓名查询"), visit, request)
        }
        if let code = SubjectCode.read(words), !words.isEmpty {
            return PageResponse.seeOther(SubjectPages.query(code).setting("reason", reason).url)
        }
        guard !words.isEmpty else { return try ask("", reason, error: nil, visit, request) }
        guard !reason.isEmpty else { return try ask(words, reason, error: ("reason", "请填写查询事由"), visit, request) }
        guard SubjectQuery(name: words) != nil else {
            return try ask(words, reason, error: ("q", "请输入代码、自然人令牌或者名称"), visit, request)
        }
        note("subject search", reason, context)
        try await console.backend.record(.subjectsSearched, subject: words, request, context)
        var filter = CaseListFilter()
        filter.name = words
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        let rows = try await Aside.run { [filter] in
            try CaseRow.rows(reader, filter, in: scope, by: .newest, limit: SubjectPages.mostFound)
        }
        var content = form(words, reason, error: nil)
        content["isAsked"] = true
        content["found"] = .list(found(rows, reason))
        content["isCut"] = .flag(rows.count == SubjectPages.mostFound)
        return try console.page("subjectask", title: visit.text("navSubjects"), content, visit, request)
    }

    /// The subjects of cases, each once.
    private func found(_ rows: [CaseRow], _ reason: String) -> [PageValue] {
        var seen: Set<String> = []
        return rows.compactMap { row in
            guard !row.line.subject.isEmpty, seen.insert(row.line.subject).inserted else { return nil }
            return [
                "name": .text(row.subjectName), "code": .text(row.line.subject),
                "url": .text(SubjectPages.query(row.line.subject).setting("reason", reason).url),
            ]
        }
    }

    private func ask(
        _ words: String, _ reason: String, error: (field: String, words: String)?, _ visit: Console.Visit,
        _ request: Request
    ) throws -> Response {
        try console.page(
            "subjectask", title: visit.text("navSubjects"), status: error == nil ? .ok : .badRequest,
            form(words, reason, error: error), visit, request)
    }

    private func form(_ words: String, _ reason: String, error: (field: String, words: String)?) -> [String: PageValue]
    {
        [
            "q": .text(words), "reason": .text(reason), "isAsked": false, "isCut": false, "found": .none,
            "qError": .optional(error?.field == "q" ? error?.words : nil),
            "reasonError": .optional(error?.field == "reason" ? error?.words : nil),
        ]
    }

    private func reason(_ request: Request) -> String {
        HalfWidth.trimmed(String((request.query("reason") ?? "").prefix(SubjectPages.longestReason)))
    }

    private func note(_ what: String, _ reason: String, _ context: WebContext) {
        SubjectLook(what: what, officer: context.caller?.id ?? "", reason: reason)
            .note(in: console.backend.logger, reference: context.reference)
    }

    static func query(_ code: String) -> PageQuery { PageQuery("/subjects/\(PageQuery.escaped(code))") }

    // MARK: One subject

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        guard let code = SubjectCode.read(try context.parameter("code")) else {
            throw Problem(.notFound, "SUBJECT_UNKNOWN", "这不是统一社会信用代码，也不是自然人令牌。")
        }
        let reason = self.reason(request)
        guard !reason.isEmpty else { return try ask(code, "", error: ("reason", "请填写查询事由"), visit, request) }
        note("subject", reason, context)
        try await console.backend.record(.subjectSeen, subject: code, request, context)
        let day = request.query("asOf").flatMap { CivilDate($0) } ?? visit.today
        let knownDay = request.query("knownAt").flatMap { CivilDate($0) }
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        let cases = try await Aside.run { try reader.subject(code, in: scope, knownAt: knownDay?.end) }
        let view = SubjectView(
            code: code, cases: cases, day: day, knownDay: knownDay, reason: reason, visit: visit)
        return try console.page(
            "subject", title: view.title, trail: [.init(visit.text("navSubjects"), "/subjects")], view.content, visit,
            request)
    }

    static let catalogue = Catalogue([
        "subjectAsk": Words("代码、自然人令牌或者名称", "Code, token of a person, or name"),
        "subjectReason": Words("查询事由（必填，记入查询日志）", "Reason of the look (required, noted)"),
        "subjectFind": Words("查询", "Look up"),
        "subjectNone": Words("本单位没有这个名称的主体。", "This office knows no subject of this name."),
        "subjectCut": Words("相符的较多，只列出一部分，请写明完整名称。", "More fit than are shown; write the whole name."),
        "subjectAsOf": Words("某日情况", "As of"), "subjectKnownAt": Words("截至某日所知", "As known on"),
        "subjectShow": Words("显示", "Show"), "subjectToday": Words("回到今日", "Today"),
        "subjectChanges": Words("变动日", "Days of change"), "subjectLists": Words("失信联合惩戒名单", "Lists"),
        "subjectMeasures": Words("惩戒措施", "Measures"), "subjectPublications": Words("信用公示", "Publications"),
        "subjectCases": Words("移送、预警、修复等事项", "Referrals, risk marks, repairs"),
        "subjectProof": Words("可证明的函件", "Letters that prove it"),
        "subjectNothing": Words("本单位没有这个主体的记录。", "This office has no record of the subject."),
        "none": Words("没有", "None"), "subjectErased": Words("内容已依规销毁", "erased"),
        "subjectIsCut": Words(
            "事项超过上限，只列出最早的200件；其余请在案件列表中按代码查。", "Only the first 200 are shown; find the others in the list of cases."),
    ])
}
