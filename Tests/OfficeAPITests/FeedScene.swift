import Feed
import Hummingbird
import Web

/// An office that publishes and the platform whose feed shows it, over one bus.
struct FeedScene: Sendable {
    let province: Province
    let market: OpenOffice
    let platform: OpenOffice
    /// The feed's interface and pages.
    let feed: Caller

    init() throws {
        province = try Province()
        market = try province.open(Province.market)
        platform = try province.open(Province.platform)
        feed = Caller(FeedRoutes.router(try platform.feed()))
    }

    /// The same offices behind an interface that was started again.
    init(after scene: FeedScene) throws {
        province = scene.province
        market = scene.market
        platform = scene.platform
        feed = Caller(FeedRoutes.router(try platform.feed()))
    }
}

/// Tests that look at a feed while both offices work.
protocol FeedSuite: Sendable {
    var scene: FeedScene { get }
}

extension FeedSuite {
    var province: Province { scene.province }
    var market: OpenOffice { scene.market }
    var platform: OpenOffice { scene.platform }
    var feed: Caller { scene.feed }
    /// The publishing office's own system.
    var desk: Desktop { scene.market.desk }

    /// Runs both offices for as long as `body` takes.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await province.run([market, platform], body)
    }
}
