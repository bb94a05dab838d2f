import Contracts

/// A group of a form's inputs that names a firm by code and name: there the register of firms can be asked.
struct PartyGroup: Hashable {
    /// The path of the group, empty for the form's own fields.
    let path: String
    let fields: [BodyField]

    /// Whether a table of fields has a code and a name.
    static func isParty(_ fields: [BodyField]) -> Bool {
        fields.contains { $0.kind == .uscc && $0.name == "uscc" } && names.contains { name in has(name, fields) }
    }

    private static let names = ["name", "counterpartyName"]
    private static let kinds = ["subjectKind", "counterpartyKind"]

    private static func has(_ name: String, _ fields: [BodyField]) -> Bool { fields.contains { $0.name == name } }

    /// The path of one of its inputs.
    func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func has(_ name: String) -> Bool { PartyGroup.has(name, fields) }

    var code: String { place("uscc") }
    var name: String { place(PartyGroup.names.first { has($0) } ?? "name") }
    var kind: String? { PartyGroup.kinds.first { has($0) }.map { place($0) } }
    /// Where the mark of the register stands, also in a group whose letter has no place for it.
    var mark: String { place(LetterFields.registerCheck.name) }

    /// All groups that a form shows.
    static func all(_ fields: [BodyField], _ values: FormValues, at path: String = "") -> [PartyGroup] {
        let own = isParty(fields) ? [PartyGroup(path: path, fields: fields)] : []
        return own
            + fields.flatMap { field -> [PartyGroup] in
                let here = path.isEmpty ? field.name : "\(path).\(field.name)"
                switch field.kind {
                case .object(let inner): return all(inner, values, at: here)
                case .variant(let variants): return all(values.fields(of: variants, beside: path), values, at: here)
                case .list(.object(let inner), let least, let most):
                    let count = min(values.count(here, least: field.isRequired ? least : 0), most)
                    return (0..<count).flatMap { all(inner, values, at: "\(here)[\($0)]") }
                default: return []
                }
            }
    }
}
