import Casework
import Contracts
package import Hummingbird

/// The fields of a form that came back (`application/x-www-form-urlencoded`).
package struct FormFields: Sendable {
    /// What browsers send forms as.
    package static let mediaType = "application/x-www-form-urlencoded"

    /// How much a form may hold.
    package struct Limits: Hashable, Sendable {
        /// Bytes of the whole.
        package let bytes: Int
        /// Fields.
        package let fields: Int

        /// Bounds of a form.
        package init(bytes: Int, fields: Int) {
            self.bytes = bytes
            self.fields = fields
        }

        /// A form of the public.
        package static let small = Limits(bytes: 64 * 1024, fields: 40)
        /// A form of an officer, with lists in it.
        package static let large = Limits(bytes: 1024 * 1024, fields: 4000)
    }

    private let fields: [String: String]

    /// Fields by name.
    package init(_ fields: [String: String]) { self.fields = fields }

    /// The names, in the order of their bytes: the order of texts says of "é" in two signs and "éE" in two that neither
    /// comes first, although they differ, so it would be another order each time.
    package var names: [String] { fields.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// Reads the body of a request.
    ///
    /// - Throws: what is no form: too long, too many fields, no UTF-8, a field twice.
    package init(_ request: Request, limits: Limits = .small) async throws {
        try self.init(bytes: await request.bytes(upTo: limits.bytes, code: "BODY_TOO_LARGE"), limits: limits)
    }

    /// Reads bytes.
    package init(bytes: [UInt8], limits: Limits = .small) throws(Problem) {
        var fields: [String: String] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormFields.decoded(parts[0]),
                let value = FormFields.decoded(parts.count > 1 ? parts[1] : [])
            else { throw Problem(.badRequest, "FORM_INVALID", "表单内容不是有效的UTF-8文字，请重新填写。") }
            guard fields.updateValue(value, forKey: name) == nil, fields.count <= limits.fields else {
                throw Problem(.badRequest, "FORM_INVALID", "表单中有重复或者过多的字段，请重新填写。")
            }
        }
        self.fields = fields
    }

    /// A field without blanks at its ends; empty when it is not there.
    package subscript(_ name: String) -> String { HalfWidth.trimmed(fields[name] ?? "") }

    /// A field as it was typed, blanks and all: a password's blanks count.
    package func exact(_ name: String) -> String { fields[name] ?? "" }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(FormFields.digit),
                    let low = rest.popFirst().flatMap(FormFields.digit)
                else { return nil }
                result.append(high << 4 | low)
            default: result.append(byte)
            }
        }
        // What the sign for a percentage stands before must be two hexadecimal digits; the rest must be UTF-8.
        guard let text = String(validating: result, as: UTF8.self) else { return nil }
        // A form's lines end with CR LF; what is stored has LF, and no other sign that does not show.
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
            .replacing("\t", with: " ")
        return lines.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" } ? lines : nil
    }
}
