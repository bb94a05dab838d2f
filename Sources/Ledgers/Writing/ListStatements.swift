import GRDB

/// Lists: standings, shares and their ranges.
struct ListStatements {
    let selectEntry, putEntry, dropEntry, entries: PreparedStatement
    let shares, insertShare, ranges, putRange, insertMember, dropMember: PreparedStatement
    let beginRepair, endRepair, members, rangesBehind, caseRow, history, received, sent: PreparedStatement

    init(_ database: Database, _ fault: WriteFault?) throws {
        func read(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql) }
        func write(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql, fault: fault) }
        selectEntry = try read(ListSQL.selectEntry)
        putEntry = try write(ListSQL.putEntry)
        dropEntry = try write("DELETE FROM list_entry WHERE owner = ? AND entry = ?")
        entries = try read(ListSQL.entries)
        shares = try read("SELECT id, list, owner, slot FROM list_share ORDER BY id")
        insertShare = try write("INSERT INTO list_share (list, owner, slot) VALUES (?, ?, ?)")
        ranges = try read("SELECT share, range, count, sum FROM list_range")
        putRange = try write(ListSQL.putRange)
        insertMember = try write("INSERT OR IGNORE INTO list_member (share, range, entry) VALUES (?, ?, ?)")
        dropMember = try write("DELETE FROM list_member WHERE share = ? AND range = ? AND entry = ?")
        beginRepair = try write("INSERT INTO list_repair (id) VALUES (1)")
        endRepair = try write("DELETE FROM list_repair")
        members = try read(ListSQL.members)
        rangesBehind = try read(ListSQL.rangesBehind)
        caseRow = try read(ListSQL.caseRow)
        history = try read(ListSQL.history)
        received = try read(ListSQL.letters("incoming_letter", "incoming_by_case"))
        sent = try read(ListSQL.letters("outgoing_letter", "outgoing_by_case"))
    }
}

/// The longer statements about lists.
enum ListSQL {
    static let selectEntry = """
        SELECT list, version, leaf_hash, in_force, slot FROM list_entry WHERE owner = ? AND entry = ?
        """

    static let putEntry = """
        INSERT INTO list_entry (owner, entry, list, version, leaf_hash, in_force, slot)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (owner, entry) DO UPDATE SET list = ?3, version = ?4, leaf_hash = ?5, in_force = ?6, slot = ?7
        """

    static let entries = """
        SELECT entry, list, version, leaf_hash FROM list_entry
        WHERE owner = ? AND in_force = 1
        ORDER BY entry
        """

    static let putRange = """
        INSERT INTO list_range (share, range, count, sum) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (share, range) DO UPDATE SET count = ?3, sum = ?4
        """

    /// All members of a range with their rows in `list_entry`, which may be missing when something spoilt them.
    static let members = """
        SELECT record.id, record.case_id, entry.list, entry.version, entry.leaf_hash, entry.in_force, entry.slot
        FROM list_member AS member JOIN case_record AS record ON record.id = member.entry
        LEFT JOIN list_entry AS entry ON entry.owner = ?3 AND entry.entry = record.case_id
        WHERE member.share = ?1 AND member.range = ?2
        ORDER BY record.case_id
        """

    /// Ranges that have a sum or members.
    static let rangesBehind = """
        SELECT range FROM (
            SELECT range FROM list_range WHERE share = ?1 AND range > ?2
            UNION SELECT DISTINCT range FROM list_member WHERE share = ?1 AND range > ?2)
        ORDER BY range
        """

    static let caseRow = """
        SELECT kind, state, subject, version, updated_at, next_due, file FROM case_record WHERE id = ?
        """

    static let history = """
        SELECT content.id, content.sealed, sequence, kind, leaf_hash, machine_time, detail
        FROM journal INDEXED BY journal_by_case LEFT JOIN content ON content.id = journal.content
        WHERE journal.case_record = ? ORDER BY journal.sequence
        """

    static func letters(_ table: String, _ index: String) -> String {
        """
        SELECT place, leaf_hash, leaf FROM \(table) AS letter INDEXED BY \(index)
        JOIN journal ON journal.sequence = letter.journal
        WHERE letter.case_record = ?
        """
    }
}
