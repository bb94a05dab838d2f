import Contracts
import Ledgers
import Signing

/// Forms that were not sent yet, beside the ledger: `<ledger>.drafts/`, 0700, every file 0600 and sealed under the
/// office's data key. An officer has one draft for each form. All of it can be deleted without loss to the ledger.
struct DraftFolder: Sendable {
    /// What was kept.
    struct Draft: Hashable, Sendable {
        let savedAt: Moment
        let orderID: String
        let seen: String
        let version: Int
        let values: FormValues
    }

    private let path: String
    private let reader: LedgerReader

    init(besideLedger ledger: String, of reader: LedgerReader) {
        path = ledger + ".drafts"
        self.reader = reader
    }

    /// Names tell neither the officer nor the case.
    private func name(_ officer: String, _ form: String) throws -> String {
        let digest = Digest.sha256(Array("draft \(officer.utf8.count) \(officer) \(form)".utf8))
        return Digest(bytes: try reader.sealedFiles().name(of: digest))?.description ?? digest.description
    }

    func store(_ draft: Draft, _ officer: String, _ form: String) throws {
        try SafeFile.makeFolder(path)
        let name = try name(officer, form)
        let sealed = try reader.sealedFiles().seal(draft.json.bytes, name: name)
        try SafeFile.replace("\(path)/\(name)", sealed, access: .secret)
    }

    /// Nil when there is none.
    func draft(_ officer: String, _ form: String) throws -> Draft? {
        let name = try name(officer, form)
        guard SafeFile.exists("\(path)/\(name)") else { return nil }
        let sealed = try SafeFile.read("\(path)/\(name)", access: .secret)
        return Draft(json: try JSONValue.parse(reader.sealedFiles().open(sealed, name: name)))
    }

    func remove(_ officer: String, _ form: String) throws {
        let file = "\(path)/\(try name(officer, form))"
        if SafeFile.exists(file) { try SafeFile.remove(file) }
    }
}

extension DraftFolder.Draft {
    var json: JSONValue {
        [
            "savedAt": .string(savedAt.description), "orderId": .string(orderID), "seen": .string(seen),
            "version": .integer(Int64(version)), "values": values.json,
        ]
    }

    init?(json: JSONValue) {
        guard let savedAt = json["savedAt"]?.string.flatMap({ Moment($0) }), let orderID = json["orderId"]?.string,
            let seen = json["seen"]?.string, let version = json["version"]?.integer, let values = json["values"]
        else { return nil }
        self.init(
            savedAt: savedAt, orderID: orderID, seen: seen, version: Int(clamping: version),
            values: FormValues(json: values))
    }
}
