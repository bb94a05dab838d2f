import Casework
import Contracts
import Foundation
import Workers

/// An address of the office's own systems that changes of cases are sent to.
struct Webhook: Hashable, Sendable {
    /// Why an address is not taken.
    struct Mistake: Error, Hashable {
        let words: String
    }

    /// How sending went last.
    struct Progress: Hashable, Sendable {
        /// Journal row up to which everything was taken.
        var place: Int64
        /// Failures in a row.
        var failures = 0
        /// Machine time before which it is not tried again.
        var notBefore = Moment(milliseconds: 0)
        /// Machine time of the last sending that was taken.
        var takenAt: Moment?
        /// What the last failure was; nil after a success.
        var trouble: String?
        /// The other side said that it is gone for good, or an administrator stopped it.
        var isStopped = false
    }

    let id: String
    let url: String
    /// Kinds of cases; empty for all.
    let kinds: [CaseKind]
    /// Both sides know it; each sending is signed with it.
    let secret: String
    let madeBy: String
    let madeAt: Moment
    var progress: Progress

    private static let longestURL = 1000
    /// Seconds until the next try, by failures in a row; the last one stays.
    private static let pauses: [Int64] = [5, 15, 60, 300, 900, 3600]

    /// An address that may be sent to: TLS, or this very machine; no password in it.
    static func checked(url: String) throws(Mistake) -> String {
        guard url.utf8.count <= longestURL, let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty
        else { throw Mistake(words: "应当是一个完整的网址，最多\(longestURL)字节") }
        guard parts.user == nil, parts.password == nil, parts.fragment == nil else {
            throw Mistake(words: "网址中不能有用户名、口令或者“#”之后的部分")
        }
        let isLocal = parts.scheme == "http" && Loopback.contains(host)
        guard parts.scheme == "https" || isLocal else { throw Mistake(words: "应当以https开头；只有本机地址可以用http") }
        return url
    }

    /// After a sending that was not taken.
    mutating func noteFailure(_ trouble: String, at now: Moment, isGone: Bool) {
        let pause = Webhook.pauses[min(progress.failures, Webhook.pauses.count - 1)]
        progress.failures += 1
        progress.notBefore = Moment(milliseconds: now.milliseconds + pause * 1000)
        progress.trouble = trouble
        progress.isStopped = progress.isStopped || isGone
    }

    /// After one that was, or when nothing up to `place` concerned it.
    mutating func noteSuccess(upTo place: Int64, at now: Moment?) {
        progress.place = place
        progress.failures = 0
        progress.trouble = nil
        if let now { progress.takenAt = now }
    }

    /// As administrators see it, without its secret.
    var json: JSONValue {
        .members([
            ("webhookId", .string(id)), ("url", .string(url)),
            ("kinds", .array(kinds.map { .string($0.rawValue) })), ("madeBy", .string(madeBy)),
            ("madeAt", .string(madeAt.description)), ("sentThrough", .integer(progress.place)),
            ("takenAt", progress.takenAt.map { .string($0.description) }),
            ("failures", .integer(Int64(progress.failures))), ("trouble", progress.trouble.map { .string($0) }),
            (
                "nextTry",
                progress.failures > 0 && !progress.isStopped ? .string(progress.notBefore.description) : nil
            ), ("isStopped", .bool(progress.isStopped)),
        ])
    }
}
