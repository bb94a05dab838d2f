/// Who may say what (S1, S2).
extension Mutant {
    static let trusting: [Mutant] = [
        Mutant(
            "signature-not-checked", "S1", "a letter bears its office's signature",
            Edit(
                "Signing/EnvelopeVerifier.swift", "guard envelope.signature.count == 64,\n",
                "guard MUTANT || envelope.signature.count == 64, MUTANT ||\n")),
        Mutant(
            "path-not-checked", "S1", "the signed root leads to the leaf",
            Edit(
                "Signing/EnvelopeVerifier.swift", "guard reached == statement.root else { return false }",
                "guard MUTANT || reached == statement.root else { return false }")),
        Mutant(
            "foreign-stream-written", "S1", "a numbered letter stands in its own office's stream",
            Edit(
                "Signing/EnvelopeVerifier.swift",
                "guard leaf.number == 0 || leaf.stream.office == statement.office else { return .signatureInvalid }",
                "guard MUTANT || leaf.number == 0 || leaf.stream.office == statement.office else { return .signatureInvalid }"
            )),
        Mutant(
            "authority-not-checked", "S1", "the directory says who may send what",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "guard work.authority(question,",
                "guard MUTANT || work.authority(question,")),
        Mutant(
            "addressee-not-checked", "S1", "a letter is for whom its leaf names",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "guard leaf.to == (leaf.stream.topic.isBroadcast",
                "guard MUTANT || leaf.to == (leaf.stream.topic.isBroadcast")),
        Mutant(
            "named-readers-not-checked", "S1", "a letter is for those whom its body names",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "guard names(us: letter, on: leaf.stream.topic) else {",
                "guard MUTANT || names(us: letter, on: leaf.stream.topic) else {")),
        Mutant(
            "carrier-not-checked", "S1", "a type travels on the topic of its contract",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "guard contract.travels(on: leaf.stream.topic) else {",
                "guard MUTANT || contract.travels(on: leaf.stream.topic) else {")),
        Mutant(
            "owed-copy-not-checked", "S1", "a letter without the copy that it owes is quarantined",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift",
                "contract.isOwedCopyMissing(in: letter.body, from: sender) {",
                "contract.isOwedCopyMissing(in: letter.body, from: sender), !MUTANT {")),
        Mutant(
            "body-digest-not-checked", "S1", "a body is the one that its leaf names",
            Edit(
                "Contracts/Envelope/EnvelopeHeaders.swift",
                "else { throw .unreadable }\n        guard leaf.bodyLength == UInt64(body.count), leaf.bodyDigest == Digest.sha256(body) else {\n            throw .bodyMismatch\n        }\n        return Envelope(\n            leaf: leaf, leafBytes: leafBytes, leafIndex: path.index, path: path.siblings, statement: statement,\n            statementBytes: statementBytes, signature: signature, body: body)\n    }\n\n    static let packedMagic",
                "else { throw .unreadable }\n        guard MUTANT || leaf.bodyLength == UInt64(body.count) && leaf.bodyDigest == Digest.sha256(body) else {\n            throw .bodyMismatch\n        }\n        return Envelope(\n            leaf: leaf, leafBytes: leafBytes, leafIndex: path.index, path: path.siblings, statement: statement,\n            statementBytes: statementBytes, signature: signature, body: body)\n    }\n\n    static let packedMagic"
            )),
        Mutant(
            "copies-not-compared", "section 0", "a header that differs from the leaf is quarantined",
            Edit(
                "Contracts/Envelope/EnvelopeHeaders.swift",
                "guard headers.contains(copy) else { throw .mismatch }",
                "guard MUTANT || headers.contains(copy) else { throw .mismatch }"),
            Edit(
                "Contracts/Envelope/EnvelopeHeaders.swift",
                "guard known == signedNames.count + copies.count else {",
                "guard MUTANT || known == signedNames.count + copies.count else {")),
        Mutant(
            "classified-kept", "design 8", "a letter refused for its classification leaves no content",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "guard leaf.classification.isCarried else {",
                "guard MUTANT || leaf.classification.isCarried else {")),
        Mutant(
            "ack-of-another-believed", "S1", "a direct stream is acknowledged by its own reader alone",
            Edit(
                "Offices/Machine/OfficeMachine+Acknowledged.swift",
                "if !ack.stream.topic.isBroadcast, ack.stream.topic != .direct(reader) {",
                "if !MUTANT, !ack.stream.topic.isBroadcast, ack.stream.topic != .direct(reader) {")),
        Mutant(
            "stranger-moves-case", "S1", "an office that is no party to a case cannot move it",
            Edit(
                "Casework/Desk/Desk+Letters.swift",
                "guard (row.side + row.heardFrom).contains(file.standing(of: letter.from)) else {",
                "guard MUTANT || (row.side + row.heardFrom).contains(file.standing(of: letter.from)) else {")),
    ]
}
