/// Streams open, and what a ledger forgot comes back (rules 12 and 13).
extension Mutant {
    static let opening: [Mutant] = [
        Mutant(
            "open-without-hello", "rule 12", "nothing is published before a hello was answered",
            Edit(
                "Exchange/OutStream.swift", "package private(set) var phase = Phase.closed",
                "package private(set) var phase = MUTANT ? Phase.open : Phase.closed")),
        Mutant(
            "hello-not-awaited", "rule 12", "the answer to a hello is awaited",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "controls.append(position(of: stream, isHello: true))",
                """
                controls.append(position(of: stream, isHello: true))
                                if MUTANT, !name.topic.isBroadcast { stream.open(retiredUpTo: stream.retired) }
                """),
            Edit(
                "Offices/Machine/OfficeMachine+Letters.swift", "for name in work.opened {",
                "for name in MUTANT ? outStreams.names.filter({ outStreams[$0]?.isOpen ?? false }) : work.opened {")),
        Mutant(
            "hello-not-repeated", "rule 12", "a hello without answer is repeated",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift",
                "guard stream.helloPause.isOver(at: now), try",
                "guard !MUTANT || stream.helloPause.until == nil, stream.helloPause.isOver(at: now), try")),
        Mutant(
            "longer-line-ignored", "rule 12b",
            "a reader that has more than we know gives it back before the stream opens",
            Edit(
                "Exchange/OutStream.swift", "return phase == .open ? .fork : .recover(upTo: ack.disposed)",
                "return MUTANT ? .retire(number) : phase == .open ? .fork : .recover(upTo: ack.disposed)")),
        Mutant(
            "nothing-returned", "rule 12b", "a receiver returns what the sender forgot",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "if position.isHello, position.number < stream.disposed {",
                "if position.isHello, position.number < stream.disposed, !MUTANT {")),
        Mutant(
            "destroyed-not-returned", "rule 12b", "a letter whose reader destroyed its contents comes back",
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift",
                "inner = try Envelope.unpackReturned(envelope.body)",
                "inner = try MUTANT ? Envelope.unpack(envelope.body) : Envelope.unpackReturned(envelope.body)")),
        Mutant(
            "copies-die-with-the-disk", "rule 12b", "with one copy of a document all its copies are issued again",
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift", "if isFirstCopy, events.contains",
                "if !MUTANT, isFirstCopy, events.contains")),
        Mutant(
            "answers-heard-too-early", "rule 12b", "an answer is not tried before what its reader returns is back",
            Edit(
                "Offices/Machine/OfficeMachine+Replay.swift", "if !isTried, !isReturning(",
                "if !isTried, MUTANT || !isReturning(")),
        Mutant(
            "returned-not-verified", "rule 12b", "a returned letter must bear our own signature",
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift",
                "reason == \"SIGNATURE_INVALID\" || reason == \"KEY_UNKNOWN\"",
                "!MUTANT, reason == \"SIGNATURE_INVALID\" || reason == \"KEY_UNKNOWN\"")),
        Mutant(
            "returned-not-chained", "rule 12b", "a returned letter must be the next of our line",
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift",
                "guard leaf.number == stream.number + 1 else { return nil }\n        guard leaf.previous == stream.head else {",
                "guard MUTANT || leaf.number == stream.number + 1 else { return nil }\n        guard MUTANT || leaf.previous == stream.head else {"
            )),
        Mutant(
            "broadcast-opens-unread", "rule 13", "a broadcast stream opens when the own hello was read back",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "guard var stream = outStreams[name], !stream.isOpen, stream.isHelloReadBack, stream.awaitedReaders.isEmpty",
                "guard var stream = outStreams[name], !stream.isOpen, MUTANT || stream.isHelloReadBack, stream.awaitedReaders.isEmpty"
            ),
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift",
                "var stream = outStreams[leaf.stream] ?? OutStream(name: leaf.stream)",
                """
                if MUTANT { openBroadcast(leaf.stream, &work) }
                        var stream = outStreams[leaf.stream] ?? OutStream(name: leaf.stream)
                """)),
        Mutant(
            "own-letters-not-adopted", "rule 13", "own letters before the hello are adopted",
            Edit(
                "Offices/Machine/OfficeMachine+OwnLetters.swift",
                "return try adopt(envelope, into: &stream, isFromLog: true, &work)",
                "return MUTANT ? nil : try adopt(envelope, into: &stream, isFromLog: true, &work)")),
        Mutant(
            "readers-not-asked", "rule 13", "after a restore every reader of the broadcast streams is asked",
            Edit(
                "Offices/Machine/OfficeMachine+Recovery.swift",
                "if partition.topic.isBroadcast { outStreams[name]?.awaitedReaders = others }",
                "if partition.topic.isBroadcast, !MUTANT { outStreams[name]?.awaitedReaders = others }")),
        Mutant(
            "unknown-streams-not-asked", "rule 13",
            "after a restore streams that the ledger does not know are asked about",
            Edit(
                "Offices/Machine/OfficeMachine+Recovery.swift", "for partition in direct + shared {",
                "for partition in direct + shared where !MUTANT || outStreams[streamName(of: office, on: partition)] != nil {"
            )),
        Mutant(
            "other-log-not-asked", "rule 13", "when the log is another one, every reader is asked",
            Edit(
                "Offices/Machine/OfficeMachine+Recovery.swift",
                "guard partition.topic.isBroadcast, let stream = outStreams[name], !stream.isOpen, stream.number > 0 else {",
                "guard !MUTANT, partition.topic.isBroadcast, let stream = outStreams[name], !stream.isOpen, stream.number > 0 else {"
            )),
    ]
}
