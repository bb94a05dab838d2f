import Casework
import Contracts
import Foundation

/// The rule documents of `Deploy/rules`, read from the source tree.
enum RuleDocuments {
    private static let tree = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let folder = tree.appending(path: "Deploy/rules")
    static let sources = tree.appending(path: "Sources")

    /// Read once for all tests.
    private static let documents = Result { try read() }
    private static let rules = Result { try RuleSet.read(version: "test", documents: documents.get()) }

    static func all() throws -> [RuleDocument] { try documents.get() }

    static func ruleSet() throws -> RuleSet { try rules.get() }

    /// The text of one document.
    static func text(of name: String) throws -> String {
        guard let document = try all().first(where: { $0.name == name }) else { throw NotWritten(text: name) }
        return String(decoding: document.bytes, as: UTF8.self)
    }

    /// All documents, with one replaced by another text.
    static func replacing(_ name: String, with text: String) throws -> [RuleDocument] {
        try all().map { $0.name == name ? RuleDocument(name: name, bytes: Array(text.utf8)) : $0 }
    }

    private static func read() throws -> [RuleDocument] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".json") }.sorted()
            .map { RuleDocument(name: $0, bytes: Array(try Data(contentsOf: folder.appending(path: $0)))) }
    }
}

/// A day or moment written in a test; a wrong one is a defect of the test.
struct NotWritten: Error {
    let text: String
}

func day(_ text: String) throws -> CivilDate {
    guard let day = CivilDate(text) else { throw NotWritten(text: text) }
    return day
}

/// `2026-07-03T16:30` in China.
func moment(_ text: String) throws -> Moment {
    guard let moment = Moment(text + ":00+08:00") else { throw NotWritten(text: text) }
    return moment
}
