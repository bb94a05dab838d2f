import Contracts

/// The checks of one penalty row (domain.md C.5): every mistake of the row is reported, not only the first.
struct PenaltyReading {
    private var row: PenaltyRow
    private let checks: PenaltyChecks

    init(_ row: PenaltyRow, checks: PenaltyChecks) {
        self.row = row
        self.checks = checks
    }

    /// The record, or the mistakes that keep it from being one.
    mutating func read() -> (record: PenaltyRecord?, errors: [RowError]) {
        let counterparty = readCounterparty()
        let decision = readDecision()
        let kinds = readKinds()
        let amounts = readAmounts(kinds ?? [])
        let dates = readDates()
        let agency = readAgency(name: .agency, code: .agencyUscc)
        let source = readAgency(name: .sourceAgency, code: .sourceAgencyUscc)
        let remark = row.text(.remark)
        checkAge(counterparty, decidedOn: dates?.decision)
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

    // MARK: The party

    private mutating func readCounterparty() -> PenaltyRecord.Counterparty? {
        let name = row.required(.counterpartyName)
        let kind = readCounterpartyKind()
        let code = kind == .naturalPerson ? nil : row.code(.uscc, checks)
        if let kind { checkCode(kind, code?.code) }
        let legalRep = row.document(kind: .legalRepIdType, number: .legalRepIdNo)
        let person = kind == .naturalPerson ? readPerson() : nil
        let codes = [
            PenaltyColumn.registrationNo, .organisationCode, .taxNo, .institutionNo, .socialOrganisationNo,
        ].map { row.text($0) }
        let legalRepName = row.text(.legalRepName)
        guard let name, let kind else { return nil }
        return PenaltyRecord.Counterparty(
            name: name, kind: kind, uscc: code?.code, isCodeConfirmed: code?.isConfirmed ?? false,
            registrationNo: codes[0], organisationCode: codes[1], taxNo: codes[2], institutionNo: codes[3],
            socialOrganisationNo: codes[4], legalRepName: legalRepName, legalRepDocument: legalRep,
            personDocument: person)
    }

    private mutating func readCounterpartyKind() -> CounterpartyKind? {
        guard let words = row.required(.counterpartyKind) else { return nil }
        guard let kind = CounterpartyKind(name: words) else {
            let allowed = CounterpartyKind.allCases.map(\.name).joined(separator: "、")
            row.report(.counterpartyKind, .unknownWord, "行政相对人类别应为以下之一：\(allowed)")
            return nil
        }
        return kind
    }

    private mutating func checkCode(_ kind: CounterpartyKind, _ code: USCC?) {
        switch kind {
        case .organisation:
            guard let code, code.isSoleTrader else { return }
            row.report(.counterpartyKind, .subjectMismatch, "统一社会信用代码以92开头的，行政相对人类别应为个体工商户")
        case .soleTrader:
            guard let code, !code.isSoleTrader else { return }
            row.report(.uscc, .subjectMismatch, "个体工商户的统一社会信用代码应以92开头")
        case .naturalPerson:
            guard !row.value(.uscc).isEmpty else { return }
            row.report(.uscc, .subjectMismatch, "行政相对人为自然人的，不填统一社会信用代码；请核对行政相对人类别")
        }
    }

    private mutating func readPerson() -> PersonDocument? {
        guard row.required(.personIdType) != nil else { return nil }
        guard row.required(.personIdNo) != nil else { return nil }
        return row.document(kind: .personIdType, number: .personIdNo)
    }

    /// Data that identify a minor do not enter 双公示 (未成年人保护法 第一百零三条).
    private mutating func checkAge(_ counterparty: PenaltyRecord.Counterparty?, decidedOn day: CivilDate?) {
        guard let number = counterparty?.personDocument?.personNumber, let day else { return }
        if number.birthDate >= day {
            row.report(.personIdNo, .personNumber, "公民身份号码中的出生日期晚于处罚决定日期，请核对")
        } else if !number.hasCompleted(years: 18, on: day) {
            row.report(.personIdNo, .minor, "当事人在处罚决定之日未满十八周岁，未成年人信息不得报送公示")
        }
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
            let shown = words.prefix(3).map { RowValue.shown($0, in: .penaltyKinds, isPerson: false) }
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

    private mutating func readAgency(name: PenaltyColumn, code: PenaltyColumn) -> PenaltyRecord.Agency? {
        let words = row.required(name)
        let code = row.code(code, checks)
        guard let words, let code else { return nil }
        return PenaltyRecord.Agency(name: words, uscc: code.code)
    }
}
