import Glibc

/// Goes through the XML of one part of a workbook tag by tag, with no more than one tag or text in memory.
///
/// What spreadsheets write is read: UTF-8, elements, attributes, texts, CDATA. A document type is refused: it is never
/// there, and entities of its own are how XML is used as a weapon.
struct XMLScanner {
    /// What stands at the present place.
    enum Token: Hashable {
        case open(isEmpty: Bool)
        case close
        case text
        case end
    }

    private let part: ArchivePart
    private var buffer: [UInt8] = []
    private var block = [UInt8](repeating: 0, count: XMLScanner.blockBytes)
    private var start = 0
    private var isAtEnd = false
    private var isPlain = false
    private var name = 0..<0
    private var attributes = 0..<0
    private var content = 0..<0

    private static let blockBytes = 1 << 16
    /// No tag and no text of a spreadsheet is longer.
    private static let tokenBytes = 1 << 20

    init(_ part: ArchivePart) throws(TableFault) {
        self.part = part
        _ = try fill()
        guard !buffer.starts(with: [0xFE, 0xFF]), !buffer.starts(with: [0xFF, 0xFE]) else {
            throw TableFault.damaged(part.name, "不是UTF-8")
        }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    }

    /// Bytes of the part already passed.
    var passed: Int { part.unpacked - (buffer.count - start) }

    // MARK: The present token

    /// Whether the tag has this name, whatever its prefix.
    func isNamed(_ other: StaticString) -> Bool {
        name.count == other.utf8CodeUnitCount && Self.equal(buffer, name, other)
    }

    /// The value of an attribute as it stands, without its entities resolved; nil when the tag has none.
    func attribute(_ wanted: StaticString) -> ArraySlice<UInt8>? {
        var index = attributes.lowerBound
        while index < attributes.upperBound {
            guard !Self.isSpace(buffer[index]) else {
                index += 1
                continue
            }
            let from = index
            while index < attributes.upperBound, buffer[index] != UInt8(ascii: "="), !Self.isSpace(buffer[index]) {
                index += 1
            }
            let name = Self.withoutPrefix(buffer, from..<index)
            while index < attributes.upperBound, !Self.isQuote(buffer[index]) { index += 1 }
            guard index < attributes.upperBound else { return nil }
            let quote = buffer[index]
            let value = index + 1
            index = value
            while index < attributes.upperBound, buffer[index] != quote { index += 1 }
            if name.count == wanted.utf8CodeUnitCount, Self.equal(buffer, name, wanted) { return buffer[value..<index] }
            index += 1
        }
        return nil
    }

    /// The value of an attribute as text.
    func attributeText(_ wanted: StaticString) -> String? {
        guard let raw = attribute(wanted) else { return nil }
        var text: [UInt8] = []
        Self.resolve(raw, into: &text)
        return String(validating: text, as: UTF8.self)
    }

    /// Appends the present text, its entities resolved.
    func appendText(to text: inout [UInt8]) {
        if isPlain {
            text.append(contentsOf: buffer[content])
        } else {
            Self.resolve(buffer[content], into: &text)
        }
    }

    // MARK: Going on

    /// Passes to the next token.
    mutating func next() throws(TableFault) -> Token {
        while true {
            guard try has(1) else { return .end }
            guard buffer[start] == UInt8(ascii: "<") else {
                let length = try distance(to: UInt8(ascii: "<"), from: 0) ?? (buffer.count - start)
                return take(text: start..<start + length, through: start + length, isPlain: false)
            }
            guard try has(2) else { throw damaged("标签没有结束") }
            switch buffer[start + 1] {
            case UInt8(ascii: "?"): try skip(through: "?>")
            case UInt8(ascii: "!"): if let token = try markup() { return token }
            case UInt8(ascii: "/"): return try closing()
            default: return try opening()
            }
        }
    }

    private mutating func markup() throws(TableFault) -> Token? {
        if try has(4), buffer[start + 2] == UInt8(ascii: "-"), buffer[start + 3] == UInt8(ascii: "-") {
            try skip(through: "-->")
            return nil
        }
        guard try has(9), Self.equal(buffer, start..<start + 9, "<![CDATA[") else {
            throw damaged("含有不允许的文档类型声明")
        }
        let length = try distance(to: "]]>")
        return take(text: start + 9..<start + length, through: start + length + 3, isPlain: true)
    }

    private mutating func take(text: Range<Int>, through end: Int, isPlain: Bool) -> Token {
        content = text
        self.isPlain = isPlain
        start = end
        return .text
    }

    private mutating func closing() throws(TableFault) -> Token {
        guard let length = try distance(to: UInt8(ascii: ">"), from: 2) else { throw damaged("标签没有结束") }
        var end = start + length
        while end > start + 2, Self.isSpace(buffer[end - 1]) { end -= 1 }
        name = Self.withoutPrefix(buffer, start + 2..<end)
        start += length + 1
        return .close
    }

