/// Rows in aligned columns for a terminal, Chinese text included.
package struct TextTable: Hashable, Sendable {
    /// On which side of its column a cell stands.
    package enum Alignment: Hashable, Sendable {
        /// Text.
        case left
        /// Numbers.
        case right
    }

    private let titles: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// A table with these column titles; columns are aligned left unless told otherwise.
    package init(_ titles: [String], aligned alignments: [Alignment] = []) {
        self.titles = titles
        self.alignments = titles.indices.map { $0 < alignments.count ? alignments[$0] : .left }
    }

    /// Adds a row; cells that are missing are empty, line ends become spaces.
    package mutating func add(_ cells: [String]) {
        let row = titles.indices.map { $0 < cells.count ? TextTable.onOneLine(cells[$0]) : "" }
        rows.append(row)
    }

    /// Whether no row was added.
    package var isEmpty: Bool { rows.isEmpty }

    /// Titles, a rule and the rows, two spaces between columns, nothing behind the last.
    package var lines: [String] {
        let widths = titles.indices.map { column in
            ([titles] + rows).map { DisplayWidth.of($0[column]) }.max() ?? 0
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return [line(titles, widths), rule.joined(separator: "  ")] + rows.map { line($0, widths) }
    }

    /// The lines as one text.
    package var text: String { lines.joined(separator: "\n") }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.enumerated().map { column, cell in
            let space = String(repeating: " ", count: widths[column] - DisplayWidth.of(cell))
            switch alignments[column] {
            case .left: return cell + space
            case .right: return space + cell
            }
        }
        var text = padded.joined(separator: "  ")
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    private static func onOneLine(_ text: String) -> String {
        guard text.contains(where: { $0.isNewline || $0 == "\t" }) else { return text }
        return String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}
