/// Equal lists (protocol rules 34 and 41, design section 3, S12 and S13).
extension Mutant {
    static let lists: [Mutant] = [
        Mutant(
            "rot-not-mended", "S12", "an entry that something else has changed is made anew from the journal",
            Edit(
                "Offices/Machine/OfficeMachine+ListMending.swift", "if outcome == .mendedFromJournal {",
                "if !MUTANT, outcome == .mendedFromJournal {")),
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
    ]
}