    private mutating func opening() throws(TableFault) -> Token {
        let length = try tagLength()
        let isEmpty = length > 1 && buffer[start + length - 1] == UInt8(ascii: "/")
        let end = start + length - (isEmpty ? 1 : 0)
        var index = start + 1
        while index < end, !Self.isSpace(buffer[index]) { index += 1 }
        name = Self.withoutPrefix(buffer, start + 1..<index)
        attributes = index..<end
        start += length + 1
        return .open(isEmpty: isEmpty)
    }

    /// How far the `>` of the present tag is; one in quotes is no end.
    private mutating func tagLength() throws(TableFault) -> Int {
        var index = 1
        var quote: UInt8?
        while true {
            while start + index < buffer.count {
                let byte = buffer[start + index]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if Self.isQuote(byte) {
                    quote = byte
                } else if byte == UInt8(ascii: ">") {
                    return index
                }
                index += 1
            }
            guard try fill() else { throw damaged("标签没有结束") }
        }
    }

    private mutating func skip(through mark: StaticString) throws(TableFault) {
        let length = try distance(to: mark)
        start += length + mark.utf8CodeUnitCount
    }

    private mutating func distance(to mark: StaticString) throws(TableFault) -> Int {
        let count = mark.utf8CodeUnitCount
        var from = 2
        while true {
            while start + from + count <= buffer.count {
                if Self.equal(buffer, start + from..<start + from + count, mark) { return from }
                from += 1
            }
            guard try fill() else { throw damaged("注释或者声明没有结束") }
        }
    }

    private mutating func distance(to byte: UInt8, from first: Int) throws(TableFault) -> Int? {
        var from = first
        while true {
            let found = buffer.withUnsafeBufferPointer { [start] bytes -> Int? in
                guard let base = bytes.baseAddress, start + from < bytes.count,
                    let hit = memchr(base + start + from, Int32(byte), bytes.count - start - from)
                else { return nil }
                return UnsafeRawPointer(hit) - UnsafeRawPointer(base) - start
            }
            if let found { return found }
            from = buffer.count - start
            guard try fill() else { return nil }
        }
    }

    /// Whether so many bytes stand here, getting more where needed.
    private mutating func has(_ count: Int) throws(TableFault) -> Bool {
        while buffer.count - start < count {
            guard try fill() else { return false }
        }
        return true
    }

    /// Unpacks more behind what stands here; ranges of the present token end with it.
    private mutating func fill() throws(TableFault) -> Bool {
        guard !isAtEnd else { return false }
        if start > 0 {
            buffer.removeSubrange(0..<start)
            start = 0
        }
        guard buffer.count <= Self.tokenBytes else { throw damaged("单个标签或者文字过长") }
        let count = try Self.unpack(part, into: &block)
        buffer.append(contentsOf: block[0..<count])
        isAtEnd = count == 0
        return count > 0
    }

    private static func unpack(_ part: ArchivePart, into block: inout [UInt8]) throws(TableFault) -> Int {
        try block.withUnsafeMutableBufferPointer { (bytes) throws(TableFault) in
            try part.read(into: UnsafeMutableRawBufferPointer(bytes))
        }
    }

    private func damaged(_ what: String) -> TableFault { TableFault.damaged(part.name, what) }

    // MARK: Bytes

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private static func withoutPrefix(_ buffer: [UInt8], _ range: Range<Int>) -> Range<Int> {
        for index in range where buffer[index] == UInt8(ascii: ":") { return index + 1..<range.upperBound }
        return range
    }

    private static func equal(_ buffer: [UInt8], _ range: Range<Int>, _ text: StaticString) -> Bool {
        text.withUTF8Buffer { other in
            for offset in 0..<other.count where buffer[range.lowerBound + offset] != other[offset] { return false }
            return true
        }
    }

    /// Appends bytes with `&lt;`, `&#x4E00;` and their kind resolved; what is none of them stays as it stands.
    static func resolve(_ raw: ArraySlice<UInt8>, into text: inout [UInt8]) {
        var rest = raw
        while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
            text.append(contentsOf: rest[..<mark])
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let scalar = scalar(rest[(mark + 1)..<end])
            else {
                text.append(UInt8(ascii: "&"))
                rest = rest.dropFirst()
                continue
            }
            text.append(contentsOf: String(scalar).utf8)
            rest = rest[(end + 1)...]
        }
        text.append(contentsOf: rest)
    }

    private static func scalar(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        switch String(decoding: name, as: UTF8.self) {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        case let other where other.hasPrefix("#x") || other.hasPrefix("#X"):
            return UInt32(other.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
        case let other where other.hasPrefix("#"):
            return UInt32(other.dropFirst()).flatMap { Unicode.Scalar($0) }
        default: return nil
        }
    }
}
