/// Writes a workbook whose cells are all texts, so that a spreadsheet neither changes a number nor runs a formula. More
/// rows than a sheet holds go on in further sheets, each with the first row again as its heading.
package final class SheetWriter: TableWriter {
    private let archive: ArchiveWriter
    private let name: String
    private let rowsPerSheet: Int
    private var heading: [String]?
    private var sheets = 0
    private var row = 0
    private var pending: [UInt8] = []

    private static let pendingBytes = 1 << 16
    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let space = "http://schemas.openxmlformats.org/"
    /// Longest text of a cell, in UTF-16 units.
    private static let cellUnits = 32_767
    private static let cutMark = "…（超过单元格长度上限，以下略）"

    /// A writer to a sink.
    ///
    /// - Parameters:
    ///   - sink: where the workbook goes.
    ///   - sheet: name of the sheet; further ones get a number behind.
    ///   - rowsPerSheet: as many as a sheet holds, heading included.
    /// - Throws: what the sink or the library says.
    package init(_ sink: any ByteSink, sheet: String, rowsPerSheet: Int = 1_048_576) throws(TableFault) {
        archive = ArchiveWriter(sink)
        name = sheet
        self.rowsPerSheet = rowsPerSheet
        try beginSheet()
    }

    package func write(_ cells: [String]) throws(TableFault) {
        if row == rowsPerSheet {
            try endSheet()
            try beginSheet()
            if let heading { try append(heading) }
        }
        if heading == nil { heading = cells }
        try append(cells)
    }

    package func finish() throws(TableFault) {
        try endSheet()
        try part("xl/styles.xml", SheetWriter.styles)
        try part("xl/workbook.xml", workbook)
        try part("xl/_rels/workbook.xml.rels", relations)
        try part("_rels/.rels", SheetWriter.root)
        try part("[Content_Types].xml", types)
        try archive.finish()
    }

    // MARK: Rows

    private func beginSheet() throws(TableFault) {
        sheets += 1
        row = 0
        try archive.begin("xl/worksheets/sheet\(sheets).xml")
        pending += Array(
            "\(SheetWriter.head)<worksheet xmlns=\"\(SheetWriter.space)spreadsheetml/2006/main\"><sheetData>".utf8)
    }

    private func endSheet() throws(TableFault) {
        pending += Array("</sheetData></worksheet>".utf8)
        try flush()
        try archive.end()
    }

    private func append(_ cells: [String]) throws(TableFault) {
        row += 1
        let number = String(row)
        pending.append(contentsOf: "<row r=\"".utf8)
        pending.append(contentsOf: number.utf8)
        pending.append(contentsOf: "\">".utf8)
        for (column, cell) in cells.enumerated() where !cell.isEmpty { append(cell, column, number) }
        pending.append(contentsOf: "</row>".utf8)
        if pending.count >= SheetWriter.pendingBytes { try flush() }
    }

    private func append(_ cell: String, _ column: Int, _ row: String) {
        pending.append(contentsOf: "<c r=\"".utf8)
        if column >= 26 { pending.append(UInt8(ascii: "A") + UInt8((column / 26 - 1) % 26)) }
        pending.append(UInt8(ascii: "A") + UInt8(column % 26))
        pending.append(contentsOf: row.utf8)
        // Style 1 says that the text began with an apostrophe: it stays a text when somebody edits it.
        pending.append(contentsOf: (Formula.isSeen(in: cell) ? "\" s=\"1\"" : "\"").utf8)
        pending.append(contentsOf: " t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8)
        SheetWriter.escape(SheetWriter.cut(cell), into: &pending)
        pending.append(contentsOf: "</t></is></c>".utf8)
    }

    private static func cut(_ cell: String) -> String {
        guard cell.utf8.count > cellUnits, cell.utf16.count > cellUnits else { return cell }
        var text = ""
        var units = cutMark.utf16.count
        for character in cell {
            units += character.utf16.count
            guard units <= cellUnits else { break }
            text.append(character)
        }
        return text + cutMark
    }

    private static func escape(_ text: String, into bytes: inout [UInt8]) {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x26 && $0 != 0x3C && $0 != 0x3E && $0 != 0xEF }
        guard !isPlain else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\t", "\n": bytes.append(UInt8(scalar.value))
            case "\r": bytes.append(contentsOf: "&#13;".utf8)
            // XML has no place for these.
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                bytes.append(contentsOf: "\u{FFFD}".utf8)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    private func flush() throws(TableFault) {
        try archive.write(pending)
        pending.removeAll(keepingCapacity: true)
    }

    // MARK: Parts around the sheets

    private func part(_ name: String, _ text: String) throws(TableFault) {
        try archive.begin(name)
        try archive.write(Array((SheetWriter.head + text).utf8))
        try archive.end()
    }

    private var workbook: String {
        let list = (1...sheets).map { number in
            var title: [UInt8] = []
            SheetWriter.escape(number == 1 ? name : "\(name)-\(number)", into: &title)
            return
                "<sheet name=\"\(String(decoding: title, as: UTF8.self))\" sheetId=\"\(number)\" r:id=\"rId\(number)\"/>"
        }
        return "<workbook xmlns=\"\(SheetWriter.space)spreadsheetml/2006/main\" "
            + "xmlns:r=\"\(SheetWriter.space)officeDocument/2006/relationships\"><sheets>\(list.joined())</sheets></workbook>"
    }

    private var relations: String {
        let kind = "\(SheetWriter.space)officeDocument/2006/relationships"
        let list = (1...sheets).map { number in
            "<Relationship Id=\"rId\(number)\" Type=\"\(kind)/worksheet\" Target=\"worksheets/sheet\(number).xml\"/>"
        }
        return "<Relationships xmlns=\"\(SheetWriter.space)package/2006/relationships\">\(list.joined())"
            + "<Relationship Id=\"rId\(sheets + 1)\" Type=\"\(kind)/styles\" Target=\"styles.xml\"/></Relationships>"
    }

    private var types: String {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let list = (1...sheets).map { number in
            "<Override PartName=\"/xl/worksheets/sheet\(number).xml\" ContentType=\"\(kind).worksheet+xml\"/>"
        }
        return "<Types xmlns=\"\(SheetWriter.space)package/2006/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(kind).sheet.main+xml\"/>"
            + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(kind).styles+xml\"/>\(list.joined())</Types>"
    }

    private static let root =
        "<Relationships xmlns=\"\(space)package/2006/relationships\"><Relationship Id=\"rId1\" "
        + "Type=\"\(space)officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"

    private static let styles =
        "<styleSheet xmlns=\"\(space)spreadsheetml/2006/main\"><fonts count=\"1\"><font/></fonts>"
        + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        + "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>"
        + "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf xfId=\"0\" numFmtId=\"49\"/>"
        + "<xf xfId=\"0\" numFmtId=\"49\" quotePrefix=\"1\"/></cellXfs></styleSheet>"
}
