/// One named field of a letter's or an order's body, with its kind, so that a body is checked by a table.
package struct BodyField: Hashable, Sendable {
    /// Name in camelCase (domain C).
    package let name: String
    /// What may stand in it.
    package let kind: BodyKind
    /// Whether a body without it is refused.
    package let isRequired: Bool
    /// Chinese name for forms and refusals.
    package let title: String

    /// A field that must be there.
    package static func required(_ name: String, _ kind: BodyKind, _ title: String) -> BodyField {
        BodyField(name: name, kind: kind, isRequired: true, title: title)
    }

    /// A field that may be left out.
    package static func optional(_ name: String, _ kind: BodyKind, _ title: String) -> BodyField {
        BodyField(name: name, kind: kind, isRequired: false, title: title)
    }

    /// The same field, not required.
    package var loosened: BodyField { BodyField(name: name, kind: kind, isRequired: false, title: title) }
}

/// What may stand in a field; every text and list has a limit.
package indirect enum BodyKind: Hashable, Sendable {
    /// Text that is not blank, of at most this many characters; line ends are the only control characters.
    case text(Int)
    /// One of these words.
    case choice([String])
    /// A reason code: capitals, digits and `_`, at most 64. Which codes exist is data (`Deploy/rules`).
    case reasonCode
    /// `YYYY-MM-DD` of a day that exists.
    case date
    /// An instant; normalised to +08:00.
    case moment
    /// A whole number in the range.
    case integer(ClosedRange<Int64>)
    /// True or false.
    case flag
    /// An office id; whether the office exists is the directory's to say.
    case office
    /// A unified social credit code with right check digits; normalised.
    case uscc
    /// A person token of design section 5, `p1-` and base32.
    case personToken
    /// Six digits of GB/T 2260.
    case region
    /// A document number (文号); normalised.
    case documentNumber
    /// A letter id.
    case letter
    /// SHA-256 in 64 lower-case hexadecimal digits.
    case digest
    /// The manifest of an evidence file, `EvidenceFile.fields`, whose parts agree.
    case evidenceFile
    /// At least `minimum`, at most `maximum` elements of a kind.
    case list(BodyKind, minimum: Int, maximum: Int)
    /// An object of these fields.
    case object([BodyField])
    /// An object whose fields go by a word that stands beside it.
    case variant(BodyVariants)
    /// An object of any members, at most this deep in all bytes of its texts; only inside our own records.
    case record(maximumBytes: Int)
}
