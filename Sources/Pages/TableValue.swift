/// A table of a page, for the template `table`.
package struct TableValue: Sendable {
    /// A heading.
    package struct Column: Sendable {
        /// What it says.
        package let name: String
        /// Which way the rows are sorted by it.
        package enum Sorting: String, Sendable {
            case ascending, descending
        }

        /// Whether figures stand under it.
        package let isNumber: Bool
        /// Where the same rows are sorted by it.
        package let url: String?
        /// Which way they are now; nil when they are not.
        package let sorted: Sorting?

        /// A heading.
        package init(_ name: String, isNumber: Bool = false, url: String? = nil, sorted: Sorting? = nil) {
            self.name = name
            self.isNumber = isNumber
            self.url = url
            self.sorted = sorted
        }
    }

    /// One cell.
    package struct Cell: Sendable {
        /// Its text.
        package let text: String
        /// Where the text leads.
        package var url: String?
        /// A mark beside it.
        package var badge: Badge?
        /// Small words under it.
        package var note: String?
        /// Whether the text is Chinese in every language of the page.
        package var isChinese: Bool

        /// A cell.
        package init(
            _ text: String, url: String? = nil, badge: Badge? = nil, note: String? = nil, isChinese: Bool = false
        ) {
            self.isChinese = isChinese
            self.text = text
            self.url = url
            self.badge = badge
            self.note = note
        }
    }

    private let columns: [Column]
    private let rows: [[Cell]]
    private let caption: String?
    private let label: String?
    private let isStacked: Bool

    /// A table; `isStacked` shows each row as a card on a phone, and otherwise the table scrolls under the name `label`.
    package init(
        _ columns: [Column], _ rows: [[Cell]], caption: String? = nil, label: String? = nil, isStacked: Bool = true
    ) {
        self.columns = columns
        self.rows = rows
        self.caption = caption
        self.label = label
        self.isStacked = isStacked
    }

    /// The value for the template.
    package var value: PageValue {
        [
            "caption": .optional(caption), "label": .optional(label), "class": .optional(isStacked ? "stack" : nil),
            "columns": .list(columns.map(TableValue.heading)),
            "rows": .markup(Markup(trusted: rows.map { TableValue.row(columns, $0) }.joined(separator: "\n"))),
        ]
    }

    private static func heading(_ column: Column) -> PageValue {
        [
            "name": .text(column.name), "isNumber": .flag(column.isNumber), "url": .optional(column.url),
            "sorted": .optional(column.sorted?.rawValue),
            "arrow": .optional(column.sorted.map { $0 == .ascending ? "▲" : "▼" }),
        ]
    }

    // Written here and not by a template: a page of a long list has hundreds of cells, and a template looks up each value of
    // each of them by name through all that surrounds it, which took half of the page's time.
    private static func row(_ columns: [Column], _ cells: [Cell]) -> String {
        var html = "<tr>"
        for (column, cell) in zip(columns, cells) {
            html += "<td data-label=\"\(HTMLText.escaped(column.name))\""
            if cell.isChinese { html += " lang=\"\(Language.chinese.tag)\"" }
            html += column.isNumber ? " class=\"number\">" : ">"
            html += cell.html + "</td>"
        }
        return html + "</tr>"
    }
}

extension TableValue.Cell {
    fileprivate var html: String {
        var html = HTMLText.escaped(text)
        if let url, !url.isEmpty { html = "<a href=\"\(HTMLText.escaped(url))\">\(html)</a>" }
        if let badge {
            html += " <span class=\"badge \(badge.tone.rawValue)\">\(HTMLText.escaped(badge.text))</span>"
        }
        if let note, !note.isEmpty { html += "<br><small>\(HTMLText.escaped(note))</small>" }
        return html
    }
}

/// A short mark with a colour and always a word.
package struct Badge: Hashable, Sendable {
    /// Its colour.
    package enum Tone: String, Sendable {
        case good, warn, bad, gone
    }

    /// What it says.
    package let text: String
    /// Its colour.
    package let tone: Tone

    /// A mark.
    package init(_ text: String, _ tone: Tone) {
        self.text = text
        self.tone = tone
    }

    /// The value for a template.
    package var value: PageValue { ["text": .text(text), "tone": .text(tone.rawValue)] }
}
