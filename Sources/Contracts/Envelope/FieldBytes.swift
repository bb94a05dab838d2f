/// Writes the one signed encoding: each field a 4-byte big-endian length and its bytes (protocol, Bytes).
package struct FieldWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8]

    /// Starts with the line that names the structure, such as `liandong-leaf-1\n`.
    package init(magic: String) {
        bytes = []
        bytes.reserveCapacity(512)
        bytes.append(contentsOf: magic.utf8)
    }

    /// Appends raw bytes as one field.
    package mutating func field(_ content: [UInt8]) {
        appendLength(content.count)
        bytes.append(contentsOf: content)
    }

    /// Appends raw bytes that lie elsewhere as one field.
    package mutating func field(_ content: UnsafeRawBufferPointer) {
        appendLength(content.count)
        bytes.append(contentsOf: content)
    }

    /// Appends UTF-8 text as one field.
    package mutating func field(_ text: String) {
        appendLength(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends an integer as one field of 8 bytes, big-endian.
    package mutating func field(_ number: UInt64) {
        appendLength(8)
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends a digest as one field of 32 bytes.
    package mutating func field(_ digest: Digest) {
        appendLength(32)
        digest.append(to: &bytes)
    }

    /// Forgets what was written and keeps the room for what comes.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func appendLength(_ count: Int) {
        withUnsafeBytes(of: UInt32(count).bigEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Reads what `FieldWriter` wrote; refuses short, over-long and trailing bytes.
package struct FieldReader {
    private let bytes: [UInt8]
    private var offset: Int

    /// Begins behind `magic`; nil when the bytes do not start with it.
    package init?(_ bytes: [UInt8], magic: String) {
        guard bytes.starts(with: magic.utf8) else { return nil }
        self.bytes = bytes
        offset = magic.utf8.count
    }

    /// True when nothing is left.
    package var isAtEnd: Bool { offset == bytes.count }

    /// The next field's bytes; nil when the input ends before.
    package mutating func field() -> [UInt8]? {
        next().map { Array($0) }
    }

    private mutating func next() -> ArraySlice<UInt8>? {
        guard bytes.count - offset >= 4 else { return nil }
        let length =
            Int(bytes[offset]) << 24 | Int(bytes[offset + 1]) << 16 | Int(bytes[offset + 2]) << 8
            | Int(bytes[offset + 3])
        guard bytes.count - offset - 4 >= length else { return nil }
        defer { offset += 4 + length }
        return bytes[offset + 4..<offset + 4 + length]
    }

    /// The next field as valid UTF-8; nil otherwise.
    package mutating func text() -> String? {
        guard let content = next() else { return nil }
        return String(validating: content, as: UTF8.self)
    }

    /// The next field as an 8-byte big-endian integer; nil for any other length.
    package mutating func number() -> UInt64? {
        guard let content = next(), content.count == 8 else { return nil }
        return content.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The next field as a digest; nil for any other length than 32.
    package mutating func digest() -> Digest? {
        guard let content = next() else { return nil }
        return Digest(bytes: content)
    }
}
