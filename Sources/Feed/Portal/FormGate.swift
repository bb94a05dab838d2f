import Casework
import Contracts
import Crypto
import HTTPTypes
import Hummingbird
import Pages
import Web

/// Lets a form in once: it was given out here, to this browser, for this address, and not long ago.
///
/// The key of the order is made with the form, so that a form that is sent twice is one order and gets one answer, across a
/// restart too.
struct FormGate: Sendable {
    /// What a form carries.
    struct Ticket: Hashable {
        let token: String
        let key: String
    }

    private static let cookie = "form"
    private let secret: SymmetricKey
    /// A form may be filled in for so long.
    private let seconds: Int64

    /// A gate under a secret that nobody else knows; forms are good for so many hours.
    init(secret: [UInt8], hours: Int) {
        self.secret = SymmetricKey(data: secret)
        seconds = Int64(hours) * 3600
    }

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
        guard (0...seconds).contains(age), let given = Base64.decode(parts[1].utf8) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            given, authenticating: FormGate.message(path, session, ticket.key, seconds), using: secret)
    }

    /// The cookie of a session; `Secure` when the proxy in front speaks TLS.
    func remembering(_ session: String, _ request: Request, in response: Response) -> Response {
        var response = response
        response.headers[values: .setCookie].append(
            "\(FormGate.cookie)=\(session); Path=/records; SameSite=Strict; HttpOnly"
                + (request.isSecure ? "; Secure" : ""))
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

/// The fields of a form that came back (`application/x-www-form-urlencoded`).
struct FormFields: Sendable {
    static let mediaType = "application/x-www-form-urlencoded"
    private static let mostBytes = 64 * 1024
    private static let mostFields = 40
    private let fields: [String: String]

    /// Fields by name.
    init(_ fields: [String: String]) { self.fields = fields }

    /// Reads the body of a request.
    ///
    /// - Throws: what is no form: too long, too many fields, no UTF-8, a field twice.
    init(_ request: Request) async throws {
        try self.init(bytes: await request.bytes(upTo: FormFields.mostBytes, code: "BODY_TOO_LARGE"))
    }

    /// Reads bytes.
    init(bytes: [UInt8]) throws(Problem) {
        var fields: [String: String] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormFields.decoded(parts[0]),
                let value = FormFields.decoded(parts.count > 1 ? parts[1] : [])
            else { throw Problem(.badRequest, "FORM_INVALID", "表单内容不是有效的UTF-8文字，请重新填写。") }
            guard fields.updateValue(value, forKey: name) == nil, fields.count <= FormFields.mostFields else {
                throw Problem(.badRequest, "FORM_INVALID", "表单中有重复或者过多的字段，请重新填写。")
            }
        }
        self.fields = fields
    }

    /// A field without blanks at its ends; empty when it is not there.
    subscript(_ name: String) -> String { HalfWidth.trimmed(fields[name] ?? "") }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(FormFields.digit),
                    let low = rest.popFirst().flatMap(FormFields.digit)
                else { return nil }
                result.append(high << 4 | low)
            default: result.append(byte)
            }
        }
        // What the sign for a percentage stands before must be two hexadecimal digits; the rest must be UTF-8.
        guard let text = String(validating: result, as: UTF8.self) else { return nil }
        // A form's lines end with CR LF; what is stored has LF, and no other sign that does not show.
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
            .replacing("\t", with: " ")
        return lines.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" } ? lines : nil
    }
}
