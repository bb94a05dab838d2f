import Casework
package import Contracts
import Crypto
package import Exchange
import GRDB
package import Offices

/// The lists of a ledger: roots, ranges, and looking them through for what something else than this program changed.
extension SQLiteLedger {
    package func listRoots() throws -> [Checkpoint.ListRoot] {
        try reading {
            try lists.load(sql.lists)
            return try roots.all(sql, lists)
        }
    }

    package func listShares() throws -> [ListShare] {
        try reading {
            try lists.load(sql.lists)
            return lists.shelves.map(\.share).sorted()
        }
    }

    package func listRanges(_ share: ListShare) throws -> ListRanges? {
        try reading {
            try lists.load(sql.lists)
            return lists.shelf(share)?.ranges
        }
    }

    package func listStanding(_ entry: CaseID) throws -> ListStanding? {
        try reading { try sql.lists.standing(of: entry, entry.description) }
    }

    package func listStandings(_ place: ListPlace) throws -> [ListStanding] {
        try reading {
            try lists.load(sql.lists)
            return try lists.shelf(place.share).map { try sql.lists.standings($0, place.range) } ?? []
        }
    }

    package func inspectLists(after place: ListPlace?, entries: Int) throws -> ListInspection {
        try reading {
            try lists.load(sql.lists)
            var inspection = ListInspection()
            var budget = entries
            for shelf in lists.shelves.sorted(by: { $0.share < $1.share }) {
                guard budget > 0 else { break }
                if let place, shelf.share < place.share { continue }
                let first = place?.share == shelf.share ? place.map { Int64($0.range) } ?? -1 : -1
                for range in try ranges(of: shelf, behind: first) where budget > 0 {
                    budget -= try inspect(shelf, range, &inspection)
                }
            }
            inspection.isAtEnd = budget > 0
            return inspection
        }
    }

    private func ranges(of shelf: ListIndex.Shelf, behind range: Int64) throws -> [UInt8] {
        var ranges: [UInt8] = []
        try sql.lists.rangesBehind.rows({
            $0.integer(shelf.row)
            $0.integer(range)
        }) { if let range = UInt8(exactly: $0.integer(0)) { ranges.append(range) } }
        return ranges
    }

    /// Adds what is wrong in a range; returns how many entries it has, at least one.
    private func inspect(
        _ shelf: ListIndex.Shelf, _ range: UInt8, _ inspection: inout ListInspection
    ) throws -> Int {
        var sum = ListSum.empty
        var members: [(record: Int64, entry: CaseID, standing: ListStanding?)] = []
        try sql.lists.rows(shelf, range) { record, entry, standing in
            let own = standing.flatMap { $0.share == shelf.share ? $0 : nil }
            if let own { sum.add(own) }
            members.append((record, entry, own))
        }
        let isSumOff = sum != shelf.ranges.sums[Int(range)]
        var strange: [CaseID] = []
        for member in members {
            switch try soundness(member.record, member.entry) {
            case .erased: continue
            case .spoilt: strange.append(member.entry)
            case .sound:
                // Where the sum is right the rows are: only then a look at the journal can be spared.
                guard isSumOff || member.standing == nil else { continue }
                let refolded = try refoldEntry(member.entry).standing
                let isRight = member.standing.map { refolded?.isMade(like: $0) ?? false } ?? (refolded == nil)
                if !isRight { strange.append(member.entry) }
            }
        }
        let place = ListPlace(share: shelf.share, range: range)
        inspection.last = place
        if isSumOff || !strange.isEmpty {
            inspection.damages.append(ListDamage(place: place, entries: strange, isSumOff: isSumOff))
        }
        return max(1, members.count)
    }

    private enum Soundness { case sound, spoilt, erased }

    /// Whether the stored case opens and its columns say what it says.
    private func soundness(_ record: Int64, _ entry: CaseID) throws -> Soundness {
        let text = entry.description
        guard let slot = try usable(text) else { return .spoilt }
        guard let key = slot.key, slot.erasedThrough == 0 else { return .erased }
        let isSound = try sql.lists.caseRow.first({ $0.integer(record) }) { row in
            guard let sealed = row.optionalBytes(6), let file = CaseFile.opened(sealed, key, text) else { return false }
            return row.text(0) == file.kind.rawValue && row.text(1) == file.state && row.text(2) == file.subject
                && row.integer(3) == Int64(file.version) && row.moment(4) == file.updatedAt
                && row.optionalInteger(5) == file.openRungs.map(\.at.milliseconds).min()
        }
        return isSound ?? false ? .sound : .spoilt
    }

    /// The row and key of a case; nil when its key does not open.
    private func usable(_ caseID: String) throws -> CaseKeys.Slot? {
        do {
            return try slot(caseID)
        } catch let fault as LedgerFault where fault.reason == .damaged {
            return nil
        }
    }

    package func refold(_ entry: CaseID) throws -> RefoldedEntry {
        try reading { try refoldEntry(entry) }
    }

    /// A case of any kind as its journal makes it.
    func refold(_ id: CaseID, kind: CaseKind) throws -> RefoldedEntry {
        try reading { try refoldEntry(id, kind) }
    }

