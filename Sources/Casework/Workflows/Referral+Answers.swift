import Contracts

/// Delivery, the receiver's answer, and disputes about jurisdiction (domain D.1).
extension ReferralTable {
    /// An answer may cross the sender's recall or merger: the receiver has the case then.
    private static let crossed = ["recalled", "merged"]
    private static let recalled = ["recalled"]
    /// And the sender may have closed what it took back.
    private static let crossedOrClosed = crossed + ["closed"]

    static let delivery: [Transition] =
        [("D.1/3", "sent"), ("D.1/3r", "redirected"), ("D.1/3f", "forwarded")].map { number, event in
            Transition(
                number, .delivered(event), "送达", "delivered", side: [.recipient], from: underWay, to: .derived,
                scope: .office, partFrom: ["sent"], partTo: "delivered",
                starts: [
                    DeadlineStart("open", .id("REF-OPENED"), holder: .recipient, setter: .each([.opener, .recipient])),
                    DeadlineStart(
                        "accept", .id("REF-ACCEPT"), holder: .recipient, setter: .each([.opener, .recipient])),
                    DeadlineStart(
                        "askSupplement", .id("REF-SUPPLEMENT-REQUEST"), holder: .recipient, setter: .each([.recipient]),
                        isWindow: true),
                    DeadlineStart(
                        "returning", .id("REF-RETURN"), holder: .recipient, setter: .each([.recipient]), isWindow: true),
                ])
        }

