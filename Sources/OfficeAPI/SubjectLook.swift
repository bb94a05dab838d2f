package import Logging

/// That an officer looked at a subject's data, and why; the subject is not logged.
package struct SubjectLook: Sendable {
    private let what, officer, reason: String

    /// A look; the reason is free text.
    package init(what: String, officer: String, reason: String) {
        self.what = what
        self.officer = officer
        self.reason = SubjectLook.withoutNumbers(reason.prefix(200))
    }

    /// Writes it down.
    package func note(in logger: Logger, reference: String) {
        logger.info(
            "subject looked up",
            metadata: ["what": "\(what)", "officer": "\(officer)", "reason": "\(reason)", "reference": "\(reference)"])
    }

    /// A reason is free text: seven digits or more in a row may be a person's number or phone, and no log has those.
    private static func withoutNumbers(_ text: Substring) -> String {
        var kept = ""
        var digits = ""
        for character in text + " " {
            if character.isNumber {
                digits.append(character)
                continue
            }
            kept += digits.count < 7 ? digits : String(repeating: "*", count: digits.count)
            digits = ""
            kept.append(character)
        }
        return String(kept.dropLast())
    }
}
