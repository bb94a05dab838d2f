import Contracts

/// What happens between the record and its clearing when a person must look first: words of the list, and an imported
/// batch that is taken back (domain D.4, E.1).
extension PublicationTable {
    static let reviewing: [Transition] = [
        Transition(
            "D.4/0c", .order("releaseWords"), "敏感词复核：放行", "wordsReleased", side: [.opener], roles: reviewers,
            from: ["pending"], to: .stays, fields: [reason],
            guards: [.common(.reviewerIsNotHandler), .publication(.wordsHeld)], preparation: .publication(.wordRelease),
            recording: .top, meets: ["wordReview"]),
        Transition(
            "D.4/0d", .order("refuseWords"), "敏感词复核：不予放行", "wordsRefused", side: [.opener], roles: reviewers,
            from: ["pending"], to: .stays, fields: [reason],
            guards: [.common(.reviewerIsNotHandler), .publication(.wordsHeld)], preparation: .publication(.wordRefusal),
            recording: .top, meets: ["wordReview"]),
        Transition(
            "D.4/0e", .order("undoImport"), "撤销导入", "importUndone", side: [.opener],
            roles: [.handler, .unitManager], from: ["pending"], to: .state("notPublished"),
            fields: [LetterFields.reasonText], guards: [.publication(.wasImported)],
            stops: ["publish", "push", "wordReview"]),
    ]

    /// Whoever reviews the law of a publication reviews its words, or a head does.
    private static let reviewers: [Role] = [.legalReviewer, .headPrincipal, .headDeputy]
    private static let reason = BodyField.required("wordReviewReason", .text(1000), "复核理由")

    /// Counts from the day on which the words were found; without any there is no such day and no clock.
    static let wordReview = DeadlineStart(
        "wordReview", .id("PB-WORDS"), holder: .opener, anchor: .day("wordReview.heldOn"))
}
