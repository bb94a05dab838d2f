package import Contracts

/// How the particulars of a subject are made fit for an audience (domain.md E.2).
package enum MaskingProfile: String, CaseIterable, Hashable, Sendable {
    /// A penalty decision against an organisation, as published.
    case orgDecision
    /// A tax list entry: person or legal representative, birth digits hidden (国家税务总局令第54号 第十二条).
    case taxPerson
    /// 欠税公告; birth digits are hidden although the text of 2025 has no masking rule.
    case arrears
    /// Any minor: the personal part is dropped.
    case minor
    /// A sole trader, whose firm's name may be a person's and whose particulars are a person's.
    case soleTrader
    /// A referral to another agency: everything, encrypted to its recipient.
    case internalRef

    /// For officers.
    package var title: String {
        switch self {
        case .orgDecision: "单位处罚等决定"
        case .taxPerson: "税收违法名单（隐去出生年月日）"
        case .arrears: "欠税公告（隐去出生年月日）"
        case .minor: "未成年人（删除个人信息）"
        case .soleTrader: "个体工商户"
        case .internalRef: "内部移送（不去标识）"
        }
    }

    /// What the profile does with a field.
    package func rule(for field: PersonalField) -> MaskingRule {
        switch self {
        case .orgDecision:
            switch field {
            case .firmName, .firmCode, .legalRepName: .keep
            case .personName: .maskName
            case .sex, .documentNumber, .homeAddress, .phone, .bankAccount, .health, .plateNumber: .drop
            }
        case .taxPerson:
            switch field {
            case .firmName, .firmCode, .legalRepName, .personName, .sex: .keep
            case .documentNumber: .hideBirthDigits
            case .homeAddress, .phone, .bankAccount, .health, .plateNumber: .drop
            }
        case .arrears:
            switch field {
            case .firmName, .firmCode, .legalRepName, .personName: .keep
            case .documentNumber: .hideBirthDigits
            case .sex, .homeAddress, .phone, .bankAccount, .health, .plateNumber: .drop
            }
        case .minor:
            switch field {
            case .firmName, .firmCode: .keep
            case .legalRepName, .personName, .sex, .documentNumber, .homeAddress, .phone, .bankAccount, .health,
                .plateNumber:
                .drop
            }
        case .soleTrader:
            switch field {
            case .firmName, .firmCode: .keep
            case .legalRepName, .personName: .maskName
            case .documentNumber: .hideBirthDigits
            case .sex, .homeAddress, .phone, .bankAccount, .health, .plateNumber: .drop
            }
        case .internalRef: .keep
        }
    }

    /// The field's value under this profile; nil when it is dropped or was empty.
    package func masked(_ value: String?, as field: PersonalField) -> String? {
        guard let value, !value.isEmpty else { return nil }
        switch rule(for: field) {
        case .keep: return value
        case .maskName: return Masking.name(value)
        case .hideBirthDigits: return Masking.number(value)
        case .drop: return nil
        }
    }

    /// The profile under which a penalty of this kind of party is published; nil for natural persons, whose negative
    /// credit information is not published (发改委令第36号 第十二条).
    package static func publication(of kind: CounterpartyKind) -> MaskingProfile? {
        switch kind {
        case .organisation: .orgDecision
        case .soleTrader: .soleTrader
        case .naturalPerson: nil
        }
    }
}

extension MaskingProfile {
    /// The profile of a kind of record: the tax lists have rules of their own (E.2).
    package static func publication(of party: CounterpartyKind, _ kind: RecordKind) -> MaskingProfile? {
        guard let usual = publication(of: party) else { return nil }
        return switch kind {
        case .majorTax: usual == .orgDecision ? .taxPerson : usual
        case .arrears: usual == .orgDecision ? .arrears : usual
        case .penalty, .licence, .abnormal, .serious, .customsCredit, .inspectionResult, .typicalCase, .riskNotice,
            .overduePayables:
            usual
        }
    }
}

/// Fields that say something about a person or a firm.
package enum PersonalField: String, CaseIterable, Hashable, Sendable {
    case firmName, firmCode, legalRepName, personName, sex, documentNumber, homeAddress, phone, bankAccount, health,
        plateNumber
}

/// What happens to a field.
package enum MaskingRule: Hashable, Sendable {
    /// It stays as it is.
    case keep
    /// Surname and 某.
    case maskName
    /// Positions 7–14 become asterisks.
    case hideBirthDigits
    /// It is left out.
    case drop
}
