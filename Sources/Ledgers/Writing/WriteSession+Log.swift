import Contracts
import GRDB
import Offices
import Transparency

/// The log of publications, in the transaction that applies the letters.
extension WriteSession {
    mutating func writeLog() throws {
        let change = commit.log
        guard !change.isEmpty else { return }
        for content in change.contents { try write(content) }
        for row in change.waitingDone { try sql.log.dropWaiting.run { $0.integer(row) } }
        for event in change.waiting {
            try sql.log.insertWaiting.run {
                $0.text(event.publication.description)
                $0.number(event.version)
                $0.text(event.kind)
                $0.digest(event.commitment)
            }
        }
        try grow(by: change.entries)
        for checkpoint in change.checkpoints {
            try sql.log.insertCheckpoint.run {
                $0.number(checkpoint.size)
                $0.text(checkpoint.note)
                $0.moment(commit.machineTime)
            }
        }
        for line in change.cosignatures {
            try sql.log.putCosignature.run {
                $0.number(line.size)
                $0.text(line.witness.description)
                $0.text(line.line)
            }
        }
        for proof in change.evidence {
            try sql.log.insertEvidence.run {
                $0.text(proof.office.description)
                $0.text(proof.first)
                $0.text(proof.second)
                $0.moment(commit.machineTime)
                $0.blob(proof.letter)
            }
        }
    }

    private mutating func write(_ content: LogContent) throws {
        let slot = try usableSlot(content.publication.description)
        guard let key = slot.key else { return }
        let sealed = try sealing.seal(
            content.salt + content.content, key: key, purpose: SealedPurpose.log(content.commitment))
        let behind = tail.content
        try sql.log.insertContent.run {
            $0.digest(content.commitment)
            $0.integer(slot.record)
            $0.integer(behind)
            $0.blob(sealed)
        }
    }

    private func grow(by entries: [LogEntry]) throws {
        guard let first = entries.first else { return }
        for entry in entries {
            try sql.log.insertEntry.run {
                $0.number(entry.index)
                $0.blob(entry.bytes)
                $0.digest(entry.commitment)
                $0.text(entry.publication.description)
            }
        }
        let grown = try LogGrowth.tiles(appending: entries.map(\.hash), to: first.index) { place in
            try sql.log.hashes(level: place.level, index: place.index)
        }
        for tile in grown {
            try sql.log.putTile.run {
                $0.integer(LedgerSchema.logTile(level: tile.place.level, index: tile.place.index))
                $0.blob(LogBytes.tile(tile.hashes))
            }
        }
    }
}

/// Statements of the log.
struct LogStatements {
    let insertContent, insertWaiting, dropWaiting, insertEntry, putTile, insertCheckpoint: PreparedStatement
    let putCosignature, insertEvidence, selectTile, lastPlace, leaves, hasEntry, waiting: PreparedStatement
    let lastCheckpoint: PreparedStatement

    init(_ database: Database, _ fault: WriteFault?) throws {
        func read(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql) }
        func write(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql, fault: fault) }
        insertContent = try write(
            "INSERT OR IGNORE INTO log_content (commitment, case_record, behind, sealed) VALUES (?, ?, ?, ?)")
        insertWaiting = try write(
            "INSERT INTO log_waiting (publication, version, kind, commitment) VALUES (?, ?, ?, ?)")
        dropWaiting = try write("DELETE FROM log_waiting WHERE id = ?")
        insertEntry = try write("INSERT INTO log_entry (place, leaf, commitment, publication) VALUES (?, ?, ?, ?)")
        putTile = try write(
            """
            INSERT INTO log_tile (id, hashes) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes
            """)
        insertCheckpoint = try write(
            """
            INSERT INTO log_checkpoint (size, note, at) VALUES (?, ?, ?)
            ON CONFLICT (size) DO UPDATE SET note = excluded.note, at = excluded.at
            """)
        putCosignature = try write(
            """
            INSERT INTO log_cosignature (size, witness, line) VALUES (?, ?, ?)
            ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line
            """)
        insertEvidence = try write(
            """
            INSERT OR IGNORE INTO log_evidence (office, first_note, second_note, found_at, letter)
            VALUES (?, ?, ?, ?, ?)
            """)
        selectTile = try read("SELECT hashes FROM log_tile WHERE id = ?")
        lastPlace = try read("SELECT max(place) FROM log_entry")
        leaves = try read("SELECT leaf FROM log_entry WHERE place >= ? AND place < ? ORDER BY place")
        hasEntry = try read("SELECT 1 FROM log_entry WHERE commitment = ?")
        waiting = try read(
            "SELECT id, publication, version, kind, commitment FROM log_waiting ORDER BY id LIMIT ?")
        lastCheckpoint = try read("SELECT size, note FROM log_checkpoint ORDER BY size DESC LIMIT 1")
    }

    func hashes(level: Int, index: UInt64) throws -> [Digest] {
        let bytes = try selectTile.first(
            { $0.integer(LedgerSchema.logTile(level: level, index: index)) }, { $0.bytes(0) })
        return bytes.flatMap { LogBytes.hashes($0) } ?? []
    }
}
