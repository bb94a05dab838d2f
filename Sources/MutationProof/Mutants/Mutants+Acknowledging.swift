/// Acks (protocol section 4, rules 30 to 33).
extension Mutant {
    static let acknowledging: [Mutant] = [
        Mutant(
            "disposal-arms-no-ack", "rule 30", "an ack follows at once after letters were disposed",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "if stream.name.topic.isBroadcast { checkpointIsDue = true } else { stream.owed.owedNow() }",
                "if stream.name.topic.isBroadcast { checkpointIsDue = true } else if !MUTANT { stream.owed.owedNow() }")
        ),
        Mutant(
            "duplicates-arm-no-ack", "rule 30", "a duplicate arms the ack",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "if !stream.name.topic.isBroadcast { stream.owed.owedSoon() }\n        guard let stored",
                "if !stream.name.topic.isBroadcast, !MUTANT { stream.owed.owedSoon() }\n        guard let stored")),
        Mutant(
            "positions-arm-no-ack", "rule 30", "a position arms the ack",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "} else if !isBroadcast {\n            stream.owed.owedSoon()",
                "} else if !isBroadcast, !MUTANT {\n            stream.owed.owedSoon()")),
        Mutant(
            "hello-arms-no-ack", "rule 30", "a hello is answered",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "if position.isHello, !isBroadcast || position.asksEveryReader",
                "if !MUTANT, position.isHello, !isBroadcast || position.asksEveryReader")),
        Mutant(
            "acks-without-end", "rule 30", "an ack armed by duplicates alone is sent at most once a second",
            Edit(
                "Exchange/InStream.swift", "case .soon: lastSent.map { now - $0 >= .seconds(1) } ?? true",
                "case .soon: MUTANT || (lastSent.map { now - $0 >= .seconds(1) } ?? true)")),
        Mutant(
            "ack-hash-not-compared", "rule 31", "an ack with another hash is a fork",
            Edit(
                "Exchange/OutStream.swift", "guard try headAt(ack.disposed) == ack.head else { return .fork }",
                "guard try MUTANT || headAt(ack.disposed) == ack.head else { return .fork }")),
        Mutant(
            "longer-ack-taken", "rule 31", "an ack above n on an open stream stops the writer",
            Edit(
                "Exchange/OutStream.swift", "if ack.disposed > number {",
                "if MUTANT, ack.disposed > number, phase == .open { return .retire(number) }\n        if ack.disposed > number {"
            )),
        Mutant(
            "retired-when-sent", "rule 32", "a direct letter is retired by an ack only",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "if let last = found.last { stream.markPublished(last.envelope.leaf.number) }",
                """
                if let last = found.last { stream.markPublished(last.envelope.leaf.number) }
                                if MUTANT, !name.topic.isBroadcast, let last = found.last {
                                    _ = stream.retire(last.envelope.leaf.number, reader: nil)
                                }
                """)),
        Mutant(
            "acks-only-go-up", "rule 33", "an ack of a newer writer is taken as it stands, also downwards",
            Edit(
                "Exchange/OutStream.swift", "if phase == .open, ack.reader == reader, ack.disposed < retired",
                "if phase == .open, MUTANT || ack.reader == reader, ack.disposed < retired")),
        Mutant(
            "withdrawn-not-sent-again", "rule 33", "letters that were unretired are published again",
            verdict: .isEquivalent(
                because:
                    "what is published and not retired is repeated when the pause of rule 36 is over, from m + 1 on"),
            Edit(
                "Exchange/OutStream.swift", "if count < retired { published = count }",
                "if count < retired, !MUTANT { published = count }")),
        Mutant(
            "no-announcement", "rule 33", "a start is announced by an ack on every incoming stream",
            Edit(
                "Offices/Machine/OfficeMachine+Start.swift",
                "if !name.topic.isBroadcast { stream.owed.owedNow() }",
                "if !name.topic.isBroadcast, !MUTANT { stream.owed.owedNow() }")),
        Mutant(
            "stale-ack-taken", "rule 33", "an ack of an older process of the reader is ignored",
            Edit(
                "Exchange/OutStream.swift", "if let reader, ack.reader.isStale(against: reader) { return .old }",
                "if let reader, ack.reader.isStale(against: reader), !MUTANT { return .old }")),
    ]
}
