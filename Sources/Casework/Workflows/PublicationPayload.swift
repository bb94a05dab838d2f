package import Contracts

/// What of a penalty record is shown to the public, and what stands in the way (domain C.11, E.2).
package enum PublicationPayload {
    /// A finding of the privacy guard and the field it is in.
    package struct Finding: Hashable, Sendable {
        /// The field of the record.
        package let field: String
        /// What was found.
        package let finding: PrivacyFinding
    }

    /// The masked payload of a record, with only the fields that may be public; nil for natural persons.
    package static func masked(
        _ record: JSONValue, of kind: RecordKind, third: [String]
    ) -> (payload: JSONValue, profile: MaskingProfile)? {
        guard let party = record["counterpartyKind"]?.string.flatMap({ CounterpartyKind(rawValue: $0) }),
            let profile = MaskingProfile.publication(of: party, kind)
        else { return nil }
        let members = kind.payloadFields.compactMap { field -> JSONMember? in
            guard let value = record[field.name] else { return nil }
            return masked(value, field.name, profile, third).map { JSONMember(field.name, $0) }
        }
        return (.object(members), profile)
    }

    /// What a person must decide on in the texts that would be shown. A plate number or a third person's name is
    /// masked and no finding; identity, phone and account numbers do not belong into a decision's text at all.
    package static func findings(in record: JSONValue, third: [String]) -> [Finding] {
        let people = names(record["legalRepName"].map { .array([$0]) }) + third
        let guarding = PrivacyGuard(names: people)
        return RecordKind.freeTexts.sorted().flatMap { field in
            guarding.findings(in: record[field]?.string ?? "").filter { $0.kind != .plateNumber }.map {
                Finding(field: field, finding: $0)
            }
        }
    }

    /// A list of names out of a body.
    static func names(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    private static func masked(
        _ value: JSONValue, _ name: String, _ profile: MaskingProfile, _ third: [String]
    ) -> JSONValue? {
        if name == "legalRepName" { return profile.masked(value.string, as: .legalRepName).map { .string($0) } }
        if name == "responsiblePersons" { return masked(persons: value) }
        guard RecordKind.freeTexts.contains(name), let text = value.string else { return value }
        return .string(Masking.redact(text, under: profile, thirdPersons: third))
    }
}

extension PublicationPayload {
    /// The law lets them be named; of a number only what is left without the birth digits (PB-15).
    private static func masked(persons: JSONValue) -> JSONValue {
        .array(
            (persons.array ?? []).map { person in
                guard let number = person["maskedNumber"]?.string else { return person }
                return person.setting("maskedNumber", .string(Masking.number(number)))
            })
    }
}

extension PenaltyRecord {
    /// The `record` of the orders `draft` and `importRecord`; numbers of identity documents stay out of it.
    package var orderRecord: JSONValue {
        .members([
            ("counterpartyName", .string(counterparty.name)), ("counterpartyKind", .string(counterparty.kind.rawValue)),
            ("uscc", counterparty.uscc.map { .string($0.text) }),
            ("legalRepName", counterparty.legalRepName.map { .string($0) }), ("decisionNo", .string(decisionNo.text)),
            ("violationType", .string(violationType)), ("violationFacts", .string(violationFacts)),
            ("legalBasisText", .string(legalBasisText)),
            ("penaltyKinds", .array(kinds.map { .string($0.rawValue) })), ("penaltyContent", .string(content)),
            ("fineAmountFen", fine.map { .integer($0.fen) }),
            ("confiscatedAmountFen", confiscated.map { .integer($0.fen) }),
            ("licenceAffected", licenceAffected.map { .string($0) }),
            ("decisionDate", .string(decisionDate.description)), ("validUntil", .string(validUntil.description)),
            ("penaltyAgency", .string(agency.name)), ("penaltyAgencyUscc", .string(agency.uscc.text)),
            ("sourceAgency", .string(source.name)), ("sourceAgencyUscc", .string(source.uscc.text)),
            ("remark", remark.map { .string($0) }),
        ])
    }
}
