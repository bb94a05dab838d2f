import Contracts
import Foundation
import Logging
import Synchronization

/// The log of searches: when, how many hits, and a keyed hash of the words, never the words or who asked.
///
/// The key is made by chance each day and is nowhere written: within a day equal searches can be counted, and afterwards
/// nobody, not even the operator, can test what was asked.
package final class SearchLog: Sendable {
    private struct Key {
        var day: CivilDate
        var bytes: [UInt8]
    }

    private let key: Mutex<Key?>
    private let logger: Logger

    /// A log that writes to the program's.
    init(logger: Logger) {
        key = Mutex(nil)
        self.logger = logger
    }

    /// Notes a search; nil hits for words that were refused.
    func note(_ words: String, hits: Int?, at now: Moment = SearchLog.now()) {
        logger.info(
            "search",
            metadata: [
                "hash": "\(hash(of: words, on: now.civilDate).description.prefix(16))",
                "hits": "\(hits.map { String($0) } ?? "refused")",
            ])
    }

    /// SHA-256 in the way of HMAC under the key of the day.
    func hash(of words: String, on day: CivilDate) -> Digest {
        let key = key.withLock { key -> [UInt8] in
            if let key, key.day == day { return key.bytes }
            let fresh = (0..<32).map { _ in UInt8.random(in: 0...255) }
            key = Key(day: day, bytes: fresh)
            return fresh
        }
        let (inner, outer) = (key.map { $0 ^ 0x36 }, key.map { $0 ^ 0x5C })
        return Digest.sha256(outer, Digest.sha256(inner, Array(words.utf8)).bytes)
    }

    private static func now() -> Moment { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
