extension LedgerSchema {
    /// By what a list entry or publication is found beside its code (keyed hashes, design section 8), and who wants to
    /// hear when an entry of a subject moves.
    ///
    /// Cases are sealed, so no SQL can fill `subject_key` from them: `subject_work` says from which case on the next
    /// opening for writing has still to do so.
    static let subjects = """
        CREATE TABLE subject_key (
            key INTEGER NOT NULL,
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            PRIMARY KEY (key, case_record)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subject_key_by_case ON subject_key (case_record);

        CREATE TABLE subject_work (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            next_record INTEGER NOT NULL CHECK (next_record >= 1)
        ) STRICT;
        INSERT INTO subject_work (id, next_record) VALUES (1, 1);

        CREATE TABLE watch_list (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) = 26),
            sealed BLOB NOT NULL,
            ended_at INTEGER
        ) STRICT;

        CREATE TABLE watch_subject (
            subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 64),
            watch INTEGER NOT NULL REFERENCES watch_list (id),
            PRIMARY KEY (subject, watch)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE watch_event (
            id INTEGER PRIMARY KEY,
            watch INTEGER NOT NULL REFERENCES watch_list (id),
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            change TEXT NOT NULL CHECK (change IN ('listed', 'changed', 'ended')),
            at INTEGER NOT NULL,
            UNIQUE (watch, case_record, version)
        ) STRICT;
        CREATE TRIGGER watch_event_is_not_updated BEFORE UPDATE ON watch_event
            BEGIN SELECT RAISE(ABORT, 'events are kept'); END;
        CREATE TRIGGER watch_event_is_not_deleted BEFORE DELETE ON watch_event
            BEGIN SELECT RAISE(ABORT, 'events are kept'); END;

        -- What each office said last of its own lists: until when everything of it is here.
        CREATE TABLE heard (
            office TEXT PRIMARY KEY CHECK (length(office) BETWEEN 8 AND 64),
            signed_at INTEGER NOT NULL,
            heard_at INTEGER NOT NULL,
            announced TEXT NOT NULL,
            seal BLOB NOT NULL CHECK (length(seal) = 16)
        ) STRICT, WITHOUT ROWID;
        """
}
