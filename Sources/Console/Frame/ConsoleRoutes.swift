package import Hummingbird
package import OfficeAPI
import Pages
package import Web

/// The pages of an office's console.
package enum ConsoleRoutes {
    /// The office's interface and its console on one router.
    package static func router(_ backend: OfficeBackend) -> Router<WebContext> {
        let jobs = OfficeJobs(backend)
        return OfficeRoutes.router(
            backend, jobs: jobs, pages: endpoints(backend, jobs), problemPage: problemPage(backend))
    }

    /// The routes of the pages.
    package static func endpoints(_ backend: OfficeBackend, _ shared: OfficeJobs? = nil) -> [Endpoint] {
        let jobs = shared ?? OfficeJobs(backend)
        let console = Console(backend: backend)
        let filters = SavedFilters(besideLedger: backend.ledgerPath, of: backend.reader)
        let parts: [any ConsolePart] = [
            AccessPages(console: console),
            AccountPages(console: console),
            BusPages(console: console),
            CaseExportPages(console: console, jobs: jobs),
            CaseListPages(console: console, filters: filters),
            CasePages(console: console),
            DeadlinePages(console: console),
            FilterPages(console: console, filters: filters),
            HomePages(console: console),
            ImportPages(console: console, jobs: jobs),
            JobPages(console: console, jobs: jobs),
            JobRowPages(console: console, jobs: jobs),
            OrderPages(console: console),
            OwnAccountPages(console: console),
            PeoplePages(console: console),
            ReminderPages(console: console),
            ScorecardPages(console: console),
            RulePages(console: console),
            RulePreviewPages(console: console),
            SignInPages(console: console),
            SubjectPages(console: console),
            SupervisionPages(console: console),
        ]
        return parts.flatMap(\.all) + PageResponse.endpoints(PageAsset.shared + ConsoleResources.assets)
    }

    /// How problems are told to people.
    package static func problemPage(_ backend: OfficeBackend) -> ProblemPage {
        let console = Console(backend: backend)
        return { problem, request, reference in await console.problemPage(problem, request, reference: reference) }
    }

    /// What is wrong with the templates; tests hold it empty.
    package static var pageGaps: [String] { Console.library.gaps }
}
