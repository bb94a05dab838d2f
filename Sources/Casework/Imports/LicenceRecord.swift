package import Contracts

/// Kinds of administrative licence (许可类别), 行政许可法 第十二条.
package enum LicenceKind: String, CaseIterable, Hashable, Sendable {
    case ordinary, franchise, recognition, approval, registration, other

    /// The legal term.
    package var name: String {
        switch self {
        case .ordinary: "普通"
        case .franchise: "特许"
        case .recognition: "认可"
        case .approval: "核准"
        case .registration: "登记"
        case .other: "其他"
        }
    }

    /// The kind with this term, with or without 许可 behind it; `其他-补充` is another kind too.
    package init?(name text: String) {
        let word = text.hasPrefix("其他") ? "其他" : text.hasSuffix("许可") ? String(text.dropLast(2)) : text
        guard let kind = LicenceKind.allCases.first(where: { $0.name == word }) else { return nil }
        self = kind
    }
}

/// One administrative licence of a 双公示 file, checked and typed (domain.md C.6).
package struct LicenceRecord: Hashable, Sendable {
    /// The party.
    package var counterparty: PenaltyRecord.Counterparty
    /// 行政许可决定文书名称 and 文书号.
    package var documentName, documentNo: String
    /// 许可类别.
    package var kind: LicenceKind
    /// 许可证书名称 and 许可编号.
    package var certificateName, licenceNo: String?
    /// 许可内容.
    package var content: String
    /// 许可决定日期, 有效期自, 有效期至 (2099-12-31 means without end).
    package var decisionDate, validFrom, validTo: CivilDate
    /// 许可机关 and 数据来源单位.
    package var agency, source: PenaltyRecord.Agency
    /// 当前状态: whether it is valid.
    package var isValid: Bool
    /// Given on a promise (告知承诺).
    package var byCommitment: Bool?
    /// 备注.
    package var remark: String?

    /// Digest over all fields in the order of the columns: the same in any encoding, layout and spelling of dates.
    package var digest: Digest {
        var writer = FieldWriter(magic: "liandong-licence-1\n")
        for text in counterparty.fields + decisionFields { writer.field(text) }
        return Digest.sha256(writer.bytes)
    }

    private var decisionFields: [String] {
        [
            documentName, documentNo, kind.rawValue, certificateName ?? "", licenceNo ?? "", content,
            decisionDate.description, validFrom.description, validTo.description, agency.name, agency.uscc.text,
            isValid ? "1" : "2", source.name, source.uscc.text, byCommitment.map { $0 ? "1" : "0" } ?? "", remark ?? "",
        ]
    }

    /// The `record` of the order `importRecord`; numbers of identity documents stay out of it.
    package var orderRecord: JSONValue {
        .members([
            ("counterpartyName", .string(counterparty.name)), ("counterpartyKind", .string(counterparty.kind.rawValue)),
            ("uscc", counterparty.uscc.map { .string($0.text) }),
            ("legalRepName", counterparty.legalRepName.map { .string($0) }),
            ("licenceDocName", .string(documentName)), ("licenceDocNo", .string(documentNo)),
            ("licenceKind", .string(kind.rawValue)), ("licenceCertName", certificateName.map { .string($0) }),
            ("licenceNo", licenceNo.map { .string($0) }), ("licenceContent", .string(content)),
            ("decisionDate", .string(decisionDate.description)), ("validFrom", .string(validFrom.description)),
            ("validTo", .string(validTo.description)), ("status", .string(isValid ? "valid" : "invalid")),
            ("byCommitment", byCommitment.map { .bool($0) }), ("licensingAgency", .string(agency.name)),
            ("licensingAgencyUscc", .string(agency.uscc.text)), ("sourceAgency", .string(source.name)),
            ("sourceAgencyUscc", .string(source.uscc.text)), ("remark", remark.map { .string($0) }),
        ])
    }
}
