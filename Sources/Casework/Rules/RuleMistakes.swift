/// One mistake in a rule document.
package struct RuleMistake: Hashable, Sendable, CustomStringConvertible {
    /// The document, as it was named to the reader (a file name).
    package let document: String
    /// Where in it: `deadlines[3].count`; empty for the whole document.
    package let path: String
    /// What is wrong, and what would be right.
    package let reason: String

    /// A mistake.
    package init(document: String, path: String, reason: String) {
        self.document = document
        self.path = path
        self.reason = reason
    }

    /// One line for an administrator.
    package var description: String {
        path.isEmpty ? "\(document): \(reason)" : "\(document): \(path) \(reason)"
    }
}

/// All mistakes of a set of rule documents, told at once; no rule of such a set is used.
package struct RuleMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistakes, in the order of the documents; never empty.
    package let list: [RuleMistake]

    /// The mistakes.
    package init(list: [RuleMistake]) {
        self.list = list
    }

    /// One line for each mistake.
    package var description: String { list.map(\.description).joined(separator: "\n") }
}
