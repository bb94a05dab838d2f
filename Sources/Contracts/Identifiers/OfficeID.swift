/// An office: one agency at one place, `<6 digits of GB/T 2260>-<agency>[-<unit>]`; never changed or reused.
package struct OfficeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The id as text, at most 64 bytes of `[a-z0-9-]`.
    package let description: String

    /// Checks the form; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 8, bytes.count <= 64, bytes[6] == UInt8(ascii: "-"),
            bytes[0..<6].allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            bytes[7...].allSatisfy(OfficeID.isAllowed), bytes[7] != UInt8(ascii: "-"),
            bytes.last != UInt8(ascii: "-")
        else { return nil }
        description = text
    }

    /// The six digits of GB/T 2260.
    package var region: String { String(description.prefix(6)) }

    package static func < (left: OfficeID, right: OfficeID) -> Bool { left.description < right.description }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
