/// A verified letter uses its number in one of four ways (rules 21 to 24).
extension Mutant {
    static let disposing: [Mutant] = [
        Mutant(
            "refusal-uses-no-number", "rule 21", "a recorded refusal uses its number",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "let (disposition, reason, content) = settled",
                """
                let (disposition, reason, content) = settled
                        if MUTANT, disposition == .refused { return }
                """)),
        Mutant(
            "case-not-held-back", "rule 21", "what follows a parked or quarantined letter of a case is parked",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "if blockedCases.contains(leaf.caseID), !leaf",
                "if !MUTANT, blockedCases.contains(leaf.caseID), !leaf")),
        Mutant(
            "cause-not-awaited", "rule 21", "a letter waits for what it answers and for what opens its case",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "return try awaits(letter, contract, &work) ? .park",
                "return try !MUTANT && awaits(letter, contract, &work) ? .park"
            )),
        Mutant(
            "waiting-not-told", "rule 21", "after ten minutes a waiting letter is shown to the administrator",
            Edit(
                "Offices/Machine/OfficeMachine+Watch.swift",
                "for caseID in blockedCases.sorted() {", "for caseID in MUTANT ? [] : blockedCases.sorted() {")),
        Mutant(
            "parked-not-acknowledged", "rule 22", "acks tell how many letters are parked and quarantined",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "wants: wants, parked: exceptions.parked, quarantined: exceptions.quarantined,",
                """
                wants: wants, parked: MUTANT ? 0 : exceptions.parked,
                            quarantined: MUTANT ? 0 : exceptions.quarantined,
                """)),
        Mutant(
            "parked-not-tried-again", "rule 23", "a parked letter is tried again when what it waits for has come",
            Edit(
                "Offices/Machine/OfficeMachine+Replay.swift",
                "guard !caseID.isEmpty, blockedCases.contains(caseID) else { return }",
                "guard !MUTANT, !caseID.isEmpty, blockedCases.contains(caseID) else { return }")),
        Mutant(
            "replay-out-of-order", "rule 23", "the rest of a case follows in number order",
            Edit(
                "Offices/Machine/OfficeMachine+Replay.swift",
                "for letter in held {", "for letter in MUTANT ? held.reversed() : held {")),
        Mutant(
            "replay-without-end", "rule 23", "replays of one letter are capped",
            Edit(
                "Offices/Machine/OfficeMachine+Replay.swift",
                "guard letter.replays < OfficeMachine.maximumReplays else {",
                "guard MUTANT || letter.replays < OfficeMachine.maximumReplays else {")),
        Mutant(
            "poison-not-parked", "rule 24", "a letter that ended the process three times is parked",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "guard !work.isPoison else {",
                "guard MUTANT || !work.isPoison else {")),
        Mutant(
            "future-not-flagged", "rule 27", "a letter from the future is flagged",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "if envelope.leaf.time > work.clocks.machine + .minutes(10) {",
                "if !MUTANT, envelope.leaf.time > work.clocks.machine + .minutes(10) {")),
    ]
}