    static let answers: [Transition] = [
        Transition(
            "D.1/3a", .order("open"), "阅知", "opened", side: [.recipient], roles: officers, from: underWay,
            seenFrom: crossedOrClosed, to: .derived, scope: .office, partFrom: ["sent", "delivered"],
            partSeenFrom: recalled,
            partTo: "opened", marks: late, meets: ["open"],
            letters: [LetterRow("ref.opened", to: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.1/4", .order("accept"), "接收", "accepted", side: [.recipient], roles: officers, from: underWay,
            seenFrom: crossedOrClosed, to: .derived, scope: .office, partFrom: unanswered, partSeenFrom: recalled,
            partTo: "accepted", fields: [.optional("contactName", .text(50), "承办人"), LetterFields.note],
            marks: late + [.secondHolder], meets: ["open", "accept"], stops: ["askSupplement", "returning"],
            letters: [
                LetterRow(
                    "ref.receipt", to: [.opener], answers: .lastOfPart, fixed: [JSONMember("result", "accepted")])
            ]),
        Transition(
            "D.1/5", .order("requestSupplement"), "一次性告知补充材料", "supplementRequested", side: [.recipient],
            roles: officers, from: underWay, seenFrom: crossedOrClosed, to: .derived, scope: .office,
            partFrom: unanswered,
            partSeenFrom: recalled, partTo: "supplementPending", fields: LetterFields.supplementRequest,
            guards: [.referral(.supplementNotAskedBefore)], recording: .list, marks: late,
            starts: [DeadlineStart("supplement", .id("REF-SUPPLEMENT"), holder: .opener)],
            meets: ["open", "askSupplement"], pauses: ["accept", "returning"],
            letters: [LetterRow("ref.supplement.request", to: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.1/6", .order("supplement"), "补充材料", "supplemented", side: [.opener], roles: [.handler],
            from: underWay, to: .derived, scope: .addressee, partFrom: ["supplementPending"], partTo: "delivered",
            fields: [office] + LetterFields.supplement, preparation: .addressee, recording: .list,
            meets: ["supplement"], resumes: ["accept", "returning"],
            letters: [LetterRow("ref.supplement", to: [.named("office")], answers: .lastOfPart)]),
        Transition(
            "D.1/10", .order("return"), "退回", "returned", side: [.recipient], roles: officers, from: underWay,
            seenFrom: crossedOrClosed, to: .derived, scope: .office, partFrom: unanswered + ["supplementPending"],
            partSeenFrom: crossed, partTo: "returned",
            fields: [
                LetterFields.reasonCode, LetterFields.reasonText,
                .optional("competentAgency", .text(200), "有管辖权的机关"),
            ],
            guards: [.common(.reasonKnown), .referral(.competentAgencyNamed), .referral(.mayPassOn)],
            meets: ["open", "accept", "returning"], stops: ["askSupplement", "supplement"],
            letters: [LetterRow("ref.return", to: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.1/10a", .order("forward"), "转送有管辖权的单位", "forwarded", side: [.recipient],
            heardFrom: [.copy, .stranger], roles: officers,
            from: underWay, seenFrom: crossedOrClosed, to: .derived, scope: .office, partFrom: unanswered,
            partSeenFrom: crossed, partTo: "forwarded", opens: .named("forwardedTo", "sent"),
            fields: [.required("forwardedTo", .office, "受转送单位"), LetterFields.reasonText],
            guards: [.referral(.mayPassOn), .referral(.newPartyKnown)], joining: .joins("forwardedTo"),
            meets: ["open", "accept", "returning"], stops: ["askSupplement"],
            letters: [
                LetterRow(
                    "ref.forwarded", to: [.opener, .named("forwardedTo")], telling: .handedTo("forwardedTo"),
                    answers: .lastOfPart)
            ]),
    ]

    /// What a receiver did before it heard that the case is merged with another: it gives the case up when it hears so.
    static let crossingMergers: [Transition] = [
        ("D.1/3m", "阅知与并案交叉", "opened", "ref.opened"), ("D.1/4m", "接收与并案交叉", "accepted", "ref.receipt"),
        ("D.1/5m", "补充材料要求与并案交叉", "supplementRequested", "ref.supplement.request"),
        ("D.1/7m", "管辖异议与并案交叉", "jurisdictionContested", "ref.dispute"),
        ("D.1/12m", "立案与并案交叉", "filed", "ref.feedback"), ("D.1/13m", "进展与并案交叉", "progressed", "ref.feedback"),
    ].map { number, title, event, letter in
        Transition(
            number, .heard, title, event, side: [.recipient], from: underWay, seenFrom: crossedOrClosed, to: .stays,
            scope: .office, partFrom: ["merged"], recording: .list,
            letters: [LetterRow(letter, to: [.opener], answers: .lastOfPart)])
    }

    static let disputes: [Transition] = [
        Transition(
            "D.1/7", .order("contestJurisdiction"), "提出管辖异议", "jurisdictionContested", side: [.recipient],
            roles: deputies, from: underWay, seenFrom: crossedOrClosed, to: .derived, scope: .office,
            partFrom: unanswered,
            partSeenFrom: recalled, partTo: "disputed", fields: contest, preparation: .commonSuperior,
            starts: [DeadlineStart("negotiate", .id("AP-25"), holder: .recipient)],
            meets: ["open", "accept"], stops: ["askSupplement", "returning"],
            letters: [
                LetterRow("ref.dispute", to: [.opener, .superior], telling: .senderHasIt, answers: .lastOfPart)
            ]),
        Transition(
            "D.1/8", .order("agree"), "协商由本单位管辖", "jurisdictionAgreed", side: [.recipient], roles: deputies,
            from: underWay, seenFrom: ["closed"], to: .derived, scope: .office, partFrom: ["disputed"],
            partSeenFrom: ["returned"], partTo: "accepted",
            fields: [LetterFields.reasonText], marks: [.secondHolder, .from("returned", "YIELDED_TOO_LATE")],
            meets: ["negotiate"], stops: ["assign"],
            letters: [
                LetterRow(
                    "ref.dispute.result", to: [.opener, .superior], answers: .lastOfPart,
                    fixed: [JSONMember("result", "accepted")])
            ]),
        Transition(
            "D.1/8a", .order("withdraw"), "协商收回移送", "jurisdictionYielded", side: [.opener], roles: deputies,
            from: underWay, to: .derived, scope: .addressee, partFrom: ["disputed"], partTo: "returned",
            fields: [office, LetterFields.reasonText], preparation: .addressee, meets: ["negotiate"], stops: ["assign"],
            letters: [
                LetterRow(
                    "ref.dispute.result", to: [.named("office"), .superior], answers: .lastOfPart,
                    fixed: [JSONMember("result", "withdrawn")])
            ]),
        // Whoever had agreed by then has the case.
        Transition(
            "D.1/8d", .heard, "协商收回迟到", "jurisdictionYielded", side: [.opener], from: underWay, to: .stays,
            scope: .own, partFrom: ["accepted", "verifying", "handling", "concluded"],
            marks: [.always("YIELDED_TOO_LATE")],
            letters: [
                LetterRow(
                    "ref.dispute.result", to: [.named("office"), .superior], answers: .lastOfPart,
                    fixed: [JSONMember("result", "withdrawn")])
            ]),
        Transition(
            "D.1/8b", .order("submitDispute"), "报请指定管辖", "disputeSubmitted", side: [.recipient], roles: deputies,
            from: underWay, to: .derived, scope: .office, partFrom: ["disputed"], fields: contest,
            guards: [.referral(.superiorKnown)], recording: .list, starts: [assignment], meets: ["negotiate"],
            letters: [LetterRow("ref.dispute", to: [.superior], cc: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.1/8c", .order("submitDispute"), "报请指定管辖", "disputeSubmittedBySender", side: [.opener],
            roles: deputies, from: underWay, to: .derived, scope: .addressee, partFrom: ["disputed"],
            fields: [office] + contest, guards: [.referral(.superiorKnown)], preparation: .addressee,
            recording: .list, starts: [assignment], meets: ["negotiate"],
            letters: [LetterRow("ref.dispute", to: [.superior], cc: [.named("office")], answers: .lastOfPart)]),
        Transition(
            "D.1/9", .order("assign"), "指定管辖", "assigned", side: [.superior], roles: deputies, from: underWay,
            to: .derived, scope: .addressee, partFrom: ["disputed"], partTo: "returned",
            opens: .named("assignedTo", "accepted"), fields: [office] + LetterFields.assignment,
            guards: [.referral(.assigneeKnown)], preparation: .addressee, joining: .joins("assignedTo"),
            meets: ["negotiate", "assign"],
            letters: [
                LetterRow(
                    "ref.assignment", to: [.opener, .named("office"), .named("assignedTo")],
                    telling: .handedTo("assignedTo"), answers: .lastOfPart)
            ]),
    ]

    /// The office whose part is meant; it may be left out where only one fits.
    static let office = BodyField.optional("office", .office, "所指单位")

    private static let late: [Transition.Mark] = [.from("recalled", "RECALL_TOO_LATE")]

    private static let contest: [BodyField] = [
        LetterFields.reasonText, .required("disputeBasis", .text(1000), "异议依据"),
        .optional("proposedAgency", .text(200), "认为有管辖权的机关"),
    ]

    private static let assignment = DeadlineStart("assign", .id("AP-25-ASSIGN"), holder: .superior)
}
