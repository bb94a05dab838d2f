/// Equal lists (protocol rules 34 and 41, design section 3, S12 and S13).
///
/// Seen caught, at 40 minutes of faults, by these seeds: lift-not-awaited and measure-without-basis 1; rot-not-mended,
/// difference-not-searched, copy-not-looked-through, mass-removal-unasked and repair-not-granted 2, which begins with a list;
/// slice-not-kept 5.
extension Mutant {
    static let lists: [Mutant] = [
        Mutant(
            "rot-not-mended", "S12", "an entry that something else has changed is made anew from the journal",
            Edit(
                "Offices/Machine/OfficeMachine+ListMending.swift",
                "if outcome == .mendedFromJournal || outcome == .mendedFromOwner || isRowLost {",
                "if !MUTANT, outcome == .mendedFromJournal || outcome == .mendedFromOwner || isRowLost {")),
        Mutant(
            "copy-not-looked-through", "S12", "every office looks its own copy of the lists through",
            Edit(
                "Offices/Machine/OfficeMachine+ListMending.swift",
                "for damage in inspection.damages { try mend(damage, &work) }",
                "for damage in inspection.damages where !MUTANT { try mend(damage, &work) }")),
        Mutant(
            "sum-keeps-the-old", "rule 34", "an entry that moves is taken out of its sum before it comes back",
            Edit(
                "Offices/Ledger/ListRanges.swift", "if let before { sum.remove(before) }",
                "if !MUTANT, let before { sum.remove(before) }")),
        Mutant(
            "difference-not-searched", "S13", "where roots differ, the entries are looked for",
            Edit(
                "Offices/Machine/OfficeMachine+ListSearch.swift",
                "guard partner != office, lists.searches[share] == nil,",
                "guard !MUTANT, partner != office, lists.searches[share] == nil,")),
        Mutant(
            "liar-ends-comparing", "S13", "what a liar says of an entry keeps no list from being compared",
            Edit(
                "Offices/Machine/OfficeMachine+ListRoots.swift",
                "return try work.heldBack(caseID: caseID).contains { ListStanding.isMoved(by: $0.envelope.leaf) }",
                "return try MUTANT || work.heldBack(caseID: caseID).contains { ListStanding.isMoved(by: $0.envelope.leaf) }"
            )),
        Mutant(
            "mass-removal-unasked", "S13", "a list that shrinks at once by a large part waits for a second person",
            Edit(
                "Offices/Machine/OfficeMachine+Shrinking.swift",
                "if tally.total + count <= limits.free(of: inForce + tally.total) {",
                "if MUTANT || tally.total + count <= limits.free(of: inForce + tally.total) {")),
        Mutant(
            "slice-not-kept", "design 4", "letters on lists get their numbers in slices",
            Edit(
                "Offices/Machine/OfficeMachine+Slices.swift",
                "guard name.topic.isBroadcast, let stream = outStreams[name] else { return .max }",
                "guard !MUTANT, name.topic.isBroadcast, let stream = outStreams[name] else { return .max }")),
        Mutant(
            "removal-before-listing", "S3", "a removal that overtakes leaves nothing of its own entry behind",
            Edit(
                "Offices/Machine/OfficeMachine+Slices.swift",
                "for other in earlier where other.row < letter.row && !numbering.done.contains(other.row) {",
                "for other in earlier where !MUTANT && other.row < letter.row && !numbering.done.contains(other.row) {"),
            Edit(
                "Offices/Machine/OfficeMachine+Slices.swift",
                "where !numbering.done.contains(earlier.row) {",
                "where !MUTANT && !numbering.done.contains(earlier.row) {"),
            Edit(
                "Offices/Machine/OfficeMachine+Slices.swift",
                "for kept in work.takeKept(stream: name, caseID: draft.leaf.caseID) {",
                "for kept in MUTANT ? [] : work.takeKept(stream: name, caseID: draft.leaf.caseID) {")),
        Mutant(
            "measure-without-basis", "domain B.8", "a measure that takes rights away cites its provision",
            Edit(
                "Casework/Workflows/Guards+List.swift",
                "for (index, item) in (known(\"measures\")?.array ?? []).enumerated() {",
                "for (index, item) in (known(\"measures\")?.array ?? []).enumerated() where !MUTANT {")),
        Mutant(
            "lift-not-awaited", "L1", "an entry is removed once every measure is lifted or kept by its own basis",
            Edit(
                "Casework/Desk/Decision.swift", "case .noMeasureApplied: return isApplied ? nil : .object([])",
                "case .noMeasureApplied: return isApplied && !MUTANT ? nil : .object([])"),
            Edit(
                "Casework/Desk/Decision.swift", "case .someMeasureApplied: return isApplied ? .object([]) : nil",
                "case .someMeasureApplied: return isApplied && !MUTANT ? .object([]) : nil")),
        Mutant(
            "repair-not-granted", "domain D.5", "an early removal rests on a repair that was granted for the entry",
            Edit(
                "Casework/Workflows/Guards+ListRemoval.swift",
                "guard granted?.kind == .repair, [\"granted\", \"done\"].contains(granted?.state),",
                "guard !MUTANT else { return }\n        guard granted?.kind == .repair, [\"granted\", \"done\"].contains(granted?.state),"
            )),
    ]
}
