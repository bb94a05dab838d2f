/// Why bytes are not the JSON we accept, with the byte offset.
package struct JSONFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: String, Sendable {
        case invalidUTF8, unexpectedEnd, unexpectedByte, duplicateKey, tooDeep, badNumber, badEscape, trailingBytes
    }

    /// What is wrong.
    package let reason: Reason
    /// Byte offset from the start.
    package let offset: Int

    /// One line for an error message.
    package var description: String { "JSON: \(reason.rawValue) at byte \(offset)" }
}

extension JSONValue {
    /// Reads one JSON document: strict UTF-8, no duplicate member names, no trailing bytes, at most 64 levels.
    package static func parse(_ bytes: [UInt8]) throws(JSONFailure) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        return try parser.document()
    }

    /// Reads one JSON document from text.
    package static func parse(_ text: String) throws(JSONFailure) -> JSONValue {
        try parse(Array(text.utf8))
    }
}

/// A byte scanner; no float is ever made.
private struct JSONParser {
    let bytes: [UInt8]
    var offset = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONFailure) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw failure(.trailingBytes) }
        return value
    }

    private func failure(_ reason: JSONFailure.Reason) -> JSONFailure { JSONFailure(reason: reason, offset: offset) }

    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return
            }
        }
    }

    private mutating func peek() throws(JSONFailure) -> UInt8 {
        skipSpace()
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[offset]
    }

    private mutating func value(depth: Int) throws(JSONFailure) -> JSONValue {
        guard depth < 64 else { throw failure(.tooDeep) }
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFailure) -> JSONValue {
        let expected = Array(text.description.utf8)
        guard bytes[offset...].starts(with: expected) else { throw failure(.unexpectedByte) }
        offset += expected.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONFailure) -> JSONValue {
        offset += 1
        var members: [JSONMember] = []
        var names = MemberNames()
        guard try peek() != UInt8(ascii: "}") else {
            offset += 1
            return .object([])
        }
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
            let name = try string()
            guard names.isNew(name, behind: members) else { throw failure(.duplicateKey) }
            guard try peek() == UInt8(ascii: ":") else { throw failure(.unexpectedByte) }
            offset += 1
            members.append(JSONMember(name, try value(depth: depth + 1)))
            if try closes(with: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONFailure) -> JSONValue {
        offset += 1
        var elements: [JSONValue] = []
        guard try peek() != UInt8(ascii: "]") else {
            offset += 1
            return .array([])
        }
        while true {
            elements.append(try value(depth: depth + 1))
            if try closes(with: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    private mutating func closes(with end: UInt8) throws(JSONFailure) -> Bool {
        let byte = try peek()
        guard byte == end || byte == UInt8(ascii: ",") else { throw failure(.unexpectedByte) }
        offset += 1
        return byte == end
    }

    private mutating func string() throws(JSONFailure) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
            guard bytes[offset] >= 0x20 else { throw failure(.unexpectedByte) }
            offset += 1
        }
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        if bytes[offset] == UInt8(ascii: "\"") {
            let end = offset
            offset += 1
            return try text(bytes[start..<end], from: start)
        }
        return try escapedString(from: start)
    }

    private func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(JSONFailure) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw JSONFailure(reason: .invalidUTF8, offset: start)
        }
        return text
    }

    private mutating func escapedString(from start: Int) throws(JSONFailure) -> String {
        var content = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(content[...], from: start)
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw failure(.unexpectedByte)
            default: content.append(byte)
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONFailure) {
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0c)
        case UInt8(ascii: "n"): content.append(0x0a)
        case UInt8(ascii: "r"): content.append(0x0d)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(try scalar()).utf8))
        default: throw failure(.badEscape)
        }
    }

    private mutating func scalar() throws(JSONFailure) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
            throw failure(.badEscape)
        }
        offset += 2
        let second = try unit()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw failure(.badEscape) }
        return scalar
    }

    private mutating func unit() throws(JSONFailure) -> UInt32 {
        guard bytes.count - offset >= 4,
            let pair = Hexadecimal.decode(String(decoding: bytes[offset..<offset + 4], as: UTF8.self))
        else { throw failure(.badEscape) }
        offset += 4
        return UInt32(pair[0]) << 8 | UInt32(pair[1])
    }

    private mutating func number() throws(JSONFailure) -> JSONValue {
        let start = offset
        skip(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[offset - whole] != UInt8(ascii: "0") else { throw failure(.badNumber) }
        var isInteger = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            guard digits() > 0 else { throw failure(.badNumber) }
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") { offset += 1 } else { skip(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw failure(.badNumber) }
        }
        guard offset - start <= 64 else { throw failure(.badNumber) }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        return .decimal(text)
    }

    private mutating func skip(_ byte: UInt8) {
        if offset < bytes.count, bytes[offset] == byte { offset += 1 }
    }

    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.count, bytes[offset] >= UInt8(ascii: "0"), bytes[offset] <= UInt8(ascii: "9") {
            offset += 1
        }
        return offset - start
    }
}

/// Tells a second member of one name: most objects are small enough to look through, and big ones get a set.
private struct MemberNames {
    private var known: Set<String> = []

    private static let few = 16

    mutating func isNew(_ name: String, behind members: [JSONMember]) -> Bool {
        if members.count < MemberNames.few { return !members.contains { $0.name == name } }
        if known.isEmpty { known = Set(members.lazy.map(\.name)) }
        return known.insert(name).inserted
    }
}
