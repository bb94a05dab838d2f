import Contracts
import Crypto
import GRDB

/// The rows and keys of cases: each content is sealed under a key of its case, wrapped by the office's data key.
struct CaseKeys {
    /// One case as sealing needs it.
    struct Slot {
        /// Row in `case_record`.
        let record: Int64
        /// The unwrapped key; nil when it was erased.
        let key: SymmetricKey?
        /// Contents up to this id are erased.
        let erasedThrough: Int64
    }

    private let office: SymmetricKey
    /// Seals the rows that the ledger changes.
    let rows: RowSeal
    /// Seals the files beside the ledger.
    let files: SealedFiles
    /// Hashes what cases are found by.
    let subjects: SubjectHash
    private var recent: [String: Slot] = [:]
    private var older: [String: Slot] = [:]
    private let capacity: Int

    init(office: SymmetricKey, capacity: Int) {
        self.office = office
        rows = RowSeal(office: office)
        files = SealedFiles(office: office)
        subjects = SubjectHash(office: office)
        self.capacity = capacity
    }

    /// A slot that was used lately.
    mutating func cached(_ caseID: String) -> Slot? {
        if let slot = recent[caseID] { return slot }
        guard let slot = older[caseID] else { return nil }
        remember(slot, caseID)
        return slot
    }

    /// Keeps a slot; the two generations together hold at most twice the capacity.
    mutating func remember(_ slot: Slot, _ caseID: String) {
        if recent.count >= capacity {
            older = recent
            recent = [:]
        }
        recent[caseID] = slot
    }

    /// Hands the cache over, so that a transaction changes it in place instead of copying it; what stays is empty.
    mutating func take() -> CaseKeys {
        let all = self
        recent = [:]
        older = [:]
        return all
    }

    /// Drops a slot whose key was destroyed.
    mutating func forget(_ caseID: String) {
        recent[caseID] = nil
        older[caseID] = nil
    }

    /// A fresh key, plain and wrapped.
    func fresh(_ caseID: String, _ sealing: inout Sealing) throws -> FreshKey {
        try maker.fresh(caseID, &sealing)
    }

    /// What makes fresh keys, without the cache.
    var maker: KeyMaker { KeyMaker(office: office) }

    /// The stored row and unwrapped key of a case id.
    func stored(_ caseID: String, _ sql: LedgerStatements) throws -> Slot? {
        try sql.cases.selectSlot.first({ $0.text(caseID) }) { row in
            try slot(
                record: row.integer(0), wrapped: row.optionalBytes(1), erasedThrough: row.integer(2), caseID: caseID)
        }
    }

    /// A slot from its columns.
    func slot(record: Int64, wrapped: [UInt8]?, erasedThrough: Int64, caseID: String) throws -> Slot {
        guard let wrapped else { return Slot(record: record, key: nil, erasedThrough: erasedThrough) }
        let plain = try Sealing.open(wrapped, key: office, purpose: CaseKeys.purpose(caseID))
        return Slot(record: record, key: SymmetricKey(data: plain), erasedThrough: erasedThrough)
    }

    /// What is authenticated beside a wrapped key.
    static func purpose(_ caseID: String) -> String { "liandong-case-key " + caseID }
}

/// Makes keys of cases.
struct KeyMaker {
    let office: SymmetricKey

    /// A fresh key, plain and wrapped.
    func fresh(_ caseID: String, _ sealing: inout Sealing) throws -> FreshKey {
        let plain = sealing.freshKey()
        let wrapped = try sealing.seal(plain, key: office, purpose: CaseKeys.purpose(caseID))
        return FreshKey(key: SymmetricKey(data: plain), wrapped: wrapped)
    }
}

/// A new key of a case, plain and wrapped.
struct FreshKey {
    let key: SymmetricKey
    let wrapped: [UInt8]
}

/// What is authenticated beside sealed bytes: what they are, and of which row.
enum SealedPurpose {
    static func content(_ id: Int64) -> String { "content \(id)" }
    static func caseFile(_ caseID: String) -> String { "case " + caseID }
    static func waiting(_ id: Int64) -> String { "waiting \(id)" }
    static func record(_ digest: Contracts.Digest) -> String { "record \(digest)" }
    static func equivocation(_ place: Int64) -> String { "equivocation \(place)" }
    static func answer(_ orderID: String) -> String { "answer " + orderID }
    static func watch(_ id: LetterID) -> String { "watch list \(id)" }
    static func log(_ commitment: Contracts.Digest) -> String { "log \(commitment)" }
    static let probe = "liandong-data-key"
}
