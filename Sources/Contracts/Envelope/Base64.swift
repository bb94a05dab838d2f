/// Standard base64 with padding (RFC 4648 section 4), for header values; strict: one spelling for each byte string.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (index, character) in alphabet.enumerated() { table[Int(character)] = UInt8(index) }
        return table
    }()

    /// Padded text.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
            var end = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let rest = bytes.count - start
                let group =
                    UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
                    | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
                text[end] = alphabet[Int(group >> 18)]
                text[end + 1] = alphabet[Int(group >> 12 & 63)]
                text[end + 2] = rest > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                text[end + 3] = rest > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "=")
                end += 4
            }
            return end
        }
    }

    /// The bytes; nil for missing padding, foreign characters, or bits set behind the end.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let digits = Array(text)
        guard digits.count % 4 == 0 else { return nil }
        guard !digits.isEmpty else { return [] }
        let padding = digits.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var isForeign = false
        let table = values
        let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 4 * 3) { bytes, count in
            for start in stride(from: 0, to: digits.count, by: 4) {
                let given = start + 4 == digits.count ? 4 - padding : 4
                var group: UInt32 = 0
                for offset in 0..<4 {
                    let value = offset < given ? table[Int(digits[start + offset])] : 0
                    isForeign = isForeign || value > 63
                    group = group << 6 | UInt32(value & 63)
                }
                bytes[count] = UInt8(truncatingIfNeeded: group >> 16)
                bytes[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
                bytes[count + 2] = UInt8(truncatingIfNeeded: group)
                count += 3
            }
        }
        guard !isForeign, bytes.suffix(padding).allSatisfy({ $0 == 0 }) else { return nil }
        return padding == 0 ? bytes : Array(bytes.dropLast(padding))
    }
}
