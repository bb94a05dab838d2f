import Casework
import Contracts

/// Shared data whose disposal was ordered is destroyed here, and nothing but the proof stays (domain E.5, design section
/// 8).
extension OfficeMachine {
    private static let notReady = "DISPOSAL_NOT_READY"

    /// The order of a workflow that destroys the contents of its case.
    private static func destroys(_ order: Order) -> Bool { order.kind == .referral && order.name == "dispose" }

    /// What the desk needs to know for an order that destroys; nil for any other.
    ///
    /// - Throws: `DISPOSAL_NOT_READY` as a refusal while something of the case is under way, or was ordered in this very
    ///   step: it would be destroyed without having been read.
    func disposalProof(for order: Order, _ work: Workspace) throws -> Result<DisposalProof?, Refusal> {
        guard OfficeMachine.destroys(order), let id = order.caseID else { return .success(nil) }
        let holdings = try work.ledger.holdings(of: id)
        guard !holdings.isUnderWay, !work.hasChanged(id), let end = try work.ledger.journalEnd() else {
            return .failure(
                Refusal(
                    code: OfficeMachine.notReady, text: "该案件还有函件在途或者未处理，全部送达并处理后才能销毁，请稍后重试。", basis: nil,
                    field: "caseId"))
        }
        let fromOpener = holdings.received.filter { $0.office == id.office }.map(\.leafHash)
        return .success(
            DisposalProof(
                letters: fromOpener, count: holdings.received.count + holdings.sent, journalRows: end.rows,
                journalHead: end.head ?? .zero))
    }

    /// Why a letter of a case that was destroyed here moves nothing any more.
    static var destroyed: Refusal {
        Refusal(code: "CASE_DISPOSED", text: "本单位已按提供数据的单位的要求销毁该案件的数据，不再办理。", basis: nil, field: "caseId")
    }

    /// True for a letter that goes on with a case of which nothing is here any more.
    func isDestroyed(_ letter: ReceivedLetter, _ file: CaseFile?, _ work: Workspace) throws -> Bool {
        guard file == nil, let id = letter.caseID else { return false }
        let opensCase = LetterCatalogue.contract(for: letter.type)?.opensCase ?? false
        return try !opensCase && work.wasErased(id)
    }

    /// The contents go in the transaction that writes the proof.
    func destroyContents(after order: Order, _ outcome: Outcome, _ work: inout Workspace) {
        guard OfficeMachine.destroys(order), outcome.refusal == nil else { return }
        work.forget(outcome.caseID)
        work.commit.erasures.append(CaseErasure(caseID: outcome.caseID, reason: "依要求处置（\(order.officer.id)）"))
        work.journal(
            .administration, by: office, caseID: outcome.caseID.description,
            note: "contents destroyed as ordered by their provider, by \(order.officer.id)")
    }
}

extension Workspace {
    /// True when contents of the case were destroyed, in this very step too.
    func wasErased(_ id: CaseID) throws -> Bool {
        try commit.erasures.contains { $0.caseID == id } || ledger.wasErased(id)
    }
}
