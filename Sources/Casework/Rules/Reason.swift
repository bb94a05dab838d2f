import Contracts

/// Why something was refused, quarantined, parked or flagged, in the words people read (domain D.12, D.0(5)).
package struct Reason: Hashable, Sendable {
    /// Where the code is used.
    package enum Use: String, CaseIterable, Hashable, Sendable {
        /// The domain refuses an order or a letter.
        case refusal
        /// The act is kept, and marked for a person.
        case flag
        /// A letter could not be read, verified or authorised, or its stream or case cannot go on.
        case transport
        /// An order, file or configuration is not well formed.
        case input
    }

    /// The stable code: capitals, digits and `_`.
    package let code: String
    /// Where it is used.
    package let use: Use
    /// What it means, in Chinese with the law's own words.
    package let chinese: String
    /// What to do about it, in Chinese.
    package let advice: String
    /// What it means, in English, for logs and integrators.
    package let english: String
    /// Events of the workflows whose `reasonCode` it may be; none for codes that only programs use.
    package let events: [String]
    /// The provision to cite when the case names no other; nil when the reason is technical.
    package let basis: LegalBasis?

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["code", "use", "chinese", "advice", "english", "events", "basis"], &log)
        let code = node.text("code", &log)
        let use = node.choice("use", of: Use.self, &log)
        let chinese = node.text("chinese", &log)
        let advice = node.text("advice", &log)
        let english = node.text("english", &log)
        let events = node.texts("events", &log)
        let basis = node.node("basis").flatMap { LegalBasis($0, &log) }
        guard let code, let use, let chinese, let advice, let english else { return nil }
        guard code.utf8.allSatisfy(Reason.isCodeByte) else {
            node.mistake("code", "must be capitals, digits and _", &log)
            return nil
        }
        self.code = code
        self.use = use
        self.chinese = chinese
        self.advice = advice
        self.english = english
        self.events = events
        self.basis = basis
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
