import Contracts
package import Hummingbird
import Pages
package import Web

/// All routes of the public feed. Everything is open, and nothing can be changed
/// but by the two forms, which become letters to the office that answers for an item.
package enum FeedRoutes {
    /// The router over a backend.
    package static func router(_ backend: FeedBackend) -> Router<WebContext> {
        let portal = portal(backend)
        return WebRouter.make(
            endpoints(backend, portal), callers: nil,
            limit: RateLimit(
                perSecond: Double(backend.settings.requestsPerSecond), burst: backend.settings.burst)
        ) { problem, request, reference in await portal.problemPage(problem, request, reference: reference) }
    }

    /// The routes, the OpenAPI document over them among them.
    package static func endpoints(_ backend: FeedBackend) -> [Endpoint] { endpoints(backend, portal(backend)) }

    /// What is wrong with the templates of the pages; tests hold it empty.
    package static var pageGaps: [String] { Portal.library.gaps }

    private static func portal(_ backend: FeedBackend) -> Portal {
        Portal(backend: backend, interfaces: interfaces(backend))
    }

    private static func endpoints(_ backend: FeedBackend, _ portal: Portal) -> [Endpoint] {
        let isBounded = backend.settings.requestsPerSecond > 0
        let bounded = (interfaces(backend) + PortalEndpoints(portal: portal).all).map {
            isBounded ? $0.orRefused(.tooManyRequests) : $0
        }
        let served = health(backend) + bounded
        return served + [document(over: served)]
    }

    /// What programs call.
    private static func interfaces(_ backend: FeedBackend) -> [Endpoint] {
        PublicationEndpoints(backend: backend).all + LogEndpoints(backend: backend).all
            + SearchEndpoints(backend: backend).all + CountEndpoints(backend: backend).all
            + LiveEndpoints(backend: backend).all + SyndicationEndpoints(backend: backend).all
            + SnapshotEndpoints(backend: backend).all + [TermsEndpoint.endpoint]
    }

    /// What supervisors and collectors ask, on this machine.
    private static func health(_ backend: FeedBackend) -> [Endpoint] {
        HealthEndpoints(
            runtime: backend.runtime, reader: backend.reader, clock: backend.clock, registry: backend.registry,
            logger: backend.logger
        ).all
    }

    private static func document(over served: [Endpoint]) -> Endpoint {
        let manual = Endpoint.Manual("本接口的OpenAPI 3.1文档", answer: .json("OpenAPI文档"))
        let own = Endpoint(.get, "/openapi.json", .open, manual) { _, _ in Response(status: .ok) }
        let json = OpenAPIDocument(
            title: "联动：信用公示接口", about: "行政处罚信息公示的查询。无需登录；除异议和修复申请两张表格外只读；内容已去标识化处理。", version: "1",
            endpoints: served + [own]
        ).json
        return Endpoint(.get, "/openapi.json", .open, manual) { _, _ in .json(json) }
    }
}
