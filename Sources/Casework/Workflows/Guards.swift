import Contracts

/// What must be true before a row may happen; the rows name them, `Attempt` checks them.
package enum Guard: String, CaseIterable, Hashable, Sendable {
    /// Whoever drafted it does not approve it.
    case notDrafter
    /// Recipients and copies are in the directory, at work, and not the office itself.
    case recipientsKnown
    /// The party has the code or token its kind needs.
    case subjectIdentified
    /// The reason code is in the rule set, and meant for this act.
    case reasonKnown
    /// A return for want of competence names who is competent.
    case competentAgencyNamed
    /// At least two officers in the special team (O310 art 5).
    case teamLargeEnough
    /// The directory names a procuratorate of the same level.
    case procuratorateKnown
    /// The directory names a police office of the same level.
    case policeKnown
    /// The copy to the procuratorate was not left out (CR-06).
    case procuratorateCopied
    /// The addressee is the police of the same level (CR-03).
    case sameLevelPolice
    /// Each of the five attachments is there, to follow, or has a reason (O310 art 6).
    case attachmentsComplete
    /// No request for supplements stands unanswered.
    case supplementNotPending
    /// A request for supplements stands.
    case supplementPending
    /// The named office is another police office.
    case forwardedToPolice
    /// No fine instead of a transfer (O310 art 11, APL arts 8 and 82).
    case noFineInsteadOfCrime
    /// The reviewer is neither handler nor drafter (AP-10).
    case reviewerIsNotHandler
    /// The legal review has passed.
    case legalReviewPassed
    /// The office may own entries of this list kind.
    case listOwned
    /// Each class A measure cites a provision that carries it (LG-01).
    case measuresHaveBasis
    /// What the list kind asks for beside the review.
    case listConditions
    /// The correction is about the same subject.
    case subjectUnchanged
    /// The entry orders or offers this measure.
    case measureInEntry
    /// The measure lies within this office's agency.
    case measureCompetent
    /// The measure has its ground here (LG-01, LG-07).
    case measureLawful
    /// The recorded party has the code or token its kind needs.
    case recordIdentified
    /// Both reviews are said to be done.
    case reviewsDone
    /// Nothing excludes the record from publication.
    case publishable
    /// No personal data in the texts that a person has not decided on.
    case privacyClean
    /// The masked payload itself has no personal data left.
    case payloadClean
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
        case .notDrafter: try checkDrafter()
        case .recipientsKnown: try checkRecipients()
        case .subjectIdentified: try checkSubject(content["subject"], at: "subject")
        case .reasonKnown: try checkReason()
        case .competentAgencyNamed: try checkCompetentAgency()
        case .reviewerIsNotHandler: try checkReviewer()
        case .subjectUnchanged: try checkSubjectUnchanged()
        case .teamLargeEnough, .procuratorateKnown, .policeKnown, .procuratorateCopied, .sameLevelPolice,
            .attachmentsComplete, .supplementNotPending, .supplementPending, .forwardedToPolice,
            .noFineInsteadOfCrime:
            try checkHandoff(condition)
        case .legalReviewPassed, .listOwned, .measuresHaveBasis, .listConditions, .measureInEntry,
            .measureCompetent, .measureLawful:
            try checkList(condition)
        case .recordIdentified, .reviewsDone, .publishable, .privacyClean, .payloadClean:
            try checkPublication(condition)
        }
    }

    func refuse(_ code: String, _ text: String, field: String? = nil, basis: String? = nil) -> Refusal {
        context.refusal(code, text, field: field, basis: basis)
    }

    private func checkDrafter() throws(Refusal) {
        guard file?.facts["openedBy"]?.string != officer.id else {
            throw refuse("SELF_APPROVAL", "起草人不得审批自己起草的事项，请由其他负责人审批")
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

    private func checkOffice(_ text: String, at field: String) throws(Refusal) {
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

    private func checkCompetentAgency() throws(Refusal) {
        guard content["reasonCode"]?.string == "NOT_COMPETENT", content["competentAgency"] == nil else { return }
        throw refuse("COMPETENT_AGENCY_MISSING", "以无管辖权退回时须写明有管辖权的机关", field: "competentAgency")
    }

    private func checkReviewer() throws(Refusal) {
        let handlers = [file?.facts["openedBy"]?.string] + [file?.facts["revised"]?["officer"]?.string]
        guard !handlers.contains(officer.id) else {
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
    static func subject(of facts: JSONValue) -> String {
        let parties = [facts["subject"], facts["record"], facts["payload"]].compactMap { $0 }
        return parties.lazy.compactMap { $0["uscc"]?.string ?? $0["personToken"]?.string }.first ?? ""
    }
}
