/// Deadlines and journal (S8 to S10, S12).
extension Mutant {
    static let deadlines: [Mutant] = [
        Mutant(
            "rung-twice", "S10", "a rung fires once",
            Edit("Casework/Desk/CaseFile+Evolve.swift", "fired.append(rung)", "if !MUTANT { fired.append(rung) }")),
        Mutant(
            "rung-early", "S10", "a rung never fires early",
            Edit(
                "Offices/Machine/OfficeMachine+Deadlines.swift",
                "work.ledger.dueRungs(at: work.clocks.official, limit: limit)",
                "work.ledger.dueRungs(at: work.clocks.official + .hours(MUTANT ? 48 : 0), limit: limit)"),
            Edit(
                "Casework/Desk/Desk.swift", "guard context.now >= open.at else {",
                "guard MUTANT || context.now >= open.at else {")),
        Mutant(
            "rungs-silent", "L1", "a due rung fires",
            Edit(
                "Offices/Machine/OfficeMachine+Deadlines.swift",
                "guard phase == .serving, directory?.office(office)?.status != .retired else { return }",
                "guard !MUTANT, phase == .serving, directory?.office(office)?.status != .retired else { return }")),
        Mutant(
            "met-deadline-rings", "S10", "a deadline that is met or stopped rings no more",
            Edit(
                "Casework/Desk/DeadlineState.swift", "guard status == .running else { return [] }",
                "guard MUTANT || status == .running else { return [] }")),
        Mutant(
            "suspended-time-counts", "S10", "suspended time does not count",
            Edit(
                "Casework/Desk/Decision+Deadlines.swift",
                "            suspensions: deadline.suspensions)",
                "            suspensions: MUTANT ? [] : deadline.suspensions)")),
        Mutant(
            "due-date-differs-untold", "design 6", "a due date that we compute otherwise is flagged",
            Edit(
                "Casework/Desk/Decision+Deadlines.swift", "flags = [\"DUE_DATE_DIFFERS:\\(key)\"]",
                "flags = MUTANT ? [] : [\"DUE_DATE_DIFFERS:\\(key)\"]")),
        Mutant(
            "rung-not-journaled", "S12", "the fold of the journal is the state",
            Edit(
                "Offices/Machine/OfficeMachine+Deadlines.swift",
                "work.journal(kind, by: office, caseID: caseID, content: content, note: note)",
                "if !MUTANT { work.journal(kind, by: office, caseID: caseID, content: content, note: note) }")
        ),
        Mutant(
            "write-not-made", "S4", "what was told to be done is on the disk",
            Edit(
                "Offices/Ledger/MemoryLedger.swift", "{ throw conflict }\n        write(commit)",
                """
                { throw conflict }
                        if !MUTANT || commit.machineTime.milliseconds % 32 != 0 { write(commit) }
                """)),
        Mutant(
            "position-ahead-of-ledger", "S9", "a position is never ahead of the ledger",
            Edit(
                "Exchange/PartitionReader.swift", "next = offset + 1\n",
                "next = offset + 1 + (MUTANT && offset % 7 == 6 ? 1 : 0)\n")),
        Mutant(
            "hash-not-kept", "S8", "the line goes on from the leaf that was disposed",
            Edit(
                "Exchange/InStream.swift", "disposed += 1\n        head = StreamName.extend(head, with: leafHash)",
                "disposed += 1\n        if !MUTANT || disposed % 3 != 0 { head = StreamName.extend(head, with: leafHash) }"
            )),
    ]
}
