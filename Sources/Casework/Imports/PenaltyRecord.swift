package import Contracts

/// One administrative penalty of a 双公示 file, checked and typed (domain.md C.5).
package struct PenaltyRecord: Hashable, Sendable {
    /// The party (行政相对人).
    package struct Counterparty: Hashable, Sendable {
        /// Name as registered; of a natural person, personal data.
        package var name: String
        /// Organisation, sole trader or natural person.
        package var kind: CounterpartyKind
        /// Unified social credit code; nil for natural persons only.
        package var uscc: USCC?
        /// Whether the code's check digits fail and the registry confirmed it.
        package var isCodeConfirmed: Bool
        /// Codes 2–6 of the file, older registration numbers, in the file's order; nil where empty.
        package var registrationNo: String?
        package var organisationCode: String?
        package var taxNo: String?
        package var institutionNo: String?
        package var socialOrganisationNo: String?
        /// Legal representative.
        package var legalRepName: String?
        /// The legal representative's document, which files need not give.
        package var legalRepDocument: PersonDocument?
        /// The document of a natural person.
        package var personDocument: PersonDocument?

        /// All that is said of the party, in the order of the columns.
        var fields: [String] {
            [
                name, kind.rawValue, uscc?.text ?? "",
                registrationNo ?? "", organisationCode ?? "", taxNo ?? "",
                institutionNo ?? "", socialOrganisationNo ?? "",
                legalRepName ?? "", legalRepDocument?.tokenInput ?? "",
                personDocument?.tokenInput ?? "",
            ]
        }
    }

    /// An agency by name and code; the code is the key, names vary.
    package struct Agency: Hashable, Sendable {
        /// Name as written.
        package var name: String
        /// Its unified social credit code.
        package var uscc: USCC
    }

    /// The party.
    package var counterparty: Counterparty
    /// 行政处罚决定书文号.
    package var decisionNo: DocumentNumber
    /// 违法行为类型.
    package var violationType: String
    /// 违法事实.
    package var violationFacts: String
    /// 处罚依据.
    package var legalBasisText: String
    /// 处罚类别, in the order of 行政处罚法 第九条.
    package var kinds: [PenaltyKind]
    /// 处罚内容.
    package var content: String
    /// 罚款金额; nil without a fine.
    package var fine: Money?
    /// 没收违法所得、没收非法财物的金额.
    package var confiscated: Money?
    /// 暂扣或吊销证照名称及编号.
    package var licenceAffected: String?
    /// 处罚决定日期.
    package var decisionDate: CivilDate
    /// 处罚有效期; 2099-12-31 means without end.
    package var validUntil: CivilDate
    /// 公示截止期; computed for each channel when nil.
    package var publishUntil: CivilDate?
    /// 处罚机关.
    package var agency: Agency
    /// 数据来源单位.
    package var source: Agency
    /// 备注.
    package var remark: String?

    /// What makes the record one of its kind: the agency and its document number.
    package var key: PenaltyKey { PenaltyKey(agency: agency.uscc, decisionNo: decisionNo) }

    /// Digest over all fields in the order of the columns. The same decision has the same digest in any encoding, with
    /// any header names and any spelling of dates and amounts, so a second import of a file adds nothing.
    package var digest: Digest {
        var writer = FieldWriter(magic: "liandong-penalty-1\n")
        for text in counterparty.fields + decisionFields { writer.field(text) }
        return Digest.sha256(writer.bytes)
    }

    private var decisionFields: [String] {
        [
            decisionNo.text, violationType, violationFacts, legalBasisText,
            kinds.map(\.rawValue).joined(separator: ";"), content, fine?.wanYuan ?? "", confiscated?.wanYuan ?? "",
            licenceAffected ?? "", decisionDate.description, validUntil.description, publishUntil?.description ?? "",
            agency.name, agency.uscc.text, source.name, source.uscc.text, remark ?? "",
        ]
    }
}

/// Agency and document number: unique for a penalty decision.
package struct PenaltyKey: Hashable, Comparable, Sendable {
    /// Code of the agency that decided.
    package let agency: USCC
    /// Its document number.
    package let decisionNo: DocumentNumber

    /// The key of the decision `decisionNo` of `agency`.
    package init(agency: USCC, decisionNo: DocumentNumber) {
        self.agency = agency
        self.decisionNo = decisionNo
    }

    package static func < (left: PenaltyKey, right: PenaltyKey) -> Bool {
        left.agency == right.agency ? left.decisionNo < right.decisionNo : left.agency < right.agency
    }
}
