package import Contracts

/// What must be true before a row may happen; the rows name them, `Attempt` checks them.
package enum Guard: Hashable, Sendable {
    case common(CommonGuard)
    case referral(ReferralGuard)
    case handoff(HandoffGuard)
    case list(ListGuard)
    case publication(PublicationGuard)
    case supervision(SupervisionGuard)
    case assistance(AssistanceGuard)
    case task(TaskGuard)
    case slip(SlipGuard)
    case repair(RepairGuard)
    /// The day in this field is not in the future.
    case dayReached(String)
    case risk(RiskGuard)
}

/// What rows of any workflow may ask.
package enum CommonGuard: String, CaseIterable, Hashable, Sendable {
    /// Whoever drafted it does not approve it.
    case notDrafter
    /// Recipients and copies are in the directory, at work, and not the office itself.
    case recipientsKnown
    /// The party has the code or token its kind needs.
    case subjectIdentified
    /// The reason code is in the rule set, and meant for this act.
    case reasonKnown
    /// The reviewer is neither handler nor drafter (AP-10).
    case reviewerIsNotHandler
    /// The correction is about the same subject.
    case subjectUnchanged
}

/// An order about to be decided: everything a guard may look at.
struct Attempt {
    let row: Transition
    let file: CaseFile?
    let officer: Officer
    let content: JSONValue
    let context: DeskContext

    var own: OfficeProfile { context.own }

    /// A member of the content, or else of what the case already knows.
    func known(_ name: String) -> JSONValue? { content[name] ?? file?.facts[name] }

    func check(_ condition: Guard) throws(Refusal) {
        switch condition {
        case .common(let condition): try checkCommon(condition)
        case .referral(let condition): try checkReferral(condition)
        case .handoff(let condition): try checkHandoff(condition)
        case .list(let condition): try checkList(condition)
        case .publication(let condition): try checkPublication(condition)
        case .supervision(let condition): try checkSupervision(condition)
        case .assistance(.replyExtensible): try checkExtension("reply")
        case .task(let condition): try checkTask(condition)
        case .slip(let condition): try checkSlip(condition)
        case .repair(let condition): try checkRepair(condition)
        case .dayReached(let field): try checkReached(field)
        case .risk(let condition): try checkRisk(condition)
        }
    }

    func checkCommon(_ condition: CommonGuard) throws(Refusal) {
        switch condition {
        case .notDrafter: try checkDrafter()
        case .recipientsKnown: try checkRecipients()
        case .subjectIdentified: try checkSubject(content["subject"], at: "subject")
        case .reasonKnown: try checkReason()
        case .reviewerIsNotHandler: try checkReviewer()
        case .subjectUnchanged: try checkSubjectUnchanged()
        }
    }

    func refuse(_ code: String, _ text: String, field: String? = nil, basis: String? = nil) -> Refusal {
        context.refusal(code, text, field: field, basis: basis)
    }

    private func checkReached(_ field: String) throws(Refusal) {
        guard let day = content[field]?.string.flatMap({ CivilDate($0) }), day > context.today else { return }
        throw refuse("DATE_IN_FUTURE", "日期\(day)尚未到来", field: field)
    }

    /// Whether the officer opened the case, or ever wrote its text again.
    private var isAuthor: Bool {
        let facts = file?.facts
        let authors = (facts?[CaseFile.authorsFact]?.array ?? []).compactMap(\.string)
        return facts?["openedBy"]?.string == officer.id || authors.contains(officer.id)
    }

    private func checkDrafter() throws(Refusal) {
        guard !isAuthor else {
            throw refuse("SELF_APPROVAL", "起草、修改的人员不得审批该事项，请由其他负责人审批")
        }
    }

    private func checkRecipients() throws(Refusal) {
        for name in ["recipients", "cc"] {
            for (index, value) in (known(name)?.array ?? []).enumerated() {
                try checkOffice(value.string ?? "", at: "\(name)[\(index)]")
            }
        }
        let named = (known("recipients")?.array ?? []) + (known("cc")?.array ?? [])
        for (index, value) in named.enumerated() where named[..<index].contains(value) {
            throw refuse("RECIPIENT_TWICE", "同一单位不得重复列为主送或抄送：\(value.string ?? "")", field: "recipients")
        }
    }

