import GRDB
import Offices

/// That each letter of ours has the record key and the emission key with which it was journaled (rule 15).
struct EmissionCheck {
    private let database: Database
    private let keys: PreparedStatement

    init(_ database: Database) throws {
        self.database = database
        keys = try PreparedStatement(database, "SELECT place FROM emission WHERE key = ?")
    }

    /// Checks a letter by the columns of `LetterCheck`.
    func check(
        _ columns: PreparedStatement.Columns, _ place: LedgerFinding.Place, _ report: inout LedgerReport
    ) throws {
        let detail = columns.text(11)
        let recordKey = columns.text(16)
        guard detail.hasPrefix(JournalDetails.sent(recordKey, "")) else {
            return report.add(place, "its record key is not the one that the journal tells")
        }
        let key = String(detail.utf8.dropFirst(recordKey.utf8.count + 1)) ?? ""
        let stored = try keys.first({ $0.text(key) }, { $0.optionalInteger(0) })
        if stored ?? nil != columns.integer(0) { report.add(place, "its emission key '\(key)' is not stored for it") }
    }

    func compareCount(with sent: Int, _ report: inout LedgerReport) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM emission WHERE place IS NOT NULL") ?? 0
        guard count != sent else { return }
        report.add(.row(table: "emission", key: ""), "\(sent) letters were sent, \(count) have an emission key")
    }
}
