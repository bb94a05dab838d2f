/// What the verification of a bundle found: what is proved, what is only told, and what is wrong.
package struct BundleReport: Equatable, Sendable {
    /// Something wrong; one is enough for the file to fail.
    package struct Failure: Hashable, Sendable {
        /// Reason code.
        package let code: String
        /// Line of the file, from 1; nil for the file as a whole.
        package let line: Int?
        /// What is wrong, in Chinese.
        package let text: String
    }

    /// A letter as the file shows it.
    package struct Letter: Equatable, Sendable {
        /// Line of the file, from 1.
        package let line: Int
        /// The letter.
        package let bundled: BundledLetter
        /// Chinese title of its type; the type itself when this program does not know it.
        package let title: String
        /// The body, where it is in clear.
        package let body: JSONValue?
        /// Whether everything that its sender signed holds.
        package internal(set) var isProved: Bool
    }

    /// What the file says of itself; nil when that cannot be read.
    package internal(set) var header: CaseBundle.Header?
    /// Its letters in the order of the file.
    package internal(set) var letters: [Letter] = []
    /// What was proved, in Chinese sentences.
    package internal(set) var proved: [String] = []
    /// What the file does not prove, in Chinese sentences.
    package internal(set) var unproved: [String] = []
    /// What is wrong.
    package internal(set) var failures: [Failure] = []

    /// Whether nothing is wrong.
    package var isGood: Bool { failures.isEmpty }

    mutating func fail(_ code: String, line: Int? = nil, _ text: String) {
        failures.append(Failure(code: code, line: line, text: text))
    }

    /// For machines.
    package var json: JSONValue {
        .members([
            ("isGood", .bool(isGood)), ("caseId", header.map { .string($0.caseID) }),
            ("office", header.map { .string($0.office.description) }),
            ("madeAt", header.map { .string($0.madeAt.description) }),
            ("failures", .array(failures.map(\.json))), ("proved", .array(proved.map { .string($0) })),
            ("unproved", .array(unproved.map { .string($0) })), ("letters", .array(letters.map(\.json))),
        ])
    }
}

extension BundleReport.Failure {
    var json: JSONValue {
        .members([
            ("code", .string(code)), ("line", line.map { .integer(Int64($0)) }), ("text", .string(text)),
        ])
    }
}

extension BundleReport.Letter {
    /// The letter, its place in its stream, what was recorded of it, and its body where it is in clear.
    var json: JSONValue {
        let leaf = bundled.envelope.leaf
        return .members([
            ("line", .integer(Int64(line))), ("isProved", .bool(isProved)),
            ("letterId", .string(leaf.letter.description)), ("type", .string(leaf.type.description)),
            ("title", .string(title)), ("from", .string(leaf.stream.office.description)), ("to", .string(leaf.to)),
            ("stream", .string(leaf.stream.description)), ("number", .integer(Int64(clamping: leaf.number))),
            ("signedAt", .string(leaf.time.description)), ("cause", leaf.cause.isEmpty ? nil : .string(leaf.cause)),
            ("leafHash", .string(bundled.envelope.leafHash.description)),
            ("bodyDigest", .string(leaf.bodyDigest.description)), ("contentType", .string(leaf.contentType)),
            ("disposition", bundled.record.disposition.map { .string($0) }),
            ("disposedAt", bundled.record.disposedAt.map { .string($0.description) }),
            ("deliveredAt", bundled.record.deliveredAt.map { .string($0.description) }), ("body", body),
        ])
    }
}
