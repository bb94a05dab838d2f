import Tables

/// Tables that people upload: CSV in either encoding, workbooks in archives.
extension FuzzTarget {
    static let tables: [FuzzTarget] = [
        FuzzTarget("table", "a CSV or XLSX file as it is uploaded", maximumBytes: 16_384) { bytes throws(FuzzFinding) in
            try table(bytes)
        }
    ]

    private static let limits = TableLimits(partBytes: 1 << 20, freeBytes: 1 << 18, memoryBytes: 4096)

    private static func table(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let rows = try rows(bytes) else { return }
        var last = 0
        for row in rows {
            try FuzzFinding.require(row.number > last, "row \(row.number) comes behind row \(last)")
            last = row.number
            try FuzzFinding.require(row.cells.count <= limits.cells, "row \(row.number) has too many cells")
        }
        let whole = rows.filter { $0.problem == nil && !$0.isBlank }.map(\.cells)
        for format in TableFormat.allCases { try roundTrip(whole, format) }
    }

    /// What was read is read again from what is written of it.
    private static func roundTrip(_ rows: [[String]], _ format: TableFormat) throws(FuzzFinding) {
        guard let bytes = Foreign.attempt({ () throws(TableFault) in try written(rows, format) }) else {
            throw FuzzFinding("rows that were read cannot be written as \(format)")
        }
        guard !rows.isEmpty else { return }
        let again = try FuzzTarget.rows(bytes) ?? []
        // An apostrophe that keeps a spreadsheet from running a cell may make it longer than the limit.
        guard again.allSatisfy({ $0.problem == nil }) else { return }
        let cells = again.map { $0.cells.map(Formula.restored) }
        let wanted = rows.map { row in row.map { Formula.restored(expected($0, format)) } }
        try FuzzFinding.require(
            cells.map(trimmed) == wanted.map(trimmed), "a table written as \(format) is read otherwise")
    }

    private static func expected(_ cell: String, _ format: TableFormat) -> String {
        guard format == .xlsx else { return cell }
        var text = ""
        for scalar in cell.unicodeScalars {
            let isLost = scalar.value < 0x20 && scalar != "\t" && scalar != "\n" && scalar != "\r"
            text.unicodeScalars.append(isLost || scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
        }
        return text.split(separator: "_x000D_", omittingEmptySubsequences: false).joined()
    }

    /// A workbook does not keep empty cells at the end of a row.
    private static func trimmed(_ cells: [String]) -> [String] {
        var cells = cells
        while cells.last?.isEmpty == true { cells.removeLast() }
        return cells
    }

    private static func written(_ rows: [[String]], _ format: TableFormat) throws(TableFault) -> [UInt8] {
        let sink = MemorySink()
        let writer = try format.writer(to: sink, sheet: "表")
        for row in rows { try writer.write(row) }
        try writer.finish()
        return sink.bytes
    }

    private static func rows(_ bytes: [UInt8]) throws(FuzzFinding) -> [TableRow]? {
        let words: String
        do throws(TableFault) {
            let reader = try TableReader(MemorySource(bytes), limits: limits)
            var rows: [TableRow] = []
            while let row = try reader.next() { rows.append(row) }
            return rows
        } catch {
            words = error.words
        }
        try FuzzFinding.require(!words.isEmpty, "a table is refused without a word")
        return nil
    }
}
