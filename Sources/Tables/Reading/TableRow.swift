/// One row of a table.
package struct TableRow: Hashable, Sendable {
    /// Number of the row as a spreadsheet counts it; the first is 1, empty rows count.
    package let number: Int
    /// The cells; what could be read when there is a problem.
    package let cells: [String]
    /// Columns whose number has more digits than a spreadsheet keeps: what stood there is lost.
    package let lossyColumns: [Int]
    /// What keeps the row from being used, nil for a good one.
    package let problem: Problem?

    /// A row.
    package init(number: Int, cells: [String], lossyColumns: [Int] = [], problem: Problem? = nil) {
        self.number = number
        self.cells = cells
        self.lossyColumns = lossyColumns
        self.problem = problem
    }

    /// Why a row cannot be used.
    package enum Problem: Hashable, Sendable {
        /// A quoted cell does not end, or text follows its closing quote.
        case brokenQuotes
        /// A cell is longer than the limit.
        case cellTooLong
        /// More cells than the limit.
        case tooManyCells
        /// A cell is not valid text.
        case notText

        /// The reason code.
        package var code: String {
            switch self {
            case .brokenQuotes: "ROW_BROKEN_QUOTES"
            case .cellTooLong: "TEXT_TOO_LONG"
            case .tooManyCells: "ROW_CELL_COUNT"
            case .notText: "TEXT_ENCODING_INVALID"
            }
        }

        /// What is wrong and what to do.
        package var words: String {
            switch self {
            case .brokenQuotes: "双引号不配对，本行无法拆分为列。单元格内的双引号应写作两个双引号"
            case .cellTooLong: "本行有单元格超过长度上限，请核对双引号或缩短内容"
            case .tooManyCells: "本行的列数过多，请核对分隔符"
            case .notText: "本行含有无法识别的字符，请核对文件编码"
            }
        }
    }

    /// Whether no cell has anything but white space.
    package var isBlank: Bool {
        problem == nil && cells.allSatisfy { $0.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
    }
}

/// How large a table may be.
package struct TableLimits: Hashable, Sendable {
    /// Bytes of one cell.
    package var cellBytes: Int
    /// Cells of one row.
    package var cells: Int
    /// Bytes of one row.
    package var rowBytes: Int
    /// Bytes of one part of an archive after unpacking.
    package var partBytes: Int
    /// Times that a part may grow in unpacking, once it is larger than `freeBytes`.
    package var growth: Int
    /// So much may be unpacked whatever its growth.
    package var freeBytes: Int
    /// Bytes of shared strings kept in memory; more go to a file without a name.
    package var memoryBytes: Int

    /// Limits; the defaults fit a list file of 400 MB.
    package init(
        cellBytes: Int = 32_768, cells: Int = 200, rowBytes: Int = 1 << 20, partBytes: Int = 4 << 30,
        growth: Int = 400, freeBytes: Int = 16 << 20, memoryBytes: Int = 32 << 20
    ) {
        self.cellBytes = cellBytes
        self.cells = cells
        self.rowBytes = rowBytes
        self.partBytes = partBytes
        self.growth = growth
        self.freeBytes = freeBytes
        self.memoryBytes = memoryBytes
    }
}
