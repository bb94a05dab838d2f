/// Why a mutant cannot be woven.
package struct WeavingMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which mutant.
    package let mutant: String
    /// What is wrong with it, and what to do.
    package let text: String

    /// A mistake from its parts.
    package init(mutant: String, text: String) {
        self.mutant = mutant
        self.text = text
    }

    package var description: String { "mutant \(mutant): \(text)" }
}

/// Puts every mutant into the text of a file, each behind the question whether it is the active one.
package struct Weaving: Sendable {
    private let mutants: [Mutant]

    /// A weaving of these mutants.
    package init(_ mutants: [Mutant]) {
        self.mutants = mutants
    }

    /// The files that some mutant changes, in order.
    package var files: [String] { Set(mutants.flatMap { $0.edits.map(\.file) }).sorted() }

    /// The text of `file` with all mutants in it.
    ///
    /// - Throws: the first mutant whose snippet does not stand exactly once in the text, or overlaps another's.
    package func woven(_ text: String, file: String) throws(WeavingMistake) -> String {
        var changes: [(range: Range<String.Index>, text: String, mutant: String)] = []
        for mutant in mutants {
            for edit in mutant.edits where edit.file == file {
                changes.append((try place(of: edit, mutant, in: text), Weaving.body(edit, mutant), mutant.name))
            }
        }
        guard !changes.isEmpty else { return text }
        changes.sort { $0.range.lowerBound < $1.range.lowerBound }
        var woven = ""
        var place = text.startIndex
        for change in changes {
            guard change.range.lowerBound >= place else {
                throw WeavingMistake(mutant: change.mutant, text: "its snippet overlaps another's in \(file)")
            }
            woven += text[place..<change.range.lowerBound] + change.text
            place = change.range.upperBound
        }
        return Weaving.asking(woven + text[place...], in: file)
    }

    private func place(
        of edit: Mutant.Edit, _ mutant: Mutant, in text: String
    ) throws(WeavingMistake) -> Range<String.Index> {
        let found = text.ranges(of: edit.original)
        guard let first = found.first, found.count == 1 else {
            throw WeavingMistake(
                mutant: mutant.name,
                text:
                    "its snippet stands \(found.count) times in \(edit.file), not once; write it anew: \(edit.original)"
            )
        }
        guard edit.replacement.contains(Weaving.word) else {
            throw WeavingMistake(mutant: mutant.name, text: "its replacement does not ask \(Weaving.word)")
        }
        return first
    }

    private static func body(_ edit: Mutant.Edit, _ mutant: Mutant) -> String {
        edit.replacement.replacing(word, with: "(ActiveMutant.active == .\(mutant.symbol))")
    }

    /// The question lives in `Contracts`, which a changed file of another module must see.
    private static func asking(_ text: String, in file: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isSeen = lines.contains { $0 == "import Contracts" || $0 == "package import Contracts" }
        return isSeen || file.hasPrefix("Contracts/") ? text : "import Contracts\n" + text
    }

    private static let word = "MUTANT"
}
