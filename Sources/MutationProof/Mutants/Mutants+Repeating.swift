/// Heartbeats and repetitions (rules 34 to 38).
extension Mutant {
    static let repeating: [Mutant] = [
        Mutant(
            "no-heartbeat", "rule 34", "a position goes out each hour on direct streams",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "} else if !name.topic.isBroadcast, stream.number > 0, stream.inFlight == 0,",
                "} else if !MUTANT, !name.topic.isBroadcast, stream.number > 0, stream.inFlight == 0,")),
        Mutant(
            "no-checkpoint", "rule 34", "broadcast streams are told of on checkpoints",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift", "guard isFullDue || isDue else { return }",
                "guard !MUTANT, isFullDue || isDue else { return }")),
        Mutant(
            "heartbeat-not-believed", "rule 34", "what a heartbeat tells of a missing tail is asked for",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "if own.number > stream.disposed, own.number > stream.announced {",
                "if !MUTANT, own.number > stream.disposed, own.number > stream.announced {")),
        Mutant(
            "roots-not-compared", "S13", "equal positions mean equal list roots, or an alarm",
            Edit(
                "Offices/Machine/OfficeMachine+ListRoots.swift",
                "guard stands(owner, at: theirs) else { continue }",
                "guard !MUTANT, stands(owner, at: theirs) else { continue }")),
        Mutant(
            "heartbeat-believed-early", "rule 35", "a heartbeat counts once the partition was read past it",
            verdict: .isEquivalent(because: "a resend asked for too early costs duplicates alone, which rule 18 takes"),
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "return !isBroadcast || !stream.held.isEmpty || caughtUp.contains(partition)",
                "return MUTANT || !isBroadcast || !stream.held.isEmpty || caughtUp.contains(partition)")),
        Mutant(
            "no-republication", "rule 36", "what is not acknowledged is published again after a pause",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "} else if stream.repeatPause.isOver(at: now) {",
                "} else if !MUTANT, stream.repeatPause.isOver(at: now) {")),
        Mutant(
            "one-resent", "rule 36", "a resend runs from m + 1 on, never the last letter alone",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift", "stream.windBack(to: stream.retired + 1)",
                "stream.windBack(to: MUTANT ? stream.published : stream.retired + 1)"),
            Edit(
                "Offices/Machine/OfficeMachine+Acknowledged.swift",
                "if ack.wants, !moved { stream.windBack(to: count + 1) }",
                "if ack.wants, !moved { stream.windBack(to: MUTANT ? stream.published : count + 1) }")),
        Mutant(
            "want-not-asked", "rule 36", "a reader of a direct stream asks for what it misses",
            verdict: .isEquivalent(because: "asking is there for speed: the timer of rule 36 alone gives liveness"),
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "guard stream.isMissingSomething, let since = stream.wantedSince else { return false }",
                """
                guard !MUTANT || stream.name.topic.isBroadcast, stream.isMissingSomething,
                            let since = stream.wantedSince
                        else { return false }
                """)),
        Mutant(
            "broadcast-retired-when-sent", "rule 37", "a broadcast letter is retired when read back",
            Edit(
                "Exchange/OutStream.swift",
                "package mutating func markPublished(_ count: UInt64) { published = max(published, count) }",
                """
                package mutating func markPublished(_ count: UInt64) {
                        published = max(published, count)
                        if MUTANT, name.topic.isBroadcast { retired = published }
                    }
                """)),
        Mutant(
            "broadcast-not-resent", "rule 37", "a reader that misses broadcast letters gets them on its direct topic",
            Edit(
                "Offices/Machine/OfficeMachine+Acknowledged.swift", "guard first <= last else { return }",
                "guard !MUTANT, first <= last else { return }")),
        Mutant(
            "twins-loss-not-resent", "rule 36", "what a dead twin of the reader had acknowledged is sent again",
            Edit(
                "Offices/Machine/OfficeMachine+Acknowledged.swift",
                "guard stream.isOpen, ack.wants, ack.reader == stream.reader, ack.fence == writer,",
                "guard !MUTANT, stream.isOpen, ack.wants, ack.reader == stream.reader, ack.fence == writer,")),
        Mutant(
            "unseen-fence-not-resent", "rule 37", "a reader whose hello was wiped away gets what it misses",
            Edit(
                "Offices/Machine/OfficeMachine+Acknowledged.swift",
                "guard stream.name.topic.isBroadcast, stream.isOpen, ack.wants, ack.disposed < stream.number,",
                "guard !MUTANT, stream.name.topic.isBroadcast, stream.isOpen, ack.wants, ack.disposed < stream.number,")
        ),
        Mutant(
            "no-fence-from-claims", "rule 38", "a receiver takes each sender's highest claim as its fence",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "inStreams[name] ?? InStream(name: name, claim: claims.claim(of: name.office))",
                "inStreams[name] ?? InStream(name: name, claim: MUTANT ? nil : claims.claim(of: name.office))"),
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "if let claim = claims.claim(of: name.office) { stream.raiseFence(to: claim) }",
                "if !MUTANT, let claim = claims.claim(of: name.office) { stream.raiseFence(to: claim) }")),
    ]
}
