import Casework
import Contracts
import GRDB
import Offices

/// Watch lists, what they tell, and when other offices were heard last.
extension WriteSession {
    /// Behind the list entries: a list that is saved hears of what comes later.
    mutating func writeWatches() throws {
        for change in commit.watches {
            switch change {
            case .saved(let list): try save(list)
            case .ended(let id):
                try sql.watches.dropSubjects.run { $0.text(id.description) }
                try sql.watches.endList.run {
                    $0.moment(commit.officialTime)
                    $0.text(id.description)
                }
                tail.hasWatches = try sql.watches.hasSubjects.first { $0.integer(0) != 0 } ?? false
            }
        }
        for row in commit.heard {
            try note(.heard(row.office))
            let text = row.json.text
            let seal = keys.rows.seal(of: row, at: commit.machineTime, text)
            try sql.watches.putHeard.run {
                $0.text(row.office.description)
                $0.moment(row.signedAt)
                $0.moment(commit.machineTime)
                $0.text(text)
                $0.blob(seal)
            }
        }
    }

    private mutating func save(_ list: WatchList) throws {
        guard let key = try usableSlot("").key else { return }
        let sealed = try sealing.seal(list.json.bytes, key: key, purpose: SealedPurpose.watch(list.id))
        try sql.watches.insertList.run {
            $0.text(list.id.description)
            $0.blob(sealed)
        }
        try recount(.watchList, by: 1)
        for subject in list.subjects {
            try sql.watches.insertSubject.run {
                $0.text(subject)
                $0.text(list.id.description)
            }
        }
        tail.hasWatches = true
    }

    /// Tells those who watch the subject of an entry that it moved: once for each version, in the transaction that moves
    /// it.
    mutating func noteWatches(
        _ before: ListStanding?, _ after: ListStanding, _ file: CaseFile, _ caseID: String
    ) throws {
        guard tail.hasWatches, let record = try slot(caseID)?.record else { return }
        var watches: Set<Int64> = []
        for subject in [file.subject] + file.responsibleTokens where !subject.isEmpty {
            try sql.watches.ofSubject.rows({ $0.text(subject) }) { watches.insert($0.integer(0)) }
        }
        for watch in watches.sorted() {
            let added = try sql.watches.insertEvent.run {
                $0.integer(watch)
                $0.integer(record)
                $0.number(after.version)
                $0.text(ListChange(from: before, to: after).rawValue)
                $0.moment(commit.officialTime)
            }
            try recount(.watchEvent, by: Int64(added))
        }
    }
}

extension RowSeal {
    func seal(of row: HeardOffice, at moment: Moment, _ announced: String) -> [UInt8] {
        seal(
            SealedTable.heard.rawValue,
            [.text(row.office.description), .moment(row.signedAt), .moment(moment), .text(announced)])
    }
}

/// Statements of watch lists.
struct WatchStatements {
    let insertList, endList, insertSubject, dropSubjects, hasSubjects, ofSubject, insertEvent: PreparedStatement
    let putHeard, hasHeard: PreparedStatement

    init(_ database: Database, _ fault: WriteFault?) throws {
        func read(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql) }
        func write(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql, fault: fault) }
        insertList = try write("INSERT INTO watch_list (name, sealed) VALUES (?, ?)")
        endList = try write("UPDATE watch_list SET ended_at = ? WHERE name = ? AND ended_at IS NULL")
        insertSubject = try write(
            "INSERT OR IGNORE INTO watch_subject (subject, watch) SELECT ?, id FROM watch_list WHERE name = ?")
        dropSubjects = try write(
            "DELETE FROM watch_subject WHERE watch = (SELECT id FROM watch_list WHERE name = ?)")
        hasSubjects = try read("SELECT EXISTS (SELECT 1 FROM watch_subject)")
        ofSubject = try read("SELECT watch FROM watch_subject WHERE subject = ?")
        insertEvent = try write(
            "INSERT OR IGNORE INTO watch_event (watch, case_record, version, change, at) VALUES (?, ?, ?, ?, ?)")
        putHeard = try write(
            """
            INSERT INTO heard (office, signed_at, heard_at, announced, seal) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (office) DO UPDATE SET signed_at = excluded.signed_at, heard_at = excluded.heard_at,
                announced = excluded.announced, seal = excluded.seal
            """)
        hasHeard = try read("SELECT EXISTS (SELECT 1 FROM heard WHERE office = ?)")
    }
}
