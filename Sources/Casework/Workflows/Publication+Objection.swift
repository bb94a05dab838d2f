import Contracts

/// What the subject says against a publication: it is shown beside the item while it is open, and answered in its time
/// (EIP art 12, SAMR45 art 12).
extension PublicationTable {
    static let objecting: [Transition] = [
        Transition(
            "D.4/12", .order("object"), "转交公示异议", "objected", side: [.listener],
            agencies: ["credit-platform"], roles: officers, from: standing,
            seenFrom: ["stopped", "withdrawn", "archived"], to: .stays, fields: objection,
            guards: [.dayReached("receivedOn")], recording: .list,
            letters: [LetterRow("pub.objection", to: [.opener], answers: ["published"])]),
        Transition(
            "D.4/12a", .order("recordObjection"), "登记公示异议", "objectionRecorded", side: [.opener], roles: officers,
            from: standing, to: .stays, fields: objection,
            guards: [.dayReached("receivedOn"), .publication(.noOpenObjection)],
            preparation: .publication(.objection), recording: .top, starts: [answer], letters: [told]),
        Transition(
            "D.4/12b", .automatic(.objectionUntold), "收到公示异议", "objectionOpened", side: [.opener],
            from: standing, to: .stays, recording: .top, starts: [answer], letters: [told]),
        // What was found wrong is corrected or withdrawn in the time of a correction.
        Transition(
            "D.4/13", .order("upholdObjection"), "异议成立", "objectionUpheld", side: [.opener], roles: heads,
            from: standing, to: .stays,
            fields: [.required("foundOn", .date, "查实日期"), LetterFields.reasonText],
            guards: [.dayReached("foundOn"), .publication(.openObjection)], preparation: .publication(.upholding),
            recording: .top,
            starts: [due("correct", "PUB-CORRECT", "foundOn"), due("correctCap", "DS-04", "foundOn")],
            meets: ["objection"], letters: [told]),
        Transition(
            "D.4/13a", .order("rejectObjection"), "异议不成立，书面答复", "objectionRejected", side: [.opener],
            roles: heads, from: standing, to: .stays, fields: [LetterFields.reasonText],
            guards: [.publication(.openObjection)], preparation: .publication(.rejection), recording: .top,
            meets: ["objection"], letters: [told]),
    ]

    private static let objection: [BodyField] = [
        .required("receivedOn", .date, "收到异议日期"), LetterFields.objectionGround,
        .required("text", .text(5000), "异议内容"),
        .optional("applicant", .text(100), "申请人"), .optional("contactPhone", .text(40), "联系电话"),
    ]

    private static let answer = DeadlineStart(
        "objection", .id("PUB-OBJECTION"), holder: .opener, setter: .own, anchor: .day("receivedOn"))

    private static let told = LetterRow("pub.objectionState", to: [], answers: ["published"])
}
