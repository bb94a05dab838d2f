import Casework
import Contracts
import Ledgers

/// One publication as the public sees it (domain C.11): the newest version while it stands, a tombstone afterwards.
///
/// Nothing but the fields of the public payload leaves, masked here once more: what an agency let slip is not shown,
/// and a natural person is not shown at all (domain E.1). What is shown is what the log has committed to.
struct PublicItem: Hashable {
    let record: PublicRecord
    /// Name of the agency that answers for it.
    let agency: String
    /// Its newest place in the log; nil while it has none.
    let logIndex: UInt64?

    /// Nil for a case that is no publication, is marked for a person to look at, or may not be shown.
    init?(_ file: CaseFile, directory: DirectoryDocument?, logIndex: UInt64?) {
        guard file.kind == .publication else { return nil }
        record = PublicRecord(file)
        guard record.standing != .withheld else { return nil }
        agency = directory?.profile(file.owner)?.name ?? file.owner.description
        self.logIndex = logIndex
    }

    var id: String { record.file.id.description }

    var payload: JSONValue? { record.payload }

    /// When this office learnt of the state shown.
    var effectiveAt: String { record.file.updatedAt.description }

    var json: JSONValue {
        record.json.merging(
            .members([
                ("effectiveAt", .string(effectiveAt)), ("responsibleAgency", .string(agency)),
                ("logIndex", logIndex.map { .integer(Int64(clamping: $0)) }),
            ]))
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
        let items = try rows.compactMap { try item($0.id, directory: directory) }
        return (items, rows.count == limit ? rows.last?.cursor : nil)
    }

    /// One publication; nil when there is none of that id, or none that may be shown.
    func item(_ id: CaseID, directory: DirectoryDocument?) throws -> PublicItem? {
        try reader.publication(id).flatMap { PublicItem($0.file, directory: directory, logIndex: $0.place) }
    }

    /// What stands about a subject, the newest first.
    func current(subject: String, directory: DirectoryDocument?) throws -> [PublicItem] {
        let filter = CaseFilter(kind: .publication, state: "published", subject: subject)
        return try reader.cases(filter, limit: 500).compactMap { try item($0.id, directory: directory) }
    }
}
