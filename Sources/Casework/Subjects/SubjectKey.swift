import Contracts

/// What a case can be found by beside its own code or token. A ledger keeps a keyed hash of it and never the text, so
/// that names and tokens of people do not lie in the file (design section 8).
package enum SubjectKey: Hashable, Sendable {
    /// The normal form of a name.
    case name(String)
    /// A name without its legal form.
    case core(String)
    /// The first characters of a firm's name.
    case start(String)
    /// A person who answers for the subject, by token.
    case person(String)

    /// What is hashed: the kind stands before the text, so that no name is taken for another kind's.
    package var text: String {
        switch self {
        case .name(let text): "name " + text
        case .core(let text): "core " + text
        case .start(let text): "start " + text
        case .person(let token): "person " + token
        }
    }
}

extension CaseFile {
    /// Everything the case can be found by in its present state, each once. What it could be found by before stays: a
    /// name that was corrected is still one under which somebody asks.
    package var subjectKeys: [SubjectKey] {
        var keys: [SubjectKey] = []
        func add(_ key: SubjectKey) { if !keys.contains(key) { keys.append(key) } }
        for text in subjectNames {
            let name = SubjectName(text)
            guard !name.normal.isEmpty else { continue }
            add(.name(name.normal))
            guard !isOfNaturalPerson else { continue }
            add(.core(name.core))
            if let start = name.start { add(.start(start)) }
        }
        for token in responsibleTokens { add(.person(token)) }
        return keys
    }

    /// The names of the subject, the present one first, then former ones.
    package var subjectNames: [String] {
        var names: [String] = []
        let record = facts["record"] ?? facts["payload"]
        let present = facts["subject"]?["name"]?.string ?? record?["counterpartyName"]?.string
        let former = (facts["subject"]?["formerNames"]?.array ?? []) + (facts["formerNames"]?.array ?? [])
        for name in [present] + former.map(\.string) {
            guard let name, !name.isEmpty, !names.contains(name) else { continue }
            names.append(name)
        }
        return names
    }

    /// The tokens of the people who answer for the subject (domain C.9 `responsiblePersons`).
    package var responsibleTokens: [String] {
        (facts["responsiblePersons"]?.array ?? []).compactMap {
            $0["personToken"]?.string ?? $0["idToken"]?.string
        }
    }

    /// Whether the subject is a natural person: names of people are found whole or not at all.
    package var isOfNaturalPerson: Bool { facts["subject"]?["subjectKind"]?.string == "naturalPerson" }
}
