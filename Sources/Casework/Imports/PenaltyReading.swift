import Contracts

/// The checks of one penalty row (domain.md C.5): every mistake of the row is reported, not only the first.
struct PenaltyReading {
    private var row: ImportRow<PenaltyColumn>
    private let checks: PenaltyChecks

    init(_ row: ImportRow<PenaltyColumn>, checks: PenaltyChecks) {
        self.row = row
        self.checks = checks
    }

    /// The record, or the mistakes that keep it from being one.
    mutating func read() -> (record: PenaltyRecord?, errors: [RowError<PenaltyColumn>]) {
        let counterparty = row.counterparty(checks)
        let decision = readDecision()
        let kinds = readKinds()
        let amounts = readAmounts(kinds ?? [])
        let dates = readDates()
        let agency = row.agency(name: .agency, code: .agencyUscc, checks)
        let source = row.agency(name: .sourceAgency, code: .sourceAgencyUscc, checks)
        let remark = row.text(.remark)
        row.checkAge(counterparty, decidedOn: dates?.decision)
        guard row.errors.isEmpty, let counterparty, let decision, let kinds, let dates, let agency, let source else {
            return (nil, row.errors)
        }
        let record = PenaltyRecord(
            counterparty: counterparty, decisionNo: decision.number, violationType: decision.violationType,
            violationFacts: decision.facts, legalBasisText: decision.basis, kinds: kinds, content: decision.content,
            fine: amounts.fine, confiscated: amounts.confiscated, licenceAffected: amounts.licence,
            decisionDate: dates.decision, validUntil: dates.validUntil, publishUntil: dates.publishUntil,
            agency: agency, source: source, remark: remark)
        return (record, [])
    }

    // MARK: The decision

    private struct Decision {
        let number: DocumentNumber
        let violationType, facts, basis, content: String
    }

    private mutating func readDecision() -> Decision? {
        let number = readDocumentNumber()
        let type = row.required(.violationType)
        let facts = row.required(.violationFacts)
        let basis = row.required(.legalBasisText)
        let content = row.required(.penaltyContent)
        guard let number, let type, let facts, let basis, let content else { return nil }
        return Decision(number: number, violationType: type, facts: facts, basis: basis, content: content)
    }

    private mutating func readDocumentNumber() -> DocumentNumber? {
        guard let text = row.required(.decisionNo) else { return nil }
        guard let number = DocumentNumber(text) else {
            row.report(.decisionNo, .documentNumber, "行政处罚决定书文号格式应为“机关代字〔年份〕N号”，如成锦市监处罚〔2026〕88号")
            return nil
        }
        return number
    }

    private mutating func readKinds() -> [PenaltyKind]? {
        guard let text = row.required(.penaltyKinds) else { return nil }
        do throws(PenaltyKindRefusal) {
            return try PenaltyKind.set(text)
        } catch {
            reportKinds(error)
            return nil
        }
    }

    private mutating func reportKinds(_ refusal: PenaltyKindRefusal) {
        // The column next to it in older templates; a shifted or swapped row shows itself here.
        if PenaltyReading.namesKinds(row.value(.agency)) {
            row.report(.penaltyKinds, .columnsSwapped, "处罚类别与处罚机关两列内容疑似填反，请核对整行是否错列")
            return
        }
        switch refusal {
        case .empty: row.report(.penaltyKinds, .missingValue, "处罚类别为必填项，不能为空")
        case .unknown(let words):
            let shown = words.prefix(3).map { RowValue.shown($0, in: PenaltyColumn.penaltyKinds, isPerson: false) }
            let allowed = PenaltyKind.allCases.map(\.name).joined(separator: "、")
            row.report(
                .penaltyKinds, .unknownWord,
                "处罚类别中的“\(shown.joined(separator: "、"))”不在行政处罚法第九条所列种类中；应为：\(allowed)，多个以;分隔")
        }
    }

    private static func namesKinds(_ text: String) -> Bool {
        do throws(PenaltyKindRefusal) {
            return try !PenaltyKind.set(text).isEmpty
        } catch {
            return false
        }
    }

    // MARK: Amounts

    private mutating func readAmounts(_ kinds: [PenaltyKind]) -> (fine: Money?, confiscated: Money?, licence: String?) {
        let hadErrors = row.errors.count
        let fine = row.amount(.fineAmount)
        let confiscated = row.amount(.confiscatedAmount)
        let licence = row.text(.licenceAffected)
        // Without readable kinds or amounts nothing can be compared.
        guard !kinds.isEmpty, row.errors.count == hadErrors else { return (fine, confiscated, licence) }
        let hasFine = fine.map { $0 > .zero } ?? false
        if kinds.contains(.fine), !hasFine {
            row.report(.fineAmount, .missingValue, "处罚类别含罚款的，罚款金额(万元)应大于0")
        } else if hasFine, !kinds.contains(.fine) {
            row.report(.fineAmount, .badAmount, "填写了罚款金额，但处罚类别不含罚款，请核对")
        }
        let hasConfiscated = confiscated.map { $0 > .zero } ?? false
        if kinds.contains(.confiscateGains), !hasConfiscated {
            row.report(.confiscatedAmount, .missingValue, "处罚类别含没收违法所得的，没收金额(万元)应大于0")
        } else if hasConfiscated, !kinds.contains(.confiscateGains), !kinds.contains(.confiscateGoods) {
            row.report(.confiscatedAmount, .badAmount, "填写了没收金额，但处罚类别不含没收，请核对")
        }
        if licence == nil, kinds.contains(.suspendLicence) || kinds.contains(.revokeLicence) {
            row.report(.licenceAffected, .missingValue, "暂扣或吊销许可证件的，应填写证照名称及编号")
        }
        return (hasFine ? fine : nil, hasConfiscated ? confiscated : nil, licence)
    }

    // MARK: Dates and agencies

    private mutating func readDates() -> (decision: CivilDate, validUntil: CivilDate, publishUntil: CivilDate?)? {
        let decision = row.requiredDate(.decisionDate)
        let validUntil = row.requiredDate(.validUntil)
        let publishUntil = row.date(.publishUntil)
        guard let decision else { return nil }
        if decision > checks.today {
            row.report(.decisionDate, .dateInFuture, "处罚决定日期晚于导入当日\(checks.today)")
        }
        if let validUntil, validUntil < decision {
            row.report(.validUntil, .dateOrder, "处罚有效期早于处罚决定日期\(decision)")
        }
        if let publishUntil, publishUntil < decision {
            row.report(.publishUntil, .dateOrder, "公示截止期早于处罚决定日期\(decision)")
        }
        guard let validUntil else { return nil }
        return (decision, validUntil, publishUntil)
    }
}
