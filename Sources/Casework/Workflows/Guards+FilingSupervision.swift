import Contracts

extension Attempt {
    /// What the supervision of filing, the way back and the side letters ask (domain D.2 rows 12 to 26).
    func checkSupervisionOfFiling(_ condition: HandoffGuard) throws(Refusal) {
        switch condition {
        case .returnedByLapse: try checkLapse()
        case .reasonsAwaited: try checkReasons(areGiven: false)
        case .reasonsGiven: try checkReasons(areGiven: true)
        case .filingOverdue: try checkOverdue()
        case .penaltyDescribed: try checkPenalty()
        case .organNotPolice: try checkOrgan()
        case .notForMissingMaterial: try checkMaterial()
        case .teamLargeEnough, .procuratorateKnown, .policeKnown, .procuratorateCopied, .sameLevelPolice,
            .attachmentsComplete, .supplementNotPending, .supplementPending, .forwardedToPolice,
            .noFineInsteadOfCrime, .smugglingToCustomsPolice:
            preconditionFailure("checked beside the transfer")
        }
    }

    private func checkLapse() throws(Refusal) {
        guard file?.facts["windowLapsed"] != nil, file?.facts["refusalAccepted"] == nil else {
            throw refuse("STATE_CONFLICT", "案件并非因逾期未提出异议而退回，不能再建议立案监督")
        }
    }

    private func count(_ names: String...) -> Int {
        names.map { file?.facts[$0]?.array?.count ?? 0 }.reduce(0, +)
    }

    private func checkReasons(areGiven: Bool) throws(Refusal) {
        let asked = count("reasonsRequired", "delayReasonsRequired")
        let given = count("reasonsGiven")
        if areGiven, given == 0 { throw refuse("REASONS_NOT_GIVEN", "公安机关尚未说明不立案的理由") }
        let isAsked = asked > given || file?.state == "policeOverdue" && given == 0
        if !areGiven, !isAsked { throw refuse("REASONS_NOT_REQUIRED", "人民检察院没有要求说明理由，或者已经说明") }
    }

    private func checkOverdue() throws(Refusal) {
        guard let due = file?.deadline("orderedFiling")?.due, due < context.now else {
            throw refuse("TERM_RUNNING_STILL", "通知立案的期限尚未届满，或者尚未通知立案")
        }
    }

    private func checkPenalty() throws(Refusal) {
        guard content["result"] == "penalty" else { return }
        for name in ["penaltyKinds", "decisionNo"] where content[name] == nil {
            throw refuse("FIELD_MISSING", "作出行政处罚的，须写明处罚种类和决定书文号", field: name)
        }
    }

    private func checkOrgan() throws(Refusal) {
        let text = content["organ"]?.string ?? ""
        try checkOffice(text, at: "organ")
        let agency = OfficeID(text).flatMap { context.offices.profile($0)?.agency }
        guard agency == "procuratorate" || agency == "supervision-commission" else {
            throw refuse("NOT_COMPETENT", "职务违法犯罪线索应当移送监察机关或者人民检察院", field: "organ")
        }
    }

    /// Police may ask for what is missing within twenty-four hours; they may not refuse for it.
    private func checkMaterial() throws(Refusal) {
        guard content["reasonCode"] != "MISSING_ATTACHMENT" else {
            throw refuse("REFUSAL_FOR_INCOMPLETE_MATERIAL", "不得以材料不全为由不予立案", field: "reasonCode")
        }
    }
}
