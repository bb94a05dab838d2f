package import Contracts
import Foundation

/// The documents of a rule folder such as `Deploy/rules`, as they are published.
package enum RuleFolder {
    /// All `*.json` files directly in the folder, by name; subfolders (`schema`) are not rules.
    ///
    /// - Throws: a folder or file that cannot be read, or a folder without rules.
    package static func read(_ path: String) throws(FileRefusal) -> [RulesDocument.Entry] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw FileRefusal(
                code: .missing, path: path, reason: "cannot be listed", fix: "name the folder of the rule documents")
        }
        var entries: [RulesDocument.Entry] = []
        for name in names.sorted() where name.hasSuffix(".json") {
            let bytes = try SafeFile.read("\(path)/\(name)", access: .shared)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw FileRefusal(
                    code: .format, path: "\(path)/\(name)", reason: "is not UTF-8", fix: "save it as UTF-8")
            }
            entries.append(RulesDocument.Entry(name: name, text: text))
        }
        guard !entries.isEmpty else {
            throw FileRefusal(
                code: .empty, path: path, reason: "holds no rule document", fix: "name the folder of the rule documents"
            )
        }
        return entries
    }
}
