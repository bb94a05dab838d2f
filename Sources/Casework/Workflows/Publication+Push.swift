import Contracts

/// SAMR45 art 10: the registrar of another province publishes what the deciding office pushes to it; both have ten working
/// days.
extension PublicationTable {
    static let pushing: [Transition] = [
        Transition(
            "D.4/11", .order("push"), "推送登记地机关公示", "pushed", side: [.opener], roles: officers,
            from: ["cleared"], to: .state("pushed"), fields: pushed,
            guards: pushedGuards + [.publication(.overrideConfirmed)], preparation: .publication(.push),
            recording: .top, joining: .joins("registrar"), starts: [receive], meets: ["push"], letters: [push]),
        Transition(
            "D.4/11a", .order("push"), "推送登记地机关公示", "pushed", side: [.opener], roles: officers,
            from: standing, to: .stays, fields: pushed, guards: pushedGuards, preparation: .publication(.push),
            recording: .top, joining: .joins("registrar"), starts: [receive], meets: ["push"], letters: [push]),
        // The shared topic was faster than the letter.
        Transition(
            "D.4/11b", .heard, "推送登记地机关公示", "pushed", side: [.opener], from: ["stopped", "withdrawn"], to: .stays,
            recording: .top, joining: .joins("registrar"), letters: [push]),
        Transition(
            "D.4/11c", .order("post"), "公示推送的信息", "posted", side: [.recipient], roles: officers,
            from: ["pushed"] + standing, seenFrom: ["stopped", "withdrawn", "archived"], to: .stays,
            fields: [.required("postedOn", .date, "公示日期"), LetterFields.note], guards: [.dayReached("postedOn")],
            preparation: .publication(.posting), meets: ["receive"],
            letters: [LetterRow("pub.posted", to: [.opener], answers: ["pushed"])]),
        Transition(
            "D.4/11d", .automatic(.postingUntold), "登记地机关已公示", "channelAdded", side: [.opener],
            from: ["published"], to: .stays, recording: .top, starts: [expiry], stops: ["expiry"],
            letters: [LetterRow("pub.addChannel", to: [], answers: ["published"])]),
        Transition(
            "D.4/11e", .automatic(.postingUntold), "登记地机关已公示", "published", side: [.opener],
            from: ["pushed"], to: .state("published"), recording: .top, starts: [expiry],
            letters: letters("pub.publish", answers: [])),
    ]

    private static let pushed: [BodyField] = [
        .required("registrar", .office, "登记地机关"), .optional("overrideConfirmed", .flag, "已复核人工确认理由"),
        LetterFields.note,
    ]

    private static let pushedGuards: [Guard] = [
        .publication(.publishable), .publication(.registrarFits), .publication(.payloadClean),
    ]

    private static let receive = DeadlineStart(
        "receive", .receiving, holder: .recipient, setter: .each([.recipient]), anchor: .recorded)

    private static let push = LetterRow("pub.push", to: [.named("registrar")])
}
