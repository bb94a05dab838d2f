extension String {
    private static let helpColumns = 78

    /// The text with every command that is longer than a line of help continued on further lines, as a shell reads it: help
    /// is wrapped at 80 columns, and an example that was wrapped there cannot be copied.
    var folded: String {
        split(separator: "\n", omittingEmptySubsequences: false).map(String.fold).joined(separator: "\n")
    }

    private static func fold(_ line: Substring) -> String {
        guard line.count > helpColumns, line.contains("liandong ") else { return String(line) }
        let indent = String(line.prefix { $0 == " " })
        var lines: [String] = []
        var last = indent
        for word in line.dropFirst(indent.count).split(separator: " ") {
            // Two more columns: a blank and the mark that the line goes on.
            if last.count + word.count + 3 > helpColumns {
                lines.append(last + " \\")
                last = indent + "   "
            }
            last += (last.allSatisfy { $0 == " " } ? "" : " ") + word
        }
        return (lines + [last]).joined(separator: "\n")
    }
}
