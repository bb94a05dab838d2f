package import Casework
package import Contracts
import Signing

/// Somebody who is signed in.
package struct Session: Hashable, Sendable {
    /// Names it in lists.
    package let number: Int64
    /// The person.
    package let officer: Officer
    /// When the person signed in.
    package let startedAt: Moment
    /// About when it was last used: written down once a minute.
    package let seenAt: Moment
    /// When it ends in any case.
    package let endsAt: Moment
    /// From where.
    package let address: String
    /// With what, as it calls itself.
    package let browser: String
    /// Whether nothing is open to the person but the page that changes the password.
    package let mustChangePassword: Bool
}

/// A session that has just begun: the secret goes into the cookie and is kept nowhere here.
package struct NewSession: Sendable {
    /// 256 random bits, as 64 hexadecimal digits.
    package let secret: String
    /// The session.
    package let session: Session

    static func freshSecret() -> String { Hexadecimal.encode(RandomBytes.make(32)) }
}

/// From where and with what somebody comes.
package struct Visitor: Hashable, Sendable {
    /// The address.
    package let address: String
    /// What the browser calls itself; at most 200 signs are kept.
    package let browser: String

    /// A visitor.
    package init(address: String, browser: String) {
        self.address = address
        self.browser = String(browser.prefix(200))
    }
}
