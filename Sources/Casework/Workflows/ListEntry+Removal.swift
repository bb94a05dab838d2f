import Contracts

/// Ways off the list, and back on it after false material (domain D.3 rows 12 to 20).
extension ListEntryTable {
    static let removal: [Transition] = [
        Transition(
            "D.3/14", .order("remove"), "移出名单", "removalOrdered", side: [.opener], roles: heads,
            from: inForce, to: .state("removing"),
            fields: LetterFields.removal + [
                .optional("exemption", .choice(["reorganisation", "disasterRelief"]), "不受最短期限限制的情形")
            ],
            guards: [.list(.listOwned), .list(.removalLawful)], starts: [lift],
            meets: ["removeCured", "removeRevoked"],
            stops: ending, letters: [removed], follows: .entryRemoved),
        // At 00:00 of the day after the last one, and nobody need remember it (SL-14, TX-05, PS-02).
        Transition(
            "D.3/14b", .rung("expiry"), "期满自动移出", "removalOrdered", side: [.opener], from: inForce,
            to: .state("removing"), preparation: .list(.expiry), starts: [lift],
            stops: ending + ["removeCured", "removeRevoked"], letters: [removed]),
        // A measure without its listing has no ground any more: it ends with the removal, and nobody need remember it.
        Transition(
            "D.3/14a", .automatic(.ownMeasureApplied), "随移出解除措施", "measureLiftedByRemoval", side: everyone,
            from: ["removing", "removed"], seenFrom: inForce, to: .stays, scope: .measure,
            partFrom: ["applied", "partlyApplied"], partTo: "lifted", stops: ["measureEnd"],
            letters: [report("lifted", answers: ["removalOrdered"])]),
        Transition(
            "D.3/15", .automatic(.noMeasureApplied), "各单位均已解除", "removed", side: everyone,
            from: ["removing"], to: .state("removed"), meets: ["lift"]),
        Transition(
            "D.3/15a", .automatic(.someMeasureApplied), "有措施尚未解除", "removalReopened", side: everyone,
            from: ["removed"], to: .state("removing")),
        Transition(
            "D.3/25", .order("restore"), "恢复列入", "restored", side: [.opener], roles: heads,
            from: ["removing", "removed"], to: .state("published"),
            fields: [
                LetterFields.reasonText, .required("decisionNo", .documentNumber, "恢复列入决定文号"),
                .required("falseMaterial", .text(2000), "虚假材料或者违背承诺的事实"),
            ], guards: [.list(.listOwned), .list(.restorable)], preparation: .list(.restoration), recording: .top,
            starts: [again, expiry], stops: ["lift"],
            letters: [LetterRow("list.restore", to: [], answers: ["removalOrdered"])]),
    ]

    private static let lift = DeadlineStart("lift", .list(.lift), holder: .listener)

    /// What counts no more once the entry leaves its list.
    private static let ending = [
        "acknowledge", "measures", "refusal", "amend", "correct", "shield", "expiry", "measureEnd",
        "challenge", "challengeAccept", "challengeVerify",
    ]

    private static let removed = LetterRow("list.remove", to: [], answers: told)
}
