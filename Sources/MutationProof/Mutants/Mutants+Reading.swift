/// Positions in the log, and topics that change (protocol section 5).
extension Mutant {
    static let reading: [Mutant] = [
        Mutant(
            "position-not-probed", "rule 39", "the record before the position is read again",
            Edit(
                "Exchange/PartitionReader.swift",
                "guard offset == next - 1, digest == lastDigest else { return .restart }",
                "guard MUTANT || (offset == next - 1 && digest == lastDigest) else { return .restart }")),
        Mutant(
            "shorter-log-not-noticed", "rule 39", "a log that ends below the position is another one",
            Edit(
                "Exchange/PartitionReader.swift", "guard offset == next, !isProbing else { return .restart }",
                "guard MUTANT || (offset == next && !isProbing) else { return .restart }")),
        Mutant(
            "another-log-not-read", "rule 39", "another log is read from its start",
            Edit(
                "Offices/Machine/OfficeMachine+Intake.swift", "reader.restart()\n",
                "if !MUTANT { reader.restart() }\n")),
        Mutant(
            "generation-without-end", "rule 40", "streams of older generations are ended",
            Edit(
                "Offices/Machine/OfficeMachine+StreamEnd.swift",
                "let emission = OfficeMachine.endEmission(of: name)\n",
                "let emission = OfficeMachine.endEmission(of: name)\n        guard !MUTANT else { return }\n")),
        Mutant(
            "generation-not-retired", "rule 40",
            "the first letter of a new generation waits until all of the old one are acknowledged",
            Edit(
                "Offices/Machine/OfficeMachine+StreamEnd.swift",
                "for generation in 1..<name.generation {\n",
                "for generation in 1..<(MUTANT ? 1 : name.generation) {\n")),
        Mutant(
            "generation-not-awaited", "rule 40", "nothing of a new generation is applied before the old one's ends",
            Edit(
                "Offices/Machine/OfficeMachine+StreamEnd.swift", "(1..<name.generation).allSatisfy { generation in",
                "MUTANT || (1..<name.generation).allSatisfy { generation in")),
        Mutant(
            "ended-stream-goes-on", "rule 40", "nothing follows the end of a stream",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "if endedStreams.contains(leaf.stream) {",
                "if !MUTANT, endedStreams.contains(leaf.stream) {")),
        Mutant(
            "divergence-not-told", "rule 41", "unequal hashes at equal numbers are an alarm at everyone",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "guard equivocationsTold.insert(\"\\(stream)@\\(number)\").inserted else { return }",
                "guard !MUTANT, equivocationsTold.insert(\"\\(stream)@\\(number)\").inserted else { return }")),
        Mutant(
            "followed-not-kept", "rule 41", "what readers tell of broadcast streams is kept for the accounting",
            Edit(
                "Offices/Machine/OfficeMachine+Control.swift",
                "if followed.stream.office == office {\n                work",
                "if followed.stream.office == office, !MUTANT {\n                work")),
    ]
}
