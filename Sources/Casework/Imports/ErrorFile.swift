import Contracts

/// The file of rows that were not taken, to be corrected and imported again: the original columns and three more.
package enum ErrorFile {
    /// How personal numbers stand in the file.
    package enum PersonalNumbers: Hashable, Sendable {
        /// As uploaded, for the officer who uploaded the file and must correct it.
        case kept
        /// Masked, for everybody else.
        case masked
    }

    /// The added columns 行号, 列 and 原因; a file with them can be imported again, they are not read.
    package static let addedHeaders = ["行号", "列", "原因"]

    /// UTF-8 with a byte order mark, so that spreadsheets recognise it; one line for each rejected row.
    package static func bytes(of batch: PenaltyBatch, personalNumbers: PersonalNumbers) -> [UInt8] {
        let kept = batch.header.cells.indices.filter { !addedHeaders.contains(HalfWidth.code(batch.header.cells[$0])) }
        var text = DelimitedText.line(kept.map { batch.header.cells[$0] } + addedHeaders)
        for row in batch.rejected {
            let cells = kept.map { index in
                cell(row, index, column: batch.header.column(at: index), personalNumbers)
            }
            let columns = row.errors.map { $0.column?.header ?? "整行" }.joined(separator: "；")
            let reasons = row.errors.map { $0.words + "（" + $0.reason.rawValue + "）" }.joined(separator: "；")
            text += DelimitedText.line(cells + [String(row.row), columns, reasons])
        }
        return TextEncoding.mark + Array(text.utf8)
    }

    private static func cell(
        _ row: PenaltyBatch.Rejected, _ index: Int, column: PenaltyColumn?, _ numbers: PersonalNumbers
    ) -> String {
        guard row.cells.indices.contains(index) else { return "" }
        let value = row.cells[index]
        switch numbers {
        case .kept: return inert(value)
        case .masked:
            if let column, column.isPersonalNumber { return Masking.number(value) }
            return inert(Masking.redact(value, under: .orgDecision))
        }
    }

    /// The cell as it was before `inert` put an apostrophe in front.
    static func restored(_ cell: String) -> String {
        guard cell.hasPrefix("'"), let second = cell.unicodeScalars.dropFirst().first, formulaStarts.contains(second)
        else { return cell }
        return String(cell.dropFirst())
    }

    private static let formulaStarts = Array("=+-@\t\r".unicodeScalars)

    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.
    private static func inert(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, formulaStarts.contains(first) else { return cell }
        let isNumber = cell.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return (first == "-" || first == "+") && isNumber ? cell : "'" + cell
    }
}
