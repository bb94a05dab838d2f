import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Programs
import Signing

/// Compares the ledgers of a house whose processes have ended: what was ordered, sent, received and concluded.
struct Audit {
    private struct Book {
        let office: OfficeID
        let ledger: SQLiteLedger
    }

    private let books: [Book]

    /// Opens the ledgers of all offices.
    init(_ house: DemonstrationHouse) throws {
        books = try house.offices.map { office in
            let key = try KeyFile.read(house.layout.office(office.id) + "/data.key", kind: .data).secret
            return Book(
                office: office.id,
                ledger: try SQLiteLedger(LedgerOptions(path: house.ledger(of: office), dataKey: key)))
        }
    }

    // MARK: Orders

    /// Every order that was answered stands once in the journal of its office, and nothing else does.
    func orderFindings(_ done: [GivenOrder]) throws -> [String] {
        try books.flatMap { book -> [String] in
            var missing = done.filter { $0.office == book.office }
            var surplus: [String] = []
            for order in try orders(in: book) {
                if let index = missing.firstIndex(of: order) {
                    missing.remove(at: index)
                } else {
                    surplus.append("\(book.office) has done twice or unasked: \(order.caseID) \(order.note)")
                }
            }
            return surplus + missing.map { "\(book.office) has lost \($0.caseID) \($0.note)" }
        }
    }

    private func orders(in book: Book) throws -> [GivenOrder] {
        try caseIDs(in: book).flatMap { id in
            try (book.ledger.reader.dossier(id, in: .office)?.timeline ?? []).filter { $0.kind == .order }.map {
                GivenOrder(office: $0.office, caseID: id.description, note: $0.note)
            }
        }
    }

    private func caseIDs(in book: Book) throws -> [CaseID] {
        var found: [CaseID] = []
        var cursor: Int64?
        while true {
            let page = try book.ledger.reader.cases(in: .office, behind: cursor, limit: 200)
            guard let last = page.last else { return found }
            found += page.map(\.id)
            cursor = last.cursor
        }
    }

    // MARK: Letters

    /// Each number of each stream has one disposition with effect at every reader, under the same leaf.
    func letterFindings() throws -> (deliveries: Int, findings: [String]) {
        var deliveries = 0
        var findings: [String] = []
        for writer in books {
            for stream in try writer.ledger.outStreams() where stream.number > 0 {
                let letters = try writer.ledger.outgoing(stream: stream.name, numbers: 1...stream.number)
                if letters.count != Int(stream.number) { findings.append("\(stream.name) keeps \(letters.count)") }
                for reader in readers(of: stream.name, by: writer.office) {
                    findings += try letters.compactMap { try finding($0.envelope, at: reader) }
                    deliveries += letters.count
                }
            }
        }
        return (deliveries, findings)
    }

    private func finding(_ envelope: Envelope, at reader: Book) throws -> String? {
        let leaf = envelope.leaf
        let rows = try reader.ledger.reader.letters(withID: leaf.letter, in: .office).filter {
            $0.direction == .received && $0.leaf.stream == leaf.stream
        }
        guard rows.count == 1, let row = rows.first else {
            return "\(leaf.stream)#\(leaf.number) \(leaf.type): \(rows.count) times at \(reader.office)"
        }
        guard row.leafHash == envelope.leafHash, row.disposition == .effect else {
            let disposition = row.disposition?.rawValue ?? ""
            return "\(leaf.stream)#\(leaf.number) \(leaf.type): \(disposition) \(row.reason) at \(reader.office)"
        }
        return nil
    }

    private func readers(of stream: StreamName, by writer: OfficeID) -> [Book] {
        books.filter { book in
            switch stream.topic {
            case .direct(let office): book.office == office
            case .lists, .measures, .publications: book.office != writer
            case .checkpoints, .directory: false
            }
        }
    }

    // MARK: Cases

    /// Every case stands at its other offices where it stands at its owner.
    func caseFindings() throws -> [String] {
        try books.flatMap { owner in
            try caseIDs(in: owner).filter { $0.office == owner.office }.flatMap { id -> [String] in
                guard let file = try owner.ledger.reader.caseFile(id, in: .office) else {
                    return ["\(id) cannot be read"]
                }
                return try differences(file, of: owner)
            }
        }
    }

    private func differences(_ file: CaseFile, of owner: Book) throws -> [String] {
        try books.filter { $0.office != owner.office }.compactMap { other in
            let there = try other.ledger.reader.caseFile(file.id, in: .office)
            switch file.kind {
            case .referral, .handoff, .supervision, .assistance, .task, .commentRound, .slip:
                guard file.recipients.contains(other.office), file.state(ofPart: other.office.description) != nil
                else { return nil }
                let part = other.office.description
                return told(file.state(ofPart: part), there?.state(ofPart: part), file.id, other)
            case .repair:
                guard file.recipients.contains(other.office), !file.recipients.isEmpty else { return nil }
                return told(file.state, there?.state, file.id, other)
            case .risk:
                let part = other.office.description
                guard file.state(ofPart: part) != nil else { return nil }
                return told(file.state(ofPart: part), there?.state(ofPart: part), file.id, other)
            case .listEntry:
                guard !["proposed", "reviewed"].contains(file.state) else { return nil }
                return told(standing(file), there.map { standing($0) }, file.id, other)
            case .publication:
                guard !["pending", "cleared", "pushed", "archived"].contains(file.state) else { return nil }
                return told(version(file), there.map { version($0) }, file.id, other)
            }
        }
    }

    private func told(_ here: String?, _ there: String?, _ id: CaseID, _ other: Book) -> String? {
        here == there ? nil : "\(id) is \(here ?? "unknown"), at \(other.office) \(there ?? "unknown")"
    }

    private func standing(_ file: CaseFile) -> String {
        ([file.state] + file.parts.map { "\($0.key)=\($0.state)" }.sorted()).joined(separator: " ")
    }

    private func version(_ file: CaseFile) -> String {
        "\(file.state) \(file.facts["version"]?.integer ?? 0)"
    }
}
