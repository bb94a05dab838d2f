import Contracts

/// What rows of a referral ask (domain D.1).
package enum ReferralGuard: String, CaseIterable, Hashable, Sendable {
    /// A return for want of competence names who is competent.
    case competentAgencyNamed
    /// The limitation period has not ended (行政处罚法 art 36).
    case limitationOpen
    /// Nobody has opened it yet.
    case unopened
    /// Material was not asked for before: one complete list.
    case supplementNotAskedBefore
    /// Inside market regulation a receiver may not pass a case on: it asks the common superior (SAMR-P art 14).
    case mayPassOn
    /// The office that joins is at work, and no party yet.
    case newPartyKnown
    /// Some recipient gave the case back.
    case someoneReturned
    /// Both sides have a superior in common that takes part.
    case superiorKnown
    /// The office that gets the case by assignment is at work.
    case assigneeKnown
    /// The time to verify may be prolonged once more.
    case verificationExtensible
    /// The time to decide may be prolonged once more.
    case decisionExtensible
    /// The report came from someone who gave a name.
    case reporterNamed
    /// A penalty is told with its kinds and its number.
    case outcomeDescribed
    /// The same act was not fined by another office (行政处罚法 art 29).
    case notFinedBefore
    /// The other case is known here and is about the same subject.
    case sameSubject
    /// No recipient has concluded it.
    case nothingConcluded
    /// Whoever gave the data has ordered its disposal.
    case disposalOrdered
    /// Not everyone who got the data has proved its disposal.
    case someoneHasData
}

extension Attempt {
    func checkReferral(_ condition: ReferralGuard) throws(Refusal) {
        switch condition {
        case .competentAgencyNamed: try checkCompetentAgency()
        case .limitationOpen: try checkLimitation()
        case .unopened: try checkUnopened()
        case .supplementNotAskedBefore: try checkSupplementOnce()
        case .mayPassOn: try checkPassingOn()
        case .newPartyKnown: try checkNewParty()
        case .someoneReturned: try checkReturned()
        case .superiorKnown: try checkSuperior()
        case .assigneeKnown: try checkAssignee()
        case .verificationExtensible: try checkExtension("verify")
        case .decisionExtensible: try checkExtension("decision")
        case .reporterNamed: try checkReporter()
        case .outcomeDescribed: try checkOutcome()
        case .notFinedBefore: try checkFinedBefore()
        case .sameSubject: try checkSameSubject()
        case .nothingConcluded: try checkNothingConcluded()
        case .disposalOrdered: try checkDisposalOrdered()
        case .someoneHasData: try checkDataLeft()
        }
    }

    private func checkDisposalOrdered() throws(Refusal) {
        guard file?.facts["disposalOrdered"] != nil else {
            throw refuse("DISPOSAL_NOT_ORDERED", "提供数据的单位尚未要求处置，不得自行销毁")
        }
    }

    private func checkDataLeft() throws(Refusal) {
        guard let file, Set(file.recipients + file.copies).isSubset(of: file.offices(in: "disposed")) else { return }
        throw refuse("DISPOSAL_COMPLETE", "接收数据的单位均已销毁并出具证明，无须再次要求")
    }

    private var ownPart: JSONValue? { file?.facts["parts"]?[own.id.description] }

    private func checkCompetentAgency() throws(Refusal) {
        guard content["reasonCode"]?.string == "NOT_COMPETENT", content["competentAgency"] == nil else { return }
        throw refuse("COMPETENT_AGENCY_MISSING", "以无管辖权退回时须写明有管辖权的机关", field: "competentAgency")
    }

    private func checkLimitation() throws(Refusal) {
        guard let last = known("limitationDate")?.string.flatMap({ CivilDate($0) }), last < context.today else {
            return
        }
        throw refuse("LIMITATION_EXPIRED", "处罚时效已于\(last)届满", field: "limitationDate")
    }

    private func checkUnopened() throws(Refusal) {
        guard let opened = (file?.parts ?? []).first(where: { !["sent", "delivered"].contains($0.state) }) else {
            return
        }
        throw refuse("RECALL_TOO_LATE", "“\(opened.key)”已经阅知或者办理，不能撤回")
    }

