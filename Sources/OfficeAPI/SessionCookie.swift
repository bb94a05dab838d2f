import Contracts
import HTTPTypes
package import Hummingbird
package import Web

/// The cookie of a session. Its name holds the office: browsers give cookies to all ports of a machine, and two offices on
/// one must not mix (practice.md 6, number 24).
package struct SessionCookie: Hashable, Sendable {
    private let office: OfficeID
    private let isTLS: Bool

    init(office: OfficeID, isTLS: Bool) {
        self.office = office
        self.isTLS = isTLS
    }

    /// The secret that came with a request; nil when there is none.
    package func secret(of request: Request, _ context: WebContext) -> String? {
        request.cookie(name(request, context))
    }

    /// Gives a browser its session. It ends with the browser, and before that when the office says so.
    package func give(_ secret: String, in response: inout Response, for request: Request, _ context: WebContext) {
        response.headers[values: .setCookie].append(
            "\(name(request, context))=\(secret)\(attributes(request, context))")
    }

    /// Takes it away.
    package func take(in response: inout Response, for request: Request, _ context: WebContext) {
        response.headers[values: .setCookie].append(
            "\(name(request, context))=; Max-Age=0\(attributes(request, context))")
    }

    /// What each form of a session carries: made from its secret, so that nothing of it need be kept.
    static func formKey(_ secret: String) -> String {
        Digest.sha256(Array("liandong-form-1\n\(secret)".utf8)).description
    }

    /// `__Host-` holds browsers to this very host, TLS and the whole site (RFC 6265bis, 4.1.3.2).
    private func name(_ request: Request, _ context: WebContext) -> String {
        (isSecure(request, context) ? "__Host-" : "") + "liandong-\(office)"
    }

    private func attributes(_ request: Request, _ context: WebContext) -> String {
        "; Path=/; HttpOnly; SameSite=Strict" + (isSecure(request, context) ? "; Secure" : "")
    }

    private func isSecure(_ request: Request, _ context: WebContext) -> Bool { isTLS || context.isBehindTLS(request) }
}
