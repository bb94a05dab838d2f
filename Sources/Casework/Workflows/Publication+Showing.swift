import Contracts

/// What the public sees, where, and since when (domain D.4 rows 3 and 4).
extension PublicationTable {
    static let showing: [Transition] = [
        Transition(
            "D.4/3", .order("publish"), "公示", "published", side: [.opener], roles: heads,
            from: ["cleared", "pushed"], to: .state("published"),
            fields: [LetterFields.channelNames("公示渠道").loosened, confirmation, LetterFields.note],
            guards: shown + [.publication(.overrideConfirmed)], preparation: .publication(.publication),
            recording: .top, starts: [expiry], meets: ["publish"], meetsItems: .channels,
            letters: letters("pub.publish", answers: []), follows: .publicationShown),
        Transition(
            "D.4/3a", .order("publishOn"), "在其他渠道公示", "channelAdded", side: [.opener], roles: heads,
            from: ["published"], to: .stays, fields: [LetterFields.channelNames("公示渠道"), LetterFields.note],
            guards: shown, preparation: .publication(.addition), recording: .top, starts: [expiry],
            meets: ["publish"], meetsItems: .channels, stops: ["expiry"],
            letters: [LetterRow("pub.addChannel", to: [], answers: ["published"])]),
        Transition(
            "D.4/4", .order("correct"), "更正公示", "corrected", side: [.opener], roles: heads, from: ["published"],
            to: .stays,
            fields: record + [
                LetterFields.reasonText, .required("evidence", .text(2000), "更正依据"),
                .optional("overrideReason", .text(1000), "人工确认理由"),
            ] + handling.filter { $0.name != "sourceEntry" },
            guards: [
                .publication(.recordIdentified), .common(.subjectUnchanged), .publication(.kindUnchanged),
                .publication(.severityGrounded), .publication(.severityDecided), .publication(.publishable),
                .publication(.privacyClean), .publication(.payloadClean),
            ],
            preparation: .publication(.correction), recording: .top, starts: [expiry],
            meets: ["correct", "correctCap"], stops: ["expiry"], letters: letters("pub.correct")),
        // Two persons let through what the guard of personal data stopped: who says why, and who confirms.
        Transition(
            "D.4/4a", .order("approveOverride"), "复核人工确认理由", "overrideApproved", side: [.opener],
            roles: [.legalReviewer], from: ["published"], to: .stays, fields: [LetterFields.reasonText]),
    ]

    private static let shown: [Guard] = [
        .publication(.publishable), .publication(.channelsLawful), .publication(.payloadClean),
    ]

    private static let confirmation = BodyField.optional("overrideConfirmed", .flag, "已复核人工确认理由")

    /// The last public day of each channel: at 00:00 of the day after, nobody need remember it (NDRC36 art 12).
    static let expiry = DeadlineStart(
        "expiry", .id("PUB-EXPIRE"), holder: .opener, setter: .each([.opener]), lastDay: "maxUntil",
        isDayNeeded: true, isWindow: true, items: .channels, itemsSaying: JSONMember("standing", "published"))
}
