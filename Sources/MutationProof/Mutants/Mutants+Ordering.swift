/// Officers' orders and the workflows (S4, S7, L1).
extension Mutant {
    static let ordering: [Mutant] = [
        Mutant(
            "order-done-twice", "S2", "an order given twice is done once",
            Edit(
                "Offices/Machine/OfficeMachine+Orders.swift", "if let before = try known(order, work) {",
                "if !MUTANT, let before = try known(order, work) {"),
            Edit(
                "Offices/Machine/OfficeMachine+Orders.swift",
                "work.commit.answers.append(OrderAnswer(orderID: order.id, digest: digest, answer: answer))",
                "if !MUTANT { work.commit.answers.append(OrderAnswer(orderID: order.id, digest: digest, answer: answer)) }"
            )),
        Mutant(
            "order-id-taken-twice", "S4", "an order id names one order",
            Edit(
                "Offices/Machine/OfficeMachine+Orders.swift", "guard before.digest == digest else {",
                "guard MUTANT || before.digest == digest else {")),
        Mutant(
            "any-state-orders", "S7", "an order is given only in a state that allows it",
            Edit(
                "Casework/Desk/Desk+Orders.swift",
                "let fitting = ours.first { $0.from.contains(state) && partFits($0, content, file, context.own.id) }",
                "let fitting = MUTANT ? ours.first : ours.first { $0.from.contains(state) && partFits($0, content, file, context.own.id) }"
            )),
        Mutant(
            "any-state-letters", "S7", "a letter moves a case only in a state that allows it",
            Edit(
                "Casework/Desk/Desk+Letters.swift",
                "guard (row.from + row.seenFrom).contains(file.state) else { return false }",
                "guard MUTANT || (row.from + row.seenFrom).contains(file.state) else { return false }"),
            Edit(
                "Casework/Desk/Desk+Letters.swift",
                "return (row.partFrom + row.partSeenFrom).contains(file.effectiveState(ofPart: part))",
                "return MUTANT || (row.partFrom + row.partSeenFrom).contains(file.effectiveState(ofPart: part))")),
        Mutant(
            "late-letter-dropped", "S7", "contradictory letters are kept and flagged",
            Edit(
                "Casework/Desk/Desk+Letters.swift", "flags: [\"STATE_CONFLICT:\\(row.event)\"],",
                "flags: MUTANT ? [] : [\"STATE_CONFLICT:\\(row.event)\"],")),
        Mutant(
            "any-role-orders", "S7", "an order needs a role of its row",
            Edit(
                "Casework/Desk/Desk+Orders.swift",
                "guard officer.roles.contains(where: row.roles.contains) else {",
                "guard MUTANT || officer.roles.contains(where: row.roles.contains) else {")),
        Mutant(
            "self-approval", "S7", "nobody approves what he drafted",
            Edit(
                "Casework/Workflows/Guards.swift",
                "guard !isAuthor else {\n            throw refuse(\"SELF_APPROVAL\"",
                "guard MUTANT || !isAuthor else {\n            throw refuse(\"SELF_APPROVAL\"")),
        Mutant(
            "reviewer-is-handler", "S7", "nobody reviews his own case",
            Edit(
                "Casework/Workflows/Guards.swift",
                "guard !isAuthor else {\n            throw refuse(\"REVIEWER_IS_HANDLER\"",
                "guard MUTANT || !isAuthor else {\n            throw refuse(\"REVIEWER_IS_HANDLER\"")),
        Mutant(
            "team-of-one", "S7", "a special team has two members",
            Edit(
                "Casework/Workflows/Guards+Handoff.swift", "guard distinct >= minimum else {",
                "guard MUTANT || distinct >= minimum else {")),
        Mutant(
            "procuratorate-left-out", "S7", "the copy to the procuratorate cannot be left out",
            Edit(
                "Casework/Workflows/Guards+Handoff.swift",
                "guard let owed = own.sameLevelProcuratorate, copies.contains(owed.description) else {",
                "guard let owed = own.sameLevelProcuratorate, MUTANT || copies.contains(owed.description) else {"),
            Edit(
                "Casework/Desk/Decision+Letters.swift",
                "case .sameLevelProcuratorate: copies += own.sameLevelProcuratorate.map { [$0] } ?? []",
                "case .sameLevelProcuratorate: copies += MUTANT ? [] : own.sameLevelProcuratorate.map { [$0] } ?? []"),
            Edit(
                "Casework/Desk/Preparation.swift",
                "if content[\"cc\"] == nil, let procuratorate = context.own.sameLevelProcuratorate {",
                "if content[\"cc\"] == nil, let procuratorate = context.own.sameLevelProcuratorate, !MUTANT {")),
        Mutant(
            "fine-instead-of-crime", "S7", "no fine instead of a transfer",
            Edit(
                "Casework/Workflows/Guards+Handoff.swift", "guard !blocked.isEmpty else { return }",
                "guard !MUTANT, !blocked.isEmpty else { return }")),
        Mutant(
            "measure-without-ground", "S7", "a measure that reduces rights cites its provision",
            Edit(
                "Casework/Workflows/Guards+List.swift", "guard item[\"basis\"] != nil else {",
                "guard MUTANT || item[\"basis\"] != nil else {"),
            Edit(
                "Casework/Workflows/Guards+List.swift",
                "guard isCarried || measure.conditions.contains(.ownBasis) else {",
                "guard MUTANT || isCarried || measure.conditions.contains(.ownBasis) else {")),
        Mutant(
            "notice-not-served", "S7", "an entry is made after its notice and the time to object",
            Edit(
                "Casework/Workflows/Guards+List.swift", "until < context.today else {",
                "MUTANT || until < context.today else {")),
        Mutant(
            "removal-lifts-nothing", "L1", "a removal lifts the measures of every office",
            Edit(
                "Casework/Desk/Decision.swift", "case .ownMeasureApplied:\n            return",
                "case .ownMeasureApplied where MUTANT: return nil\n        case .ownMeasureApplied:\n            return"
            )),
        Mutant(
            "delivery-not-noted", "design 4", "an ack over a letter that opens a case begins its deadlines",
            Edit(
                "Offices/Machine/OfficeMachine+Orders.swift",
                "guard LetterCatalogue.contract(for: leaf.type)?.reportsDelivery ?? false, let id",
                "guard !MUTANT, LetterCatalogue.contract(for: leaf.type)?.reportsDelivery ?? false, let id")),
    ]
}
