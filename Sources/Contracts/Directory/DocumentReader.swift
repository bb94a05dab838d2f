/// One mistake in a document: where, what is wrong, what to do.
package struct DocumentMistake: Hashable, Sendable, CustomStringConvertible {
    /// Where: `offices[2].keys[0].publicKey`; empty for the whole document.
    package let path: String
    /// What is wrong.
    package let reason: String
    /// What to do about it.
    package let fix: String

    /// A mistake.
    package init(path: String, reason: String, fix: String) {
        self.path = path
        self.reason = reason
        self.fix = fix
    }

    /// One line, `path: reason: fix`.
    package var description: String { "\(path.isEmpty ? "document" : path): \(reason): \(fix)" }
}

/// All mistakes of one document, told at once; nothing of such a document is used.
package struct DocumentMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was read, as its reader names it: a file name or `directory`.
    package let document: String
    /// The mistakes in the order of reading; never empty.
    package let list: [DocumentMistake]

    /// The mistakes of a document.
    package init(document: String, list: [DocumentMistake]) {
        self.document = document
        self.list = list
    }

    /// One line for each mistake.
    package var description: String { list.map { "\(document): \($0)" }.joined(separator: "\n") }
}

/// A place in a JSON document being read. Every failing read adds to the one list of mistakes and gives nil, so that a
/// reader goes on and all mistakes are told at once.
package struct DocumentReader {
    private final class MistakeLog {
        var list: [DocumentMistake] = []
    }

    /// What stands here.
    package let value: JSONValue
    /// Where this is in the document.
    package let path: String
    private let log: MistakeLog

    /// The top of a document; anything but an object is a mistake.
    package init(_ value: JSONValue) {
        self.init(value: value, path: "", log: MistakeLog())
        if value.object == nil {
            report("", "is not a JSON object", "write one object with the fields of the document")
        }
    }

    private init(value: JSONValue, path: String, log: MistakeLog) {
        self.value = value
        self.path = path
        self.log = log
    }

    /// Parses bytes and gives the top of the document.
    ///
    /// - Throws: the one mistake of bytes that are no JSON.
    package static func open(_ bytes: [UInt8], document: String) throws(DocumentMistakes) -> DocumentReader {
        do throws(JSONFailure) {
            return DocumentReader(try JSONValue.parse(bytes))
        } catch {
            let mistake = DocumentMistake(path: "", reason: error.description, fix: "write valid JSON in UTF-8")
            throw DocumentMistakes(document: document, list: [mistake])
        }
    }

    /// The mistakes so far, in the order of reading.
    package var mistakes: [DocumentMistake] { log.list }

    /// Notes a mistake at a member of this place (or at the place itself for an empty name).
    package func report(_ name: String, _ reason: String, _ fix: String) {
        log.list.append(DocumentMistake(path: path(to: name), reason: reason, fix: fix))
    }

    /// Notes every member whose name is not among `names`; for documents that people write by hand.
    package func allow(only names: [String]) {
        for member in value.object ?? [] where !names.contains(member.name) {
            report(member.name, "is not a known field", "remove it, or choose one of \(names.joined(separator: ", "))")
        }
    }

    /// Ends the reading.
    ///
    /// - Throws: all mistakes, or a mistake of its own when `result` is nil without one.
    package func finish<Result>(_ result: Result?, document: String) throws(DocumentMistakes) -> Result {
        guard mistakes.isEmpty, let result else {
            let unknown = DocumentMistake(path: path, reason: "cannot be read", fix: "compare it with its description")
            throw DocumentMistakes(document: document, list: mistakes.isEmpty ? [unknown] : mistakes)
        }
        return result
    }

    // MARK: Members

    /// True when the member is there and not null.
    package func has(_ name: String) -> Bool {
        guard let member = value[name] else { return false }
        return member != .null
    }

    /// A text that must be there, 1 to `limit` bytes.
    package func text(_ name: String, limit: Int = 256) -> String? {
        required(name, "a text of 1 to \(limit) bytes") { value in
            guard let text = value.string, (1...limit).contains(text.utf8.count) else { return nil }
            return text
        }
    }

    /// A whole number from 0 that must be there.
    package func number(_ name: String) -> UInt64? {
        required(name, "a whole number from 0") { $0.integer.flatMap(UInt64.init(exactly:)) }
    }

    /// A Boolean that must be there.
    package func flag(_ name: String) -> Bool? {
        required(name, "true or false", read: \.bool)
    }

    /// An instant that must be there.
    package func moment(_ name: String) -> Moment? {
        required(name, "an instant such as 2026-07-03T16:30:00.000+08:00") { $0.string.flatMap { Moment($0) } }
    }

    /// Bytes in base64 that must be there.
    package func base64(_ name: String, count: Int) -> [UInt8]? {
        required(name, "\(count) bytes in base64") { value in
            guard let bytes = value.string.flatMap({ Base64.decode($0.utf8) }), bytes.count == count else { return nil }
            return bytes
        }
    }

    /// A member that must be there and that `read` accepts; `expected` tells what would be right.
    package func required<Content>(_ name: String, _ expected: String, read: (JSONValue) -> Content?) -> Content? {
        guard let member = value[name], member != .null else {
            report(name, "is missing", "give \(expected)")
            return nil
        }
        guard let content = read(member) else {
            report(name, "is not \(expected)", "give \(expected)")
            return nil
        }
        return content
    }

    /// A member that may be missing or null (nil, no mistake) and that `read` accepts otherwise.
    package func optional<Content>(_ name: String, _ expected: String, read: (JSONValue) -> Content?) -> Content? {
        has(name) ? required(name, expected, read: read) : nil
    }

    /// The object in a member that must be there.
    package func object(_ name: String) -> DocumentReader? {
        guard let member = required(name, "an object", read: { $0.object == nil ? nil : $0 }) else { return nil }
        return DocumentReader(value: member, path: path(to: name), log: log)
    }

    /// The objects of a list that must be there.
    package func objects(_ name: String) -> [DocumentReader] {
        let elements = required(name, "a list of objects", read: \.array) ?? []
        return elements.enumerated().compactMap { index, element in
            guard element.object != nil else {
                report("\(name)[\(index)]", "is not an object", "give an object")
                return nil
            }
            return DocumentReader(value: element, path: path(to: "\(name)[\(index)]"), log: log)
        }
    }

    /// The texts of a list; a missing list is empty.
    package func texts(_ name: String) -> [String] {
        optional(name, "a list of texts") { value in
            guard let elements = value.array else { return nil }
            let texts = elements.compactMap(\.string)
            return texts.count == elements.count ? texts : nil
        } ?? []
    }

    private func path(to name: String) -> String {
        if name.isEmpty { return path }
        return path.isEmpty ? name : "\(path).\(name)"
    }
}
