import Contracts

/// How fuzzed bytes are taken apart, and what is asked of every refusal.
enum Foreign {
    /// The value, or nil for bytes that are no JSON.
    static func json(_ bytes: [UInt8]) -> JSONValue? {
        attempt { () throws(JSONFailure) in try JSONValue.parse(bytes) }
    }

    /// The value, or nil for what is refused.
    static func attempt<Value, Refused: Error>(_ read: () throws(Refused) -> Value) -> Value? {
        do throws(Refused) {
            return try read()
        } catch {
            return nil
        }
    }

    /// The value; a refusal must say something.
    static func reasoned<Value, Refused: Error & CustomStringConvertible>(
        _ read: () throws(Refused) -> Value
    ) throws(FuzzFinding) -> Value? {
        let words: String
        do throws(Refused) {
            return try read()
        } catch {
            words = error.description
        }
        try FuzzFinding.require(!words.isEmpty, "a refusal without a word")
        return nil
    }

    /// `name: value` lines, an empty line, the body.
    static func record(_ bytes: [UInt8]) -> (headers: [RecordHeader], body: [UInt8]) {
        var headers: [RecordHeader] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            headers.append(
                RecordHeader(
                    name: String(decoding: parts[0], as: UTF8.self),
                    value: parts.count == 2 ? Array(parts[1].drop { $0 == UInt8(ascii: " ") }) : []))
        }
        return (headers, Array(rest))
    }

    /// Exactly `count` length-prefixed fields, the last one being whatever is left.
    static func fields(_ bytes: [UInt8], count: Int) -> [[UInt8]]? {
        guard var reader = FieldReader(bytes, magic: "") else { return nil }
        var fields: [[UInt8]] = []
        while fields.count < count, !reader.isAtEnd {
            guard let field = reader.field() else { return nil }
            fields.append(field)
        }
        return fields.count == count ? fields : nil
    }
}
