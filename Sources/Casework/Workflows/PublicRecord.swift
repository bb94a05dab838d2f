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
            let kind = RecordKind(in: file.facts)
            let masked = file.facts["payload"].flatMap { payload in
                kind.flatMap { PublicationPayload.masked(payload, of: $0, third: []) }
            }
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
        case .published:
            file.facts["action"]?.string ?? (file.facts["previousVersion"] == nil ? "publish" : "correct")
        case .ended: PublicRecord.actions[file.state] ?? file.state
        case .withheld: "withhold"
        }
    }

    /// Why it is not shown any more, without personal numbers.
    package var reason: String {
        let told = file.facts["reason"]?.string ?? stop?["reason"]?.string ?? ""
        return Masking.redact(told, under: .orgDecision)
    }

    /// The code of the reason: of a withdrawal its own, of a stop that of its ground.
    package var reasonCode: String {
        if file.state == "shielded" { return PublicRecord.shieldCode }
        let ground = (file.facts["ground"] ?? stop?["ground"])?.string
        let stopCode = ground.map { PublicRecord.stopCodes[$0] ?? $0 }
        let own = file.facts["reasonCode"]?.string
        return (file.state == "withdrawn" ? own ?? stopCode : stopCode ?? own) ?? ""
    }

    /// The codes of the grounds on which a publication stops.
    static let stopCodes = [
        "repaired": repairCode, "expired": "PERIOD_EXPIRED", "planDone": "REORGANISATION_DONE",
        "removed": "LIST_REMOVED",
    ]

    /// The code of one that ended by repair.
    static let repairCode = "CREDIT_REPAIRED"

    /// The code of a publication that is hidden while its firm is reorganised (RP-08).
    static let shieldCode = "REORGANISATION"

    private var stop: JSONValue? {
        let stopped = file.facts["stopped"]
        return stopped?.array?.last ?? stopped
    }

    /// How it stands on each channel.
    package var channels: [ChannelStanding] { file.channelStandings }

    /// What became of the last objection of the subject; nil where there was none.
    package var objection: JSONValue? { file.facts["objection"] }

    /// The record.
    package var json: JSONValue {
        var members: [(String, JSONValue?)] = [
            ("publicationId", .string(file.id.description)),
            ("recordKind", .string((RecordKind(in: file.facts) ?? .penalty).rawValue)),
            ("version", file.facts["version"]), ("previousVersion", file.facts["previousVersion"]),
            ("action", .string(action)), ("responsibleOffice", .string(file.owner.description)),
            ("channels", .array(channels.map(\.json))), ("objection", objection),
        ]
        switch standing {
        case .published(let payload):
            members += [
                ("maskingProfile", file.facts["maskingProfile"]), ("payload", payload),
                ("payloadSha256", .string(Digest.sha256(payload.bytes).description)),
            ]
        case .ended: members += [("reasonCode", .string(reasonCode)), ("reason", .string(reason))]
        case .withheld: members = [members[0], ("action", .string(action))]
        }
        return .members(members)
    }
}
