import Contracts
import GRDB
import Offices

/// That each number of a peer's stream is disposed as the journal tells: its first row, and what changed it later.
struct DispositionCheck {
    private let later: PreparedStatement
    private let withoutCase: [Digest: [String]]
    /// What the case asked for last was told later: letters of a case often follow each other.
    private var known: (record: Int64, details: [Digest: [String]])?

    init(_ database: Database, withoutCase: [Digest: [String]]) throws {
        self.withoutCase = withoutCase
        later = try PreparedStatement(
            database,
            """
            SELECT leaf_hash, detail FROM journal INDEXED BY journal_by_case
            WHERE case_record = ? AND detail <> '' AND kind IN ('replayed', 'administration', 'discarded')
                AND leaf_hash IS NOT NULL
            ORDER BY sequence
            """)
    }

    /// Checks a letter by the columns of `LetterCheck`.
    mutating func check(
        _ columns: PreparedStatement.Columns, _ leafHash: Digest, _ place: LedgerFinding.Place,
        _ report: inout LedgerReport
    ) throws {
        guard let first = DispositionCheck.first(columns.text(10)) else {
            return report.add(place, "the journal row that it names does not record its arrival")
        }
        let stored = (disposition: columns.text(16), reason: columns.text(17), replays: columns.integer(18))
        var told = (disposition: first.rawValue, reason: columns.text(11), replays: Int64(0))
        if first.isHeldBack || stored.replays != 0 || stored.disposition != told.disposition {
            for detail in try laterDetails(columns.optionalInteger(15), leafHash) {
                let parts = detail.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
                told = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "", told.replays + 1)
            }
        }
        if stored.disposition != told.disposition {
            report.add(place, "it is stored as \(stored.disposition), the journal tells \(told.disposition)")
        }
        if stored.reason != told.reason {
            report.add(place, "it is stored with reason '\(stored.reason)', the journal tells '\(told.reason)'")
        }
        if stored.replays != told.replays {
            report.add(place, "\(stored.replays) changes are stored, the journal tells of \(told.replays)")
        }
        if columns.moment(19) != columns.moment(14) {
            report.add(place, "its stored time is not that of its journal row")
        }
    }

    /// How a number was disposed when it came, by the kind of its journal row.
    private static func first(_ kind: String) -> Disposition? {
        switch JournalKind(rawValue: kind) {
        case .letterIn: .effect
        case .refused: .refused
        case .quarantined: .quarantined
        case .parked: .parked
        case .start, .superseded, .order, .letterOut, .recovered, .replayed, .discarded, .rung, .recounted, .delivered,
            .directory,
            .administration, nil:
            nil
        }
    }

    private mutating func laterDetails(_ record: Int64?, _ leafHash: Digest) throws -> [String] {
        guard let record else { return withoutCase[leafHash] ?? [] }
        if let known, known.record == record { return known.details[leafHash] ?? [] }
        var details: [Digest: [String]] = [:]
        try later.rows({ $0.integer(record) }) { details[try $0.digest(0), default: []].append($0.text(1)) }
        known = (record, details)
        return details[leafHash] ?? []
    }
}

extension Disposition {
    fileprivate var isHeldBack: Bool {
        switch self {
        case .parked, .quarantined: true
        case .effect, .refused, .discarded: false
        }
    }
}
