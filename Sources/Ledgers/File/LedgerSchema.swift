/// The numbered migrations of a ledger. A released one is never edited; a change is a new one behind it.
enum LedgerSchema {
    /// `LDLG`: marks a SQLite file as one of our ledgers.
    static let applicationID: Int64 = 0x4C44_4C47

    /// In order; the version of a file is how many of them it has.
    static let migrations = [
        first + guards, evidence, openDeadlines, subjects, lists, transparency, logLetters, facets, reminders,
        deadlinePlaces, caseCounts, wideFacets, wideKinds, deadlineHours,
    ]

    /// The version this program writes.
    static var version: Int { migrations.count }

    // A place is stream << 40 | number: one integer key for a number of a stream, so that a letter lies in one B-tree.
    private static let first = """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
            value TEXT NOT NULL,
            seal BLOB NOT NULL CHECK (length(seal) = 16)
        ) STRICT, WITHOUT ROWID;

        -- How many rows a table has that nothing else tells of, sealed.
        CREATE TABLE row_count (
            name TEXT PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count >= 0),
            seal BLOB NOT NULL CHECK (length(seal) = 16)
        ) STRICT, WITHOUT ROWID;

        -- Bytes sealed under the data key, so that a wrong key is told at opening.
        CREATE TABLE key_probe (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sealed BLOB NOT NULL
        ) STRICT;

        -- One row for each case id that something was stored under; kind is null until the case itself exists.
        CREATE TABLE case_record (
            id INTEGER PRIMARY KEY,
            case_id TEXT NOT NULL UNIQUE CHECK (length(case_id) <= 128),
            kind TEXT CHECK (length(kind) BETWEEN 1 AND 32),
            state TEXT CHECK (length(state) BETWEEN 1 AND 64),
            subject TEXT NOT NULL CHECK (length(subject) <= 64),
            version INTEGER NOT NULL CHECK (version >= 0),
            updated_at INTEGER NOT NULL,
            next_due INTEGER,
            file BLOB,
            CHECK ((kind IS NULL) = (state IS NULL))
        ) STRICT;
        CREATE INDEX case_by_state ON case_record (kind, state) WHERE kind IS NOT NULL;
        CREATE INDEX case_by_subject ON case_record (subject) WHERE subject <> '';

        -- Rows never move: destroying a key must leave no copy behind. Content up to erased_through is erased.
        CREATE TABLE case_key (
            case_record INTEGER PRIMARY KEY REFERENCES case_record (id),
            wrapped BLOB CHECK (length(wrapped) = 60),
            erased_through INTEGER NOT NULL DEFAULT 0 CHECK (erased_through >= 0),
            erased_at INTEGER,
            erased_reason TEXT,
            CHECK ((erased_at IS NULL) = (erased_reason IS NULL))
        ) STRICT;

        CREATE TABLE content (
            id INTEGER PRIMARY KEY,
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            sealed BLOB NOT NULL
        ) STRICT;

        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
            previous BLOB NOT NULL CHECK (length(previous) = 32),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
            office TEXT NOT NULL CHECK (length(office) BETWEEN 8 AND 64),
            case_record INTEGER REFERENCES case_record (id),
            leaf_hash BLOB CHECK (length(leaf_hash) = 32),
            content INTEGER REFERENCES content (id),
            content_digest BLOB CHECK (length(content_digest) = 32),
            machine_time INTEGER NOT NULL,
            official_time INTEGER NOT NULL,
            note TEXT NOT NULL,
            -- What the row left in the tables that are derived from it; hashed as the rest.
            detail TEXT NOT NULL,
            CHECK ((content IS NULL) = (content_digest IS NULL))
        ) STRICT;
        CREATE INDEX journal_by_case ON journal (case_record) WHERE case_record IS NOT NULL;

        CREATE TRIGGER journal_is_not_updated BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER content_is_not_updated BEFORE UPDATE ON content
            BEGIN SELECT RAISE(ABORT, 'contents are kept; erase destroys their key'); END;
        CREATE TRIGGER content_is_not_deleted BEFORE DELETE ON content
            BEGIN SELECT RAISE(ABORT, 'contents are kept; erase destroys their key'); END;

        CREATE TABLE stream (
            id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 8388607),
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE out_stream (
            stream INTEGER PRIMARY KEY REFERENCES stream (id),
            number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 1099511627775),
            head BLOB NOT NULL CHECK (length(head) = 32),
            retired INTEGER NOT NULL CHECK (retired >= 0),
            reader_epoch INTEGER,
            reader_instance INTEGER,
            parked_at_reader INTEGER NOT NULL CHECK (parked_at_reader >= 0),
            quarantined_at_reader INTEGER NOT NULL CHECK (quarantined_at_reader >= 0),
            seal BLOB NOT NULL CHECK (length(seal) = 16),
            CHECK ((reader_epoch IS NULL) = (reader_instance IS NULL))
        ) STRICT;

        CREATE TABLE in_stream (
            stream INTEGER PRIMARY KEY REFERENCES stream (id),
            disposed INTEGER NOT NULL CHECK (disposed BETWEEN 0 AND 1099511627775),
            head BLOB NOT NULL CHECK (length(head) = 32),
            fence_epoch INTEGER,
            fence_instance INTEGER,
            seal BLOB NOT NULL CHECK (length(seal) = 16),
            CHECK ((fence_epoch IS NULL) = (fence_instance IS NULL))
        ) STRICT;

        -- A signed root statement, once for all letters of its batch.
        CREATE TABLE statement (
            id INTEGER PRIMARY KEY,
            bytes BLOB NOT NULL,
            signature BLOB NOT NULL
        ) STRICT;

        CREATE TABLE outgoing_letter (
            place INTEGER PRIMARY KEY,
            letter TEXT NOT NULL CHECK (length(letter) = 26),
            case_record INTEGER REFERENCES case_record (id),
            content INTEGER NOT NULL REFERENCES content (id),
            statement INTEGER NOT NULL REFERENCES statement (id),
            leaf BLOB NOT NULL,
            path BLOB NOT NULL,
            head_after BLOB NOT NULL CHECK (length(head_after) = 32),
            record_key TEXT NOT NULL,
            journal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outgoing_by_letter ON outgoing_letter (letter);
        CREATE INDEX outgoing_by_case ON outgoing_letter (case_record) WHERE case_record IS NOT NULL;

        CREATE TABLE waiting_letter (
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL REFERENCES stream (id),
            letter TEXT NOT NULL CHECK (length(letter) = 26),
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX waiting_by_stream ON waiting_letter (stream);
        CREATE INDEX waiting_by_letter ON waiting_letter (letter);
        CREATE INDEX waiting_by_case ON waiting_letter (case_record);

        -- One row for each letter of ours, numbered or waiting.
        CREATE TABLE emission (
            key TEXT PRIMARY KEY,
            place INTEGER REFERENCES outgoing_letter (place),
            waiting INTEGER REFERENCES waiting_letter (id),
            CHECK ((place IS NULL) <> (waiting IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX emission_by_waiting ON emission (waiting) WHERE waiting IS NOT NULL;

        CREATE TABLE incoming_letter (
            place INTEGER PRIMARY KEY,
            letter TEXT NOT NULL CHECK (length(letter) = 26),
            case_record INTEGER REFERENCES case_record (id),
            content INTEGER REFERENCES content (id),
            statement INTEGER NOT NULL REFERENCES statement (id),
            leaf BLOB NOT NULL,
            path BLOB NOT NULL,
            disposition TEXT NOT NULL
                CHECK (disposition IN ('effect', 'refused', 'quarantined', 'parked', 'discarded')),
            reason TEXT NOT NULL,
            replays INTEGER NOT NULL CHECK (replays >= 0),
            disposed_at INTEGER NOT NULL,
            journal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX incoming_by_letter ON incoming_letter (letter);
        CREATE INDEX incoming_by_case ON incoming_letter (case_record) WHERE case_record IS NOT NULL;
        CREATE INDEX incoming_held ON incoming_letter (place, disposition, reason)
            WHERE disposition IN ('parked', 'quarantined');
        CREATE INDEX incoming_held_case ON incoming_letter (case_record)
            WHERE disposition IN ('parked', 'quarantined');

        -- One effect for each number: a final disposition stays, and nothing else of the row changes.
        CREATE TRIGGER disposition_is_final BEFORE UPDATE OF disposition ON incoming_letter
            WHEN OLD.disposition NOT IN ('parked', 'quarantined')
            BEGIN SELECT RAISE(ABORT, 'the number was disposed for good'); END;
        CREATE TRIGGER incoming_is_not_deleted BEFORE DELETE ON incoming_letter
            BEGIN SELECT RAISE(ABORT, 'letters are kept'); END;
        CREATE TRIGGER outgoing_is_not_deleted BEFORE DELETE ON outgoing_letter
            BEGIN SELECT RAISE(ABORT, 'letters are kept'); END;

        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            acknowledged_at INTEGER NOT NULL,
            seal BLOB NOT NULL CHECK (length(seal) = 16),
            CHECK (last >= first)
        ) STRICT;
        CREATE INDEX delivery_by_first ON delivery (first);

        CREATE TABLE position (
            topic TEXT NOT NULL,
            generation INTEGER NOT NULL CHECK (generation >= 1),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            next_offset INTEGER NOT NULL CHECK (next_offset >= 0),
            last_digest BLOB CHECK (length(last_digest) = 32),
            seal BLOB NOT NULL CHECK (length(seal) = 16),
            PRIMARY KEY (topic, generation, partition)
        ) STRICT, WITHOUT ROWID;

        -- Records that used no number; one row for each digest.
        CREATE TABLE quarantined_record (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            topic TEXT NOT NULL,
            generation INTEGER NOT NULL,
            partition INTEGER NOT NULL,
            record_offset INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            reason TEXT NOT NULL,
            claimed TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 1),
            first_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE equivocation (
            id INTEGER PRIMARY KEY,
            place INTEGER NOT NULL,
            first_leaf_hash BLOB NOT NULL CHECK (length(first_leaf_hash) = 32),
            second_leaf_hash BLOB NOT NULL CHECK (length(second_leaf_hash) = 32),
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            sealed BLOB NOT NULL,
            found_at INTEGER NOT NULL,
            UNIQUE (place, second_leaf_hash)
        ) STRICT;

        CREATE TABLE deadline (
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
            key TEXT NOT NULL,
            rule TEXT NOT NULL,
            rung TEXT NOT NULL,
            rings_at INTEGER NOT NULL,
            PRIMARY KEY (case_record, ordinal, rung)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deadline_by_time ON deadline (rings_at);

        CREATE TABLE list_entry (
            owner TEXT NOT NULL,
            entry TEXT NOT NULL,
            list TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
            in_force INTEGER NOT NULL CHECK (in_force IN (0, 1)),
            PRIMARY KEY (owner, entry)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE answer (
            order_id TEXT PRIMARY KEY,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            sealed BLOB NOT NULL,
            answered_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE signed_document (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('directory', 'rules')),
            key_id TEXT NOT NULL,
            payload BLOB NOT NULL,
            signature BLOB NOT NULL
        ) STRICT;

        CREATE TABLE alarm (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL,
            text TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 1),
            first_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            UNIQUE (code, text)
        ) STRICT;

        CREATE TABLE followed (
            reader TEXT NOT NULL,
            stream INTEGER NOT NULL REFERENCES stream (id),
            disposed INTEGER NOT NULL CHECK (disposed >= 0),
            head BLOB NOT NULL CHECK (length(head) = 32),
            parked INTEGER NOT NULL CHECK (parked >= 0),
            quarantined INTEGER NOT NULL CHECK (quarantined >= 0),
            seal BLOB NOT NULL CHECK (length(seal) = 16),
            PRIMARY KEY (reader, stream)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempt (
            place INTEGER PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count >= 1)
        ) STRICT;
        """
}
