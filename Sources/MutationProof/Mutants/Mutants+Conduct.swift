/// What officers may not do in cases of any kind (domain D.1, D.2, D.6, D.9, E.5; practice 2).
extension Mutant {
    static let conduct: [Mutant] = [
        Mutant(
            "slip-number-forgotten", "practice 2", "a number is committed with the slip that has it",
            Edit(
                "Offices/Machine/Workspace+Slips.swift", "commit.settings.append((.slipNumbers, next.text))",
                "if !MUTANT || serial % 3 != 0 { commit.settings.append((.slipNumbers, next.text)) }")),
        Mutant(
            "author-reviews", "practice 2", "whoever wrote a slip does not review it",
            Edit(
                "Casework/Workflows/Guards+Slip.swift", "guard !authors.contains(officer.id) else {",
                "guard MUTANT || !authors.contains(officer.id) else {")),
        Mutant(
            "disposal-keeps-content", "domain E.5", "what was destroyed is gone",
            Edit(
                "Offices/Ledger/MemoryLedger.swift", "for erasure in commit.erasures { erase(erasure.caseID) }",
                "for erasure in commit.erasures where !MUTANT { erase(erasure.caseID) }")),
        Mutant(
            "destroyed-case-awaited", "L1", "a letter of a case that was destroyed holds nothing back",
            Edit(
                "Offices/Machine/OfficeMachine+Disposal.swift", "guard try !work.wasErased(id) else { return false }",
                "guard try MUTANT || !work.wasErased(id) else { return false }")),
        Mutant(
            "supervised-during-suit", "domain D.9", "nothing is supervised beside a suit about it",
            Edit(
                "Casework/Workflows/Guards+Supervision.swift", "guard content[\"pendingReview\"] == \"none\" else {",
                "guard MUTANT || content[\"pendingReview\"] == \"none\" else {")),
        Mutant(
            "suspended-goes-on", "domain D.9", "a supervision that rests goes no further",
            Edit(
                "Casework/Workflows/Guards+Supervision.swift", "if isSuspended, !isWanted {",
                "if !MUTANT, isSuspended, !isWanted {")),
        Mutant(
            "extended-twice", "domain D.6", "the time to answer is prolonged once",
            Edit(
                "Casework/Workflows/Guards+Referral.swift",
                "guard let rule, deadline.extensions < rule.extensions.count else {",
                "guard MUTANT || deadline.extensions < rule?.extensions.count ?? 0 else {")),
        Mutant(
            "supplement-twice", "domain D.1", "one complete list is asked for, once",
            Edit(
                "Casework/Workflows/Guards+Referral.swift",
                "guard (ownPart?[\"supplementRequested\"]?.array?.count ?? 0) < limit else {",
                "guard MUTANT || (ownPart?[\"supplementRequested\"]?.array?.count ?? 0) < limit else {")),
        Mutant(
            "recalled-after-opening", "domain D.1", "nothing is recalled that someone has opened",
            Edit(
                "Casework/Workflows/Guards+Referral.swift",
                "guard let opened = (file?.parts ?? []).first(where: { ![\"sent\", \"delivered\"].contains($0.state) }) else {",
                "guard !MUTANT, let opened = (file?.parts ?? []).first(where: { ![\"sent\", \"delivered\"].contains($0.state) }) else {"
            )),
        Mutant(
            "feedback-not-counted", "domain D.1", "feedback is numbered",
            Edit(
                "Casework/Desk/Preparation.swift", "return interim + (own?[\"filed\"] == nil ? 0 : 1) + 1",
                "return MUTANT ? 1 : interim + (own?[\"filed\"] == nil ? 0 : 1) + 1")),
        Mutant(
            "second-redirection-unheard", "design 4", "every office to which a case was sent is known to have got it",
            Edit(
                "Casework/Desk/Desk.swift", "return last == letter.description || ofPart == letter.description",
                "return last == letter.description || !MUTANT && ofPart == letter.description")),
    ]
}
