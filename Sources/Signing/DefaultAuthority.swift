package import Contracts

/// The authority matrix a new namespace begins with: each agency may send what its part in domain.md D needs
/// (families of D.11). The registrar's document is what counts; this is only its first content.
package enum DefaultAuthority {
    private static let enforcement = ["market-regulation", "tax", "customs", "cyberspace"]
    /// 海关侦查走私犯罪公安机构 receives handoffs as the police do (海关法 art 4).
    private static let customsPolice = ["*-customs-antismuggling"]

    /// The rows.
    package static let rules: [AuthorityRule] = [
        AuthorityRule(agencies: ["*"], types: ["bus.*"]),
        // Any office may refer a case to the competent one (domain D.1), also one without a program of ours.
        AuthorityRule(agencies: ["*"], types: referral),
        AuthorityRule(agencies: enforcement, types: handoff),
        AuthorityRule(agencies: ["police"], offices: customsPolice, types: policeAnswers),
        AuthorityRule(agencies: ["procuratorate"], types: supervision),
        AuthorityRule(agencies: ["court"], types: ["crim.judgment"] + listOwner),
        AuthorityRule(agencies: enforcement + ["police"], types: listOwner),
        AuthorityRule(agencies: ["*"], types: receiverAnswers),
        // Public-security penalty records are sealed (治安管理处罚法 art 136): the police publish nothing.
        AuthorityRule(agencies: enforcement, types: ["pub.*", "collect.push"]),
        // The public objects where it reads: the platform passes it on.
        AuthorityRule(agencies: ["credit-platform"], types: ["pub.objection"]),
        AuthorityRule(agencies: enforcement + ["credit-platform"], types: ["rep.*"]),
        AuthorityRule(agencies: ["*"], types: ["sup.*", "task.*", "inspect.*", "comment.*"]),
        AuthorityRule(agencies: enforcement, types: prevention),
        AuthorityRule(agencies: ["market-regulation"], types: ["entity.*", "platform.*", "recall.notice"]),
        AuthorityRule(agencies: ["*"], types: ["catalogue.update", "share.*", "data.*"]),
    ]

    private static let referral = ["case.*", "lead.*", "ref.*", "assist.*", "slip.*"]
    private static let handoff = [
        "crim.transfer", "crim.supplement", "crim.notTransferred", "crim.reconsider", "crim.supervision.suggest",
        "crim.goods.handover", "crim.opinion.reply", "crim.fineBlocked", "duty.clue",
    ]
    private static let policeAnswers = [
        "crim.receipt", "crim.supplement.request", "crim.forwarded", "crim.notPolice", "crim.filed",
        "crim.notFiled", "crim.reasons.reply", "crim.returnToAdmin", "duty.clue",
    ]
    private static let supervision = [
        "crim.reasons.request", "crim.orderFiling", "crim.supervision.result", "crim.procuratorialOpinion",
        "crim.returnToAdmin", "crim.judgment", "crim.correction", "duty.clue",
    ]
    private static let listOwner = [
        "list.consent.*", "list.published", "list.correct", "list.remove", "list.lift", "list.restore",
        "list.push", "list.shield", "list.unshield",
    ]
    /// What any office answers that was told of an entry, a repair, a warning or a class.
    private static let receiverAnswers = [
        "list.ack", "list.measure.report", "list.posted", "rep.confirm", "risk.noted", "samplingPlan.update",
    ]
    private static let prevention = [
        "risk.*", "samplingPlan.update", "soft.*", "guidance.issue", "exempt.*", "followUp.*",
        "measure.takedownRequest",
    ]
}
