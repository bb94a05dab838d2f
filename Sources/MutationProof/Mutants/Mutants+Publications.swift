/// What keeps a record from the public, and what ends it (domain D.4, E.1, E.2).
extension Mutant {
    static let publications: [Mutant] = [
        Mutant(
            "words-not-reviewed", "domain E.1", "a word of the list waits for a person who lets it through",
            Edit(
                "Casework/Workflows/Guards+Review.swift",
                "guard let review = file?.facts[\"wordReview\"], WordReview.isHeld(review) else { return }",
                "guard !MUTANT, let review = file?.facts[\"wordReview\"], WordReview.isHeld(review) else { return }")),
        Mutant(
            "restricted-published", "domain E.1", "what is on the list of restricted publications is not published",
            Edit(
                "Casework/Workflows/Guards+Review.swift",
                "guard let matter = matters.first(where: { $0.extent == .never }) else { return }",
                "guard !MUTANT, let matter = matters.first(where: { $0.extent == .never }) else { return }")),
        Mutant(
            "privacy-not-held", "domain E.2", "a number of a person in a text stops the clearing",
            Edit(
                "Casework/Workflows/Guards+Publication.swift",
                "guard let finding = findings.first(where: { $0.finding.kind != .minorWord || !isOverridden }) else {",
                "guard !MUTANT, let finding = findings.first(where: { $0.finding.kind != .minorWord || !isOverridden }) else {"
            )),
        Mutant(
            "override-by-one", "domain E.2", "what one person let through another one confirms",
            Edit(
                "Casework/Workflows/Guards+Severity.swift", "guard cleared[\"officer\"]?.string != officer.id else {",
                "guard MUTANT || cleared[\"officer\"]?.string != officer.id else {")),
        Mutant(
            "correction-by-one", "domain E.2", "a correction with a word of the list has a second person behind it",
            Edit(
                "Casework/Workflows/Guards+Severity.swift",
                "guard isFresh, approved?[\"officer\"]?.string != officer.id else {",
                "guard MUTANT || (isFresh && approved?[\"officer\"]?.string != officer.id) else {")),
        Mutant(
            "severity-unconfirmed", "domain C.7", "who reviews confirms a severity that contradicts the function",
            Edit(
                "Casework/Workflows/Guards+Severity.swift",
                "} else if content[\"severityConfirmed\"]?.bool != true {",
                "} else if !MUTANT, content[\"severityConfirmed\"]?.bool != true {")),
        Mutant(
            "channel-without-end", "domain D.4", "the last public day of a channel ends it",
            Edit(
                "Casework/Workflows/Publication+Ending.swift", "\"expired\", side: [.opener], from: standing, to:",
                "\"expired\", side: [.opener], from: MUTANT ? [\"archived\"] : standing, to:")),
        Mutant(
            "objection-untold", "domain D.4", "an objection that came in a letter is shown beside the record",
            Edit(
                "Casework/Desk/Decision.swift", "case .objectionUntold: return untoldObjection(file)",
                "case .objectionUntold: return MUTANT ? nil : untoldObjection(file)")),
        Mutant(
            "overdue-untold", "domain D.0", "a publication that is overdue is told to the superior",
            Edit(
                "Casework/Desk/Decision+Escalation.swift",
                "guard deadline.setBy == context.own.id, kind != .listEntry else { return false }",
                "guard deadline.setBy == context.own.id, kind != .listEntry, !MUTANT || kind != .publication else { return false }"
            )),
    ]
}
