import Contracts

/// The checks of the party and of agencies, which are the same in every kind of file (domain.md C.4 to C.6).
extension ImportRow {
    private var columns: PartyColumns<Column> { Column.party }

    /// The party, or nil when something about it is wrong (which is reported).
    mutating func counterparty(_ checks: PenaltyChecks) -> PenaltyRecord.Counterparty? {
        let name = required(columns.name)
        let kind = counterpartyKind()
        let code = kind == .naturalPerson ? nil : code(columns.uscc, checks)
        if let kind { checkCode(kind, code?.code) }
        let legalRep = document(kind: columns.legalRepIdType, number: columns.legalRepIdNo)
        let person = kind == .naturalPerson ? person() : nil
        let codes = columns.olderCodes.map { text($0) }
        let legalRepName = text(columns.legalRepName)
        guard let name, let kind, codes.count == 5 else { return nil }
        return PenaltyRecord.Counterparty(
            name: name, kind: kind, uscc: code?.code, isCodeConfirmed: code?.isConfirmed ?? false,
            registrationNo: codes[0], organisationCode: codes[1], taxNo: codes[2], institutionNo: codes[3],
            socialOrganisationNo: codes[4], legalRepName: legalRepName, legalRepDocument: legalRep,
            personDocument: person)
    }

    private mutating func counterpartyKind() -> CounterpartyKind? {
        guard let words = required(columns.kind) else { return nil }
        guard let kind = CounterpartyKind(name: words) else {
            let allowed = CounterpartyKind.allCases.map(\.name).joined(separator: "、")
            report(columns.kind, .unknownWord, "行政相对人类别应为以下之一：\(allowed)")
            return nil
        }
        return kind
    }

    private mutating func checkCode(_ kind: CounterpartyKind, _ code: USCC?) {
        switch kind {
        case .organisation:
            guard let code, code.isSoleTrader else { return }
            report(columns.kind, .subjectMismatch, "统一社会信用代码以92开头的，行政相对人类别应为个体工商户")
        case .soleTrader:
            guard let code, !code.isSoleTrader else { return }
            report(columns.uscc, .subjectMismatch, "个体工商户的统一社会信用代码应以92开头")
        case .naturalPerson:
            guard !value(columns.uscc).isEmpty else { return }
            report(columns.uscc, .subjectMismatch, "行政相对人为自然人的，不填统一社会信用代码；请核对行政相对人类别")
        }
    }

    private mutating func person() -> PersonDocument? {
        guard required(columns.personIdType) != nil else { return nil }
        guard required(columns.personIdNo) != nil else { return nil }
        return document(kind: columns.personIdType, number: columns.personIdNo)
    }

    /// Data that identify a minor do not enter 双公示 (未成年人保护法 第一百零三条).
    mutating func checkAge(_ counterparty: PenaltyRecord.Counterparty?, decidedOn day: CivilDate?) {
        guard let number = counterparty?.personDocument?.personNumber, let day else { return }
        if number.birthDate >= day {
            report(columns.personIdNo, .personNumber, "公民身份号码中的出生日期晚于决定日期，请核对")
        } else if !number.hasCompleted(years: 18, on: day) {
            report(columns.personIdNo, .minor, "当事人在决定之日未满十八周岁，未成年人信息不得报送公示")
        }
    }

    /// An agency by name and code.
    mutating func agency(name: Column, code: Column, _ checks: PenaltyChecks) -> PenaltyRecord.Agency? {
        let words = required(name)
        let code = self.code(code, checks)
        guard let words, let code else { return nil }
        return PenaltyRecord.Agency(name: words, uscc: code.code)
    }
}
