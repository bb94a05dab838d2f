import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import Logging
import Offices
import Web
import Workers

/// One subject: is it listed (名单核查), was it on some day, and what did this office know of it when.
struct SubjectEndpoints {
    let backend: OfficeBackend
    let versions: ListVersionDesk

    init(backend: OfficeBackend) {
        self.backend = backend
        versions = ListVersionDesk(backend.runtime, backend.reader)
    }

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/screening", .right(.seeSubjects),
                .init(
                    "名单核查：按统一社会信用代码、自然人令牌或者名称查一个主体是否在名单内，说明因何相符、依据哪一版名单",
                    parameters: SubjectEndpoints.questions, answer: .json("核查结果"), problems: [.badRequest])
            ) { request, context in try await screen(request, context) },
            Endpoint(
                .get, "/api/v1/subjects/{code}", .right(.seeSubjects),
                .init(
                    "一个主体在某日是否在名单内、公示中，以及本单位当时知道什么，附可证明的函件",
                    parameters: SubjectEndpoints.days, answer: .json("主体"), problems: [.badRequest])
            ) { request, context in try await show(request, context) },
        ] + FreshnessEndpoints(backend: backend, versions: versions).all + WatchListEndpoints(backend: backend).all
    }

    private static let questions = [
        Endpoint.Parameter("code", .query, "统一社会信用代码；与name同时给出时核对二者是否一致"),
        Endpoint.Parameter("name", .query, "名称或者曾用名；全角半角、括号、空格、有限公司与有限责任公司不作区分"),
        Endpoint.Parameter("personToken", .query, "自然人令牌；不要填写证件号码"),
        Endpoint.Parameter(
            "include", .query, "listed只列在列的（默认），ended连同已移出的", schema: ["enum": ["listed", "ended"]]),
        Endpoint.Parameter(
            "match", .query, "名称：same相同（默认），similar连同组织形式不同的和以所查文字（至少6字）开头的", schema: ["enum": ["same", "similar"]]),
        Endpoint.Parameter("measure", .query, "惩戒措施代码：只答列有这项措施的条目，结论也只就这项措施而言"),
        Endpoint.Parameter("reason", .query, "查询事由，记入日志"),
    ]

    private static let days = [
        Endpoint.Parameter("code", .path, "统一社会信用代码或者自然人令牌"),
        Endpoint.Parameter("asOf", .query, "哪一日的情况；不填为今日", schema: ["type": "string", "format": "date"]),
        Endpoint.Parameter(
            "knownAt", .query, "本单位截至何时所知：YYYY-MM-DD（该日终了）或者带时区的时间；不填为此刻"),
        Endpoint.Parameter("reason", .query, "查询事由，记入日志"),
    ]

    // MARK: Screening

    private func screen(_ request: Request, _ context: WebContext) async throws -> Response {
        let (query, warnings) = try question(request)
        note("screening", request, context)
        let asked = ["code", "personToken", "name"].compactMap { request.query($0) }.joined(separator: " ")
        try backend.note(.subjectsScreened, subject: asked, request, context)
        let standing = try await versions.standing()
        if let measure = query.measure, !standing.names.rules.measures.contains(where: { $0.code == measure }) {
            throw Problem.parameter("measure", "措施目录中没有“\(measure.prefix(40))”")
        }
        let now = backend.clock.now()
        let versions = versions
        let (screening, positions) = try await Aside.run { try versions.screen(query) }
        let page = ScreeningPage(
            screening: screening, query: query, now: now.official, names: standing.names, warnings: warnings)
        let version = ListVersionPage(
            positions: positions, standing: standing, now: now.machine, office: backend.office)
        return .json(page.json.merging(["version": version.json]))
    }

    private func question(_ request: Request) throws -> (SubjectQuery, [JSONValue]) {
        var warnings: [JSONValue] = []
        let code = try request.query("code").map { try SubjectEndpoints.code($0, &warnings) }
        let token = try request.query("personToken").map { try SubjectEndpoints.token($0) }
        let name = request.query("name")
        guard name?.count ?? 0 <= 200 else { throw Problem.parameter("name", "最多200字") }
        let breadth = try choice(request, "include", SubjectQuery.Breadth.self) ?? .listed
        let match = try choice(request, "match", SubjectQuery.NameMatch.self) ?? .same
        guard
            let query = SubjectQuery(
                code: code, personToken: token, name: name, breadth: breadth, nameMatch: match,
                measure: request.query("measure"))
        else { throw Problem.parameter("code", "与name、personToken至少填写一项") }
        return (query, warnings)
    }

    /// Pilot codes fail the check and are codes all the same (domain C.1): they are looked up, and the answer says so.
    private static func code(_ text: String, _ warnings: inout [JSONValue]) throws -> String {
        do throws(USCCRefusal) {
            return try USCC(text).text
        } catch {
            switch error {
            case .malformed:
                throw Problem(.badRequest, "FIELD_INVALID", "“\(text.prefix(40))”不是统一社会信用代码：应为18位。", field: "code")
            case .checkFailed(let normal, _):
                guard !SubjectCode.isPersonNumber(normal) else {
                    throw Problem(
                        .badRequest, "FIELD_INVALID",
                        "参数“code”看来是公民身份号码：请先用 /api/v1/person-token 生成令牌，按 personToken 查询。",
                        field: "code")
                }
                warnings.append(["code": "USCC_CHECK_FAILED", "text": "统一社会信用代码校验位不符，请核对；已按原样查询。"])
                return normal
            }
        }
    }

    private static func token(_ text: String) throws -> String {
        guard SubjectCode.isToken(text) else {
            throw Problem(
                .badRequest, "FIELD_INVALID", "参数“personToken”应当是自然人令牌，由 /api/v1/person-token 生成；不要填写证件号码。",
                field: "personToken")
        }
        return text
    }

    private func choice<Value: RawRepresentable & CaseIterable>(
        _ request: Request, _ name: String, _ type: Value.Type
    ) throws -> Value? where Value.RawValue == String {
        guard let text = request.query(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            throw Problem.parameter(name, "应当是\(Value.allCases.map(\.rawValue).joined(separator: "或者"))")
        }
        return value
    }

    // MARK: One subject

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = backend.clock.now().official
        let text = try context.parameter("code")
        var warnings: [JSONValue] = []
        let code = SubjectCode.isToken(text) ? text : try SubjectEndpoints.code(text, &warnings)
        let day = try request.query("asOf").map { text in
            guard let day = CivilDate(text) else { throw Problem.parameter("asOf", "应当是YYYY-MM-DD") }
            return day
        }
        let known = try request.query("knownAt").map { text in
            guard let moment = CivilDate(text)?.end ?? Moment(text) else {
                throw Problem.parameter("knownAt", "应当是YYYY-MM-DD或者带时区的时间")
            }
            return moment
        }
        note("subject", request, context)
        try await backend.record(.subjectSeen, subject: code, request, context)
        let standing = try await versions.standing()
        let (reader, scope) = (backend.reader, try backend.scope(context))
        let cases = try await Aside.run { try reader.subject(code, in: scope, knownAt: known) }
        let page = SubjectPage(
            code: code, cases: cases, day: day ?? now.civilDate, knownAt: known ?? now, names: standing.names,
            office: backend.office, warnings: warnings)
        return .json(page.json)
    }

    private func note(_ what: String, _ request: Request, _ context: WebContext) {
        SubjectLook(what: what, officer: context.caller?.id ?? "", reason: request.query("reason") ?? "")
            .note(in: backend.logger, reference: context.reference)
    }
}
