import Contracts

/// What people wrote into a letter that everyone reads: numbers of identity documents, phones and accounts in it stop
/// the letter (S14, design section 5), wherever the body has room for free text.
enum BroadcastPrivacy {
    /// The first such number and the field it stands in.
    static func finding(in body: JSONValue, _ fields: [BodyField]) -> (field: String, finding: PrivacyFinding)? {
        let guarding = PrivacyGuard(minorWords: [])
        for (field, text) in texts(in: body, fields, at: "") {
            let finding = guarding.findings(in: text).first { finding in
                switch finding.kind {
                case .personNumber, .mobile, .bankCard: true
                case .birthDate, .plateNumber, .minorWord: false
                }
            }
            if let finding { return (field, finding) }
        }
        return nil
    }

    /// Free texts only: codes, dates and document numbers have forms of their own and look like numbers.
    private static func texts(in body: JSONValue, _ fields: [BodyField], at path: String) -> [(String, String)] {
        fields.flatMap { field in
            body[field.name].map { texts(in: $0, field.kind, at: path.isEmpty ? field.name : "\(path).\(field.name)") }
                ?? []
        }
    }

    private static func texts(in value: JSONValue, _ kind: BodyKind, at path: String) -> [(String, String)] {
        switch kind {
        case .text: value.string.map { [(path, $0)] } ?? []
        case .object(let fields): texts(in: value, fields, at: path)
        case .variant(let variants): texts(in: value, variants.allFields, at: path)
        case .list(let element, _, _):
            (value.array ?? []).enumerated().flatMap { texts(in: $0.element, element, at: "\(path)[\($0.offset)]") }
        case .choice, .reasonCode, .date, .moment, .integer, .flag, .office, .uscc, .personToken, .region,
            .documentNumber, .letter, .digest, .evidenceFile, .record:
            []
        }
    }
}
