/// What ends a process, and what a restored ledger may say (rules 14 to 16).
extension Mutant {
    static let superseding: [Mutant] = [
        Mutant(
            "superseded-goes-on", "rule 14", "a writer that reads of a newer one stops",
            Edit(
                "Offices/Machine/OfficeMachine+Acknowledged.swift",
                "guard mayGoAbove(by, on: stream) else {\n                work.stop = .superseded(by: by)",
                "guard mayGoAbove(by, on: stream) else {\n                if !MUTANT { work.stop = .superseded(by: by) }"
            ),
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "if !(isRestored && phase == .readingCheckpoints) { work.stop",
                "if !(isRestored && phase == .readingCheckpoints), !MUTANT { work.stop")),
        Mutant(
            "stop-not-kept", "rule 14", "a superseded ledger does not start again by itself",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "case .superseded(let writer, _): work.commit.settings.append((.supersededBy, writer.description))",
                "case .superseded(let writer, _): if !MUTANT { work.commit.settings.append((.supersededBy, writer.description)) }"
            )),
        Mutant(
            "twin-not-noticed", "rule 14", "a record of the own writer that it did not send shows a cloned machine",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "guard sentPositions.contains(envelope.leaf.letter) else {",
                "guard MUTANT || sentPositions.contains(envelope.leaf.letter) else {"),
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "if isSecondTwin { work.stop = .superseded(by: claimed) }",
                "if isSecondTwin, !MUTANT { work.stop = .superseded(by: claimed) }")),
        Mutant(
            "unacknowledged-not-named", "S11", "a ledger that stops names its letters that were never acknowledged",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "case .superseded(let writer, _): .superseded(by: writer, unacknowledged: unacknowledged)",
                "case .superseded(let writer, _): .superseded(by: writer, unacknowledged: MUTANT ? [] : unacknowledged)"
            )),
        Mutant(
            "answers-issued-again", "rule 15", "a decision repeated after a restore issues nothing",
            Edit(
                "Offices/Machine/OfficeMachine+Letters.swift",
                "let emission = \"\\(cause)|\\(issued[cause, default: 0])\"",
                "let emission = \"\\(cause)|\\(issued[cause, default: 0])\" + (MUTANT ? \"|\\(letter.id)\" : \"\")")),
        Mutant(
            "waiting-not-dropped", "rule 15", "an unnumbered letter is dropped in favour of the recovered one",
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift",
                "if let key = try dropUnnumbered(&work, where: { other, _ in",
                "if !MUTANT, let key = try dropUnnumbered(&work, where: { other, _ in")),
        Mutant(
            "recovered-not-flagged", "rule 16", "a case with a letter that its ledger does not remember is flagged",
            Edit(
                "Offices/Machine/OfficeMachine+Recovery.swift",
                "try work.evolve(file, [event])\n        return events + [event]",
                """
                guard !MUTANT else { return events }
                        try work.evolve(file, [event])
                        return events + [event]
                """)),
        Mutant(
            "recovered-not-relived", "rule 16", "what a recovered letter says happens to its case again",
            Edit(
                "Offices/Machine/OfficeMachine+Recovery.swift", "if let letter = try read(envelope, &work),",
                "if !MUTANT, let letter = try read(envelope, &work),")),
        Mutant(
            "stale-checkpoint-not-answered", "rule 14",
            "a beaten process that only sends checkpoints learns of the other",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "stream.raiseFence(to: claim)\n            stream.owed.owedSoon()",
                "stream.raiseFence(to: claim)\n            if !MUTANT { stream.owed.owedSoon() }")),
        Mutant(
            "unconfirmed-case-speaks", "rule 16",
            "deadlines of a flagged case fire nothing outward until it is confirmed",
            Edit(
                "Offices/Machine/OfficeMachine+Deadlines.swift", "if file.awaitsConfirmation {",
                "if file.awaitsConfirmation, !MUTANT {")),
        Mutant(
            "unconfirmed-case-goes-on", "rule 16",
            "what a flagged case sets off by itself waits for the confirmation",
            Edit(
                "Casework/Desk/Decision.swift",
                "if !row.letters.isEmpty, isRemembering || file.awaitsConfirmation || !context.own.isActive { continue }",
                "if !row.letters.isEmpty, !MUTANT && (isRemembering || file.awaitsConfirmation) || !context.own.isActive { continue }"
            )),
    ]
}
