package import Contracts

/// How far one criminal handoff has come, as an office's own file of it tells: what a procuratorate that watches over many
/// looks at first.
package struct HandoffProgress: Hashable, Sendable {
    /// Something that marks a handoff; a case may have several.
    package enum Mark: String, CaseIterable, Hashable, Sendable {
        /// The police filed a criminal case.
        case filed
        /// The police refused to.
        case refused
        /// A deadline of the case is over and not met, or the police were overdue.
        case overdue
        /// The procuratorate asked for reasons, ordered the filing or demanded a correction.
        case supervised
        /// A fine was tried instead of the transfer.
        case fineBlocked
        /// Supervision was suggested behind its time.
        case lateSuggestion
    }

    /// The case.
    package let file: CaseFile
    /// Its marks, in the order of their declaration.
    package let marks: [Mark]
    /// Deadlines that are over and still run.
    package let overdue: [DeadlineState]

    /// The progress of a handoff; nil for a case of another kind.
    package init?(_ file: CaseFile, now: Moment) {
        guard file.kind == .handoff else { return nil }
        self.file = file
        overdue = file.deadlines.filter { $0.status == .running && $0.due.map { $0 < now } ?? false }
        let facts = file.facts
        let isOverdue = !overdue.isEmpty
        marks = Mark.allCases.filter { mark in
            switch mark {
            case .filed: facts["filed"] != nil
            case .refused: facts["filingRefused"] != nil
            case .overdue: isOverdue || facts["policeOverdue"] != nil
            case .supervised: HandoffProgress.supervision.contains { facts[$0] != nil }
            case .fineBlocked: facts["fineBlocked"] != nil
            case .lateSuggestion: facts["supervisionSuggested"]?["isLate"] == true
            }
        }
    }

    private static let supervision = [
        "reasonsRequired", "delayReasonsRequired", "filingOrdered", "correctionDemanded", "transferRequired",
    ]

    /// Its number in the running count of its procuratorate; nil before the transfer, and from a program of before.
    package var number: Int64? { file.facts["handoffNumber"]?.integer }

    /// Attempts to fine instead of transferring.
    package var blockedFines: [JSONValue] { file.facts["fineBlocked"]?.array ?? [] }
}
