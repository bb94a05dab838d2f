import Hummingbird
import NIOCore
import Synchronization

/// How often one address may ask: a bucket that fills evenly (token bucket), of which there is a bounded number.
package final class RateLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    /// So many addresses are remembered; then those with a full bucket are forgotten, and all when none is full.
    private static let mostAddresses = 65_536

    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// `perSecond` for long and `burst` at once; nil when `perSecond` is 0.
    package init?(perSecond: Double, burst: Int) {
        guard perSecond > 0 else { return nil }
        self.perSecond = perSecond
        self.burst = Double(max(1, burst))
    }

    /// Takes a token of an address.
    ///
    /// - Returns: nil, or the seconds after which there is one again.
    package func take(_ address: String, at now: ContinuousClock.Instant = .now) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= RateLimit.mostAddresses, buckets[address] == nil { forget(&buckets, now) }
            let known = buckets[address]
            var tokens = known.map { refilled($0, now) } ?? burst
            guard tokens >= 1 else { return max(1, Int(((1 - tokens) / perSecond).rounded(.up))) }
            tokens -= 1
            buckets[address] = Bucket(tokens: tokens, at: now)
            return nil
        }
    }

    private func refilled(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        let (seconds, rest) = (now - bucket.at).components
        return min(burst, bucket.tokens + (Double(seconds) + Double(rest) / 1e18) * perSecond)
    }

    private func forget(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { refilled($0.value, now) < burst }
        if buckets.count >= RateLimit.mostAddresses { buckets = [:] }
    }
}

extension Problem {
    /// Too many requests of one address; the answer says when to ask again.
    package static func tooMany(seconds: Int) -> Problem {
        Problem(
            .tooManyRequests, "RATE_LIMITED", "请求过于频繁，请在\(seconds)秒后重试；需要全部数据的，请下载快照并以增量更新。",
            retryAfter: seconds)
    }
}

/// Refuses requests of an address that asks too often, before anything is looked up.
struct RateGuard: RouterMiddleware {
    typealias Context = WebContext

    let limit: RateLimit
    /// Paths of supervisors and collectors, on this machine.
    private static let free: Set<String> = ["/healthz", "/readyz", "/metrics"]

    @concurrent func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if !RateGuard.free.contains(request.uri.path), let seconds = limit.take(context.address(of: request)) {
            throw Problem.tooMany(seconds: seconds)
        }
        return try await next(request, context)
    }
}
