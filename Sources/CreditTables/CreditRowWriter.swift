import Casework
package import Contracts

/// Writes recorded penalties and licences as rows of the present 双公示 layout: what is exported can be imported again,
/// but for natural persons, whose names are masked and whose numbers no ledger keeps.
package enum CreditRowWriter {
    /// The headings of a kind; nil for a kind that has no file.
    package static func headings(_ kind: RecordKind) -> [String]? {
        switch kind {
        case .penalty: PenaltyColumn.allCases.map(\.header)
        case .licence: LicenceColumn.allCases.map(\.header)
        default: nil
        }
    }

    /// The cells of a record, or of the payload that is published of it.
    package static func cells(_ record: JSONValue, _ kind: RecordKind) -> [String] {
        switch kind {
        case .penalty: PenaltyColumn.allCases.map { cell(record, $0) }
        case .licence: LicenceColumn.allCases.map { cell(record, $0) }
        default: []
        }
    }

    private static func name(_ record: JSONValue) -> String {
        let name = text(record, "counterpartyName")
        return record["counterpartyKind"]?.string == CounterpartyKind.naturalPerson.rawValue
            ? Masking.name(name) : name
    }

    private static func party(_ record: JSONValue) -> String {
        record["counterpartyKind"]?.string.flatMap { CounterpartyKind(rawValue: $0) }?.name ?? ""
    }

    private static func text(_ record: JSONValue, _ field: String) -> String { record[field]?.string ?? "" }

    private static func money(_ record: JSONValue, _ field: String) -> String {
        record[field]?.integer.flatMap { Money(fen: $0) }?.wanYuan ?? ""
    }

    private static func cell(_ record: JSONValue, _ column: PenaltyColumn) -> String {
        switch column {
        case .counterpartyName: name(record)
        case .counterpartyKind: party(record)
        case .uscc: text(record, "uscc")
        case .legalRepName: text(record, "legalRepName")
        case .decisionNo: text(record, "decisionNo")
        case .violationType: text(record, "violationType")
        case .violationFacts: text(record, "violationFacts")
        case .legalBasisText: text(record, "legalBasisText")
        case .penaltyKinds:
            PenaltyKind.joined(
                (record["penaltyKinds"]?.array ?? []).compactMap { $0.string.flatMap { PenaltyKind(rawValue: $0) } })
        case .penaltyContent: text(record, "penaltyContent")
        case .fineAmount: money(record, "fineAmountFen")
        case .confiscatedAmount: money(record, "confiscatedAmountFen")
        case .licenceAffected: text(record, "licenceAffected")
        case .decisionDate: text(record, "decisionDate")
        case .validUntil: text(record, "validUntil")
        case .agency: text(record, "penaltyAgency")
        case .agencyUscc: text(record, "penaltyAgencyUscc")
        case .sourceAgency: text(record, "sourceAgency")
        case .sourceAgencyUscc: text(record, "sourceAgencyUscc")
        case .remark: text(record, "remark")
        case .registrationNo, .organisationCode, .taxNo, .institutionNo, .socialOrganisationNo, .legalRepIdType,
            .legalRepIdNo, .personIdType, .personIdNo, .publishUntil:
            ""
        }
    }

    private static func cell(_ record: JSONValue, _ column: LicenceColumn) -> String {
        switch column {
        case .counterpartyName: name(record)
        case .counterpartyKind: party(record)
        case .uscc: text(record, "uscc")
        case .legalRepName: text(record, "legalRepName")
        case .documentName: text(record, "licenceDocName")
        case .documentNo: text(record, "licenceDocNo")
        case .licenceKind: record["licenceKind"]?.string.flatMap { LicenceKind(rawValue: $0) }?.name ?? ""
        case .certificateName: text(record, "licenceCertName")
        case .licenceNo: text(record, "licenceNo")
        case .content: text(record, "licenceContent")
        case .decisionDate: text(record, "decisionDate")
        case .validFrom: text(record, "validFrom")
        case .validTo: text(record, "validTo")
        case .agency: text(record, "licensingAgency")
        case .agencyUscc: text(record, "licensingAgencyUscc")
        case .status: record["status"] == "valid" ? "1" : "2"
        case .sourceAgency: text(record, "sourceAgency")
        case .sourceAgencyUscc: text(record, "sourceAgencyUscc")
        case .byCommitment: record["byCommitment"]?.bool.map { $0 ? "是" : "否" } ?? ""
        case .remark: text(record, "remark")
        case .registrationNo, .organisationCode, .taxNo, .institutionNo, .socialOrganisationNo, .legalRepIdType,
            .legalRepIdNo, .personIdType, .personIdNo:
            ""
        }
    }
}