    private func refoldEntry(_ entry: CaseID, _ kind: CaseKind = .listEntry) throws -> RefoldedEntry {
        let text = entry.description
        guard let slot = try usable(text), slot.erasedThrough == 0, let key = slot.key else {
            return RefoldedEntry(file: nil, standing: nil)
        }
        var file: CaseFile?
        var isWhole = true
        var history = CaseHistory()
        try sql.lists.history.rows({ $0.integer(slot.record) }) { row in
            history.note(row)
            guard !row.isNull(0) else { return }
            guard let content = JournalContent.opened(row.bytes(1), key, row.integer(0)) else {
                return isWhole = false
            }
            for event in content.events { file = CaseFile.evolve(file, event, id: entry, kind: kind) }
        }
        guard isWhole, let file else {
            return RefoldedEntry(
                file: nil, standing: nil, moves: try moves(history, slot.record),
                isCaseSound: try soundness(slot.record, entry) == .sound)
        }
        guard kind == .listEntry else { return RefoldedEntry(file: file, standing: nil) }
        return RefoldedEntry(file: file, standing: try moves(history, slot.record).standing(of: file))
    }

    /// The letters on `lists` with effect; those of one transaction in the order of their numbers.
    private func moves(_ history: CaseHistory, _ record: Int64) throws -> ListMoves {
        var leaves: [[UInt8]: (place: Int64, leaf: Leaf)] = [:]
        for statement in [sql.lists.received, sql.lists.sent] {
            try statement.rows({ $0.integer(record) }) { row in
                if let leaf = Leaf(bytes: row.bytes(2)), ListStanding.isMoved(by: leaf) {
                    leaves[row.bytes(1)] = (row.integer(0), leaf)
                }
            }
        }
        var moves = ListMoves()
        var steps = history.steps.filter { $0.isLetter && leaves[$0.leafHash] != nil }[...]
        while let first = steps.first {
            let together = steps.prefix { $0.at == first.at }
            steps = steps.dropFirst(together.count)
            for step in together.sorted(by: { number(of: $0, leaves) < number(of: $1, leaves) }) {
                guard let (_, leaf) = leaves[step.leafHash], let hash = Contracts.Digest(bytes: step.leafHash) else {
                    continue
                }
                moves.add(hash, leaf.type, slot: leaf.stream.partition)
            }
        }
        return moves
    }

    private func number(of step: CaseHistory.Step, _ leaves: [[UInt8]: (place: Int64, leaf: Leaf)]) -> UInt64 {
        leaves[step.leafHash]?.leaf.number ?? 0
    }

    // MARK: What an older program listed

    /// How many entries one transaction places.
    private static let entriesAtOnce = 2000

    /// Does what the migration left to do; a process that is killed in between goes on where it was at the next start.
    func indexLists() throws {
        while let behind = try LedgerFault.translating("read which lists are to be indexed", { try nextToIndex() }) {
            let origin = Moment(milliseconds: 0)
            try write("index the lists", Commit(machineTime: origin, officialTime: origin)) { session, database in
                try session.indexEntries(behind: behind, limit: SQLiteLedger.entriesAtOnce, database)
            }
        }
    }

    private func nextToIndex() throws -> (owner: String, entry: String)? {
        try pool.writeWithoutTransaction { database in
            try Row.fetchOne(database, sql: "SELECT owner, entry FROM list_work WHERE id = 1").map { ($0[0], $0[1]) }
        }
    }
}

extension WriteSession {
    /// Places the next entries of an older program in their shares.
    mutating func indexEntries(behind: (owner: String, entry: String), limit: Int, _ database: Database) throws {
        try lists.load(sql.lists)
        let rows = try String.fetchAll(
            database,
            sql: """
                SELECT entry FROM list_entry WHERE (owner, entry) > (?, ?) ORDER BY owner, entry LIMIT ?
                """, arguments: [behind.owner, behind.entry, limit])
        try sql.lists.beginRepair.run { _ in }
        for text in rows {
            let entry = try Stored.caseID(text)
            guard let slot = try slot(text), let stored = try sql.lists.standing(of: entry, text) else { continue }
            let standing = ListStanding(
                list: stored.list, entry: entry, version: stored.version, leafHash: stored.leafHash,
                isInForce: stored.isInForce, slot: try firstPartition(slot.record))
            try sql.lists.put(standing, text)
            let place = try lists.place(of: standing.share, sql.lists)
            lists.move(nil, to: standing, in: place)
            try sql.lists.add(slot.record, to: lists.shelves[place].row, ListRanges.range(of: entry))
        }
        try sql.lists.endRepair.run { _ in }
        try lists.write(sql.lists)
        guard rows.count == limit, let last = rows.last, let entry = CaseID(last) else {
            return try database.execute(sql: "DELETE FROM list_work")
        }
        try database.execute(
            sql: "UPDATE list_work SET owner = ?, entry = ?", arguments: [entry.office.description, last])
    }

    /// The partition of the first letter on `lists` of a case.
    private func firstPartition(_ record: Int64) throws -> Int {
        var first: (number: UInt64, partition: Int)?
        for statement in [sql.lists.received, sql.lists.sent] {
            try statement.rows({ $0.integer(record) }) { row in
                guard let leaf = Leaf(bytes: row.bytes(2)), ListStanding.isMoved(by: leaf),
                    leaf.number < first?.number ?? .max
                else { return }
                first = (leaf.number, leaf.stream.partition)
            }
        }
        return first?.partition ?? 0
    }
}

extension CaseFile {
    /// The case in sealed bytes; nil when they do not open.
    static func opened(_ sealed: [UInt8], _ key: SymmetricKey, _ caseID: String) -> CaseFile? {
        do {
            let plain = try Sealing.open(sealed, key: key, purpose: SealedPurpose.caseFile(caseID))
            return CaseFile(json: try Stored.json(plain))
        } catch {
            return nil
        }
    }
}

extension JournalContent {
    /// The content in sealed bytes; nil when they do not open.
    static func opened(_ sealed: [UInt8], _ key: SymmetricKey, _ row: Int64) -> JournalContent? {
        do {
            return JournalContent(bytes: try Sealing.open(sealed, key: key, purpose: SealedPurpose.content(row)))
        } catch {
            return nil
        }
    }
}
