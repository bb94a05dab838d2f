extension LetterCatalogue {
    /// 信用修复 (domain D.5, B.6).
    static let repair: [LetterContract] = [
        direct(
            "rep.apply", "信用修复申请转送函", opensCase: true,
            LetterFields.repairApplication + LetterFields.repairRouting),
        direct("rep.withdraw", "撤回信用修复申请", [LetterFields.reasonText]),
        direct("rep.missing", "信用修复补正材料一次性告知", LetterFields.supplementRequest),
        direct("rep.supplement", "信用修复补正材料", LetterFields.supplement),
        direct(
            "rep.accept", "信用修复受理决定",
            [
                .required("accepted", .flag, "是否受理"), .optional("reasonCode", .reasonCode, "原因代码"),
                .optional("reason", .text(2000), "理由"), LetterFields.remedies.loosened, LetterFields.note,
            ]),
        direct("rep.extend", "信用修复延期告知", [LetterFields.reasonText]),
        direct(
            "rep.result", "信用修复决定", opensCase: true,
            [
                .required("result", .choice(["granted", "refused"]), "决定"),
                .required("decisionNo", .documentNumber, "决定文号"),
                .required("recogniser", .office, "认定单位"),
                .required("subject", .object(LetterFields.subject), "当事人"),
                .required("targets", .list(.object(LetterFields.repairTarget), minimum: 1, maximum: 20), "修复的信息"),
                .optional("effects", .list(.object(LetterFields.repairEffect), minimum: 0, maximum: 100), "停止公示、共享和措施"),
                .optional("reasonCode", .reasonCode, "原因代码"), LetterFields.reasonText,
                LetterFields.remedies.loosened,
            ]),
        direct(
            "rep.confirm", "停止公示共享和解除措施确认",
            [
                .required("stoppedPublication", .flag, "已停止公示"), .required("stoppedSharing", .flag, "已停止共享使用"),
                .required("measuresLifted", .flag, "没有仍在实施的措施"), LetterFields.note,
            ]),
        direct("rep.complete", "信用修复完成通知", []),
        direct("rep.objection", "信用修复异议转送函", [.required("receivedOn", .date, "收到异议日期"), LetterFields.reasonText]),
        direct(
            "rep.objectionResult", "信用修复异议处理结果", [.required("upheld", .flag, "异议成立"), LetterFields.reasonText]),
        direct(
            "rep.revoke", "撤销信用修复决定",
            [
                .required("ground", .choice(["falseMaterial", "commitmentBroken"]), "撤销原因"),
                .required("decisionNo", .documentNumber, "决定文号"), LetterFields.reasonText,
                .required("barredUntil", .date, "不得修复至"),
                .optional(
                    "effects", .list(.object(LetterFields.revocationEffect), minimum: 0, maximum: 20), "恢复列入和公示"),
            ]),
    ]
}
