/// A person's identity document: kind and number. Shows only its masked form, as `PersonNumber` does.
package struct PersonDocument: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Kinds of documents (自然人证件类型); the raw value is the code that goes into person tokens and letters.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case identityCard
        case passport
        case hongKongMacaoPermit
        case taiwanPermit
        case residencePermit
        case foreignerResidence

        /// The name used in 双公示 files.
        package var name: String {
            switch self {
            case .identityCard: "身份证"
            case .passport: "护照号"
            case .hongKongMacaoPermit: "港澳居民来往内地通行证"
            case .taiwanPermit: "台湾居民来往大陆通行证"
            case .residencePermit: "港澳台居民居住证"
            case .foreignerResidence: "外国人永久居留身份证"
            }
        }

        /// Reads a name as files write it, other common names included; nil when unknown.
        package init?(name text: String) {
            switch HalfWidth.code(text) {
            case "身份证", "居民身份证", "公民身份号码", "身份证号": self = .identityCard
            case "护照", "护照号", "护照号码": self = .passport
            case "港澳居民来往内地通行证", "港澳通行证": self = .hongKongMacaoPermit
            case "台湾居民来往大陆通行证", "台胞证": self = .taiwanPermit
            case "港澳台居民居住证": self = .residencePermit
            case "外国人永久居留身份证", "外国人永久居留证": self = .foreignerResidence
            default: return nil
            }
        }
    }

    /// Kind of document.
    package let kind: Kind
    /// The number in full, normal form; the same care as `PersonNumber.revealed`.
    package let revealed: String
    /// The parsed number where the document has one of GB 11643 form (identity card, residence permit).
    package let personNumber: PersonNumber?

    /// Reads a number of the given kind; numbers of GB 11643 form are checked in full, others are 5–20 letters and
    /// digits.
    ///
    /// - Throws: why the number is refused; the refusal never carries it.
    package init(kind: Kind, number: String) throws(PersonNumberRefusal) {
        self.kind = kind
        switch kind {
        case .identityCard, .residencePermit:
            let parsed = try PersonNumber(number)
            self.personNumber = parsed
            self.revealed = parsed.revealed
        case .passport, .hongKongMacaoPermit, .taiwanPermit, .foreignerResidence:
            let normal = HalfWidth.code(number)
            guard (5...20).contains(normal.unicodeScalars.count) else { throw .length }
            guard normal.utf8.allSatisfy({ PersonDocument.isAlphanumeric($0) }) else { throw .characters }
            self.personNumber = nil
            self.revealed = normal
        }
    }

    /// What a person token is made of: `<kind>:<normal number>` (design, part 5).
    package var tokenInput: String { kind.rawValue + ":" + revealed }

    /// Masked form: birth digits hidden, or all but the first and the last two characters.
    package var masked: String {
        if let personNumber { return personNumber.masked }
        let hidden = String(repeating: "*", count: max(0, revealed.count - 3))
        return revealed.prefix(1) + hidden + revealed.suffix(2)
    }

    package var description: String { kind.name + " " + masked }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["masked": description]) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }
}
