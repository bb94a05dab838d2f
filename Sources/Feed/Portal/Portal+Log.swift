import Contracts
import HTTPTypes
import Hummingbird
import Ledgers
import Logging
import Offices
import Pages
import Transparency
import Web
import Workers

/// The page of the public log, and the pages that only tell something.
extension Portal {
    /// The keys of the log and of its witnesses, from the directory that the registrar signs.
    struct Keys {
        let log: [NoteKey]
        let witnesses: [NoteKey]

        init(_ directory: DirectoryDocument?, keeper: OfficeID) {
            var (log, witnesses): ([NoteKey], [NoteKey]) = ([], [])
            for office in directory?.offices ?? [] {
                let name = LogCheckpoint.origin(namespace: directory?.namespace ?? "", office: office.id)
                let isKeeper = office.id == keeper
                for key in office.keys where key.revokedAt == nil {
                    let kind: NoteKey.Kind = isKeeper ? .ed25519 : .cosignature
                    guard let key = NoteKey(name: name, kind: kind, publicKey: key.publicKey) else { continue }
                    if isKeeper { log.append(key) } else { witnesses.append(key) }
                }
            }
            self.log = log
            self.witnesses = witnesses
        }
    }

    /// The keys for programs, and for the script that verifies a record.
    func keys(_ request: Request) async throws -> Response {
        let keys = Keys(await directory(), keeper: backend.office)
        return .json([
            "log": .string(keys.log.last?.description ?? ""),
            "logKeys": .array(keys.log.map { .string($0.description) }),
            "witnesses": .array(keys.witnesses.map { .string($0.description) }),
        ])
    }

    func log(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        let language = visit.language
        let keys = Keys(visit.directory, keeper: backend.office)
        let reader = backend.reader
        let needed = (visit.directory?.activeOffices.count ?? 1) / 2
        let served = try await Aside.run { try reader.logCheckpoint(witnesses: needed) }
        let note = served.flatMap { SignedNote($0.text) }
        let checkpoint = note.flatMap { LogCheckpoint(text: $0.text) }
        let cosigned = Set((note?.signatures ?? []).map(\.name))
        let rows = keys.witnesses.map { key -> [TableValue.Cell] in
            let office = key.name.split(separator: "/").last.map(String.init) ?? key.name
            let badge =
                cosigned.contains(key.name)
                ? Badge(Words("已联署", "Cosigned").in(language), .good)
                : Badge(Words("尚未联署", "Not yet").in(language), .gone)
            return [.init(visit.name(of: office), isChinese: true), .init(key.name), .init("", badge: badge)]
        }
        let columns = [Words("机关", "Office"), Words("名称", "Name"), Words("本检查点", "This checkpoint")].map {
            TableValue.Column($0.in(language))
        }
        let facts: [(Words, String)] = [
            (Words("日志名称", "Log"), checkpoint?.origin ?? ""),
            (Words("项数", "Entries"), checkpoint.map { String($0.size) } ?? ""),
            (Words("树根", "Root"), checkpoint.map { Base64.encode($0.root.bytes) } ?? ""),
        ]
        let signed = rows.filter { $0.last?.badge?.tone == .good }.count
        let content: [String: PageValue] = [
            "hasCheckpoint": .flag(checkpoint != nil),
            "facts": .list(facts.map { ["label": .text($0.0.in(language)), "value": .text($0.1)] }),
            "witnessWords": .text(
                Words(
                    "\(keys.witnesses.count)个见证机关中有\(signed)个联署了这个检查点。",
                    "\(signed) of \(keys.witnesses.count) witnesses have cosigned this checkpoint."
                ).in(language)),
            "witnesses": TableValue(columns, rows).value, "note": .text(served?.text ?? ""),
            "keys": .text((keys.log + keys.witnesses).map(\.description).joined(separator: "\n")),
            "origin": .text(request.origin),
        ]
        return try page(try render("log", title: text("navLog", visit), content, visit), request)
    }

    func guide(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        return try page(try render("guide", title: text("navGuide", visit), [:], visit), request)
    }

    func terms(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        let clauses = PageValue.list(TermsOfUse.clauses.map { .text($0.in(visit.language)) })
        return try page(
            try render("terms", title: text("navTerms", visit), ["clauses": clauses], visit), request)
    }

    /// How to use the feed; the routes of the interface stand there as its own document has them.
    func developers(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        let columns = [Words("地址", "Address"), Words("内容", "What it gives")].map {
            TableValue.Column($0.in(visit.language))
        }
        // Of routes that differ by the length of their path only the first; those of supervisors are nobody else's.
        var told: Set<String> = []
        let rows = interfaces.filter { $0.path.dropFirst().contains("/") || $0.path.hasPrefix("/feed") }
            .filter { told.insert($0.manual.summary).inserted }
            .map { endpoint -> [TableValue.Cell] in
                [
                    .init("\(endpoint.method.rawValue) \(endpoint.path)"),
                    .init(endpoint.manual.summary, isChinese: true),
                ]
            }
        let content: [String: PageValue] = [
            "interfaces": TableValue(columns, rows).value, "origin": .text(request.origin),
        ]
        return try page(try render("developers", title: text("navDevelopers", visit), content, visit), request)
    }

    // MARK: Problems

    /// A problem as a page, for a browser that asked for one; nil for everybody else.
    func problemPage(_ problem: Problem, _ request: Request, reference: String) async -> Response? {
        let path = request.uri.path
        let isPage = !["/api/", "/log/", "/assets/"].contains { path.hasPrefix($0) }
        guard isPage, PageResponse.wantsPage(request) else { return nil }
        do {
            let visit = try await visit(request)
            let headline = Portal.headline(problem.status.code).in(visit.language)
            let content: [String: PageValue] = [
                "headline": .text(headline), "tone": .text(problem.status.code >= 500 ? "bad" : "warn"),
                "detail": .text(problem.detail), "advice": .text(Portal.advice(problem.status.code).in(visit.language)),
                "reference": .text(reference), "code": .text(problem.code),
            ]
            var response = PageResponse.html(
                try render("problem", title: headline, content, visit), status: problem.status)
            let plain = problem.response(reference: reference)
            for name in [HTTPField.Name.retryAfter, .allow] { response.headers[name] = plain.headers[name] }
            return response
        } catch {
            // The page itself cannot be made: the plain document still tells the problem.
            backend.logger.error(
                "a problem's page failed", metadata: ["error": "\(error)", "reference": "\(reference)"])
            return nil
        }
    }

    private static func headline(_ status: Int) -> Words {
        switch status {
        case 400: Words("请求有误", "The request is wrong")
        case 403: Words("没有受理", "Not taken")
        case 404: Words("没有找到", "Not found")
        case 405: Words("不支持该操作", "Not supported")
        case 410: Words("已不再公示", "No longer shown")
        case 413: Words("内容过大", "Too large")
        case 429: Words("请求过于频繁", "Too many requests")
        case 503: Words("暂时不可用", "Not available now")
        default: status >= 500 ? Words("服务内部错误", "Something failed here") : Words("请求未完成", "Not done")
        }
    }

    private static func advice(_ status: Int) -> Words {
        switch status {
        case 429: Words("请稍候再试；需要大量数据的，请使用批量接口。", "Wait a little; for much data use the bulk interface.")
        case 500...: Words("请稍后再试；仍然不行的，请将请求编号告知平台。", "Try again later; if it stays so, tell us the reference.")
        default: Words("可以从下面查询，或者返回首页。", "Search below, or go back to the start.")
        }
    }
}
