import Casework
import Contracts
import Hummingbird
import Offices
import Pages
import Shelf
import Web
import Workers

/// The public pages (公示页面): what every page of the portal stands on.
struct Portal: Sendable {
    let backend: FeedBackend
    /// The interface's own routes, as the page for developers lists them.
    let interfaces: [Endpoint]
    let gate: FormGate
    /// Forms of one address; nil for any number.
    let formLimit: RateLimit?
    /// Searches of one address.
    let searchLimit: RateLimit?
    static let library = PageLibrary(PortalResources.templates, catalogue: PortalCatalogue.all)

    /// Pages over a backend.
    init(backend: FeedBackend, interfaces: [Endpoint]) {
        self.backend = backend
        self.interfaces = interfaces
        let settings = backend.settings
        gate = FormGate(secret: backend.formSecret, hours: settings.formHours)
        formLimit = RateLimit(perSecond: Double(settings.formsPerHour) / 3600, burst: settings.formsPerHour)
        let perMinute = settings.searchesPerMinute
        searchLimit = RateLimit(perSecond: Double(perMinute) / 60, burst: perMinute)
    }

    /// What one request sees: everything of it is of one moment.
    struct Visit: Sendable {
        let language: Language
        /// Path and query.
        let address: String
        /// The official day.
        let today: CivilDate
        let directory: DirectoryDocument?
        /// Name of the site.
        let site: String
        /// How far the shelf has read, and when the newest entry came.
        let size: UInt64
        let newest: Moment?
        /// Rules in force, for the words of reason codes.
        let rules: RuleSet

        /// What a reason code means, in words; the code itself when no rule explains it.
        func reason(_ code: String) -> String {
            guard let reason = rules.reasons.first(where: { $0.code == code }) else { return code }
            return language == .english ? reason.english : reason.chinese
        }

        /// An item of the shelf; nil for what may not be shown at all.
        func item(_ item: ShelfItem) -> PortalItem? { PortalItem(item, directory: directory) }

        /// Items that are shown.
        func shown(_ items: [ShelfItem]) -> [PortalItem] {
            items.compactMap { self.item($0) }.filter(\.isShown)
        }

        /// The time of all figures on a page.
        var asOf: String {
            let at = newest?.shortDescription ?? "—"
            return Words("数据截至\(at)，公示日志共\(size)项", "As of \(at); \(size) entries in the public log").in(language)
        }

        /// An office's name.
        func name(of office: String) -> String {
            OfficeID(office).flatMap { directory?.profile($0)?.name } ?? office
        }
    }

    var shelf: ShelfReader { backend.shelf.reader }

    func directory() async -> DirectoryDocument? { await backend.directory.current() }

    /// What a request sees.
    func visit(_ request: Request) async throws -> Visit {
        let directory = await directory()
        let shelf = shelf
        let (size, newest) = try await Aside.run { () throws -> (UInt64, Moment?) in
            let size = try shelf.place
            guard size > 0 else { return (0, nil) }
            let last = try shelf.changes(after: size > 1 ? size - 2 : nil, limit: 1).items.first
            return (size, last?.at)
        }
        let language = PageResponse.language(of: request)
        let name = directory?.profile(backend.office)?.name ?? backend.office.description
        let suffix = Portal.library.text("siteSuffix", language)
        return Visit(
            language: language, address: String(request.uri.string.prefix(2000)),
            today: backend.shelf.day.today, directory: directory,
            site: language == .english ? suffix : "\(name) \(suffix)", size: size, newest: newest,
            rules: await backend.runtime.snapshot().rules)
    }

