import Contracts

/// The end of sharing (政务数据共享条例 art 27, domain E.5): whoever gave the data orders its disposal once the matter is
/// over, and each office that has it destroys it and proves that in a signed letter.
extension ReferralTable {
    /// The matter is over for all.
    private static let over = ["returned", "recalled", "merged", "concluded", "closed"]

    static let disposal: [Transition] = [
        Transition(
            "E.5/1", .order("orderDisposal"), "要求处置共享数据", "disposalOrdered", side: [.opener], roles: deputies,
            from: over, seenFrom: underWay, to: .stays,
            fields: [LetterFields.reasonText, .optional("disposeBy", .date, "处置期限")],
            guards: [.referral(.someoneHasData)], recording: .event,
            letters: [LetterRow("data.dispose.order", to: [.recipients], settledBy: "disposed")]),
        Transition(
            "E.5/2", .order("dispose"), "销毁共享数据", "disposed", side: [.recipient, .copy], roles: deputies, from: over,
            seenFrom: underWay, to: .stays, fields: [LetterFields.note], guards: [.referral(.disposalOrdered)],
            preparation: .disposal, recording: .list,
            letters: [LetterRow("data.dispose.done", to: [.opener], answers: ["disposalOrdered"])]),
    ]
}
