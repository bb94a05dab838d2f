/// Writes the rows of a table one after another; memory does not grow with it.
package protocol TableWriter: AnyObject {
    /// Appends a row.
    func write(_ cells: [String]) throws(TableFault)
    /// Ends the table; the sink holds all of it then.
    func finish() throws(TableFault)
}

/// How a table is written.
package enum TableFormat: String, CaseIterable, Hashable, Sendable {
    case csv, xlsx

    /// Media type.
    package var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    /// A writer of this format.
    package func writer(to sink: any ByteSink, sheet: String) throws(TableFault) -> any TableWriter {
        switch self {
        case .csv: CSVWriter(sink)
        case .xlsx: try SheetWriter(sink, sheet: sheet)
        }
    }
}

/// Cells that a spreadsheet would run.
package enum Formula {
    private static let starts = Array("=+-@\t\r".unicodeScalars)

    /// Whether a spreadsheet would take the text for a formula; a plain signed number is none.
    package static func isSeen(in cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first, starts.contains(first) else { return false }
        let isNumber = cell.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return !(isNumber && (first == "-" || first == "+") && cell.utf8.count > 1)
    }

    /// The cell as it was before a writer put an apostrophe in front.
    package static func restored(_ cell: String) -> String {
        guard cell.hasPrefix("'"), isSeen(in: String(cell.dropFirst())) else { return cell }
        return String(cell.dropFirst())
    }
}

/// RFC 4180 with CRLF, in UTF-8 with a mark by which spreadsheets know it; a cell that would be run gets an apostrophe
/// in front.
package final class CSVWriter: TableWriter {
    private let sink: any ByteSink
    private var pending: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let pendingBytes = 1 << 16

    /// A writer to a sink.
    package init(_ sink: any ByteSink) {
        self.sink = sink
    }

    package func write(_ cells: [String]) throws(TableFault) {
        var isFirst = true
        for cell in cells {
            if !isFirst { pending.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell)
        }
        pending += [0x0D, 0x0A]
        if pending.count >= CSVWriter.pendingBytes { try flush() }
    }

    package func finish() throws(TableFault) { try flush() }

    private func append(_ cell: String) {
        let isRun = Formula.isSeen(in: cell)
        let isQuoted = cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }
        if isQuoted { pending.append(UInt8(ascii: "\"")) }
        if isRun { pending.append(UInt8(ascii: "'")) }
        guard isQuoted else {
            pending.append(contentsOf: cell.utf8)
            return
        }
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { pending.append(byte) }
            pending.append(byte)
        }
        pending.append(UInt8(ascii: "\""))
    }

    private func flush() throws(TableFault) {
        try sink.write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}
