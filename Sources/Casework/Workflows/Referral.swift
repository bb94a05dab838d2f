import Contracts

extension Workflow {
    /// 案件移送 / 线索移送 (domain D.1), one table for both sides; every recipient has a state of its own and the whole
    /// is derived from them.
    package static let referral = Workflow(
        kind: .referral, title: "案件移送",
        states: [
            CaseState("draft", "草稿"), CaseState("approved", "已批准"), CaseState("sent", "已移送"),
            CaseState("delivered", "已送达"), CaseState("accepted", "已接收"), CaseState("returned", "已退回"),
            CaseState("concluded", "已办结"), CaseState("closed", "已结案"), CaseState("cancelled", "已撤销"),
        ],
        partStates: [
            CaseState("sent", "已移送"), CaseState("delivered", "已送达"), CaseState("opened", "已阅知"),
            CaseState("accepted", "已接收"), CaseState("returned", "已退回"), CaseState("concluded", "已办结"),
        ],
        rows: [
            Transition(
                "D.1/0", .order("draft"), "起草移送", "drafted", side: [.opener], roles: [.handler], from: [""],
                to: .state("draft"), fields: draftFields, guards: [.recipientsKnown, .subjectIdentified],
                recording: .top),
            Transition(
                "D.1/0a", .order("revise"), "修改草稿", "revised", side: [.opener], roles: [.handler],
                from: ["draft"], to: .state("draft"), fields: draftFields,
                guards: [.recipientsKnown, .subjectIdentified], recording: .top),
            Transition(
                "D.1/0b", .order("cancel"), "撤销移送", "cancelled", side: [.opener],
                roles: [.handler, .headPrincipal, .headDeputy], from: ["draft", "approved"], to: .state("cancelled"),
                fields: [LetterFields.reasonText]),
            Transition(
                "D.1/1", .order("approve"), "批准移送", "approved", side: [.opener],
                roles: [.headPrincipal, .headDeputy], from: ["draft"], to: .state("approved"),
                fields: [LetterFields.note], guards: [.notDrafter]),
            Transition(
                "D.1/2", .order("send"), "移送", "sent", side: [.opener],
                roles: [.handler, .headPrincipal, .headDeputy], from: ["approved"], to: .derived, partTo: "sent",
                opensParts: true, fields: [LetterFields.documentNo], guards: [.recipientsKnown], recording: .top,
                letters: [LetterRow("ref.transfer", to: .recipients)]),
            Transition(
                "D.1/3", .delivered("sent"), "送达", "delivered", side: [.recipient], from: underWay, to: .derived,
                scope: .office, partFrom: ["sent"], partTo: "delivered",
                starts: [
                    DeadlineStart(
                        "open", .id("REF-OPENED"), holder: .recipient, setter: .each([.opener, .recipient])),
                    DeadlineStart(
                        "accept", .id("REF-ACCEPT"), holder: .recipient, setter: .each([.opener, .recipient])),
                ]),
            Transition(
                "D.1/3a", .order("open"), "阅知", "opened", side: [.recipient], roles: officers, from: underWay,
                to: .derived, scope: .office, partFrom: ["sent", "delivered"], partTo: "opened", meets: ["open"],
                letters: [LetterRow("ref.opened", to: .opener, answers: ["sent"])]),
            Transition(
                "D.1/4", .order("accept"), "接收", "accepted", side: [.recipient], roles: officers, from: underWay,
                to: .derived, scope: .office, partFrom: ["sent", "delivered", "opened"], partTo: "accepted",
                fields: [.optional("contactName", .text(50), "承办人"), LetterFields.note],
                meets: ["open", "accept"],
                letters: [
                    LetterRow(
                        "ref.receipt", to: .opener, answers: ["sent"], fixed: [JSONMember("result", "accepted")])
                ]),
            Transition(
                "D.1/10", .order("return"), "退回", "returned", side: [.recipient], roles: officers, from: underWay,
                to: .derived, scope: .office, partFrom: ["sent", "delivered", "opened"], partTo: "returned",
                fields: [
                    LetterFields.reasonCode, LetterFields.reasonText,
                    .optional("competentAgency", .text(200), "有管辖权的机关"),
                ], guards: [.reasonKnown, .competentAgencyNamed], meets: ["open", "accept"],
                letters: [LetterRow("ref.return", to: .opener, answers: ["sent"])]),
            Transition(
                "D.1/11", .order("progress"), "反馈进展", "progressed", side: [.recipient], roles: officers,
                from: underWay, to: .derived, scope: .office, partFrom: ["accepted"], partTo: "accepted",
                fields: [.required("text", .text(5000), "办理情况")], recording: .list,
                letters: [
                    LetterRow(
                        "ref.feedback", to: .opener, answers: ["sent"], fixed: [JSONMember("kind", "progress")])
                ]),
            Transition(
                "D.1/13", .order("conclude"), "反馈结果", "concluded", side: [.recipient], roles: officers,
                from: underWay, to: .derived, scope: .office, partFrom: ["accepted"], partTo: "concluded",
                fields: [
                    .required(
                        "outcome",
                        .choice(["filed", "notFiled", "penalty", "noPenalty", "noFacts", "transferredCriminal"]),
                        "办理结果"), .required("text", .text(5000), "办理情况"),
                    .optional("decisionNo", .documentNumber, "决定书文号"),
                ],
                starts: [
                    DeadlineStart(
                        "confirm", .id("REF-CONFIRM"), holder: .opener, setter: .each([.opener]), anchor: .recorded)
                ],
                letters: [
                    LetterRow("ref.feedback", to: .opener, answers: ["sent"], fixed: [JSONMember("kind", "outcome")])
                ]),
            Transition(
                "D.1/14", .order("close"), "确认结案", "closed", side: [.opener],
                roles: [.handler, .headPrincipal, .headDeputy], from: ["concluded", "returned"], to: .state("closed"),
                fields: [LetterFields.note], meets: ["confirm"]),
            Transition(
                "D.1/14a", .rung("confirm"), "逾期未确认自动结案", "closedBySilence", side: [.opener],
                from: ["concluded"], to: .state("closed")),
        ])

    private static let underWay = ["sent", "delivered", "accepted", "returned", "concluded"]

    private static let officers: [Role] = [.handler, .unitManager, .areaManager, .headPrincipal, .headDeputy]

    private static let draftFields: [BodyField] =
        LetterFields.referral + [
            .required("recipients", .list(.office, minimum: 1, maximum: 50), "受移送单位"),
            .optional("cc", .list(.office, minimum: 0, maximum: 50), "抄送单位"),
        ]
}
