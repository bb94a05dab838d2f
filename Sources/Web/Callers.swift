package import Casework
import Contracts
import HTTPTypes
package import Hummingbird

/// Finds out who asks: a program by its token, a person by the session of a browser.
package struct Callers: Sendable {
    /// The officer behind a token; nil when it is nobody's.
    package let token: @Sendable (String) async -> Officer?
    /// The session of a browser; nil when there is none, or when it has ended.
    package let sitting: @Sendable (Request) async -> Sitting?

    /// Callers; without sessions only tokens count.
    package init(
        token: @escaping @Sendable (String) async -> Officer?,
        sitting: @escaping @Sendable (Request) async -> Sitting? = { _ in nil }
    ) {
        self.token = token
        self.sitting = sitting
    }
}

/// A person who has signed in with a browser.
package struct Sitting: Hashable, Sendable {
    /// Its name in the office's store; not what the cookie holds.
    package let id: String
    /// Who it is.
    package let officer: Officer
    /// What each form of this session carries, so that no other site can send one.
    package let formKey: String

    /// A session.
    package init(id: String, officer: Officer, formKey: String) {
        self.id = id
        self.officer = officer
        self.formKey = formKey
    }
}

extension Request {
    /// Whether a browser sends this from a page of this very server. Browsers say where a request comes from; one that says
    /// nothing is no browser of today, and is not let change anything by a cookie.
    package var isFromOwnPage: Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ headers[$0] }) {
            return site == "same-origin"
        }
        guard let origin = headers[.origin] else { return false }
        return origin.split(separator: "/").last.map(String.init) == head.authority
    }

    /// The value of a cookie; nil when there is none.
    package func cookie(_ name: String) -> String? {
        for line in headers[values: .cookie] {
            for pair in line.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix { $0 == " " } }
                if parts.count == 2, parts[0] == name[...] { return String(parts[1]) }
            }
        }
        return nil
    }
}
