/// Starts, claims and fences (protocol section 2, rules 8 to 11).
extension Mutant {
    static let starting: [Mutant] = [
        Mutant(
            "epoch-not-raised", "rule 8", "every start raises the epoch",
            Edit(
                "Offices/Machine/OfficeMachine.swift", "self.writer = writer\n",
                "self.writer = MUTANT ? Writer(epoch: 1, instance: writer.instance) : writer\n")),
        Mutant(
            "instance-not-drawn", "rule 8", "every start draws an instance",
            Edit(
                "Offices/Machine/OfficeMachine.swift", "self.namespace = namespace\n",
                "self.namespace = namespace\n        let writer = MUTANT ? Writer(epoch: writer.epoch, instance: 1) : writer\n"
            )),
        Mutant(
            "directory-not-read-to-end", "rule 9", "the directory is read to its end before anything else",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "if phase == .readingDirectory, reader(of: BusPartition(topic: .directory, partition: 0)).hasReachedEnd,",
                """
                if phase == .readingDirectory,
                            MUTANT || reader(of: BusPartition(topic: .directory, partition: 0)).hasReachedEnd,
                """)),
        Mutant(
            "checkpoints-not-read-to-end", "rule 9", "checkpoints are read to their end before the claim",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "if phase == .readingCheckpoints, reader(of: busPartition(.checkpoints, 0)).hasReachedEnd {",
                "if phase == .readingCheckpoints, MUTANT || reader(of: busPartition(.checkpoints, 0)).hasReachedEnd {")),
        Mutant(
            "claim-not-read-back", "rule 10", "nothing is sent before the own claim was read back",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift", "if phase == .claiming, isClaimGranted {",
                "if phase == .claiming, MUTANT || isClaimGranted {")),
        Mutant(
            "claim-ignores-others", "rule 10", "a claim behind one of an equal epoch is lost",
            Edit(
                "Exchange/Claims.swift",
                "guard let before, before != writer, before.epoch >= writer.epoch else { return .granted }",
                "guard !MUTANT, let before, before != writer, before.epoch >= writer.epoch else { return .granted }"),
            Edit(
                "Exchange/Claims.swift",
                "guard let claim = highest[office], claim != writer, claim.epoch >= writer.epoch else { return nil }",
                "guard !MUTANT, let claim = highest[office], claim != writer, claim.epoch >= writer.epoch else { return nil }"
            )),
        Mutant(
            "newer-claim-ignored", "rule 10", "a claim above the own one ends the process",
            Edit(
                "Exchange/Claims.swift", "return own.writer.epoch < writer.epoch ? .superseded(by: writer) : .none",
                "return !MUTANT && own.writer.epoch < writer.epoch ? .superseded(by: writer) : .none")),
        Mutant(
            "restore-not-above-claims", "rule 10", "a restored ledger goes above every epoch seen",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "let highest = max(writer.epoch, claims.claim(of: office)?.epoch ?? 0)",
                "let highest = MUTANT ? writer.epoch : max(writer.epoch, claims.claim(of: office)?.epoch ?? 0)")),
        Mutant(
            "no-fence", "rule 11", "what a stale writer signed has no effect",
            Edit(
                "Exchange/InStream.swift",
                "if let fence, writer.isStale(against: fence) { return .stale(fence: fence) }",
                "if let fence, writer.isStale(against: fence), !MUTANT { return .stale(fence: fence) }")),
        Mutant(
            "fence-not-raised", "rule 11", "a newer writer raises the fence",
            Edit("Exchange/InStream.swift", "if fence != writer {", "if fence != writer, !MUTANT {")),
        Mutant(
            "fence-not-kept", "rule 11", "the fence is in the ledger, and so are the claims that it comes from",
            Edit(
                "Exchange/InStream.swift",
                "package var asStored: InStream { InStream(name: name, disposed: disposed, head: head, fence: fence) }",
                """
                package var asStored: InStream {
                        InStream(name: name, disposed: disposed, head: head, fence: MUTANT ? nil : fence)
                    }
                """),
            Edit(
                "Offices/Machine/OfficeMachine.swift", "claims = Claims(kept: kept)",
                "claims = MUTANT ? Claims() : Claims(kept: kept)")),
        Mutant(
            "stale-not-answered", "rule 11", "a stale record is answered with an ack",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "counters.stale += 1\n            stream.owed.owedSoon()",
                "counters.stale += 1\n            if !MUTANT { stream.owed.owedSoon() }")),
    ]
}
