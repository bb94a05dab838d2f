import Contracts

/// Reads comma-separated text (RFC 4180) row by row from UTF-8 bytes; no input makes it fail or stop early.
///
/// Line ends are LF or CRLF (a lone CR too), a byte order mark is skipped, quoted cells may hold commas, quotes and
/// line ends. A quote inside an unquoted cell is an ordinary character. A row whose quotes do not close is reported and
/// reading goes on at the next line of the file, so one stray quote cannot swallow the good rows behind it.
package struct DelimitedText {
    /// How large a row may grow.
    package struct Limits: Hashable, Sendable {
        /// Bytes of one cell.
        package var cellBytes: Int
        /// Cells of one row.
        package var cells: Int

        /// Limits of one cell's bytes and one row's cells.
        package init(cellBytes: Int = 32_768, cells: Int = 200) {
            self.cellBytes = cellBytes
            self.cells = cells
        }
    }

    /// One row of the file.
    package struct Row: Hashable, Sendable {
        /// Number of the row as a spreadsheet counts it; the first is 1, empty rows count.
        package let number: Int
        /// The cells, without quotes; what could be read when there is a problem.
        package let cells: [String]
        /// What keeps the row from being used, nil for a good one.
        package let problem: Problem?

        /// Whether no cell has anything but white space.
        package var isBlank: Bool { problem == nil && cells.allSatisfy { HalfWidth.trimmed($0).isEmpty } }
    }

    /// Why a row cannot be used.
    package enum Problem: Hashable, Sendable {
        /// A quoted cell does not end, or text follows its closing quote.
        case brokenQuotes
        /// A cell is longer than the limit.
        case cellTooLong
        /// More cells than the limit.
        case tooManyCells
        /// A cell is not valid UTF-8.
        case notText
    }

    /// Size of the text.
    package var byteCount: Int { bytes.count }
    /// Bytes already read, for showing progress.
    package private(set) var offset: Int
    private let bytes: [UInt8]
    private let limits: Limits
    private var rowNumber = 0

    /// Starts at the first row of `bytes`.
    package init(_ bytes: [UInt8], limits: Limits = Limits()) {
        self.bytes = bytes
        self.limits = limits
        offset = bytes.starts(with: TextEncoding.mark) ? TextEncoding.mark.count : 0
    }

    /// The next row; nil at the end of the text.
    package mutating func next() -> Row? {
        guard offset < bytes.count else { return nil }
        rowNumber += 1
        let start = offset
        var cells: [String] = []
        while true {
            let cell = readCell()
            if let problem = cell.problem ?? (cells.count == limits.cells ? .tooManyCells : nil) {
                // Back to the line after the row's first one; a quote that never closes must not hide what follows.
                offset = start
                let line = readLine()
                return Row(number: rowNumber, cells: [line], problem: problem)
            }
            cells.append(cell.text)
            guard !cell.endsRow else { return Row(number: rowNumber, cells: cells, problem: nil) }
        }
    }

    // MARK: Cells

    private struct Cell {
        var text = ""
        var problem: Problem?
        var endsRow = false
    }

    private mutating func readCell() -> Cell {
        var content: [UInt8] = []
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            if let problem = readQuoted(into: &content) { return Cell(problem: problem) }
        } else {
            let start = offset
            while offset < bytes.count, !DelimitedText.endsCell(bytes[offset]) { offset += 1 }
            guard offset - start <= limits.cellBytes else { return Cell(problem: .cellTooLong) }
            content.append(contentsOf: bytes[start..<offset])
        }
        guard let text = String(validating: content, as: UTF8.self) else { return Cell(problem: .notText) }
        return Cell(text: text, endsRow: passSeparator())
    }

    private mutating func readQuoted(into content: inout [UInt8]) -> Problem? {
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\"") {
                guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                    return offset == bytes.count || DelimitedText.endsCell(bytes[offset]) ? nil : .brokenQuotes
                }
                offset += 1
            }
            guard content.count < limits.cellBytes else { return .cellTooLong }
            content.append(byte)
        }
        return .brokenQuotes
    }

    /// Passes the comma or line end behind a cell; true when the row ends with it.
    private mutating func passSeparator() -> Bool {
        guard offset < bytes.count else { return true }
        let byte = bytes[offset]
        offset += 1
        guard byte != UInt8(ascii: ",") else { return false }
        if byte == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
        return true
    }

    /// Passes the rest of a line and gives at most one cell's worth of it, for the report.
    private mutating func readLine() -> String {
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n"), bytes[offset] != UInt8(ascii: "\r") {
            offset += 1
        }
        let end = min(offset, start + limits.cellBytes)
        _ = passSeparator()
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private static func endsCell(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    // MARK: Writing

    /// One row as RFC 4180 text with CRLF; cells are quoted where they must be.
    package static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.utf8.contains(where: { endsCell($0) || $0 == UInt8(ascii: "\"") }) else { return cell }
        var text = "\""
        for scalar in cell.unicodeScalars {
            text.unicodeScalars.append(scalar)
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
        }
        return text + "\""
    }
}
