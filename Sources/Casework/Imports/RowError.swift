/// Why a row was not taken, or what a person has to look at in one that was.
package struct RowError<Column: ImportColumn>: Hashable, Sendable {
    /// Number of the row as a spreadsheet counts it, the header being 1.
    package let row: Int
    /// The column; nil when the whole row is meant.
    package let column: Column?
    /// What stood there, personal numbers masked and long texts cut.
    package let value: String
    /// The reason.
    package let reason: ImportReason
    /// What is wrong and what to do.
    package let words: String

    /// One error of row `row`; `value` must already be masked.
    package init(row: Int, column: Column?, value: String, reason: ImportReason, words: String) {
        self.row = row
        self.column = column
        self.value = value
        self.reason = reason
        self.words = words
    }
}

/// Reasons for which a row is not taken; the raw value is the code of `Deploy/rules/reason-codes.json`.
package enum ImportReason: String, CaseIterable, Hashable, Sendable {
    case brokenQuotes = "ROW_BROKEN_QUOTES"
    case cellTooLong = "TEXT_TOO_LONG"
    case cellCount = "ROW_CELL_COUNT"
    case notText = "TEXT_ENCODING_INVALID"
    case missingValue = "FIELD_MISSING"
    case unknownWord = "VALUE_UNKNOWN"
    case columnsSwapped = "COLUMNS_SWAPPED"
    case badDate = "DATE_INVALID"
    case dateInFuture = "DATE_IN_FUTURE"
    case dateOrder = "DATE_ORDER"
    case badAmount = "AMOUNT_INVALID"
    case documentNumber = "DOCUMENT_NUMBER_INVALID"
    case usccMalformed = "USCC_MALFORMED"
    case usccCheckFailed = "USCC_CHECK_FAILED"
    case personNumber = "PERSON_ID_INVALID"
    case subjectMismatch = "SUBJECT_MISMATCH"
    case minor = "MINOR_DATA"
    case privacy = "PRIVACY_BLOCK"
    case duplicateInFile = "DUPLICATE_ROW"
    case recordedDifferently = "RECORDED_DIFFERENTLY"
}

/// Why a whole file is not taken.
package enum ImportRefusal: Error, Hashable, Sendable {
    /// Nothing in it.
    case empty
    /// More bytes than the limit.
    case tooLarge(bytes: Int, limit: Int)
    /// UTF-16, or not UTF-8 although it should be by now.
    case encoding
    /// The first row is no usable header.
    case header(PenaltyHeader.Report)

    /// Reason code.
    package var reasonCode: String {
        switch self {
        case .empty: "IMPORT_EMPTY"
        case .tooLarge: "IMPORT_TOO_LARGE"
        case .encoding: "IMPORT_ENCODING"
        case .header: "IMPORT_HEADER"
        }
    }

    /// What is wrong and what to do.
    package var words: String {
        switch self {
        case .empty: "文件为空。请选择含表头和数据行的CSV文件"
        case .tooLarge(let bytes, let limit): "文件\(bytes)字节，超过上限\(limit)字节。请拆分后分批导入"
        case .encoding: "文件编码无法识别。请另存为“CSV UTF-8”或GB18030编码后重新导入"
        case .header(let report): report.words.joined(separator: "；")
        }
    }
}
