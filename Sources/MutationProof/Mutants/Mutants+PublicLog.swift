/// The public log and its witnesses (protocol rules 1, 9, 10 and 11; the feed's own contract, Topics/feed.md).
extension Mutant {
    static let publicLog: [Mutant] = [
        Mutant(
            "event-not-kept", "S12", "an event that comes while the log is closed waits for its place",
            Edit(
                "Offices/Log/OfficeMachine+Log.swift", "work.commit.log.waiting += work.logEvents",
                "if !MUTANT { work.commit.log.waiting += work.logEvents }")),
        Mutant(
            "leaf-by-chance", "S12",
            "a restored ledger that applies a letter again finds the leaf it has forgotten",
            Edit(
                "Offices/Log/OfficeMachine+Log.swift",
                "salt: drawnSecret(&work).salt(of: \"log \\(envelope.leafHash)\")",
                "salt: MUTANT ? work.chance.salt() : drawnSecret(&work).salt(of: \"log \\(envelope.leafHash)\")")),
        Mutant(
            "leaf-twice", "S12", "a leaf that was taken over from the bus gets no second place",
            Edit(
                "Offices/Log/OfficeMachine+Log.swift", "try !work.ledger.publicLog.hasEntry(event.commitment)",
                "try MUTANT || !work.ledger.publicLog.hasEntry(event.commitment)")),
        Mutant(
            "leaves-not-taken-over", "S12", "a restored ledger takes the leaves over that were signed before",
            Edit(
                "Offices/Log/OfficeMachine+Log.swift",
                "guard adopt(statement, checkpoint, &work) else { return nil }",
                "guard MUTANT || adopt(statement, checkpoint, &work) else { return nil }")),
        Mutant(
            "log-opens-unread", "rule 10", "no leaf gets a place before what was said of the log was read",
            Edit(
                "Offices/Log/OfficeMachine+Log.swift",
                "private var isLogOpen: Bool { phase == .serving && log.held == nil && log.awaited.isEmpty }",
                "private var isLogOpen: Bool { MUTANT || phase == .serving && log.held == nil && log.awaited.isEmpty }")
        ),
        Mutant(
            "beaten-log-believed", "rule 11", "what a beaten process says of the log has no effect at its witnesses",
            Edit(
                "Offices/Log/OfficeMachine+LogWitness.swift",
                """
                // What a beaten process says has no effect anywhere (rule 11).
                        if let claim
                """,
                """
                // What a beaten process says has no effect anywhere (rule 11).
                        if !MUTANT, let claim
                """)),
        Mutant(
            "first-checkpoint-last", "S12", "a witness follows the log that it has seen",
            Edit(
                "Offices/Log/OfficeMachine+LogWitness.swift",
                "case .grown: see(checkpoint, statement.note, of: sender, &work)",
                "case .grown: if !MUTANT || log.seen[sender] == nil { see(checkpoint, statement.note, of: sender, &work) }"
            )),
        Mutant(
            "proof-not-sent", "S12", "a witness that has missed statements gets a proof from what it saw",
            Edit(
                "Offices/Log/OfficeMachine+LogWitness.swift",
                "} else if witness.refusal == nil, seen.size < log.published {",
                "} else if !MUTANT, witness.refusal == nil, seen.size < log.published {")),
        Mutant(
            "log-of-anybody", "rule 26", "only an office that the directory names keeps a public log",
            Edit(
                "Offices/Log/OfficeMachine+LogWitness.swift",
                "guard directory?.office(sender).map({ OfficeMachine.isKeeping($0) }) ?? false else { return \"NOT_AUTHORISED\" }",
                "guard MUTANT || directory?.office(sender).map({ OfficeMachine.isKeeping($0) }) ?? false else { return \"NOT_AUTHORISED\" }"
            )),
    ]
}
