import Contracts
import Testing

/// The one JSON reader: strict where a lenient one would let two offices read two things from the same bytes.
struct JSONTests {
    static func reason(_ bytes: [UInt8]) -> JSONFailure.Reason? {
        do throws(JSONFailure) {
            _ = try JSONValue.parse(bytes)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(
        arguments: [
            (#"null"#, JSONValue.null), ("true", true), (" \t\r\n false ", false), ("0", 0), ("-0", 0), ("-17", -17),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .decimal("9223372036854775808")), ("1.50", .decimal("1.50")),
            ("1e3", .decimal("1e3")),
            ("-2E-7", .decimal("-2E-7")), ("[]", .array([])), ("[1,[2]]", .array([1, .array([2])])),
            ("{}", .object([])),
            (#"{"b":1,"a":2}"#, .object([JSONMember("b", 1), JSONMember("a", 2)])), (#""""#, ""), (#""公示""#, "公示"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u516c""#, "公"), (#""\ud83d\uDE00""#, "😀"),
            (#""\u0000""#, "\u{0}"),
        ] as [(String, JSONValue)])
    func `what is right is read`(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue.parse(text) == value)
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, JSONFailure.Reason.duplicateKey), (#"{"a":1,"\u0061":1}"#, .duplicateKey),
        (#"[{"x":{"y":1,"y":1}}]"#, .duplicateKey), ("", .unexpectedEnd), ("  ", .unexpectedEnd), ("{", .unexpectedEnd),
        ("[1", .unexpectedEnd), ("[1,]", .badNumber), (#"{"a":1,}"#, .unexpectedByte), ("{a:1}", .unexpectedByte),
        ("'a'", .badNumber), ("nul", .unexpectedByte), ("NaN", .badNumber), ("{} {}", .trailingBytes),
        ("1 2", .trailingBytes), ("01", .badNumber), ("-", .badNumber), ("1.", .badNumber), ("1e", .badNumber),
        ("1e+", .badNumber), ("-01", .badNumber), (#""\x""#, .badEscape), (#""\u12g4""#, .badEscape),
        (#""\u12"#, .badEscape), (#""\ud800""#, .badEscape), (#""\udc00""#, .badEscape),
        (#""\ud800\u0041""#, .badEscape), (#""\ud800x""#, .badEscape), ("[1 2]", .unexpectedByte),
        (#"{"a" 1}"#, .unexpectedByte), ("+1", .badNumber), (".5", .badNumber), ("// x\n1", .badNumber),
    ])
    func `what is wrong is refused with its reason`(_ text: String, _ reason: JSONFailure.Reason) {
        #expect(JSONTests.reason(Array(text.utf8)) == reason)
    }

    @Test func `a text that does not end and control characters in a text are refused`() {
        #expect(JSONTests.reason(Array(#""abc"#.utf8)) != nil)
        for byte in UInt8(0)..<0x20 {
            #expect(JSONTests.reason([0x22, byte, 0x22]) != nil, "byte \(byte)")
        }
    }

    /// Overlong forms, surrogates, a lone continuation, bytes that never occur, a cut character, past U+10FFFF.
    @Test(
        arguments: [
            [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0x80], [0xff], [0xfe], [0xe5, 0x85],
            [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func `invalid UTF-8 is refused, in values and in names`(_ bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(JSONTests.reason([quote] + bytes + [quote]) == .invalidUTF8)
        #expect(JSONTests.reason(Array("{\"".utf8) + bytes + Array("\":1}".utf8)) == .invalidUTF8)
    }

    @Test func `64 levels are read and 65 are not`() {
        func nested(_ count: Int) -> [UInt8] {
            Array((String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
        }
        #expect(JSONTests.reason(nested(64)) == nil)
        #expect(JSONTests.reason(nested(65)) == .tooDeep)
        #expect(JSONTests.reason([UInt8](repeating: UInt8(ascii: "["), count: 500_000)) == .tooDeep)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 18, 40])
    func `a name that stands twice is refused, however many members lie between`(_ count: Int) throws {
        let members = (0..<count).map { "\"name\($0)\":\($0)" }
        #expect(try JSONValue.parse("{" + members.joined(separator: ",") + "}").object?.count == count)
        for index in 0..<count {
            let text = "{" + (members + ["\"name\(index)\":0"]).joined(separator: ",") + "}"
            #expect(JSONTests.reason(Array(text.utf8)) == .duplicateKey)
        }
    }

    @Test func `a number of more than 64 characters is refused`() {
        #expect(JSONTests.reason([UInt8](repeating: UInt8(ascii: "1"), count: 64)) == nil)
        #expect(JSONTests.reason([UInt8](repeating: UInt8(ascii: "1"), count: 65)) == .badNumber)
    }

    /// A byte order mark is no white space of JSON.
    @Test func `a byte order mark is refused`() {
        #expect(JSONTests.reason([0xef, 0xbb, 0xbf] + Array("{}".utf8)) != nil)
    }

    // MARK: Writing

    @Test(
        arguments: [
            (
                .object([JSONMember("b", 1), JSONMember("a", .array([true, .null, "x"]))]),
                #"{"b":1,"a":[true,null,"x"]}"#
            ),
            ("\"\\\n\r\t\u{1}\u{1f}/公", #""\"\\\n\r\t\u0001\u001f/公""#), (.decimal("1.50"), "1.50"),
            (.object([]), "{}"),
            (.array([]), "[]"),
        ] as [(JSONValue, String)])
    func `the compact form is fixed`(_ value: JSONValue, _ text: String) {
        #expect(value.text == text)
    }

    @Test func `random values read back from the compact and from the pretty form`() throws {
        var chance = SplitMix(seed: 11)
        for _ in 0..<300 {
            let value = JSONTests.value(depth: 0, &chance)
            #expect(try JSONValue.parse(value.bytes) == value)
            #expect(try JSONValue.parse(value.prettyText) == value)
        }
    }

    /// Any bytes give a value or a failure, never a crash; a value that was read is written to bytes that read the same.
    @Test func `random bytes never crash the reader`() throws {
        var chance = SplitMix(seed: 12)
        let alphabet = Array(#"{}[]",:\u0123456789eE+-. truefalsnl"#.utf8) + [0xe5, 0x85, 0xac, 0xff, 0x00]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &chance)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &chance)]
            }
            guard JSONTests.reason(bytes) == nil else { continue }
            let value = try JSONValue.parse(bytes)
            #expect(try JSONValue.parse(value.bytes) == value)
        }
    }

    private static func value(depth: Int, _ chance: inout SplitMix) -> JSONValue {
        switch Int.random(in: 0...(depth > 4 ? 4 : 6), using: &chance) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &chance))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &chance))
        case 3: return .decimal("\(Int.random(in: 0...999, using: &chance)).\(Int.random(in: 0...999, using: &chance))")
        case 4: return .string(text(&chance))
        case 5: return .array((0..<Int.random(in: 0...4, using: &chance)).map { _ in value(depth: depth + 1, &chance) })
        default:
            return .object(
                (0..<Int.random(in: 0...4, using: &chance)).map {
                    JSONMember("\($0)\(text(&chance))", value(depth: depth + 1, &chance))
                })
        }
    }

    private static func text(_ chance: inout SplitMix) -> String {
        let scalars = (0..<Int.random(in: 0...6, using: &chance)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0...0x10ffff, using: &chance))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    // MARK: Members

    @Test func `members are found, set in place, appended and removed`() {
        let value: JSONValue = ["a": 1, "b": 2]
        #expect(value["b"] == 2)
        #expect(value["c"] == nil)
        #expect(value.setting("a", 3).text == #"{"a":3,"b":2}"#)
        #expect(value.setting("c", 3).text == #"{"a":1,"b":2,"c":3}"#)
        #expect(value.removing("a").text == #"{"b":2}"#)
        #expect(value.merging(["b": 5, "d": 6]).text == #"{"a":1,"b":5,"d":6}"#)
        #expect(JSONValue.members([("a", 1), ("b", nil)]).text == #"{"a":1}"#)
    }
}
