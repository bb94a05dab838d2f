import Casework
import Contracts
import Ledgers

/// One publication as the public sees it (domain C.11): the newest version while it stands, a tombstone afterwards.
///
/// Nothing but the fields of the public payload leaves, masked here once more: what an agency let slip is not shown,
/// and a natural person is not shown at all (domain E.1).
struct PublicItem: Hashable {
    /// Whether it is shown.
    enum Standing: Hashable {
        case published(payload: JSONValue)
        case withdrawn
    }

    let file: CaseFile
    let standing: Standing
    /// Name of the agency that answers for it.
    let agency: String

    /// Nil for a case that is no publication, is marked for a person to look at, or may not be shown.
    init?(_ file: CaseFile, directory: DirectoryDocument?) {
        guard file.kind == .publication else { return nil }
        self.file = file
        agency = directory?.profile(file.owner)?.name ?? file.owner.description
        switch file.state {
        case "published":
            guard let payload = file.facts["payload"],
                let masked = PublicationPayload.masked(payload, third: [])
            else { return nil }
            standing = .published(payload: masked.payload)
        case "withdrawn": standing = .withdrawn
        default: return nil
        }
    }

    var id: String { file.id.description }

    var payload: JSONValue? {
        switch standing {
        case .published(let payload): payload
        case .withdrawn: nil
        }
    }

    /// When this office learnt of the state shown.
    var effectiveAt: String { file.updatedAt.description }

    var json: JSONValue {
        var members: [(String, JSONValue?)] = [
            ("publicationId", .string(id)), ("recordKind", file.facts["recordKind"]), ("channel", "creditChina"),
            ("version", file.facts["version"]), ("action", .string(action)), ("effectiveAt", .string(effectiveAt)),
            ("responsibleAgency", .string(agency)), ("responsibleOffice", .string(file.owner.description)),
        ]
        switch standing {
        case .published(let payload):
            members += [
                ("previousVersion", file.facts["previousVersion"]), ("maskingProfile", file.facts["maskingProfile"]),
                ("minUntil", file.facts["minUntil"]), ("maxUntil", file.facts["maxUntil"]), ("payload", payload),
                ("payloadSha256", .string(Digest.sha256(payload.bytes).description)),
            ]
        case .withdrawn:
            members += [("reasonCode", file.facts["reasonCode"]), ("reason", .string(reason))]
        }
        return .members(members)
    }

    private var action: String {
        switch standing {
        case .published: file.facts["previousVersion"] == nil ? "publish" : "correct"
        case .withdrawn: "withdraw"
        }
    }

    /// Why it was withdrawn, without personal numbers.
    var reason: String {
        Masking.redact(file.facts["reason"]?.string ?? "", under: .orgDecision)
    }
}

/// Reads public items from the ledger.
struct PublicShelf: Sendable {
    let reader: LedgerReader

    /// Publications behind a cursor, the newest first, and where the next page begins.
    func page(
        behind cursor: Int64, limit: Int, directory: DirectoryDocument?
    ) throws -> (items: [PublicItem], next: Int64?) {
        let rows = try reader.cases(
            CaseFilter(kind: .publication), behind: cursor == 0 ? nil : cursor, limit: limit)
        let items = try rows.compactMap { row in
            try reader.caseFile(row.id).flatMap { PublicItem($0, directory: directory) }
        }
        return (items, rows.count == limit ? rows.last?.cursor : nil)
    }

    /// One publication; nil when there is none of that id, or none that may be shown.
    func item(_ id: CaseID, directory: DirectoryDocument?) throws -> PublicItem? {
        try reader.caseFile(id).flatMap { PublicItem($0, directory: directory) }
    }

    /// What stands about a subject, the newest first.
    func current(subject: String, directory: DirectoryDocument?) throws -> [PublicItem] {
        let filter = CaseFilter(kind: .publication, state: "published", subject: subject)
        return try reader.cases(filter, limit: 500).compactMap { row in
            try reader.caseFile(row.id).flatMap { PublicItem($0, directory: directory) }
        }
    }
}
