import Contracts
import HTTPTypes
import Ledgers
import Signing
import Web

/// The filters of work lists that officers keep by name, beside the ledger: `<ledger>.filters/`, 0700, a file for each officer,
/// 0600 and sealed under the office's data key. All of it can be deleted without loss to the ledger.
actor SavedFilters {
    /// One filter.
    struct Filter: Hashable, Sendable {
        /// What it is found by among those of its officer.
        let id: Int
        let name: String
        /// The address of the list.
        let url: String
    }

    /// Filters that an officer may keep.
    static let most = 30
    static let nameCharacters = 40

    private let path: String
    private let reader: LedgerReader

    init(besideLedger ledger: String, of reader: LedgerReader) {
        path = ledger + ".filters"
        self.reader = reader
    }

    /// Names of files do not tell the officer.
    private func file(_ officer: String) throws -> String {
        let digest = Digest.sha256(Array("filters \(officer)".utf8))
        return Digest(bytes: try reader.sealedFiles().name(of: digest))?.description ?? digest.description
    }

    /// An officer's filters, in the order in which they were kept.
    func all(_ officer: String) throws -> [Filter] {
        let name = try file(officer)
        guard SafeFile.exists("\(path)/\(name)") else { return [] }
        let sealed = try SafeFile.read("\(path)/\(name)", access: .secret)
        let json = try JSONValue.parse(reader.sealedFiles().open(sealed, name: name))
        return json.array?.compactMap { Filter(json: $0) } ?? []
    }

    private func store(_ filters: [Filter], _ officer: String) throws {
        try SafeFile.makeFolder(path)
        let name = try file(officer)
        let bytes = JSONValue.array(filters.map(\.json)).bytes
        try SafeFile.replace("\(path)/\(name)", try reader.sealedFiles().seal(bytes, name: name), access: .secret)
    }

    /// Keeps a filter; one of the same name is replaced.
    ///
    /// - Throws: 409 when the officer has as many as may be kept.
    func keep(_ name: String, _ url: String, of officer: String) throws {
        var filters = try all(officer)
        if let place = filters.firstIndex(where: { $0.name == name }) {
            filters[place] = Filter(id: filters[place].id, name: name, url: url)
        } else {
            guard filters.count < SavedFilters.most else {
                throw Problem(
                    .conflict, "FILTERS_FULL", "最多保存\(SavedFilters.most)个筛选，请先删除不用的。", field: "name")
            }
            filters.append(Filter(id: (filters.map(\.id).max() ?? 0) + 1, name: name, url: url))
        }
        try store(filters, officer)
    }

    /// Removes a filter.
    ///
    /// - Throws: 404 when the officer has none of this id.
    func remove(_ id: Int, of officer: String) throws {
        let filters = try all(officer)
        guard filters.contains(where: { $0.id == id }) else { throw Problem.missing("这个筛选") }
        try store(filters.filter { $0.id != id }, officer)
    }
}

extension SavedFilters.Filter {
    fileprivate var json: JSONValue {
        ["id": .integer(Int64(id)), "name": .string(name), "url": .string(url)]
    }

    fileprivate init?(json: JSONValue) {
        guard let id = json["id"]?.integer.flatMap({ Int(exactly: $0) }), let name = json["name"]?.string,
            let url = json["url"]?.string, url.hasPrefix("/cases?")
        else { return nil }
        self.init(id: id, name: name, url: url)
    }
}
