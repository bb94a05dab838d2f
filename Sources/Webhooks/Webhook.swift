package import Casework
package import Contracts
import Foundation
import Workers

/// An address of the office's own systems that changes of cases are sent to.
package struct Webhook: Hashable, Sendable {
    /// Why an address is not taken.
    package struct Mistake: Error, Hashable {
        /// In Chinese, to stand behind the name of the field.
        package let words: String
    }

    /// How sending went last.
    package struct Progress: Hashable, Sendable {
        /// Journal row up to which everything was taken.
        package var place: Int64
        /// Failures in a row.
        package var failures = 0
        /// Machine time before which it is not tried again.
        package var notBefore = Moment(milliseconds: 0)
        /// Machine time of the last sending that was taken.
        package var takenAt: Moment?
        /// What the last failure was; nil after a success.
        package var trouble: String?
        /// The other side said that it is gone for good, or an administrator stopped it.
        package var isStopped = false

        /// Nothing sent yet, everything up to `place` known.
        package init(place: Int64) { self.place = place }
    }

    /// Names it towards administrators and in deliveries.
    package let id: String
    /// Where it is.
    package let url: String
    /// Kinds of cases; empty for all.
    package let kinds: [CaseKind]
    /// Both sides know it; each sending is signed with it.
    package let secret: String
    /// Id of the officer who added it.
    package let madeBy: String
    /// Machine time.
    package let madeAt: Moment
    /// How it goes.
    package var progress: Progress

    /// An address as it is kept.
    package init(
        id: String, url: String, kinds: [CaseKind], secret: String, madeBy: String, madeAt: Moment, progress: Progress
    ) {
        self.id = id
        self.url = url
        self.kinds = kinds
        self.secret = secret
        self.madeBy = madeBy
        self.madeAt = madeAt
        self.progress = progress
    }

    private static let longestURL = 1000
    /// Seconds until the next try, by failures in a row; the last one stays.
    private static let pauses: [Int64] = [5, 15, 60, 300, 900, 3600]

    /// An address that may be sent to: TLS, or this very machine; no password in it.
    package static func checked(url: String) throws(Mistake) -> String {
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
    package mutating func noteFailure(_ trouble: String, at now: Moment, isGone: Bool) {
        let pause = Webhook.pauses[min(progress.failures, Webhook.pauses.count - 1)]
        progress.failures += 1
        progress.notBefore = Moment(milliseconds: now.milliseconds + pause * 1000)
        progress.trouble = trouble
        progress.isStopped = progress.isStopped || isGone
    }

    /// After one that was, or when nothing up to `place` concerned it.
    package mutating func noteSuccess(upTo place: Int64, at now: Moment?) {
        progress.place = place
        progress.failures = 0
        progress.trouble = nil
        if let now { progress.takenAt = now }
    }

    /// Whether it is to be tried.
    package func isDue(at now: Moment) -> Bool { !progress.isStopped && progress.notBefore <= now }

    /// Whether it is told of a change.
    func wants(_ kind: String?) -> Bool { kinds.isEmpty || kinds.contains { $0.rawValue == kind } }
}
