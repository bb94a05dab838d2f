import Contracts
import Web

/// Forms that anybody may send to the public pages, and officers to the console.
extension FuzzTarget {
    static let forms: [FuzzTarget] = [
        FuzzTarget("form", "the body of a form (application/x-www-form-urlencoded)", maximumBytes: 8192) {
            bytes throws(FuzzFinding) in
            guard let fields = try read(bytes) else { return }
            try FuzzFinding.require(fields.names.count <= FormFields.Limits.small.fields, "too many fields")
            for name in fields.names {
                let texts = [name, fields[name]]
                try FuzzFinding.require(
                    texts.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" } },
                    "a sign that does not show was let through")
            }
            // What was read and written again as a browser writes it is the same.
            let written = fields.names.map { "\(encoded($0))=\(encoded(fields[$0]))" }.joined(separator: "&")
            guard let again = try read(Array(written.utf8)) else { throw FuzzFinding("\(written) is not read again") }
            try FuzzFinding.require(again.names == fields.names, "other names: \(again.names)")
            for name in fields.names {
                try FuzzFinding.require(again[name] == fields[name], "\(name) is \(again[name])")
            }
        }
    ]

    /// Nil when it is refused, with a reason that can be told.
    private static func read(_ bytes: [UInt8]) throws(FuzzFinding) -> FormFields? {
        do throws(Problem) {
            return try FormFields(bytes: bytes)
        } catch {
            try FuzzFinding.require(
                error.code == "FORM_INVALID" && !error.detail.isEmpty,
                "refused as \(error.code)")
            return nil
        }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + Hexadecimal.encode([$0]) }.joined()
    }
}
