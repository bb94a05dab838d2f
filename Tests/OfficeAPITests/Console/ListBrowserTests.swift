import Casework
import Console
import Contracts
import Foundation
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// Lists, boards and views in a real browser (Tests/Browser/lists.py). With `LIANDONG_SHOTS` pictures are kept in that folder.
@Suite(.timeLimit(.minutes(20))) struct ListBrowserTests {
    private static let pages = [
        ("/", "console-home"), ("/cases?list=all", "console-cases"),
        ("/cases?list=all&kind=handoff&group=open&state=teamNamed&due=month", "console-filtered"),
        ("/cases?list=all&from=2026-13-45&q=%EF%BC%88%EF%BC%89", "console-mistakes"),
        ("/deadlines", "console-deadlines"),
        ("/subjects", "console-subject-ask"), ("/subjects/91510104XT00010175?reason=test", "console-subject"),
        ("/bus", "console-bus"), ("/bus/held", "console-held"), ("/cases?lang=en", "console-english"),
        ("/?lang=zh", "console-chinese"), ("/scorecards", "console-scorecards"),
        ("/supervision", "console-supervision"),
    ]

    /// What supervisors and heads look at.
    private static let oversight = [
        ("/deadlines/people", "console-people"), ("/deadlines/reminders", "console-reminders"),
        ("/scorecards", "console-scorecards"), ("/scorecards?by=office&kind=handoff", "console-scorecards-office"),
        ("/supervision", "console-supervision"), ("/supervision/letters", "console-supervision-letters"),
        ("/supervision/cases?figure=notTransferred", "console-supervised"),
    ]

    @Test(
        "Lists, boards and views are legible, reachable by keyboard and whole at a desk and on a phone",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"),
        arguments: [Role.handler, .administrator, .auditor])
    func look(role: Role) async throws {
        let office = try Province().open(Province.market)
        let desk = office.desk
        for _ in 0..<3 {
            let id = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
            _ = try await desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        }
        _ = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        _ = try await desk.publish(Sample.draft())
        // The administrator sees no case, and who handles cases no streams.
        let pages = ListBrowserTests.pages.filter { path, _ in
            path.hasPrefix("/bus") ? role != .handler : path.hasPrefix("/?") || path == "/" || role != .administrator
        }
        try await ListBrowserTests.walk(office, role, pages)
    }

    @Test(
        "The supervisor's view and the log of reminders are legible with cases in them",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
    func supervise() async throws {
        let scene = try SupervisionTests()
        try await scene.province.run([scene.market, scene.police, scene.watcher]) {
            _ = try await scene.stock()
            // The terms of one of the cases began half a year ago.
            while try await scene.market.runtime.tick() {}
            let pages = ListBrowserTests.oversight + [("/supervision/cases?figure=fineBlocked", "console-fines")]
            try await ListBrowserTests.walk(scene.watcher, .headPrincipal, pages)
            try await ListBrowserTests.walk(scene.market, .headDeputy, ListBrowserTests.oversight)
        }
    }

    @Test(
        "Imports, corrections, rules and their preview are legible, reachable by keyboard and whole",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"),
        arguments: [Role.handler, .unitManager])
    func lookAtRules(role: Role) async throws {
        let office = try Province().open(Province.market, hasRuleText: true)
        let sitter = try await Sitter(office.desk, role)
        let file = try LicenceFile.bytes([
            LicenceFile.cells(1), LicenceFile.cells(2, kind: "随便"), LicenceFile.cells(3, code: "1"),
        ])
        let job = try await sitter.bring(file, to: "/api/v1/jobs/credit-imports?name=licences.csv")
        let path = "/jobs/\(try #require(job.json?["jobId"]?.string))"
        try await eventually("the file is checked") { try await sitter.page(path).html.contains("待批准") }
        let key = try await sitter.page("/cases").formKey
        _ = try await sitter.send("/cases/filters?list=all&due=week", "name=week", key: key)
        var pages = [
            ("/imports", "imports"), ("/jobs", "jobs"), (path, "job"), (path + "/rows", "job-rows"),
            (path + "/rows/3", "job-row"), ("/rules", "rules"), ("/rules?q=M07", "rules-found"),
            ("/rules/documents/deadlines", "rules-deadlines"), ("/rules/calendar", "rules-calendar"),
            ("/rules/directory", "rules-directory"), ("/cases/filters", "filters"),
            ("/cases?list=all&due=week", "filter-open"), ("/imports?lang=en", "imports-english"),
            ("/jobs?lang=zh", "jobs-chinese"),
        ]
        if role == .unitManager { pages.append(("/rules/preview", "rules-preview")) }
        try await ListBrowserTests.walk(office, role, pages)
    }

    /// Serves an office's console on a port and looks at pages of it as an officer of a role.
    static func walk(
        _ office: OpenOffice, _ role: Role, _ pages: [(String, String)], script: String = "lists.py"
    ) async throws {
        let port = Mutex(0)
        // The file that was brought lies beside the ledger: these jobs find it there.
        let jobs = OfficeJobs(office.backend)
        let server = try OfficeServer(
            backend: office.backend, http: try office.loopback(),
            jobs: jobs, pages: ConsoleRoutes.endpoints(office.backend, jobs),
            problemPage: ConsoleRoutes.problemPage(office.backend)
        ) { found in port.withLock { $0 = found } }
        let cookie = try await office.signIn(role)
        try await Province.run([server], logger: office.logger) {
            try await eventually("the office listens") { port.withLock { $0 } > 0 }
            let walk = try await BrowserWalk.run(
                script,
                ["http://127.0.0.1:\(port.withLock { $0 })", "--cookie", cookie, "--as", role.rawValue]
                    + pages.flatMap { [$0.0, $0.1] })
            #expect(walk.code == 0, "\(walk.text)")
        }
    }
}
