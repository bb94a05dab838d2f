import Casework
import Contracts
import GRDB
import Offices

/// The journal rows of a list entry.
struct CaseHistory {
    /// One row.
    struct Step {
        let sequence: Int64
        let kind: String
        let leafHash: [UInt8]
        let at: Moment
        let detail: String

        /// A letter had effect, or one of ours got its number.
        var isLetter: Bool {
            switch JournalKind(rawValue: kind) {
            case .letterIn, .letterOut, .recovered: true
            case .replayed: detail.hasPrefix(JournalDetails.disposed(.effect, ""))
            case .start, .superseded, .order, .refused, .quarantined, .parked, .discarded, .rung, .recounted,
                .delivered,
                .directory,
                .administration, nil:
                false
            }
        }
    }

    private(set) var steps: [Step] = []

    /// Adds a row by the columns of `CaseCheck`.
    mutating func note(_ columns: PreparedStatement.Columns) {
        steps.append(
            Step(
                sequence: columns.integer(2), kind: columns.text(3), leafHash: columns.bytes(4), at: columns.moment(5),
                detail: columns.text(6)))
    }
}

/// That the standing of a list entry is what the letters on `lists` made it (rule 34).
struct StandingCheck {
    private let entries, received, sent: PreparedStatement
    private let listStreams: Set<Int64>

    init(_ database: Database) throws {
        entries = try PreparedStatement(database, ListSQL.selectEntry)
        received = try PreparedStatement(database, ListSQL.letters("incoming_letter", "incoming_by_case"))
        sent = try PreparedStatement(database, ListSQL.letters("outgoing_letter", "outgoing_by_case"))
        var streams: Set<Int64> = []
        try PreparedStatement(database, "SELECT id, name FROM stream").rows { row in
            if StreamName(row.text(1))?.topic == .lists { streams.insert(row.integer(0)) }
        }
        listStreams = streams
    }

    private struct Entry {
        let list: String
        let version: Int
        let leafHash: [UInt8]
        let isInForce: Bool
    }

    func check(_ file: CaseFile, _ record: Int64, _ history: CaseHistory, _ report: inout LedgerReport) throws {
        let place = LedgerFinding.Place.row(table: "list_entry", key: file.id.description)
        let entry = try entries.first({
            $0.text(file.owner.description)
            $0.text(file.id.description)
        }) {
            Entry(list: $0.text(0), version: Int($0.integer(1)), leafHash: $0.bytes(2), isInForce: $0.integer(3) != 0)
        }
        let (moves, isEnded) = try moves(history, entry, record)
        guard let last = moves.last, let list = file.facts["listKind"]?.string else {
            if entry != nil { report.add(place, "no letter on the lists made it") }
            return
        }
        guard let entry else {
            return report.add(place, "\(moves.count) letters on the lists are here, and its standing is not stored")
        }
        // Of a transaction that brought several, the numbers of their streams decide which was the last.
        let ends = moves.filter { $0.at == last.at }
        guard entry.list == list, entry.version == moves.count, ends.contains(where: { $0.leafHash == entry.leafHash })
        else { return report.add(place, "its list, version or leaf is not what the letters on the lists made it") }
        if entry.isInForce == isEnded {
            report.add(place, "it is stored as \(entry.isInForce ? "" : "not ")in force, its letters say otherwise")
        }
    }

    /// The letters on `lists` in the order in which they had effect, and whether the last that speaks of
    /// it took the entry off its list.
    private func moves(
        _ history: CaseHistory, _ entry: Entry?, _ record: Int64
    ) throws -> (steps: [CaseHistory.Step], isEnded: Bool) {
        let letters = history.steps.filter(\.isLetter)
        // One letter that made the entry what it is: the rule, and it costs no further look. No removal stands alone.
        if let entry, entry.version == 1, letters.count == 1, letters[0].leafHash == entry.leafHash {
            return (letters, false)
        }
        // What each says of the entry's place on the list; nil where it leaves that as it is.
        var onLists: [[UInt8]: Bool?] = [:]
        for statement in [received, sent] {
            try statement.rows({ $0.integer(record) }) { row in
                guard listStreams.contains(Place.stream(row.integer(0))), let leaf = Leaf(bytes: row.bytes(2)) else {
                    return
                }
                let says: Bool? =
                    if ListStanding.isEnded(by: leaf.type) {
                        true
                    } else {
                        ListStanding.isBegunAnew(by: leaf.type) ? false : nil
                    }
                onLists.updateValue(says, forKey: row.bytes(1))
            }
        }
        let moves = letters.filter { onLists[$0.leafHash] != nil }
        return (moves, moves.compactMap { onLists[$0.leafHash] ?? nil }.last ?? false)
    }
}
