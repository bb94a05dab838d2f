/// The letters of publications (domain D.4). Version 1 knew penalties on one channel; it is still read.
extension LetterCatalogue {
    static let publication: [LetterContract] =
        [
            shown("pub.publish", "公示", opensCase: true, []),
            shown("pub.correct", "公示更正", correction),
            state("pub.withdraw", "公示撤回", [LetterFields.reasonCode, LetterFields.reasonText]),
            state("pub.stop", "停止公示", LetterFields.publicationStop),
            shown("pub.restore", "恢复公示", [LetterFields.reasonText, LetterFields.stopDecisionNo]),
            fresh("pub.addChannel", "增加公示渠道", LetterFields.publicationShown),
            fresh("pub.shield", "重整期间暂停公示", LetterFields.publicationState + LetterFields.shieldRuling),
            fresh("pub.unshield", "恢复暂停的公示", LetterFields.publicationShown + [LetterFields.reasonText]),
            fresh("pub.objectionState", "公示异议情况", [LetterFields.objection]),
            direct(
                "pub.objection", "公示异议申请", secrecy: .always,
                [
                    .required("receivedOn", .date, "收到异议日期"), LetterFields.objectionGround,
                    .required("text", .text(5000), "异议内容"),
                    .optional("applicant", .text(100), "申请人"), .optional("contactPhone", .text(40), "联系电话"),
                ]),
            direct(
                "pub.push", "推送登记地机关公示", opensCase: true,
                LetterFields.publicationShown.filter {
                    !["version", "previousVersion", "action", "channels"].contains($0.name)
                }
                    + [
                        .required("registrar", .office, "登记地机关"), .required("channel", .text(64), "公示渠道"),
                        LetterFields.note,
                    ]),
            direct(
                "pub.posted", "登记地机关已公示",
                [
                    .required("postedOn", .date, "公示日期"), .required("channel", .text(64), "公示渠道"), LetterFields.note,
                ]),
        ] + firstVersion

    private static let correction: [BodyField] = [
        LetterFields.reasonText, .required("evidence", .text(2000), "更正依据"),
    ]

    /// A letter with the payload.
    private static func shown(
        _ name: String, _ title: String, opensCase: Bool = false, _ fields: [BodyField]
    ) -> LetterContract {
        second(name, title, opensCase: opensCase, LetterFields.publicationShown + fields)
    }

    /// A letter without it.
    private static func state(_ name: String, _ title: String, _ fields: [BodyField]) -> LetterContract {
        second(name, title, LetterFields.publicationState + fields)
    }

    private static func second(
        _ name: String, _ title: String, opensCase: Bool = false, _ fields: [BodyField]
    ) -> LetterContract {
        broadcast(name, title, .publications, version: 2, opensCase: opensCase, fields)
    }

    private static func fresh(_ name: String, _ title: String, _ fields: [BodyField]) -> LetterContract {
        broadcast(name, title, .publications, fields)
    }

    // MARK: Version 1

    private static let firstVersion: [LetterContract] = [
        fresh("pub.correct", "公示更正", firstShown + correction),
        broadcast("pub.publish", "公示", .publications, opensCase: true, firstShown),
        fresh("pub.withdraw", "公示撤回", firstState + [LetterFields.reasonCode, LetterFields.reasonText]),
        fresh("pub.stop", "停止公示", firstState + firstStop),
        fresh("pub.stopChannel", "停止部分渠道公示", firstState + firstStop + [LetterFields.channelNames("停止公示的渠道")]),
        fresh("pub.restore", "恢复公示", firstShown + [LetterFields.reasonText, LetterFields.stopDecisionNo]),
    ]

    private static let firstState: [BodyField] = [
        .required("recordKind", .choice(["penalty"]), "公示种类"),
        .required("version", .integer(1...1_000_000), "版本"),
        .optional("previousVersion", .integer(1...1_000_000), "前一版本"),
    ]

    private static let firstShown: [BodyField] =
        firstState + [
            .required("maskingProfile", .text(32), "去标识规则"),
            .optional("severity", .choice(["minor", "general", "serious"]), "失信程度"),
            .optional("minUntil", .date, "最短公示期届满日"),
            .optional("maxUntil", .date, "最长公示期届满日"),
            .required("payload", .object(LetterFields.penaltyPayload), "公示内容"),
        ]

    private static let firstStop: [BodyField] = [
        .required("ground", .choice(["repaired", "expired"]), "停止公示的原因"), LetterFields.reasonText,
        LetterFields.stopDecisionNo,
    ]
}
