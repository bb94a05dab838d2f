/// Stacked bars as SVG, drawn on the server; the same figures stand in a table beside it for those who do not see it.
package struct BarPlot: Sendable {
    /// One bar: its name and a figure for each series.
    package struct Bar: Sendable {
        /// What stands under it.
        package let name: String
        /// Figures, in the order of the series; below zero is drawn as zero.
        package let parts: [Int]

        /// A bar.
        package init(_ name: String, _ parts: [Int]) {
            self.name = name
            self.parts = parts
        }

        /// Its whole height.
        var total: Int { parts.reduce(0) { $0 + max(0, $1) } }
    }

    private let title: String
    private let summary: String
    private let bars: [Bar]

    private static let height = 180.0
    private static let left = 48.0
    private static let top = 18.0
    private static let step = 52.0
    private static let width = 34.0
    private static let under = 22.0
    /// Above this no lines are drawn behind the bars.
    private static let mostGrid = 1_000_000_000_000
    /// Colours that the style sheet has.
    package static let colours = 6

    /// A plot; `summary` is its text alternative.
    package init(title: String, summary: String, bars: [Bar]) {
        self.title = title
        self.summary = summary
        self.bars = bars
    }

    /// The class of a series' colour.
    package static func tone(_ series: Int) -> String { "s\(series % colours + 1)" }

    /// The drawing.
    package var svg: Markup {
        let highest = BarPlot.ceiling(bars.map(\.total).max() ?? 0)
        let wide = Int(BarPlot.left + Double(max(1, bars.count)) * BarPlot.step)
        let high = Int(BarPlot.top + BarPlot.height + BarPlot.under)
        var html = """
            <svg class="plot" role="img" width="\(wide)" height="\(high)" viewBox="0 0 \(wide) \(high)">\
            <title>\(HTMLText.escaped(title))</title><desc>\(HTMLText.escaped(summary))</desc>
            """
        for part in 0...4 where highest > 0 && highest <= BarPlot.mostGrid && highest * part % 4 == 0 {
            html += BarPlot.grid(highest * part / 4, of: highest, wide: wide)
        }
        for (place, bar) in bars.enumerated() { html += BarPlot.drawn(bar, at: place, of: highest) }
        return Markup(trusted: html + "</svg>")
    }

    private static func grid(_ figure: Int, of highest: Int, wide: Int) -> String {
        let y = coordinate(top + height - height * Double(figure) / Double(highest))
        return "<line x1=\"\(coordinate(left))\" x2=\"\(wide)\" y1=\"\(y)\" y2=\"\(y)\"/>"
            + "<text x=\"\(coordinate(left - 6))\" y=\"\(y)\" text-anchor=\"end\" dy=\"4\">\(figure)</text>"
    }

    private static func drawn(_ bar: Bar, at place: Int, of highest: Int) -> String {
        let x = left + Double(place) * step + (step - width) / 2
        var y = top + height
        var html = ""
        for (series, figure) in bar.parts.enumerated() where figure > 0 {
            let high = height * Double(figure) / Double(max(1, highest))
            y -= high
            html +=
                "<rect class=\"\(tone(series))\" x=\"\(coordinate(x))\" y=\"\(coordinate(y))\""
                + " width=\"\(coordinate(width))\" height=\"\(coordinate(high))\"/>"
        }
        let middle = coordinate(x + width / 2)
        if bar.total > 0 {
            html += "<text x=\"\(middle)\" y=\"\(coordinate(y - 4))\" text-anchor=\"middle\">\(bar.total)</text>"
        }
        return html + "<text x=\"\(middle)\" y=\"\(coordinate(top + height + 16))\" text-anchor=\"middle\">"
            + "\(HTMLText.escaped(bar.name))</text>"
    }

    /// The next figure that divides well: 1, 2, 4, 8, 12, 20, 40, 80, 120, 200 …
    static func ceiling(_ figure: Int) -> Int {
        guard figure > 0 else { return 0 }
        var power = 1
        while power <= Int.max / 200 {
            for step in [1, 2, 4, 8, 12] where step * power >= figure { return step * power }
            power *= 10
        }
        return Int.max
    }

    private static func coordinate(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
