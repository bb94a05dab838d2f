/// Numbers, leaves and signatures (protocol section 1).
extension Mutant {
    static let numbering: [Mutant] = [
        Mutant(
            "number-in-closed-stream", "rule 1", "a letter gets its number only in an open stream",
            Edit(
                "Offices/Machine/OfficeMachine+Slices.swift",
                "guard outStreams[name]?.isOpen ?? false, phase == .serving else {",
                "guard MUTANT || (outStreams[name]?.isOpen ?? false && phase == .serving) else {")),
        Mutant(
            "no-chain-check", "rule 2", "the next letter must carry the hash of the line before it",
            Edit(
                "Exchange/InStream.swift", "return leaf.previous == head ? .next : .fork",
                "return MUTANT || leaf.previous == head ? .next : .fork")),
        Mutant(
            "foreign-topic-heard", "rule 3",
            "a record counts in the stream that its leaf names, and only if that is ours",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift", "case .direct(let receiver): return receiver == office",
                "case .direct(let receiver): return MUTANT || receiver == office")),
        Mutant(
            "other-namespace-heard", "rule 3", "records of another namespace are none of ours",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "guard envelope.leaf.stream.namespace == namespace else {",
                "guard MUTANT || envelope.leaf.stream.namespace == namespace else {"),
            Edit(
                "Signing/EnvelopeVerifier.swift",
                "guard leaf.stream.namespace == book.namespace else { return .wrongNamespace }",
                "guard MUTANT || leaf.stream.namespace == book.namespace else { return .wrongNamespace }")),
        Mutant(
            "old-signature-again", "rule 4", "a republished letter is signed afresh by the present key and writer",
            Edit(
                "Offices/Machine/OfficeMachine+Transmissions.swift", "let envelopes = isStale ? EnvelopeBatch",
                "let envelopes = isStale && !MUTANT ? EnvelopeBatch")),
        Mutant(
            "revoked-key-accepted", "rule 5", "what a revoked key signed is quarantined, whatever time it claims",
            Edit(
                "Contracts/Directory/DirectoryOffice.swift", "if revokedAt != nil { return .revoked }",
                "if revokedAt != nil, !MUTANT { return .revoked }")),
        Mutant(
            "expired-key-accepted", "rule 5", "a key signs only within its validity",
            Edit(
                "Contracts/Directory/DirectoryOffice.swift",
                "return now > validTo && covers(signedAt) ? .good(self) : .outsideValidity",
                "return MUTANT || now > validTo && covers(signedAt) ? .good(self) : .outsideValidity")),
        Mutant(
            "expired-key-not-heard", "rule 5",
            "a letter signed while its key was valid is good after the key has ended",
            Edit(
                "Contracts/Directory/DirectoryOffice.swift", "if covers(now) { return .good(self) }",
                "if covers(now) || MUTANT { return covers(now) ? .good(self) : .outsideValidity }")),
        Mutant(
            "no-salt", "rule 6", "every leaf has sixteen random bytes of salt",
            Edit(
                "Offices/Machine/Chance.swift", "let words = [generator.next(), generator.next()]",
                "let words = MUTANT ? [0, 0] : [generator.next(), generator.next()]"),
            Edit(
                "Offices/Machine/EmissionSecret.swift", "Array(Digest.sha256(bytes + Array(emission.utf8))",
                "MUTANT ? .init(repeating: 0, count: 16) : Array(Digest.sha256(bytes + Array(emission.utf8))")),
        Mutant(
            "ids-without-chance", "rule 7", "letter ids and case ids are random, never a counter of the ledger",
            Edit(
                "Offices/Machine/Workspace.swift",
                "time: clocks.machine, randomHigh: UInt16(truncatingIfNeeded: chance.word()), randomLow: chance.word())",
                """
                time: MUTANT ? Moment(milliseconds: 0) : clocks.machine,
                            randomHigh: MUTANT ? 0 : UInt16(truncatingIfNeeded: chance.word()),
                            randomLow: MUTANT ? UInt64(cases.count) : chance.word())
                """)),
        Mutant(
            "foreign-case-opened", "rule 7", "only the office that a case id names may open that case",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "return id.office != letter.from && (letter.cause.isEmpty",
                "return !MUTANT && id.office != letter.from && (letter.cause.isEmpty"),
            Edit(
                "Casework/Desk/Desk+Letters.swift",
                "} else if row.side == [.opener], letter.caseID?.office != letter.from {",
                "} else if !MUTANT, row.side == [.opener], letter.caseID?.office != letter.from {")),
    ]
}
