import Casework
import Contracts
import Signing

/// The rule set that deciding targets use, read once.
package struct FuzzRules: Sendable {
    let set: RuleSet

    /// Reads the rule documents of a folder, `Deploy/rules`.
    ///
    /// - Throws: what the system says, and all mistakes of the documents.
    package init(folder: String) throws {
        set = try RuleSet.read(
            version: "fuzz",
            documents: RuleFolder.read(folder).map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
    }
}
