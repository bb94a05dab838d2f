import Contracts
package import Hummingbird
package import Web

/// All routes of the public feed. Everything is open and nothing can be changed.
package enum FeedRoutes {
    /// The router over a backend.
    package static func router(_ backend: FeedBackend) -> Router<WebContext> {
        WebRouter.make(
            endpoints(backend), lookup: nil,
            limit: RateLimit(
                perSecond: Double(backend.settings.requestsPerSecond), burst: backend.settings.burst))
    }

    /// The routes, the OpenAPI document over them among them.
    package static func endpoints(_ backend: FeedBackend) -> [Endpoint] {
        let health = HealthEndpoints(
            runtime: backend.runtime, reader: backend.reader, clock: backend.clock, registry: backend.registry,
            logger: backend.logger)
        let bounded =
            PublicationEndpoints(backend: backend).all + LogEndpoints(backend: backend).all
            + SearchEndpoints(backend: backend).all + CountEndpoints(backend: backend).all
            + LiveEndpoints(backend: backend).all + SyndicationEndpoints(backend: backend).all
            + SnapshotEndpoints(backend: backend).all + [TermsEndpoint.endpoint]
        let isBounded = backend.settings.requestsPerSecond > 0
        let served = health.all + bounded.map { isBounded ? $0.orRefused(.tooManyRequests) : $0 }
        return served + [document(over: served)]
    }

    private static func document(over served: [Endpoint]) -> Endpoint {
        let manual = Endpoint.Manual("本接口的OpenAPI 3.1文档", answer: .json("OpenAPI文档"))
        let own = Endpoint(.get, "/openapi.json", .open, manual) { _, _ in Response(status: .ok) }
        let json = OpenAPIDocument(
            title: "联动：信用公示接口", about: "行政处罚信息公示的查询。只读，无需登录；内容已去标识化处理。", version: "1",
            endpoints: served + [own]
        ).json
        return Endpoint(.get, "/openapi.json", .open, manual) { _, _ in .json(json) }
    }
}
