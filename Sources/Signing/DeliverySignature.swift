package import Contracts
import Crypto

/// Under what the office sends to its own systems: HMAC-SHA-256 (RFC 2104) over the seconds, a point and the body, under a
/// secret that both sides know. The seconds let a reader refuse what is old.
package struct DeliverySignature: Hashable, Sendable, CustomStringConvertible {
    /// Seconds since 1970 in UTC when it was signed.
    package let seconds: Int64
    /// The code, 32 bytes.
    package let code: [UInt8]

    /// Signs a body; `secret` is taken as the bytes of its text.
    package init(of body: [UInt8], under secret: String, at now: Moment) {
        seconds = now.milliseconds / 1000
        code = Array(
            HMAC<SHA256>.authenticationCode(
                for: Array("\(seconds).".utf8) + body, using: SymmetricKey(data: Array(secret.utf8))))
    }

    /// `t=` and the seconds, `v1=` and the code in hexadecimal, as the header has it.
    package var description: String { "t=\(seconds),v1=\(Hexadecimal.encode(code))" }
}
