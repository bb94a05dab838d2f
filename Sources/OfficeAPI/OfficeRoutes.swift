import Casework
package import Hummingbird
package import Web

/// All routes of an office's worker.
package enum OfficeRoutes {
    /// The router over a backend, with the pages of a console when it has one.
    package static func router(
        _ backend: OfficeBackend, jobs: OfficeJobs? = nil, pages: [Endpoint] = [], problemPage: ProblemPage? = nil
    ) -> Router<WebContext> {
        WebRouter.make(endpoints(backend, jobs: jobs) + pages, callers: backend.callers, page: problemPage)
    }

    /// The routes, the OpenAPI document over them among them.
    package static func endpoints(_ backend: OfficeBackend, jobs shared: OfficeJobs? = nil) -> [Endpoint] {
        let common = shared ?? OfficeJobs(backend)
        let jobs = JobEndpoints(jobs: common)
        let daily = DailyReconciliation(desk: common.desk, backend: backend)
        let served =
            HealthEndpoints(
                runtime: backend.runtime, reader: backend.reader, clock: backend.clock, registry: backend.registry,
                logger: backend.logger
            ).all + OrderEndpoints(backend: backend).all
            + CaseEndpoints(backend: backend).all + BundleEndpoints(backend: backend).all
            + LetterEndpoints(backend: backend).all + StatisticsEndpoints(backend: backend).all
            + HandoffEndpoints(backend: backend).all + ListKindEndpoints(backend: backend).all
            + ListEndpoints(backend: backend).all
            + DeadlineEndpoints(backend: backend).all
            + StatusEndpoints(backend: backend, daily: daily).all + HeldBackEndpoints(backend: backend).all
            + RecoveryEndpoints(backend: backend).all + PersonTokenEndpoints(backend: backend).all
            + SubjectEndpoints(backend: backend).all + RegisterEndpoints(backend: backend).all
            + ChangeEndpoints(backend: backend).all
            + WebhookEndpoints(backend: backend).all
            + EvidenceEndpoints(backend: backend).all + ImportEndpoints(jobs: common).all
            + jobs.all + CreditEndpoints(jobs: jobs, backend: backend).all
        return served + [document(over: served)]
    }

    private static func document(over served: [Endpoint]) -> Endpoint {
        let manual = Endpoint.Manual("本接口的OpenAPI 3.1文档", answer: .json("OpenAPI文档"))
        let own = Endpoint(.get, "/openapi.json", .signedIn, manual) { _, _ in Response(status: .ok) }
        let json = OpenAPIDocument(
            title: "联动：机关工作程序接口", about: "案件移送、失信联合惩戒、信用公示的办理和查询。时间均为北京时间，金额单位为分。",
            version: "1", endpoints: served + [own]
        ).json
        return Endpoint(.get, "/openapi.json", .signedIn, manual) { _, _ in .json(json) }
    }
}