    /// A page's HTML; `trail` leads from the start to the page, without both.
    func render(
        _ template: String, title: String, trail: [PageFrame.Link] = [], scripts: [PageAsset] = [],
        _ content: [String: PageValue], _ visit: Visit
    ) throws -> String {
        let isHome = visit.address.prefix { $0 != "?" } == "/"
        let way = [PageFrame.Link(text("navHome", visit), "/")] + trail + [PageFrame.Link(title, nil)]
        let frame = PageFrame(
            site: visit.site, title: title, address: visit.address, navigation: navigation(visit),
            trail: isHome ? [] : way, scripts: scripts.map(\.path), feedURL: "/feed.atom",
            isRehearsal: visit.directory?.isRehearsal ?? false, now: visit.asOf)
        let foot = [("navTerms", "/terms"), ("navDevelopers", "/developers"), ("navLog", "/log")]
        let more: [String: PageValue] = [
            "query": "", "asOf": .text(visit.asOf),
            "footLinks": .list(foot.map { ["name": .text(text($0.0, visit)), "url": .text($0.1)] }),
        ]
        return try Portal.library.render(
            template, frame.value(more.merging(content) { $1 }, visit.language), visit.language)
    }

    /// A page that may be kept for some seconds.
    func page(_ html: String, _ request: Request, status: HTTPResponse.Status = .ok) throws -> Response {
        guard status == .ok else {
            return PageResponse.remembering(request, in: PageResponse.html(html, status: status))
        }
        return try page(KeptBody(Array(html.utf8)), request)
    }

    private func page(_ body: KeptBody, _ request: Request) throws -> Response {
        var response = try Response.kept(
            body, mediaType: "text/html; charset=utf-8", seconds: FeedAnswer.seconds, for: request)
        PageResponse.guarded(&response)
        return PageResponse.remembering(request, in: response)
    }

    /// A page about one thing, as it was made before while nothing of that thing has changed and the day is the same.
    func page(
        of topic: AnswerCache.Topic, _ request: Request, make: (Visit) async throws -> Response.Page
    ) async throws -> Response {
        let answers = backend.shelf.answers
        let form = Portal.form(PageResponse.language(of: request))
        // A query can name the language, and the page then says so in its links.
        let isPlain = request.uri.query == nil
        let (known, generation) = isPlain ? answers.find(topic, form, on: backend.shelf.day.today) : (nil, 0)
        if let known { return try page(known, request) }
        let made = try await make(try await visit(request))
        guard made.status == .ok else { return try page(made.html, request, status: made.status) }
        let answer = KeptBody(Array(made.html.utf8))
        if isPlain { answers.keep(answer, topic, form, generation: generation) }
        return try page(answer, request)
    }

    private static func form(_ language: Language) -> String {
        switch language {
        case .chinese: "page zh"
        case .english: "page en"
        }
    }

    /// A text of the catalogue.
    func text(_ key: String, _ visit: Visit) -> String { Portal.library.text(key, visit.language) }

    private func navigation(_ visit: Visit) -> [PageFrame.Link] {
        [("navHome", "/"), ("navLatest", "/latest"), ("navStatistics", "/statistics"), ("navGuide", "/guide")].map {
            PageFrame.Link(text($0.0, visit), $0.1)
        }
    }
}

extension Response {
    /// A page that was made, and with which status it is to leave.
    struct Page {
        let html: String
        var status = HTTPResponse.Status.ok
    }
}

/// Files that the compiler puts into the program.
enum PortalResources {
    static let templates: [String: String] = [
        "home": SharedPages.text(PackageResources.home_mustache),
        "searchbox": SharedPages.text(PackageResources.searchbox_mustache),
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "search": SharedPages.text(PackageResources.search_mustache),
        "firm": SharedPages.text(PackageResources.firm_mustache),
        "record": SharedPages.text(PackageResources.record_mustache),
        "ended": SharedPages.text(PackageResources.ended_mustache),
        "latest": SharedPages.text(PackageResources.latest_mustache),
        "statistics": SharedPages.text(PackageResources.statistics_mustache),
        "form": SharedPages.text(PackageResources.form_mustache),
        "receipt": SharedPages.text(PackageResources.receipt_mustache),
        "problem": SharedPages.text(PackageResources.problem_mustache),
        "log": SharedPages.text(PackageResources.log_mustache),
        "guide": SharedPages.text(PackageResources.guide_mustache),
        "terms": SharedPages.text(PackageResources.terms_mustache),
        "developers": SharedPages.text(PackageResources.developers_mustache),
    ]

    /// The script that verifies a record in the browser.
    static let verify = PageAsset(
        "verify", "js", PackageResources.verify_js, mediaType: "text/javascript; charset=utf-8")
}
