/// From a record to its place in a stream (protocol section 3, rules 18 to 20, 25 and 26).
extension Mutant {
    static let receiving: [Mutant] = [
        Mutant(
            "no-duplicate-check", "rule 18", "a number at or below m is a duplicate",
            Edit(
                "Exchange/InStream.swift", "if leaf.number <= disposed { return .below }",
                "if leaf.number <= disposed { return MUTANT ? .next : .below }")),
        Mutant(
            "no-gap-check", "rule 18", "a letter above m + 1 waits for the one before it",
            Edit(
                "Exchange/InStream.swift", "if leaf.number > disposed + 1 { return .ahead }",
                "if leaf.number > disposed + 1 { return MUTANT ? .next : .ahead }")),
        Mutant(
            "second-leaf-not-compared", "rule 18", "other content under a used number is equivocation",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift", "stored != envelope.leafHash\n",
                "stored != envelope.leafHash, !MUTANT\n")),
        Mutant(
            "held-not-compared", "rule 19", "two different leaves held under one number are equivocation",
            Edit(
                "Exchange/InStream.swift",
                "return letters[index].leafHash == envelope.leafHash ? nil : letters[index]",
                "return MUTANT || letters[index].leafHash == envelope.leafHash ? nil : letters[index]"),
            Edit(
                "Exchange/InStream.swift",
                "guard let waiting = held.take(disposed), waiting.leafHash != leafHash else { return nil }",
                "guard let waiting = held.take(disposed), waiting.leafHash != leafHash, !MUTANT else { return nil }")),
        Mutant(
            "nothing-held", "rule 19", "letters above m wait for the missing one",
            verdict: .isEquivalent(because: "holding back is there for speed: a resend runs from m + 1 on"),
            Edit(
                "Exchange/InStream.swift",
                "guard letters.count < HeldLetters.maximumCount, byteCount + size",
                "guard !MUTANT, letters.count < HeldLetters.maximumCount, byteCount + size")),
        Mutant(
            "unverified-uses-number", "rule 20", "nothing unverified uses a number",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "quarantine(record, digest, reason: reason, claimed: claimed, &work)\n        case .verified",
                """
                if MUTANT, envelope.leaf.number > 0, isForUs(envelope.leaf.stream) {
                                var stream = inStream(envelope.leaf.stream)
                                if stream.place(of: envelope.leaf) == .next {
                                    work.dispose(
                                        IncomingLetter(
                                            envelope: envelope, disposition: .quarantined, reason: reason, content: nil))
                                    _ = stream.dispose(envelope.leafHash)
                                    inStreams[stream.name] = stream
                                    work.changed(incoming: stream.name)
                                }
                            }
                            quarantine(record, digest, reason: reason, claimed: claimed, &work)
                        case .verified
                """)),
        Mutant(
            "forgery-not-kept", "rule 20", "the raw bytes of what was not believed lie in quarantine",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift", "counters.rejected += 1\n",
                "counters.rejected += 1\n        if MUTANT { return }\n")),
        Mutant(
            "judged-before-directory", "rule 25", "a letter of a newer directory waits until that was read",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "guard leaf.directoryVersion <= book.version else {\n            keep",
                "guard MUTANT || leaf.directoryVersion <= book.version else {\n            keep"),
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift",
                "guard stream.place(of: envelope.leaf) == .next, envelope.leaf.directoryVersion <= book.version else {",
                """
                guard stream.place(of: envelope.leaf) == .next, MUTANT || envelope.leaf.directoryVersion <= book.version
                            else {
                """)),
        Mutant(
            "judged-by-newest-directory", "rule 25", "authority is judged by the directory that the letter names",
            Edit(
                "Contracts/Directory/DirectoryBook.swift", "let wanted = max(namedVersion,",
                "let wanted = MUTANT ? newest.version : max(namedVersion,")),
        Mutant(
            "lowest-version-ignored", "rule 25", "no letter is judged by a directory that is not accepted any more",
            Edit(
                "Contracts/Directory/DirectoryBook.swift", "newest.office(sender)?.lowestAcceptedVersion ?? 0)",
                "MUTANT ? 0 : newest.office(sender)?.lowestAcceptedVersion ?? 0)")),
        Mutant(
            "directory-signature-unchecked", "rule 26", "a directory is the registrar's",
            Edit(
                "Contracts/Directory/DirectoryBook.swift",
                "guard verifying.isValid(signature: signed.signature,",
                "guard MUTANT || verifying.isValid(signature: signed.signature,")),
        Mutant(
            "directory-chain-unchecked", "rule 26", "a directory carries the hash of the one before it",
            Edit(
                "Contracts/Directory/DirectoryBook.swift",
                "guard document.predecessor == last.signed.digest else {",
                "guard MUTANT || document.predecessor == last.signed.digest else {")),
        Mutant(
            "directory-falls-back", "rule 26", "the version of the directory never falls",
            Edit(
                "Contracts/Directory/DirectoryBook.swift", "if document.version > version {",
                "if document.version > version || MUTANT && document.version < version {")),
    ]
}
