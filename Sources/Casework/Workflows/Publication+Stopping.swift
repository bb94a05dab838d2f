import Contracts

extension Workflow {
    /// A publication ends by repair, on all channels or on some, and comes back when the repair is revoked (domain D.4
    /// rows 7 to 9, RP-09).
    static let publicationStopping: [Transition] = [
        Transition(
            "D.4/6", .order("stop"), "停止公示", "stopped", side: [.opener], roles: heads, from: ["published"],
            to: .state("stopped"), fields: stop, guards: [.publication(.groundTrue)], preparation: .publication,
            recording: .top, letters: [LetterRow("pub.stop", to: [], answers: ["published"])]),
        Transition(
            "D.4/6a", .order("stopChannel"), "停止部分渠道公示", "stoppedOnChannel", side: [.opener], roles: heads,
            from: ["published"], to: .stays,
            fields: stop + [LetterFields.stoppedChannels],
            guards: [.publication(.groundTrue)], preparation: .publication, recording: .top,
            letters: [LetterRow("pub.stopChannel", to: [], answers: ["published"])]),
        Transition(
            "D.4/7", .order("restore"), "恢复公示", "restored", side: [.opener], roles: heads,
            from: ["stopped", "published"], to: .state("published"),
            fields: [LetterFields.reasonText, LetterFields.stopDecisionNo],
            guards: [.publication(.wasStopped), .publication(.payloadClean)], preparation: .publication,
            recording: .top, letters: [LetterRow("pub.restore", to: [], answers: ["published"])]),
        RepairTable.bar("D.4/7a", from: ["published", "stopped", "withdrawn"]),
    ]

    private static let heads: [Role] = [.headPrincipal, .headDeputy]
    private static let stop = LetterFields.publicationStop
}
