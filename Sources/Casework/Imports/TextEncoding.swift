/// The character encoding of an uploaded file, told from its first bytes and its validity.
///
/// Detection only: decoding GB18030 needs tables that the worker takes from the C library.
package enum TextEncoding: Hashable, Sendable {
    /// UTF-8, with or without a byte order mark.
    case utf8(hasMark: Bool)
    /// Not valid UTF-8, so taken for GB18030 (GB 18030-2022), the usual encoding of Chinese spreadsheets.
    case gb18030
    /// UTF-16 by its byte order mark; it is refused with advice, not decoded.
    case utf16

    /// The encoding of `bytes`. Plain ASCII counts as UTF-8.
    package static func detect(_ bytes: [UInt8]) -> TextEncoding {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return .utf16 }
        if bytes.starts(with: mark) { return .utf8(hasMark: true) }
        return String(validating: bytes, as: UTF8.self) == nil ? .gb18030 : .utf8(hasMark: false)
    }

    /// The UTF-8 byte order mark.
    package static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
