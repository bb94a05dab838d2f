/// Who may read a letter (S14).
extension Mutant {
    static let sealing: [Mutant] = [
        Mutant(
            "not-sealed", "S14", "a criminal letter is sealed",
            Edit(
                "Offices/Machine/OfficeMachine+Sealing.swift", "for letter in letters where letter.isSealed {",
                "for letter in letters where !MUTANT && letter.isSealed {")),
        Mutant(
            "subject-in-leaf", "S14", "the leaf of a sealed letter does not say whom it is about",
            Edit(
                "Offices/Machine/OfficeMachine+Letters.swift", "subject: isSealed ? \"\" : letter.subject",
                "subject: isSealed && !MUTANT ? \"\" : letter.subject")),
        Mutant(
            "half-sealed-taken", "S14", "a letter that someone whom it names cannot open is set aside",
            Edit(
                "Offices/Machine/OfficeMachine+Sealing.swift", "return isRead ? nil : OfficeMachine.sealIncomplete",
                "return MUTANT || isRead ? nil : OfficeMachine.sealIncomplete")),
        Mutant(
            "reader-left-out", "S14", "a letter is sealed for all whom it goes to",
            Edit(
                "Offices/Machine/OfficeMachine+Sealing.swift", "let readers = try readers(of: named, at:",
                "let readers = try readers(of: MUTANT ? Array(named.prefix(1)) : named, at:")),
    ]
}
