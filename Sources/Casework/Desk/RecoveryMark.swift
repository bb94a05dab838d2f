package import Contracts

/// The marks of letters that came back to an office which does not remember deciding them (rules 13 and 16).
///
/// Deadlines of such a case keep counting, but nothing goes outward by itself until an officer confirms what came back.
package enum RecoveryMark {
    private static let recovered = "recoveredLetter:"
    private static let confirmed = "recoveryConfirmed:"

    /// The mark that a letter sets when it comes back.
    package static func recovered(_ letter: LetterID) -> String { recovered + letter.description }

    /// The letter that a mark says came back; nil for any other flag.
    static func letter(in flag: String) -> Substring? {
        flag.hasPrefix(recovered) ? flag.dropFirst(recovered.count) : nil
    }

    /// The marks that confirm all that came back to a case.
    package static func confirmations(of file: CaseFile) -> [String] {
        file.flags.compactMap { letter(in: $0) }.map { confirmed + $0 }
    }
}

extension CaseFile {
    /// Whether a letter came back to this case that nobody has confirmed yet.
    package var awaitsConfirmation: Bool {
        RecoveryMark.confirmations(of: self).contains { !flags.contains($0) }
    }
}
