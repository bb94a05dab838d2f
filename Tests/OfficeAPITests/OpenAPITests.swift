import Contracts
import Feed
import Hummingbird
import OfficeAPI
import Testing
import Web

/// The documents against the routers.
struct OpenAPITests {
    private let province: Province

    init() throws {
        province = try Province()
    }

    private func routers() throws -> [(router: Router<WebContext>, token: String?, endpoints: [Endpoint])] {
        let office = try province.open(Province.market)
        let feed = try province.open(Province.platform)
        return [
            (OfficeRoutes.router(office.backend), office.tokens["auditor"], OfficeRoutes.endpoints(office.backend)),
            (FeedRoutes.router(try feed.feed()), nil, FeedRoutes.endpoints(try feed.feed())),
        ]
    }

    /// `get /api/v1/cases/{id}` for each operation of the document.
    private func documented(_ json: JSONValue) -> Set<String> {
        Set(
            (json["paths"]?.object ?? []).flatMap { path in
                (path.value.object ?? []).map { "\($0.name) \(path.name)" }
            })
    }

    @Test func `every route is in the document and every documented route is served`() async throws {
        for (router, token, _) in try routers() {
            let document = try #require(try await Caller(router, token: token).get("/openapi.json").json)
            let routes = Set(
                router.routes.filter { $0.method != .head }.map {
                    "\($0.method.rawValue.lowercased()) \($0.path)"
                })
            #expect(documented(document) == routes)
            #expect(routes.count > 7)
        }
    }

    @Test func `the document says version 3.1 and holds what it refers to`() async throws {
        for (router, token, _) in try routers() {
            let document = try #require(try await Caller(router, token: token).get("/openapi.json").json)
            #expect(document["openapi"] == "3.1.0")
            #expect(document["info"]?["title"]?.string?.isEmpty == false)
            #expect(document["components"]?["schemas"]?["Problem"] != nil)
            #expect(document["components"]?["securitySchemes"]?["officerToken"]?["scheme"] == "bearer")
        }
    }

    @Test func `every parameter of a path is described, and nothing is described twice`() throws {
        for (_, _, endpoints) in try routers() {
            for endpoint in endpoints {
                let inPath = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }
                    .map { String($0.dropFirst().dropLast()) }
                let described = endpoint.manual.parameters.filter { $0.place == .path }.map(\.name)
                #expect(inPath == described, "\(endpoint.path)")
                #expect(Set(endpoint.manual.parameters.map(\.name)).count == endpoint.manual.parameters.count)
                #expect(!endpoint.manual.summary.isEmpty)
            }
        }
    }

    @Test func `a guarded route names its token and its refusals`() async throws {
        let (router, token, endpoints) = try routers()[0]
        let document = try #require(try await Caller(router, token: token).get("/openapi.json").json)
        for endpoint in endpoints {
            let operation = document["paths"]?[endpoint.path]?[endpoint.method.rawValue.lowercased()]
            let answers = try #require(operation?["responses"])
            #expect((answers["401"] != nil) == (endpoint.access != .open), "\(endpoint.path)")
            #expect((operation?["security"] == .array([])) == (endpoint.access == .open))
        }
    }
}
