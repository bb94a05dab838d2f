extension LedgerSchema {
    /// What the roots of lists are made of (`lr1`): of each owner's share of a list in one partition the sums of 256 ranges,
    /// and which entries lie in which, so that two copies are compared range by range without a scan.
    ///
    /// Hashes are not made by SQL: `list_work` says behind which entry the next opening for writing has still to place what
    /// an older program listed.
    static let lists = """
        ALTER TABLE list_entry ADD COLUMN slot INTEGER NOT NULL DEFAULT 0 CHECK (slot >= 0);

        CREATE TABLE list_share (
            id INTEGER PRIMARY KEY,
            list TEXT NOT NULL,
            owner TEXT NOT NULL,
            slot INTEGER NOT NULL CHECK (slot >= 0),
            UNIQUE (list, owner, slot)
        ) STRICT;

        CREATE TABLE list_range (
            share INTEGER NOT NULL REFERENCES list_share (id),
            range INTEGER NOT NULL CHECK (range BETWEEN 0 AND 255),
            count INTEGER NOT NULL CHECK (count >= 0),
            sum BLOB NOT NULL CHECK (length(sum) = 32),
            PRIMARY KEY (share, range)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE list_member (
            share INTEGER NOT NULL,
            range INTEGER NOT NULL,
            entry INTEGER NOT NULL REFERENCES case_record (id),
            PRIMARY KEY (share, range, entry)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE list_work (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            owner TEXT NOT NULL,
            entry TEXT NOT NULL
        ) STRICT;
        INSERT INTO list_work (id, owner, entry) VALUES (1, '', '');

        -- What ends a restriction gets its number before what only adds.
        ALTER TABLE waiting_letter ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1));
        CREATE INDEX waiting_by_urgency ON waiting_letter (stream, urgent DESC, id);

        -- While it has a row, standings are put right from the journal; it has none outside a transaction.
        CREATE TABLE list_repair (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;
        DROP TRIGGER IF EXISTS list_entry_does_not_fall;
        DROP TRIGGER IF EXISTS list_entry_is_not_deleted;
        CREATE TRIGGER list_entry_does_not_fall BEFORE UPDATE ON list_entry
            WHEN NEW.version <= OLD.version AND NOT EXISTS (SELECT 1 FROM list_repair)
            BEGIN SELECT RAISE(ABORT, 'a standing moves with a letter of the owner'); END;
        CREATE TRIGGER list_entry_is_not_deleted BEFORE DELETE ON list_entry
            WHEN NOT EXISTS (SELECT 1 FROM list_repair)
            BEGIN SELECT RAISE(ABORT, 'list entries are kept'); END;
        """
}
