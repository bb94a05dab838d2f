import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// The office's console (工作台): what all its pages stand on. It has no rules of its own: what may be done, and why not,
/// is the desk's to say, as it is for the interface of programs.
struct Console: Sendable {
    let backend: OfficeBackend

    static let library = PageLibrary(ConsoleResources.templates, catalogue: ConsoleCatalogue.all)

    /// What one request sees: everything of it is of one moment.
    struct Visit: Sendable {
        let officer: Officer
        /// What the officer may do.
        let rights: Set<Right>
        /// What forms carry.
        let formKey: String
        let language: Language
        /// Path and query.
        let address: String
        let clocks: Clocks
        /// The machine as it stood when the request came.
        let machine: OfficeMachine

        /// The directory in force; nil at an office that has none yet.
        var directory: DirectoryDocument? { machine.directory }
        var rules: RuleSet { machine.rules }
        /// Official time.
        var now: Moment { clocks.official }
        var today: CivilDate { now.civilDate }

        /// A text of the catalogue.
        func text(_ key: String) -> String { Console.library.text(key, language) }

        /// Headings of a table.
        func columns(_ words: [Words]) -> [TableValue.Column] { words.map { .init($0.in(language)) } }

        /// The name of an office, short where there is one; its id while the directory does not know it.
        func name(of office: OfficeID) -> String { directory?.profile(office)?.shortName ?? office.description }

        /// The full name of an office.
        func fullName(of office: OfficeID) -> String { directory?.profile(office)?.name ?? office.description }
    }

    /// What a request sees.
    ///
    /// - Throws: 401 when nobody has signed in.
    func visit(_ request: Request, _ context: WebContext) async throws -> Visit {
        Visit(
            officer: try context.officer(), rights: context.rights, formKey: context.sitting?.formKey ?? "",
            language: PageResponse.language(of: request), address: String(request.uri.string.prefix(2000)),
            clocks: backend.clock.now(), machine: await backend.runtime.snapshot())
    }

    /// Machine time: what sessions and tokens end by.
    var machineNow: Moment { backend.clock.now().machine }

    /// What a request of nobody sees: the page to sign in, and problems.
    func stranger(_ request: Request) async -> Visit {
        Visit(
            officer: Officer(id: "", name: "", roles: [], region: ""), rights: [], formKey: "",
            language: PageResponse.language(of: request), address: String(request.uri.string.prefix(2000)),
            clocks: backend.clock.now(), machine: await backend.runtime.snapshot())
    }

    /// A page's answer; `trail` leads from the start to the page, without both.
    func page(
        _ template: String, title: String, trail: [PageFrame.Link] = [], scripts: [PageAsset] = [],
        status: HTTPResponse.Status = .ok, _ content: [String: PageValue], _ visit: Visit, _ request: Request
    ) throws -> Response {
        let frame = frame(title: title, trail: trail, scripts: scripts, visit)
        let person: [String: PageValue] = [
            "officerName": .text(visit.officer.name),
            "officerRoles": .text(visit.officer.roles.map(\.title).joined(separator: "、")),
            "officeName": .text(visit.fullName(of: backend.office)), "formKey": .text(visit.formKey),
            "sitting": visit.formKey.isEmpty
                ? .none
                : [
                    "name": .text(visit.officer.name),
                    "roles": .text(visit.officer.roles.map(\.title).joined(separator: "、")),
                    "accountURL": "/account", "leave": .text(Sitting.signOut), "formKey": .text(visit.formKey),
                    "leaveWords": .text(visit.text("signOut")),
                ],
        ]
        let html = try Console.library.render(
            template, frame.value(person.merging(content) { $1 }, visit.language), visit.language)
        var response = PageResponse.remembering(request, in: PageResponse.html(html, status: status))
        // What an officer sees is nobody else's, and not for the browser's store.
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func frame(
        title: String, trail: [PageFrame.Link], scripts: [PageAsset], _ visit: Visit
    ) -> PageFrame {
        let isHome = visit.address.prefix { $0 != "?" } == "/"
        let way = [PageFrame.Link(visit.text("navHome"), "/")] + trail + [PageFrame.Link(title, nil)]
        return PageFrame(
            site: visit.name(of: backend.office) + visit.text("siteSuffix"), title: title, address: visit.address,
            navigation: Console.navigation.filter { $0.right.map(visit.rights.contains) ?? !visit.officer.id.isEmpty }
                .map { PageFrame.Link(visit.text($0.text), $0.path) },
            trail: isHome ? [] : way, scripts: [ConsoleResources.help.path] + scripts.map(\.path),
            isRehearsal: visit.directory?.isRehearsal ?? false, now: visit.now.shortDescription)
    }

    /// The head of every page, for whoever has the right; home is everybody's who has come in.
    private static let navigation: [(text: String, path: String, right: Right?)] = [
        ("navHome", "/", nil), ("navCases", "/cases", .seeCases), ("navDeadlines", "/deadlines", .seeDeadlines),
        ("navSubjects", "/subjects", .seeSubjects), ("navSupervision", "/supervision", .supervise),
        ("navScorecards", "/scorecards", .seeStatistics), ("navImports", "/imports", .seeImports),
        ("navJobs", "/jobs", .seeJobs), ("navRules", "/rules", .seeRules), ("navBus", "/bus", .seeStatus),
        ("navAccounts", "/accounts", .seeAccounts), ("navAccessLog", "/access-log", .readAccessLog),
    ]
}

/// One part of the console: its pages.
protocol ConsolePart {
    var all: [Endpoint] { get }
}

extension ConsolePart {
    /// A page that is read.
    func page(
        _ path: String, _ summary: String, _ parameters: [Endpoint.Parameter] = [],
        access: Endpoint.Access = .right(.seeCases), handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        Endpoint(
            .get, path, access,
            .init("网页：" + summary, parameters: parameters, answer: .text("text/html", "网页"), problems: [.notFound]),
            handler: handler)
    }

    /// A form that is sent; it has to be read by `Console.fields`, which holds it to the session.
    func form(
        _ path: String, _ summary: String, _ parameters: [Endpoint.Parameter] = [],
        access: Endpoint.Access = .right(.act), handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        Endpoint(
            .post, path, access,
            .init(
                "表格：" + summary, parameters: parameters, body: .text(FormFields.mediaType, "表格内容，含本次登录的formKey"),
                answer: .text("text/html", "网页"), problems: [.badRequest, .forbidden, .notFound, .conflict]),
            handler: handler)
    }
}

extension Console {
    /// The fields of a form that this session was given.
    ///
    /// - Throws: 403 when it was not given to this session; what is no form.
    func fields(
        _ request: Request, _ context: WebContext, limits: FormFields.Limits = .large
    ) async throws -> FormFields {
        let fields = try await FormFields(request, limits: limits)
        guard let sitting = context.sitting, fields["formKey"] == sitting.formKey else {
            throw Problem.foreignForm
        }
        return fields
    }
}
