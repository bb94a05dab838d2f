/// Reads the rows of a CSV or XLSX file one after another; which of the two it is, its first bytes tell.
///
/// Memory does not grow with the file: CSV is read in blocks, a sheet is unpacked as it is read.
package final class TableReader {
    /// How the file is written.
    package enum Form: Hashable, Sendable {
        /// CSV in UTF-8 or GB18030.
        case csv(encoding: String)
        /// The first visible sheet of an XLSX workbook, by its name.
        case xlsx(sheet: String)

        /// For people.
        package var words: String {
            switch self {
            case .csv(let encoding): "CSV（\(encoding)）"
            case .xlsx(let sheet): "XLSX（工作表“\(sheet)”）"
            }
        }
    }

    /// How the file is written.
    package let form: Form
    private var rows: any RowReading

    /// Opens a table.
    ///
    /// - Parameters:
    ///   - source: the bytes of the file.
    ///   - limits: how large it may be.
    ///   - scratchFolder: where shared strings go that are too many for memory, in a file without a name.
    /// - Throws: why the file as a whole is not taken.
    package init(
        _ source: any ByteSource, limits: TableLimits = TableLimits(), scratchFolder: String = "/tmp"
    ) throws(TableFault) {
        guard source.byteCount > 0 else { throw TableFault(.empty, "文件为空。请选择含表头和数据行的CSV或XLSX文件") }
        var head = [UInt8](repeating: 0, count: 4)
        let count = try source.read(at: 0, into: &head)
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw TableFault(.format, "文件是旧版XLS或者设有打开密码。请去掉密码，另存为XLSX或“CSV UTF-8”后重新上传")
        }
        if count == 4, head == [0x50, 0x4B, 0x03, 0x04] {
            let sheet = try SheetReader(source, limits: limits, scratchFolder: scratchFolder)
            form = .xlsx(sheet: sheet.name)
            rows = sheet
        } else {
            let text = try CSVReader(source, limits: limits)
            form = .csv(encoding: text.encoding)
            rows = text
        }
    }

    /// The next row; nil at the end. Empty rows of a workbook are left out, their numbers are kept.
    package func next() throws(TableFault) -> TableRow? { try rows.next() }

    /// Bytes read of all there are to read, for showing progress.
    package var progress: (done: Int, total: Int) { rows.progress }
}

/// What reads rows.
protocol RowReading {
    mutating func next() throws(TableFault) -> TableRow?
    var progress: (done: Int, total: Int) { get }
}