    private func checkSupplementOnce() throws(Refusal) {
        let limit: Int
        do throws(RuleRefusal) {
            limit = try context.rules.limit("supplementRequestsMaximum", on: context.today)
        } catch {
            throw Refusal(code: error.code, text: error.text)
        }
        guard (ownPart?["supplementRequested"]?.array?.count ?? 0) < limit else {
            throw refuse("SUPPLEMENT_ASKED_BEFORE", "已经一次性告知需补充的材料，不得再次要求补充")
        }
    }

    private func checkPassingOn() throws(Refusal) {
        let isReturn = row.event == "returned"
        guard !isReturn || content["reasonCode"] == "NOT_COMPETENT", let file,
            own.agency == "market-regulation",
            context.offices.profile(file.owner)?.agency == own.agency
        else { return }
        throw refuse("RETRANSFER_FORBIDDEN", "市场监督管理部门之间的移送，受移送机关对管辖有异议的，应当办理“提出管辖异议”")
    }

    private func checkNewParty() throws(Refusal) {
        let field = content["forwardedTo"] == nil ? "redirectedTo" : "forwardedTo"
        let text = content[field]?.string ?? ""
        try checkOffice(text, at: field)
        let parties = [file?.owner].compactMap { $0?.description } + (file?.recipients ?? []).map(\.description)
        guard !parties.contains(text) else {
            throw refuse("RECIPIENT_TWICE", "“\(text)”已经是本案的单位", field: field)
        }
    }

    private func checkReturned() throws(Refusal) {
        guard (file?.parts ?? []).contains(where: { $0.state == "returned" }) else {
            throw refuse("NOBODY_RETURNED", "没有单位退回本案，不能改送；需要增加受移送单位的，请另行移送")
        }
    }

    private func checkSuperior() throws(Refusal) {
        guard file?.superior(ofPart: content["office"]?.string ?? own.id.description) != nil else {
            throw refuse("SUPERIOR_UNKNOWN", "名录中没有双方共同的上一级机关，请以其他方式报请指定管辖")
        }
    }

    private func checkAssignee() throws(Refusal) {
        let text = content["assignedTo"]?.string ?? ""
        guard text != own.id.description else { return try checkOffice(text, at: "assignedTo") }
        try checkOffice(text, at: "assignedTo")
    }

    func checkExtension(_ key: String) throws(Refusal) {
        guard let deadline = file?.deadline("\(key)/\(own.id)"), let due = deadline.due, due >= context.now else {
            throw refuse("EXTENSION_TOO_LATE", "期限已经届满或者没有计算，不能延长；延长须在届满前批准")
        }
        let rule = context.rules.deadlines.last { $0.id == deadline.rule }
        guard let rule, deadline.extensions < rule.extensions.count else {
            throw refuse("EXTENSION_SPENT", "该期限依法不能再延长")
        }
    }

    private func checkReporter() throws(Refusal) {
        guard file?.facts["namedReporter"] == true else {
            throw refuse("STATE_CONFLICT", "本案没有实名举报人")
        }
    }

    private func checkOutcome() throws(Refusal) {
        guard content["outcome"] == "penalty", content["decisionNo"] == nil else { return }
        throw refuse("FIELD_MISSING", "作出行政处罚的，须写明决定书文号", field: "decisionNo")
    }

    /// What others fined is known from their notices in this case, and from what the sender told with it.
    private func checkFinedBefore() throws(Refusal) {
        guard (content["penaltyKinds"]?.array ?? []).contains("fine") else { return }
        let isPrior = (file?.facts["priorDecisions"]?.array ?? []).contains { $0["kind"] == "fine" }
        let elsewhere = file?.facts["finedElsewhere"]?.array?.first?["office"]?.string
        guard isPrior || elsewhere != nil else { return }
        throw refuse(
            "DUPLICATE_FINE", "\(elsewhere ?? "移送单位")已就同一违法行为作出罚款，不得再次罚款", field: "penaltyKinds")
    }

    private func checkSameSubject() throws(Refusal) {
        guard let other = context.related, other.id != file?.id, other.kind == .referral else {
            throw refuse("CASE_UNKNOWN", "本单位没有案件“\(content["with"]?.string ?? "")”", field: "with")
        }
        guard !other.subject.isEmpty, other.subject == file?.subject else {
            throw refuse("SUBJECT_MISMATCH", "两案的当事人不同，不能关联或者并案", field: "with")
        }
    }

    private func checkNothingConcluded() throws(Refusal) {
        guard !(file?.parts ?? []).contains(where: { $0.state == "concluded" }) else {
            throw refuse("STATE_CONFLICT", "已有单位办结本案，不能并案")
        }
    }
}
