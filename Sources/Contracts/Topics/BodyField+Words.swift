extension BodyField {
    /// Whether it holds an amount in fen.
    package var isMoney: Bool { name.hasSuffix("Fen") }

    /// Its name for people. Amounts are shown and typed in yuan, and values are shown by their words, so what a title says of
    /// both for programs is left out.
    package var label: String {
        if isMoney { return title.replacing("（分）", with: "") }
        guard case .choice = kind, let colon = title.firstIndex(of: "：") else { return title }
        return String(title[..<colon])
    }
}

extension BodyKind {
    /// The tables of fields in it, at any depth: its own first.
    package var fields: [BodyField] {
        switch self {
        case .object(let fields): fields + fields.flatMap(\.kind.fields)
        case .list(let kind, _, _): kind.fields
        case .variant(let variants): variants.allFields + variants.allFields.flatMap(\.kind.fields)
        case .text, .choice, .reasonCode, .date, .moment, .integer, .flag, .office, .uscc, .personToken, .region,
            .documentNumber, .letter, .digest, .evidenceFile, .record:
            []
        }
    }
}
