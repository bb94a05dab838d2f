import Contracts

/// What rows of risk warnings and classes ask (domain D.8).
package enum RiskGuard: String, CaseIterable, Hashable, Sendable {
    /// The office that a signal is passed to is in the directory, at work, and another one.
    case officeKnown
    /// The day for an answer lies ahead, where one is given.
    case replyAhead
    /// What is written outward names no risk class.
    case classUnnamed
    /// A joint task is named or proposed, and not both.
    case taskNamed
    /// The referral is known here.
    case referralNamed
    /// The subject has answered.
    case replied
    /// No notice of it is public any more.
    case noticeWithdrawn
    /// A notice is public.
    case noticePublic
    /// A provision allows the notice, it is about no person, and none is public yet.
    case mayBePublic
    /// A warning to the trade names the offender only where its case is published.
    case offenderUnnamed
    /// Classes are of organisations, and change.
    case classOfFirm
    /// The rule set says what the class means for this agency's inspections.
    case classRuled
}

extension Attempt {
    func checkRisk(_ condition: RiskGuard) throws(Refusal) {
        switch condition {
        case .officeKnown: try checkOffice(content["passedTo"]?.string ?? "", at: "passedTo")
        case .replyAhead: try checkReplyDay()
        case .classUnnamed: try checkClassUnnamed()
        case .taskNamed: try checkTaskNamed()
        case .referralNamed: try checkRelated(.referral, "案件移送（线索）")
        case .replied: try checkReplied()
        case .noticeWithdrawn, .noticePublic: try checkNotice(condition)
        case .mayBePublic: try checkPublicity()
        case .offenderUnnamed: try checkOffender()
        case .classOfFirm: try checkClass()
        case .classRuled: try checkRuled()
        }
    }

    private func checkReplyDay() throws(Refusal) {
        guard let day = content["replyBy"]?.string.flatMap({ CivilDate($0) }), day <= context.today else { return }
        throw refuse("DATE_IN_PAST", "期限应当晚于今日", field: "replyBy")
    }

    /// 分类结果不公示: the class stands in no text that goes to the subject, its trade or the public.
    private func checkClassUnnamed() throws(Refusal) {
        let words = ["风险分类", "风险等级", "风险类别", "A级", "B级", "C级", "D级", "A类", "B类", "C类", "D类"]
        for field in ["requirement", "noticeTitle", "noticeText", "title", "text"] {
            guard let text = content[field]?.string, let word = words.first(where: text.contains) else { continue }
            throw refuse("RISK_CLASS_NOT_PUBLIC", "“\(word)”：信用风险分类结果仅供内部监管使用，不得对外写明", field: field)
        }
    }

    private func checkTaskNamed() throws(Refusal) {
        let isNamed = content["with"] != nil
        guard isNamed != (content["task"] != nil) else {
            throw refuse("TASK_NOT_NAMED", "须写明已有的联合任务，或者新提议一项，二者取其一", field: "with")
        }
        if isNamed { try checkRelated(.task, "联合任务") }
    }

    private func checkRelated(_ kind: CaseKind, _ title: String) throws(Refusal) {
        guard context.related?.kind == kind else {
            throw refuse("CASE_UNKNOWN", "本单位没有该\(title)", field: "with")
        }
    }

    private func checkReplied() throws(Refusal) {
        guard file?.facts["riskReplied"] == nil else { return }
        throw refuse("REPLY_NOT_RECORDED", "当事人尚未答复，请先登记答复或者升级处置")
    }

    private var isNoticePublic: Bool {
        let count = { (name: String) in file?.facts[name]?.array?.count ?? 0 }
        return count("riskNoticePublished") > count("riskNoticeWithdrawn")
    }

    private func checkNotice(_ condition: RiskGuard) throws(Refusal) {
        switch (condition, isNoticePublic) {
        case (.noticeWithdrawn, true): throw refuse("NOTICE_STILL_PUBLIC", "预警仍在公示，请先撤下公示")
        case (.noticePublic, false): throw refuse("NOTICE_NOT_PUBLIC", "没有正在公示的预警")
        default: return
        }
    }

    private func checkPublicity() throws(Refusal) {
        guard !isNoticePublic else { throw refuse("NOTICE_STILL_PUBLIC", "预警已在公示，请先撤下再公示") }
        guard file?.facts["subject"]?["subjectKind"]?.string == CounterpartyKind.organisation.rawValue else {
            throw refuse("NATURAL_PERSON_NOT_PUBLISHED", "对自然人、个体工商户的预警不予公示", field: "subject")
        }
    }

    /// No naming of the offender unless its own case is public.
    private func checkOffender() throws(Refusal) {
        if let named = content["offender"] {
            let published = content["publishedCase"]?.string.flatMap { CaseID($0) }.flatMap { context.others[$0]?.file }
            let isPublic = published.map { $0.state == "published" } ?? false
            guard isPublic, published?.subject == CaseFile.subject(of: ["subject": named]) else {
                throw refuse("OFFENDER_NOT_PUBLISHED", "违法当事人的案件没有公示，同业预警不得写明其名称", field: "offender")
            }
            return
        }
        let party = context.related?.facts["subject"]
        let names = [party?["name"], party?["uscc"]].compactMap { $0?.string }
        for field in ["title", "violationType", "text"] {
            guard let text = content[field]?.string, names.contains(where: text.contains) else { continue }
            throw refuse("OFFENDER_NOT_PUBLISHED", "同业预警的文字中写有违法当事人", field: field)
        }
    }

    private func checkClass() throws(Refusal) {
        guard content["subject"]?["subjectKind"]?.string == CounterpartyKind.organisation.rawValue else {
            throw refuse("RISK_CLASS_OF_PERSON", "信用风险分类只对企业等组织作出", field: "subject")
        }
        guard content["classBefore"] != content["classAfter"] else {
            throw refuse("RISK_CLASS_UNCHANGED", "分类没有变化", field: "classAfter")
        }
    }

    private func checkRuled() throws(Refusal) {
        let name = file?.facts["classAfter"]?.string ?? ""
        guard context.rules.riskClass(name, agency: own.agency, on: context.today) == nil else { return }
        throw refuse("RULE_UNKNOWN", "规则集没有写明本机关对“\(name)”类的抽查比例和频次")
    }

    /// A class may not be the ground of a listing or a measure (domain D.8): the documents that only classify are data.
    func checkClassIsNoGround(_ instrument: String?, _ field: String) throws(Refusal) {
        guard let instrument, context.rules.isOnlyClassifying(instrument, on: context.today) else { return }
        throw refuse("RISK_CLASS_NO_GROUND", "信用风险分类结果不得单独作为列入名单、实施惩戒的依据", field: field)
    }
}
