import Contracts

/// Which cell of a row belongs to which column, found from the first row of a file.
package struct ImportHeader<Column: ImportColumn>: Hashable, Sendable {
    /// What is wrong with a header.
    package struct Report: Hashable, Sendable {
        /// Columns that a file must have and this one has not.
        package var missing: [Column] = []
        /// Columns that stand twice, also once by id and once by name.
        package var duplicate: [Column] = []
        /// Headers that are no column; their cells are not read.
        package var unknown: [String] = []
        /// Columns of the layout of 2016 that have no place any more; their cells are not read.
        package var retired: [String] = []

        /// Whether rows can be read: nothing is missing, nothing stands twice.
        package var isUsable: Bool { missing.isEmpty && duplicate.isEmpty }

        /// What is wrong and what to do; empty when all is well.
        package var words: [String] {
            var words: [String] = []
            if !missing.isEmpty { words.append("缺少必填列：" + names(missing) + "。请补齐后重新导入") }
            if !duplicate.isEmpty { words.append("列重复：" + names(duplicate) + "。请每列只保留一个") }
            if !unknown.isEmpty { words.append("无法识别的列（未读取）：" + unknown.joined(separator: "、")) }
            if !retired.isEmpty { words.append("旧版列已停用（未读取）：" + retired.joined(separator: "、")) }
            return words
        }

        private func names(_ columns: [Column]) -> String {
            columns.map { "\($0.header)(\($0.id))" }.joined(separator: "、")
        }
    }

    /// The first row as it stood.
    package let cells: [String]
    /// What was found.
    package let report: Report
    let columns: [Column?]
    private let second: Int?

    /// Recognises the headers: ids and Chinese names, in any order, full-width brackets and spaces folded.
    package init(_ cells: [String]) {
        let names = ImportHeader.names()
        var report = Report()
        var columns: [Column?] = []
        var second: Int?
        for (index, cell) in cells.enumerated() {
            let key = ImportHeader.key(cell)
            let column = names.first { $0.key == key }?.column
            if let column {
                if columns.contains(column), !report.duplicate.contains(column) { report.duplicate.append(column) }
            } else if Column.joined?.headers.contains(key) == true {
                second = index
            } else if Column.retired.contains(key) {
                report.retired.append(cell)
            } else if !key.isEmpty, !ErrorFile.addedHeaders.contains(key) {
                report.unknown.append(String(cell.prefix(40)))
            }
            columns.append(column)
        }
        report.missing = Column.allCases.filter { $0.isRequired && !columns.contains($0) }
        self.cells = cells
        self.report = report
        self.columns = columns
        self.second = second
    }

    /// Number of cells of the header.
    package var count: Int { cells.count }

    /// The column that the cell at `index` belongs to; nil for unread ones.
    package func column(at index: Int) -> Column? {
        columns.indices.contains(index) ? columns[index] : nil
    }

    /// The cell of `column` in a row, trimmed; empty when the file or the row has none. The second half of a column
    /// that the layout of 2016 had twice is joined to the first.
    package func value(_ column: Column, in row: [String]) -> String {
        guard let index = columns.firstIndex(of: column), row.indices.contains(index) else { return "" }
        let value = HalfWidth.trimmed(ErrorFile.restored(row[index]))
        guard column == Column.joined?.column, let second, row.indices.contains(second) else { return value }
        let more = HalfWidth.trimmed(row[second])
        return more.isEmpty ? value : value + ";" + more
    }

    private static func key(_ text: String) -> String { HalfWidth.code(text) }

    private static func names() -> [(key: String, column: Column)] {
        Column.allCases.flatMap { column in ([column.id, column.header] + column.aliases).map { (key($0), column) } }
    }
}
