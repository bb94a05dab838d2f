package import Casework
import Contracts
import HTTPTypes
package import Hummingbird

/// Finds out who asks: a program by its token, a person by the session of a browser.
package struct Callers: Sendable {
    /// Who comes with a token; nil when it is nobody's.
    package let token: @Sendable (String) async throws -> TokenCaller?
    /// The session of a browser; nil when there is none, or when it has ended.
    package let sitting: @Sendable (Request, WebContext) async throws -> Sitting?

    /// Callers; without sessions only tokens count.
    package init(
        token: @escaping @Sendable (String) async throws -> TokenCaller?,
        sitting: @escaping @Sendable (Request, WebContext) async throws -> Sitting? = { _, _ in nil }
    ) {
        self.token = token
        self.sitting = sitting
    }
}

/// A program that acts for an officer.
package struct TokenCaller: Hashable, Sendable {
    /// The officer.
    package let officer: Officer
    /// What the token may do: of the officer's rights those that it is held to.
    package let rights: Set<Right>

    /// A caller; `scope` is nil for a token that may do all that its officer may.
    package init(officer: Officer, scope: Set<Right>?) {
        self.officer = officer
        let given = Right.of(officer.roles)
        rights = scope.map { given.intersection($0) } ?? given
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
    /// Whether the person must first change a password that was given.
    package let mustChangePassword: Bool

    /// A session.
    package init(id: String, officer: Officer, formKey: String, mustChangePassword: Bool = false) {
        self.id = id
        self.officer = officer
        self.formKey = formKey
        self.mustChangePassword = mustChangePassword
    }

    /// Paths that are open to a person who must first change the password.
    package static let firstPassword = "/account/password"
    /// Where one signs out.
    package static let signOut = "/sign-out"
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
