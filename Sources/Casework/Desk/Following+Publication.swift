import Contracts

/// What a publication and the list entry behind it owe each other.
struct PublicationFollowing {
    let file: CaseFile
    let context: DeskContext

    private func other(_ name: String, _ kind: CaseKind) -> CaseFile? {
        let id = file.facts[name]?.string.flatMap { CaseID($0) }
        return id.flatMap { context.others[$0]?.file }.flatMap { $0.kind == kind ? $0 : nil }
    }

    /// The entry learns where it is public.
    var afterShowing: [FollowingOrder] {
        guard let entry = other("sourceEntry", .listEntry), ["listed", "published", "shielded"].contains(entry.state)
        else { return [] }
        return [
            FollowingOrder(
                kind: .listEntry, caseID: entry.id, name: "linkPublication",
                body: ["publication": .string(file.id.description)])
        ]
    }

    /// A listing that was wrong is withdrawn with its reason; any other end stops the publication.
    var afterRemoval: [FollowingOrder] {
        guard let publication = other("publication", .publication),
            ["published", "shielded"].contains(publication.state), let removal = file.facts["removalOrdered"],
            !isStoppedByRepair(publication.id, removal)
        else { return [] }
        if removal["kind"] == "revoked" {
            return [
                FollowingOrder(
                    kind: .publication, caseID: publication.id, name: "withdraw",
                    body: .members([("reasonCode", "DECISION_REVOKED"), ("reason", removal["reason"])]))
            ]
        }
        return [
            FollowingOrder(
                kind: .publication, caseID: publication.id, name: "stop",
                body: .members([
                    ("ground", "removed"), ("reason", removal["reason"]), ("decisionNo", removal["decisionNo"]),
                ]))
        ]
    }

    /// A repair that is about the publication too stops it itself.
    private func isStoppedByRepair(_ id: CaseID, _ removal: JSONValue) -> Bool {
        let repair = removal["repair"]?.string.flatMap { CaseID($0) }.flatMap { context.others[$0]?.file }
        return repair?.facts["targets"]?.array?.contains { $0["caseId"]?.string == id.description } ?? false
    }

    /// Three working days to withdraw (行政处罚法 第四十八条).
    var afterRevocation: [FollowingOrder] {
        guard let publication = other("publication", .publication),
            ["published", "shielded", "stopped"].contains(publication.state), let told = file.facts["sourceRevoked"]
        else { return [] }
        return [
            FollowingOrder(
                kind: .publication, caseID: publication.id, name: "recordDecisionChanged",
                body: .members([
                    ("change", "revoked"), ("changedOn", told["revokedOn"]), ("documentNo", told["documentNo"]),
                    ("text", told["text"]),
                ]))
        ]
    }
}
