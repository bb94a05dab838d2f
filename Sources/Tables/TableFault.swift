/// Why a table as a whole cannot be read or written.
package struct TableFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason code; it stands in `Deploy/rules/reason-codes.json`.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// Nothing in it.
        case empty = "IMPORT_EMPTY"
        /// A character encoding that is not taken.
        case encoding = "IMPORT_ENCODING"
        /// No CSV and no XLSX, or one that is locked by a password.
        case format = "TABLE_FORMAT"
        /// More bytes, rows or parts than the limit, also after unpacking.
        case tooLarge = "IMPORT_TOO_LARGE"
        /// The archive or its XML is broken.
        case damaged = "TABLE_DAMAGED"
        /// The disk or the library failed.
        case system = "TABLE_SYSTEM"
    }

    /// The reason code.
    package let code: Code
    /// What is wrong and what to do, Chinese.
    package let words: String

    /// A fault.
    package init(_ code: Code, _ words: String) {
        self.code = code
        self.words = words
    }

    package var description: String { "\(code.rawValue): \(words)" }

    static func damaged(_ part: String, _ what: String) -> TableFault {
        TableFault(.damaged, "文件已损坏或者不是规范的XLSX（\(part)：\(what)），请用电子表格软件打开后另存为XLSX再上传")
    }
}
