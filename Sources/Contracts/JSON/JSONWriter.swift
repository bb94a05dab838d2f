extension JSONValue {
    /// The compact form: no white space, members in their order, characters outside ASCII as they are.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        write(into: &output)
        return output
    }

    /// The compact form as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// For people and files: two spaces a level.
    package var prettyText: String {
        var output: [UInt8] = []
        writePretty(into: &output, level: 0)
        return String(decoding: output, as: UTF8.self)
    }

    private func write(into output: inout [UInt8]) {
        switch self {
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            // By index in the storage itself: taking each element out would cost a reference count for each value.
            elements.withUnsafeBufferPointer { elements in
                for index in elements.indices {
                    if index > 0 { output.append(UInt8(ascii: ",")) }
                    elements[index].write(into: &output)
                }
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            members.withUnsafeBufferPointer { members in
                for index in members.indices {
                    if index > 0 { output.append(UInt8(ascii: ",")) }
                    JSONValue.write(members[index].name, into: &output)
                    output.append(UInt8(ascii: ":"))
                    members[index].value.write(into: &output)
                }
            }
            output.append(UInt8(ascii: "}"))
        case .null, .bool, .integer, .decimal, .string:
            writeScalar(into: &output)
        }
    }

    private func writeScalar(into output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let number): output.append(contentsOf: String(number).utf8)
        case .decimal(let text): output.append(contentsOf: text.utf8)
        case .string(let text): JSONValue.write(text, into: &output)
        case .array, .object: break
        }
    }

    private static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            guard !bytes.contains(where: isEscaped) else { return false }
            output.append(contentsOf: bytes)
            return true
        }
        if isPlain != true { writeEscaped(text, into: &output) }
        output.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func writeEscaped(_ text: String, into output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0a: output.append(contentsOf: "\\n".utf8)
            case 0x0d: output.append(contentsOf: "\\r".utf8)
            case 0x09: output.append(contentsOf: "\\t".utf8)
            case 0..<0x20: output.append(contentsOf: ("\\u00" + Hexadecimal.encode([byte])).utf8)
            default: output.append(byte)
            }
        }
    }

    private func writePretty(into output: inout [UInt8], level: Int) {
        func newLine(_ level: Int) {
            output.append(0x0a)
            output.append(contentsOf: repeatElement(0x20, count: level * 2))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                element.writePretty(into: &output, level: level + 1)
            }
            newLine(level)
            output.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                JSONValue.write(member.name, into: &output)
                output.append(contentsOf: ": ".utf8)
                member.value.writePretty(into: &output, level: level + 1)
            }
            newLine(level)
            output.append(UInt8(ascii: "}"))
        case .null, .bool, .integer, .decimal, .string, .array, .object:
            write(into: &output)
        }
    }
}
