package import Contracts

/// One thing that one office wanted of another, as one of the two knows it: what statistics count. A case with three
/// recipients is three.
package struct CaseMeasure: Hashable, Sendable {
    /// Where it stands; each is in exactly one of these.
    package enum Standing: String, CaseIterable, Hashable, Sendable {
        /// Neither taken on nor answered.
        case waiting
        /// Taken on, not answered.
        case inHand
        /// Answered.
        case answered
        /// Given back or refused.
        case refused
        /// Taken back by its sender.
        case withdrawn

        /// Chinese name.
        package var title: String {
            switch self {
            case .waiting: "待接收"
            case .inHand: "办理中"
            case .answered: "已答复"
            case .refused: "退回或者拒绝"
            case .withdrawn: "已撤回"
            }
        }
    }

    /// The case.
    package let caseID: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// Who wanted it.
    package let sender: OfficeID
    /// Of whom.
    package let receiver: OfficeID
    /// When it was sent.
    package let sentAt: Moment
    /// Where it stands.
    package let standing: Standing
    /// When the receiver took it on; an answer without that counts as both.
    package let acceptedAt: Moment?
    /// When it was answered or refused.
    package let answeredAt: Moment?
    /// Reason code of a refusal; `OTHER` where the act has none.
    package let reason: String?
    /// What came of it: the result that the answer gives; `OTHER` for an answer without one.
    package let result: String?
    /// The receiver's deadlines in it.
    package let deadlines: [DeadlineState]
}

/// What sending, taking on, answering and refusing are called in a kind of case.
private struct MeasureNames {
    let sent: [String]
    let accepted: [String]
    let answered: [String]
    let refused: [String]
    let withdrawn: [String]
    /// The field of the answer that says what came of it.
    var result: String?

    /// Nil for kinds that are not sent to anybody.
    static func of(_ kind: CaseKind) -> MeasureNames? {
        switch kind {
        case .referral:
            MeasureNames(
                sent: ["sent"], accepted: ["accepted", "jurisdictionAgreed"], answered: ["concluded", "notFiled"],
                refused: ["returned", "forwarded", "jurisdictionYielded"], withdrawn: ["recalled", "merged"],
                result: "outcome")
        case .handoff:
            MeasureNames(
                sent: ["transferred"], accepted: ["receiptSigned"], answered: ["filed"],
                refused: ["filingRefused", "returnedNotPolice"], withdrawn: [])
        case .assistance:
            MeasureNames(
                sent: ["assistanceRequested"], accepted: ["assistanceAccepted"], answered: ["assistanceReplied"],
                refused: ["assistanceRefused"], withdrawn: ["recalled"], result: "result")
        case .slip:
            MeasureNames(
                sent: ["slipAgreed"], accepted: ["slipOpened"], answered: ["slipAnswered"],
                refused: ["slipNotOurs"], withdrawn: ["recalled"], result: "result")
        case .supervision:
            MeasureNames(
                sent: ["supervisionLetterIssued", "supervisionOpened"], accepted: [],
                answered: ["correctionReported"], refused: [], withdrawn: ["withdrawn"])
        case .task:
            MeasureNames(
                sent: ["taskConvened"], accepted: [],
                answered: ["attendReplied", "delegateReplied", "noCommentReplied"], refused: [],
                withdrawn: ["cancelled"])
        case .commentRound:
            MeasureNames(
                sent: ["commentsAsked"], accepted: [], answered: ["commented", "noCommentGiven"], refused: [],
                withdrawn: [])
        case .listEntry, .publication, .repair, .risk: nil
        }
    }
}

extension CaseFile {
    /// What statistics count of the case; none before it was sent, and none of a kind that nobody is asked in.
    package var measures: [CaseMeasure] {
        guard let names = MeasureNames.of(kind), let sentAt = first(names.sent, in: facts)?.at else { return [] }
        let asked = parts.compactMap { OfficeID($0.key) }
        return (asked.isEmpty ? recipients : asked).map { measure($0, names, sentAt) }
    }

    private func measure(_ receiver: OfficeID, _ names: MeasureNames, _ sentAt: Moment) -> CaseMeasure {
        let part = facts["parts"]?[receiver.description] ?? facts
        let accepted = first(names.accepted, in: part)
        let answered = first(names.answered, in: part)
        let refused = first(names.refused, in: part)
        let state = self.state(ofPart: receiver.description) ?? state
        let standing: CaseMeasure.Standing =
            if names.withdrawn.contains(state) || names.withdrawn.contains(self.state) {
                .withdrawn
            } else if answered != nil {
                .answered
            } else if refused != nil {
                .refused
            } else {
                accepted == nil ? .waiting : .inHand
            }
        let lead = kind == .task ? facts["lead"]?.string.flatMap { OfficeID($0) } : nil
        return CaseMeasure(
            caseID: id, kind: kind, sender: lead ?? owner, receiver: receiver, sentAt: sentAt, standing: standing,
            acceptedAt: accepted?.at ?? answered?.at, answeredAt: answered?.at ?? refused?.at,
            reason: standing == .refused ? refused?.entry["reasonCode"]?.string ?? "OTHER" : nil,
            result: standing == .answered ? answered.flatMap { result($0, names) } ?? "OTHER" : nil,
            deadlines: deadlines.filter { holds($0, receiver) })
    }

    /// What came of it; not filing a case is a result by itself, and its own office has it without the field.
    private func result(_ answer: (name: String, entry: JSONValue, at: Moment), _ names: MeasureNames) -> String? {
        names.result.flatMap { answer.entry[$0]?.string } ?? (answer.name == "notFiled" ? answer.name : nil)
    }

    private func holds(_ deadline: DeadlineState, _ receiver: OfficeID) -> Bool {
        let tail = deadline.key.split(separator: "/").dropFirst().first.flatMap { OfficeID(String($0)) }
        return tail.map { $0 == receiver } ?? (deadline.holder == receiver)
    }

    /// The first of these events that is known, with when it was.
    private func first(_ names: [String], in facts: JSONValue) -> (name: String, entry: JSONValue, at: Moment)? {
        names.lazy.compactMap { name -> (name: String, entry: JSONValue, at: Moment)? in
            let entry = facts[name]?.array?.first ?? facts[name]
            guard let entry, let at = entry["at"]?.string.flatMap({ Moment($0) }) else { return nil }
            return (name, entry, at)
        }.first
    }
}
