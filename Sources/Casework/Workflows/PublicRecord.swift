package import Contracts

/// What the public may know of a publication after an event (domain C.11): its newest version while it is shown, what became
/// of it afterwards, and nothing of one that may not be shown. Only what the case holds goes in, no clock and no directory,
/// so that everybody who applies the same letters makes the same bytes.
package struct PublicRecord: Hashable, Sendable {
    /// Whether it is shown.
    package enum Standing: Hashable, Sendable {
        /// With this payload.
        case published(payload: JSONValue)
        /// Withdrawn, stopped, shielded: that it was there, and why it is not.
        case ended
        /// Not shown at all.
        case withheld
    }

    /// The case.
    package let file: CaseFile
    /// Whether it is shown.
    package let standing: Standing

    /// The record of a publication.
    package init(_ file: CaseFile) {
        self.file = file
        if file.state == "published" {
            let masked = file.facts["payload"].flatMap { PublicationPayload.masked($0, third: []) }
            standing = masked.map { .published(payload: $0.payload) } ?? .withheld
        } else {
            standing = PublicRecord.actions[file.state] == nil ? .withheld : .ended
        }
    }

    /// The payload while it is shown.
    package var payload: JSONValue? {
        guard case .published(let payload) = standing else { return nil }
        return payload
    }

    private static let actions = [
        "withdrawn": "withdraw", "stopped": "stop", "shielded": "shield", "archived": "archive",
    ]

    /// What happened last.
    package var action: String {
        switch standing {
        case .published: file.facts["previousVersion"] == nil ? "publish" : "correct"
        case .ended: PublicRecord.actions[file.state] ?? file.state
        case .withheld: "withhold"
        }
    }

    /// Why it is not shown any more, without personal numbers.
    package var reason: String {
        let told = file.facts["reason"]?.string ?? stop?["reason"]?.string ?? ""
        return Masking.redact(told, under: .orgDecision)
    }

    /// The code of the reason: of a withdrawal its own, of a stop its ground.
    package var reasonCode: String {
        file.facts["reasonCode"]?.string ?? (file.facts["ground"] ?? stop?["ground"])?.string ?? ""
    }

    private var stop: JSONValue? {
        let stopped = file.facts["stopped"]
        return stopped?.array?.last ?? stopped
    }

    /// The record.
    package var json: JSONValue {
        var members: [(String, JSONValue?)] = [
            ("publicationId", .string(file.id.description)), ("recordKind", file.facts["recordKind"]),
            ("channel", "creditChina"), ("version", file.facts["version"]), ("action", .string(action)),
            ("responsibleOffice", .string(file.owner.description)),
        ]
        switch standing {
        case .published(let payload):
            members += [
                ("previousVersion", file.facts["previousVersion"]), ("maskingProfile", file.facts["maskingProfile"]),
                ("minUntil", file.facts["minUntil"]), ("maxUntil", file.facts["maxUntil"]), ("payload", payload),
                ("payloadSha256", .string(Digest.sha256(payload.bytes).description)),
            ]
        case .ended: members += [("reasonCode", .string(reasonCode)), ("reason", .string(reason))]
        case .withheld: members = [members[0], ("action", .string(action))]
        }
        return .members(members)
    }
}
