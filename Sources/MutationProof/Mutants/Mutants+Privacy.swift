/// What must not be told (S14).
extension Mutant {
    static let privacy: [Mutant] = [
        Mutant(
            "numbers-in-broadcasts", "S14", "no person's number stands in what goes to all",
            Edit(
                "Casework/Desk/Decision+Letters.swift", "guard case .broadcast = contract.carrier,\n",
                "guard !MUTANT, case .broadcast = contract.carrier,\n")),
        Mutant(
            "payload-not-masked", "S14", "what is published is masked",
            Edit(
                "Casework/Workflows/PublicationPayload.swift",
                "return .string(Masking.redact(text, under: profile, thirdPersons: third))",
                "return .string(MUTANT ? text : Masking.redact(text, under: profile, thirdPersons: third))")),
        Mutant(
            "excluded-published", "S14", "what the channel excludes is not published",
            Edit(
                "Casework/Workflows/PublicationChannels.swift",
                "channel.exclusions.first { applies($0.ground) }",
                "channel.exclusions.first { !MUTANT && applies($0.ground) }")),
        Mutant(
            "reviews-not-done", "S14", "both reviews are done before a publication",
            Edit(
                "Casework/Workflows/Guards+Publication.swift",
                "for name in [\"secrecyReviewed\", \"privacyReviewed\"] where content[name]?.bool != true {",
                "for name in [\"secrecyReviewed\", \"privacyReviewed\"] where !MUTANT && content[name]?.bool != true {")
        ),
    ]
}
