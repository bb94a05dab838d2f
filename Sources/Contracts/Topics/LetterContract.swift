/// What a letter type is: how it travels, whom it owes a copy, and what its body holds (design section 5, domain D.11).
package struct LetterContract: Hashable, Sendable {
    /// How letters of a type travel.
    package enum Carrier: Hashable, Sendable {
        /// To the direct topic of each addressee; keyed by the case id.
        case direct
        /// On a shared topic; keyed by the subject.
        case broadcast(Topic)
    }

    /// A copy that law or instruction owes to someone who is no addressee.
    package enum OwedCopy: Hashable, Sendable {
        /// None.
        case none
        /// 抄送同级人民检察院 (domain D.2 and CR-06).
        case sameLevelProcuratorate
    }

    /// Whose bodies only their readers may open (design section 5, domain E.1 and E.2).
    package enum Secrecy: String, Hashable, Sendable {
        /// Brokers may read it.
        case open
        /// Sealed when the case is about a person: a sole trader's data count as his.
        case aboutPersons
        /// Sealed always: what a criminal case is about, before the public may know.
        case always
    }

    /// Name and version.
    package let type: LetterType
    /// Chinese title of the document.
    package let title: String
    /// How it travels.
    package let carrier: Carrier
    /// Whom it owes a copy.
    package let owedCopy: OwedCopy
    /// Whether a receiver that does not know the case opens it with this letter.
    package let opensCase: Bool
    /// How it may be handled.
    package let classification: Classification
    /// When its bodies are sealed.
    package let secrecy: Secrecy
    /// The fields of its own; `LetterCatalogue.commonFields` stand in every body beside them.
    package let fields: [BodyField]

    /// All fields of a body of this type: the common ones, then its own.
    package let allFields: [BodyField]

    init(
        type: LetterType, title: String, carrier: Carrier, owedCopy: OwedCopy, opensCase: Bool,
        classification: Classification, secrecy: Secrecy, fields: [BodyField]
    ) {
        self.type = type
        self.title = title
        self.carrier = carrier
        self.owedCopy = owedCopy
        self.opensCase = opensCase
        self.classification = classification
        self.secrecy = secrecy
        self.fields = fields
        allFields = LetterCatalogue.commonFields + fields
    }

    /// Whether a letter of this type must be sealed: always, or because it is about a person.
    package func mustBeSealed(isAboutPerson: Bool) -> Bool {
        switch secrecy {
        case .open: false
        case .aboutPersons: isAboutPerson
        case .always: true
        }
    }

    /// Whether a body says that its case is about a person; one party of several is enough.
    package static func isAboutPerson(_ body: JSONValue) -> Bool {
        let parties = [body["subject"], body["record"]] + (body["parties"]?.array ?? []).map(Optional.some)
        return parties.contains { party in
            guard let party else { return false }
            let kind = party["subjectKind"]?.string
            return party["personToken"] != nil || kind == "naturalPerson" || kind == "soleTrader"
        }
    }

    /// Whether a body lacks the copy its type owes: such an envelope is quarantined as not authorised.
    package func isOwedCopyMissing(in body: JSONValue, from sender: OfficeProfile) -> Bool {
        switch owedCopy {
        case .none: return false
        case .sameLevelProcuratorate:
            guard sender.agency != "procuratorate" else { return false }
            let named = ((body["recipients"]?.array ?? []) + (body["cc"]?.array ?? [])).compactMap(\.string)
            guard let owed = sender.sameLevelProcuratorate else { return named.isEmpty }
            return !named.contains(owed.description)
        }
    }
}
