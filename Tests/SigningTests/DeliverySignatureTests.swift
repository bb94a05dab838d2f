import Contracts
import Signing
import Testing

/// The signature that an office's own systems check.
struct DeliverySignatureTests {
    /// `printf '1795420800.{"changes":[]}' | openssl dgst -sha256 -hmac 00112233445566778899aabbccddeeff`
    @Test func `a delivery is signed as openssl signs it`() {
        let signature = DeliverySignature(
            of: Array(#"{"changes":[]}"#.utf8), under: "00112233445566778899aabbccddeeff",
            at: Moment(milliseconds: 1_795_420_800_999))
        #expect(
            signature.description
                == "t=1795420800,v1=4c7b0e15e2669a7245860c8d76778f6678a4a8be94867d47c2d62b1e2b1d74ed")
    }

    @Test func `another body, secret or second is another signature`() {
        let body = Array("{}".utf8)
        let now = Moment(milliseconds: 1_795_420_800_000)
        let all: Set = [
            DeliverySignature(of: body, under: "a", at: now), DeliverySignature(of: body + [10], under: "a", at: now),
            DeliverySignature(of: body, under: "b", at: now),
            DeliverySignature(of: body, under: "a", at: now + .seconds(1)),
        ]
        #expect(Set(all.map(\.code)).count == 4)
    }
}
