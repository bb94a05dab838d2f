/// Letters about list entries and their measures (domain D.3, D.11).
extension LetterCatalogue {
    static let list: [LetterContract] =
        ownersLetters + [
            broadcast("list.ack", "名单接收确认", .measures, [LetterFields.version]),
            broadcast(
                "list.measure.report", "惩戒措施实施情况报告", .measures,
                [
                    .required("measureCode", .text(20), "措施代码"),
                    LetterFields.measureState, LetterFields.extent,
                    .optional("basis", .object(LetterFields.provision), "法律依据"),
                    .optional("decisionNo", .documentNumber, "决定文号"),
                    .optional("noticeServedOn", .date, "告知当事人日期"),
                    .optional("reasonCode", .reasonCode, "原因代码"), .optional("reason", .text(2000), "理由"),
                ]),
            direct(
                "list.consent.request", "列入名单的请示", opensCase: true,
                LetterFields.listEntry + [
                    .required("superior", .office, "上一级机关"),
                    .optional("noticeServedOn", .date, "告知书送达日期"),
                    .optional("objectionUntil", .date, "陈述申辩届满日"),
                ]),
            direct(
                "list.consent.reply", "列入名单的批复",
                [
                    .required("answer", .choice(["granted", "refused"]), "批复"),
                    .optional("superiorConsentNo", .documentNumber, "同意文号"),
                    .optional("reason", .text(2000), "理由"),
                ]),
            direct(
                "list.push", "列入信息推送函", opensCase: true,
                LetterFields.listEntry + [
                    .required("registrar", .office, "登记地机关"),
                    .required("listingDecisionNo", .documentNumber, "列入决定文号"),
                    .required("decidedOn", .date, "决定日期"),
                ]),
            direct(
                "list.posted", "推送信息公示反馈", [.required("postedOn", .date, "公示日期"), LetterFields.note]),
        ]

    /// What only the owner says, for all to hear.
    private static let ownersLetters: [LetterContract] = [
        broadcast(
            "list.published", "列入名单公布", .lists, opensCase: true, LetterFields.listEntry + LetterFields.listing),
        broadcast(
            "list.correct", "名单更正", .lists,
            LetterFields.listEntry + [LetterFields.reasonText, .optional("decisionNo", .documentNumber, "决定文号")]
                + LetterFields.listingDays),
        broadcast(
            "list.lift", "解除单项措施", .lists,
            [
                .required("measureCode", .text(20), "措施代码"), LetterFields.reasonText,
                .required("decisionNo", .documentNumber, "决定文号"), LetterFields.measuresLeft,
            ]),
        broadcast(
            "list.shield", "重整期间暂时屏蔽", .lists,
            [
                .required("rulingNo", .documentNumber, "裁定文号"), .required("rulingOn", .date, "裁定日期"),
                LetterFields.reasonText,
                .required("shieldedMeasures", .list(.text(20), minimum: 0, maximum: 40), "暂停的措施"),
            ]),
        broadcast("list.unshield", "恢复公示和措施", .lists, [LetterFields.reasonText, LetterFields.version]),
        broadcast("list.remove", "移出名单", .lists, LetterFields.removal),
        broadcast(
            "list.restore", "恢复列入", .lists,
            LetterFields.listEntry + LetterFields.listing + [
                LetterFields.reasonText, .required("decisionNo", .documentNumber, "恢复列入决定文号"),
                .required("repairBarredUntil", .date, "不得修复至"),
            ]),
    ]
}
