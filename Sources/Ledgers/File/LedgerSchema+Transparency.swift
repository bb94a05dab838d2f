extension LedgerSchema {
    /// The log of publications: its tiles, leaves, what they said, checkpoints with the lines of witnesses, and proofs
    /// against logs of others.
    ///
    /// A tile is a row of up to 256 hashes under `level << 48 | place`: a tree of ten million leaves has some 39,000 of
    /// them, and a proof reads a few.
    static let transparency = """
        CREATE TABLE log_tile (
            id INTEGER PRIMARY KEY CHECK (id >= 0),
            hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0)
        ) STRICT;

        CREATE TABLE log_entry (
            place INTEGER PRIMARY KEY CHECK (place >= 0),
            leaf BLOB NOT NULL CHECK (length(leaf) <= 1024),
            commitment BLOB NOT NULL UNIQUE CHECK (length(commitment) = 32),
            publication TEXT NOT NULL
        ) STRICT;
        CREATE INDEX log_entry_by_publication ON log_entry (publication, place);

        -- Salt and content, sealed under the key of the publication's case: what erases the case erases them.
        CREATE TABLE log_content (
            id INTEGER PRIMARY KEY,
            commitment BLOB NOT NULL UNIQUE CHECK (length(commitment) = 32),
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            -- The last row of content before it: erased when the case is erased through that row.
            behind INTEGER NOT NULL CHECK (behind >= 0),
            sealed BLOB NOT NULL
        ) STRICT;

        -- Events that get their place when the log opens.
        CREATE TABLE log_waiting (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            publication TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 0),
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
            commitment BLOB NOT NULL CHECK (length(commitment) = 32)
        ) STRICT;

        CREATE TABLE log_checkpoint (
            size INTEGER PRIMARY KEY CHECK (size >= 0),
            note TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE log_cosignature (
            size INTEGER NOT NULL CHECK (size >= 0),
            witness TEXT NOT NULL CHECK (length(witness) BETWEEN 8 AND 64),
            line TEXT NOT NULL,
            PRIMARY KEY (size, witness)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE log_evidence (
            id INTEGER PRIMARY KEY,
            office TEXT NOT NULL CHECK (length(office) BETWEEN 8 AND 64),
            first_note TEXT NOT NULL,
            second_note TEXT NOT NULL,
            found_at INTEGER NOT NULL,
            UNIQUE (office, first_note, second_note)
        ) STRICT;

        CREATE TRIGGER log_tile_does_not_shrink BEFORE UPDATE ON log_tile
            WHEN length(NEW.hashes) < length(OLD.hashes)
                OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_tile_is_not_deleted BEFORE DELETE ON log_tile
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_entry_is_not_updated BEFORE UPDATE ON log_entry
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_entry_is_not_deleted BEFORE DELETE ON log_entry
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_checkpoint_is_not_updated BEFORE UPDATE ON log_checkpoint
            BEGIN SELECT RAISE(ABORT, 'what was signed is kept'); END;
        CREATE TRIGGER log_checkpoint_is_not_deleted BEFORE DELETE ON log_checkpoint
            BEGIN SELECT RAISE(ABORT, 'what was signed is kept'); END;
        CREATE TRIGGER log_evidence_is_not_updated BEFORE UPDATE ON log_evidence
            BEGIN SELECT RAISE(ABORT, 'proofs are kept'); END;
        CREATE TRIGGER log_evidence_is_not_deleted BEFORE DELETE ON log_evidence
            BEGIN SELECT RAISE(ABORT, 'proofs are kept'); END;
        """

    /// The letter beside two notes: a proof that does not hold is shown by the signature over it.
    static let logLetters = "ALTER TABLE log_evidence ADD COLUMN letter BLOB;"

    /// The row of a tile.
    static func logTile(level: Int, index: UInt64) -> Int64 { Int64(level) << 48 | Int64(index) }
}
