import Contracts

/// The checks of one licence row (domain.md C.6): every mistake of the row is reported, not only the first.
struct LicenceReading {
    private var row: ImportRow<LicenceColumn>
    private let checks: PenaltyChecks

    init(_ row: ImportRow<LicenceColumn>, checks: PenaltyChecks) {
        self.row = row
        self.checks = checks
    }

    /// The record, or the mistakes that keep it from being one.
    mutating func read() -> (record: LicenceRecord?, errors: [RowError<LicenceColumn>]) {
        let counterparty = row.counterparty(checks)
        let documentName = row.required(.documentName)
        let documentNo = row.required(.documentNo)
        let kind = readKind()
        let certificate = (row.text(.certificateName), row.text(.licenceNo))
        let content = row.required(.content)
        let dates = readDates()
        let agency = row.agency(name: .agency, code: .agencyUscc, checks)
        let isValid = readFlag(.status, yes: ["1", "有效"], no: ["2", "0", "无效"], "1（有效）或者2（无效）")
        let source = row.agency(name: .sourceAgency, code: .sourceAgencyUscc, checks)
        let byCommitment =
            row.value(.byCommitment).isEmpty
            ? nil : readFlag(.byCommitment, yes: ["1", "是"], no: ["0", "否"], "是或者否")
        let remark = row.text(.remark)
        row.checkAge(counterparty, decidedOn: dates?.decision)
        guard row.errors.isEmpty, let counterparty, let documentName, let documentNo, let kind, let content, let dates,
            let agency, let isValid, let source
        else { return (nil, row.errors) }
        return (
            LicenceRecord(
                counterparty: counterparty, documentName: documentName, documentNo: documentNo, kind: kind,
                certificateName: certificate.0, licenceNo: certificate.1, content: content,
                decisionDate: dates.decision, validFrom: dates.from, validTo: dates.to, agency: agency, source: source,
                isValid: isValid, byCommitment: byCommitment, remark: remark), []
        )
    }

    private mutating func readKind() -> LicenceKind? {
        guard let text = row.required(.licenceKind) else { return nil }
        if let kind = LicenceKind(name: HalfWidth.fold(text)) { return kind }
        let allowed = LicenceKind.allCases.map(\.name).joined(separator: "、")
        row.report(.licenceKind, .unknownWord, "许可类别应为以下之一：\(allowed)")
        return nil
    }

    private mutating func readFlag(_ column: LicenceColumn, yes: [String], no: [String], _ words: String) -> Bool? {
        guard let text = row.required(column) else { return nil }
        if yes.contains(text) { return true }
        if no.contains(text) { return false }
        row.report(column, .unknownWord, "\(column.header)应为\(words)")
        return nil
    }

    private mutating func readDates() -> (decision: CivilDate, from: CivilDate, to: CivilDate)? {
        let decision = row.requiredDate(.decisionDate)
        let from = row.requiredDate(.validFrom)
        let to = row.requiredDate(.validTo)
        if let decision, decision > checks.today {
            row.report(.decisionDate, .dateInFuture, "许可决定日期晚于导入当日\(checks.today)")
        }
        if let from, let to, to < from {
            row.report(.validTo, .dateOrder, "有效期至早于有效期自\(from)")
        }
        guard let decision, let from, let to else { return nil }
        return (decision, from, to)
    }
}
