import Casework
import Contracts
import Crypto
import HTTPTypes
import Hummingbird
import Pages
import Web

/// Lets a form in once: it was given out here, to this browser, for this address, and not long ago.
///
/// The key of the order is made with the form, so that a form that is sent twice is one order and gets one answer. The secret
/// lives as long as the process: after a restart a form comes back with what was written in it and a new token.
struct FormGate: Sendable {
    /// What a form carries.
    struct Ticket: Hashable {
        let token: String
        let key: String
    }

    private static let cookie = "form"
    /// A form may be filled in for so long.
    static let seconds: Int64 = 12 * 3600
    private let secret = SymmetricKey(size: .bits256)

    /// The browser's own number, of its cookie, or a fresh one.
    func session(of request: Request) -> String {
        let known = request.cookie(FormGate.cookie)
        return known.flatMap { FormGate.isNumber($0) ? $0 : nil } ?? FormGate.number()
    }

    /// A form for an address.
    func ticket(for path: String, session: String, at now: Moment) -> Ticket {
        let key = FormGate.number()
        let seconds = now.milliseconds / 1000
        return Ticket(token: "\(seconds).\(code(path, session, key, seconds))", key: key)
    }

    /// Whether a form that came back is one of these.
    func admits(_ ticket: Ticket, for path: String, _ request: Request, at now: Moment) -> Bool {
        let parts = ticket.token.split(separator: ".")
        guard FormGate.isOwn(request), parts.count == 2, let seconds = Int64(parts[0]),
            FormGate.isNumber(ticket.key), let session = request.cookie(FormGate.cookie), FormGate.isNumber(session)
        else { return false }
        let age = now.milliseconds / 1000 - seconds
        guard (0...FormGate.seconds).contains(age), let given = Base64.decode(parts[1].utf8) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            given, authenticating: FormGate.message(path, session, ticket.key, seconds), using: secret)
    }

    /// The cookie of a session; `Secure` when the proxy in front speaks TLS.
    func remembering(_ session: String, _ request: Request, in response: Response) -> Response {
        var response = response
        let proto = HTTPField.Name("X-Forwarded-Proto").flatMap { request.headers[$0] }
        response.headers[values: .setCookie].append(
            "\(FormGate.cookie)=\(session); Path=/records; SameSite=Strict; HttpOnly"
                + (proto == "https" ? "; Secure" : ""))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func code(_ path: String, _ session: String, _ key: String, _ seconds: Int64) -> String {
        Base64.encode(
            Array(
                HMAC<SHA256>.authenticationCode(
                    for: FormGate.message(path, session, key, seconds), using: secret)))
    }

    private static func message(_ path: String, _ session: String, _ key: String, _ seconds: Int64) -> [UInt8] {
        Array("liandong-form-1\n\(seconds)\n\(session)\n\(key)\n\(path)".utf8)
    }

    /// Browsers say where a form comes from; one from elsewhere is not let in even with a token.
    private static func isOwn(_ request: Request) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) {
            return site == "same-origin" || site == "none"
        }
        guard let origin = request.headers[.origin] else { return true }
        return origin.split(separator: "/").last.map(String.init) == request.head.authority
    }

    /// 128 bits of chance as 32 hexadecimal digits.
    private static func number() -> String {
        var chance = SystemRandomNumberGenerator()
        return Hexadecimal.encode(
            (0..<2).flatMap { _ in withUnsafeBytes(of: chance.next() as UInt64) { Array($0) } })
    }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
