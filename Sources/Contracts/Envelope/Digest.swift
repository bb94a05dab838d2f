import Crypto

/// Thirty-two bytes of SHA-256, kept without an allocation of its own.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Thirty-two zero bytes: the `prev` of unnumbered records (protocol, Bytes).
    package static let zero = Digest(0, 0, 0, 0)

    private init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        self.first = first
        self.second = second
        self.third = third
        self.fourth = fourth
    }

    /// The four words of a sum over digests.
    package init(words: SIMD4<UInt64>) {
        self.init(words[0], words[1], words[2], words[3])
    }

    /// The 32 bytes as four big-endian words, to be added up.
    package var words: SIMD4<UInt64> { SIMD4(first, second, third, fourth) }

    /// Takes exactly 32 bytes; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var rest = bytes.makeIterator()
        func word() -> UInt64 {
            var word: UInt64 = 0
            for _ in 0..<8 { word = word << 8 | UInt64(rest.next() ?? 0) }
            return word
        }
        self.init(word(), word(), word(), word())
    }

    /// Reads 64 hexadecimal digits; nil for any other text.
    package init?(hex: String) {
        guard let bytes = Hexadecimal.decode(hex), let digest = Digest(bytes: bytes) else { return nil }
        self = digest
    }

    /// SHA-256 of `bytes`.
    package static func sha256(_ bytes: [UInt8]) -> Digest {
        from(SHA256.hash(data: bytes))
    }

    /// SHA-256 of the parts one after the other, without joining them first.
    package static func sha256(_ parts: [UInt8]...) -> Digest {
        var hasher = SHA256()
        for part in parts { hasher.update(data: part) }
        return from(hasher.finalize())
    }

    /// SHA-256 of one byte and two digests one after the other, or of the two alone.
    static func sha256(of left: Digest, _ right: Digest, behind prefix: UInt8? = nil) -> Digest {
        var hasher = SHA256()
        if let prefix { withUnsafeBytes(of: prefix) { hasher.update(bufferPointer: $0) } }
        left.withBytes { hasher.update(bufferPointer: $0) }
        right.withBytes { hasher.update(bufferPointer: $0) }
        return from(hasher.finalize())
    }

    /// The 32 bytes in order.
    package var bytes: [UInt8] {
        withBytes { Array($0) }
    }

    /// Appends the 32 bytes in order.
    func append(to bytes: inout [UInt8]) {
        withBytes { bytes.append(contentsOf: $0) }
    }

    /// The 32 bytes in order, without an allocation; not to be kept.
    package func withBytes<Value>(_ read: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withUnsafeBytes(of: (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian), read)
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String { Hexadecimal.encode(bytes) }

    package static func < (left: Digest, right: Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }

    static func from(_ hash: SHA256Digest) -> Digest {
        hash.withUnsafeBytes { buffer in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            }
            return Digest(word(0), word(1), word(2), word(3))
        }
    }
}

/// Lower-case hexadecimal text.
package enum Hexadecimal {
    private static let alphabet = Array("0123456789abcdef".utf8)

    /// Two digits a byte.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(alphabet[Int(byte >> 4)])
            text.append(alphabet[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes; nil for an odd count or another character (upper case is read too).
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
