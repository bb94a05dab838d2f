import Contracts
import Pages
import Tables

/// One scorecard: a plot, the same figures as a table, and the rule by which they are counted.
struct ScorecardPart: Sendable {
    /// A row with its bar.
    struct Line: Sendable {
        let cells: [TableValue.Cell]
        /// What stands under the bar; nil for a row without one.
        let short: String?
        /// The bar, in the order of the series.
        let parts: [Int]
    }

    /// Bars that are drawn; the table has all rows.
    private static let mostBars = 36

    /// The word in addresses.
    let id: String
    let title: Words
    /// How the figures are counted.
    let rule: Words
    let series: [Words]
    let columns: [Words]
    /// How many columns in front hold words, not figures.
    let wordColumns: Int
    let lines: [Line]
    /// The sums, without a bar.
    let total: [TableValue.Cell]?
    /// Whether anything was there to count.
    let hasFigures: Bool

    /// For the template.
    func value(_ visit: Console.Visit, csvURL: String) -> PageValue {
        let rows = lines.map(\.cells) + (total.map { [$0] } ?? [])
        let headings = columns.enumerated().map {
            TableValue.Column($0.element.in(visit.language), isNumber: $0.offset >= wordColumns)
        }
        return [
            "id": .text(id), "title": .text(title.in(visit.language)), "rule": .text(rule.in(visit.language)),
            "plot": .optional(plot(visit).map { .markup($0.svg) }),
            "legend": .list(
                series.enumerated().map {
                    ["tone": .text(BarPlot.tone($0.offset)), "name": .text($0.element.in(visit.language))]
                }),
            "table": TableValue(headings, rows, label: title.in(visit.language), isStacked: false).value,
            "csvURL": .text(csvURL), "isEmpty": .flag(!hasFigures),
            "hasLines": .flag(!lines.isEmpty),
        ]
    }

    private func plot(_ visit: Console.Visit) -> BarPlot? {
        let bars = lines.prefix(ScorecardPart.mostBars).compactMap { line in
            line.short.map { BarPlot.Bar($0, line.parts) }
        }
        guard lines.contains(where: { $0.parts.contains { $0 > 0 } }) else { return nil }
        return BarPlot(title: title.in(visit.language), summary: visit.text("scorecardBelow"), bars: bars)
    }

    /// The table as a file; what a spreadsheet would run is disarmed.
    func csv(_ visit: Console.Visit, head: [[String]]) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = CSVWriter(sink)
        for line in head { try writer.write(line) }
        try writer.write([visit.text("scorecardRule"), rule.in(visit.language)])
        try writer.write(columns.map { $0.in(visit.language) })
        for line in lines.map(\.cells) + (total.map { [$0] } ?? []) { try writer.write(line.map(\.text)) }
        try writer.finish()
        return sink.bytes
    }
}