    func checkOffice(_ text: String, at field: String) throws(Refusal) {
        guard let id = OfficeID(text), let profile = context.offices.profile(id) else {
            throw refuse("UNKNOWN_OFFICE", "单位“\(text)”不在名录中", field: field)
        }
        guard profile.isActive else {
            throw refuse("UNKNOWN_OFFICE", "单位“\(profile.name)”已停用，请改送承接其职责的单位", field: field)
        }
        guard id != own.id else { throw refuse("RECIPIENT_IS_SENDER", "不得移送给本单位", field: field) }
    }

    /// Domain C.4: organisations and sole traders have a code, persons a token; 92 is the prefix of sole traders only.
    func checkSubject(_ subject: JSONValue?, at field: String) throws(Refusal) {
        guard let subject else { return }
        let kind = subject["subjectKind"]?.string ?? subject["counterpartyKind"]?.string ?? ""
        let code = subject["uscc"]?.string
        switch CounterpartyKind(rawValue: kind) {
        case .organisation, .soleTrader:
            guard let code else {
                throw refuse("SUBJECT_INCOMPLETE", "法人、非法人组织和个体工商户须填统一社会信用代码", field: "\(field).uscc")
            }
            guard code.hasPrefix("92") == (kind == CounterpartyKind.soleTrader.rawValue) else {
                throw refuse("SUBJECT_MISMATCH", "“92”开头的代码须为个体工商户，其他代码不得为个体工商户", field: "\(field).uscc")
            }
        case .naturalPerson:
            guard code == nil else {
                throw refuse("SUBJECT_MISMATCH", "自然人没有统一社会信用代码", field: "\(field).uscc")
            }
        case nil: throw refuse("SUBJECT_INCOMPLETE", "当事人类别不明", field: field)
        }
    }

    private func checkReason() throws(Refusal) {
        let code = content["reasonCode"]?.string ?? ""
        guard let reason = context.rules.reasons.first(where: { $0.code == code }) else {
            throw refuse("REASON_UNKNOWN", "原因代码“\(code)”不在规则集\(context.rules.version)中", field: "reasonCode")
        }
        try checkReasonServes(reason)
    }

    /// A rule set from before reasons named their acts limits nothing.
    private func checkReasonServes(_ reason: Reason) throws(Refusal) {
        let served = context.rules.reasons.filter { $0.events.contains(row.event) }
        guard !served.isEmpty, !reason.events.contains(row.event) else { return }
        let codes = served.map { "\($0.code)（\($0.chinese)）" }.joined(separator: "、")
        throw refuse("REASON_NOT_APPLICABLE", "原因代码“\(reason.code)”不用于“\(row.title)”；可用：\(codes)", field: "reasonCode")
    }

    private func checkReviewer() throws(Refusal) {
        guard !isAuthor else {
            throw refuse("REVIEWER_IS_HANDLER", "法制审核人员不得为本案承办人员，请由其他审核人员审核")
        }
    }

    /// The subject is the key of the records on the shared topics: another subject is another case.
    private func checkSubjectUnchanged() throws(Refusal) {
        guard let file else { return }
        let subject = CaseFile.subject(of: file.facts.merging(content))
        guard subject == file.subject else {
            throw refuse("SUBJECT_MISMATCH", "更正不得更换当事人；请撤回后另行办理", field: "subject")
        }
    }
}

extension CaseFile {
    /// The key of a case's subject: its code or token, or empty for a person without one.
    package static func subject(of facts: JSONValue) -> String {
        let parties = [facts["subject"], facts["record"], facts["payload"]].compactMap { $0 }
        return parties.lazy.compactMap { $0["uscc"]?.string ?? $0["personToken"]?.string }.first ?? ""
    }
}
