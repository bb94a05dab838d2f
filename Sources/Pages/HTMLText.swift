/// Text for HTML, in elements and in quoted attributes alike.
package enum HTMLText {
    /// The text with every sign of meaning replaced, scalar by scalar: a quote that carries a combining mark is one character
    /// to Swift, and still a quote to a browser.
    package static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// HTML that was made here and not written by anybody outside: it is put into a page as it is.
package struct Markup: Hashable, Sendable {
    /// The HTML.
    package let html: String

    /// HTML of constant text; whatever else goes in was escaped before.
    package init(trusted html: String) { self.html = html }
}
