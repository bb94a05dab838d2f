import Contracts

/// What rows of a supervision ask (domain D.9).
package enum SupervisionGuard: String, CaseIterable, Hashable, Sendable {
    /// The act is not under reconsideration or before a court (LES art 33).
    case notUnderReview
    /// Supervision does not rest.
    case notSuspended
    /// Supervision rests.
    case suspended
    /// The day by which it must be corrected lies ahead.
    case timeLeft
    /// A report of correction stands that was not assessed.
    case correctionReported
    /// An objection stands unanswered.
    case objectionPending
    /// No objection stands unanswered.
    case noObjectionPending
}

extension Attempt {
    func checkSupervision(_ condition: SupervisionGuard) throws(Refusal) {
        switch condition {
        case .notUnderReview: try checkReview()
        case .notSuspended: try checkSuspended(isWanted: false)
        case .suspended: try checkSuspended(isWanted: true)
        case .timeLeft: try checkTimeLeft()
        case .correctionReported: try checkReported()
        case .objectionPending: try checkObjection(isWanted: true)
        case .noObjectionPending: try checkObjection(isWanted: false)
        }
    }

    private func times(_ names: String...) -> Int {
        names.map { file?.facts[$0]?.array?.count ?? (file?.facts[$0] == nil ? 0 : 1) }.reduce(0, +)
    }

    private func checkReview() throws(Refusal) {
        guard content["pendingReview"] == "none" else {
            throw refuse("SUPERVISION_BARRED", "该事项正在行政复议或者行政诉讼中，不重复督办", field: "pendingReview")
        }
    }

    private func checkSuspended(isWanted: Bool) throws(Refusal) {
        let isSuspended = times("supervisionSuspended") > times("supervisionResumed")
        if isSuspended, !isWanted { throw refuse("SUPERVISION_SUSPENDED", "督办已中止，恢复后方可办理") }
        if !isSuspended, isWanted { throw refuse("STATE_CONFLICT", "督办没有中止") }
    }

    private func checkTimeLeft() throws(Refusal) {
        let last = content["correctBy"]?.string.flatMap { CivilDate($0) }
        guard let last, last > context.today else {
            throw refuse("DATE_IN_PAST", "整改期限应当晚于今日", field: "correctBy")
        }
    }

    private func checkReported() throws(Refusal) {
        guard let last = file?.facts["correctionReported"]?.array?.last?["at"]?.string.flatMap({ Moment($0) }) else {
            throw refuse("CORRECTION_NOT_REPORTED", "被督办单位尚未报告整改情况")
        }
        let assessed = ["correctionRejected", "opinionUnmet"].compactMap {
            file?.facts[$0]?["at"]?.string.flatMap { Moment($0) }
        }
        guard !assessed.contains(where: { $0 >= last }) else {
            throw refuse("CORRECTION_NOT_REPORTED", "上次报告的整改情况已经核查，尚无新的报告")
        }
    }

    private func checkObjection(isWanted: Bool) throws(Refusal) {
        let isPending = times("objected") > times("objectionUpheld", "objectionDismissed")
        if isWanted, !isPending { throw refuse("STATE_CONFLICT", "没有待答复的异议") }
        if !isWanted, isPending { throw refuse("OBJECTION_PENDING", "已提出异议，尚未答复，不得重复提出") }
    }
}
