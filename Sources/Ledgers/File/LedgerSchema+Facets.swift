extension LedgerSchema {
    /// What work lists show, filter and sort by, one row for each case, so that no list opens a case to find it; with the
    /// offices that take part, and kept counts by kind, state and side.
    ///
    /// Cases are sealed, so no SQL can fill the tables from them: `facet_work` says from which case on the next opening for
    /// writing has still to do so (0: none), and on which tables of the workflows the rows rest.
    static let facets = """
        CREATE TABLE case_facet (
            case_record INTEGER PRIMARY KEY REFERENCES case_record (id),
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
            state TEXT NOT NULL CHECK (length(state) BETWEEN 1 AND 64),
            side INTEGER NOT NULL CHECK (side BETWEEN 0 AND 3),
            actors INTEGER NOT NULL CHECK (actors >= 0),
            opener TEXT NOT NULL CHECK (length(opener) <= 64),
            subject TEXT NOT NULL CHECK (length(subject) <= 64),
            opened_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            due INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX case_facet_by_kind ON case_facet (kind, side, state, case_record);
        CREATE INDEX case_facet_by_subject ON case_facet (subject, case_record);
        CREATE INDEX case_facet_by_opener ON case_facet (opener, case_record);
        CREATE INDEX case_facet_by_opened ON case_facet (opened_at, case_record);
        CREATE INDEX case_facet_by_updated ON case_facet (updated_at, case_record);
        CREATE INDEX case_facet_by_due ON case_facet (due, case_record);
        CREATE INDEX case_facet_by_actor ON case_facet (due, case_record, actors, kind, state, side) WHERE actors > 0;

        CREATE TABLE case_party (
            office TEXT NOT NULL CHECK (length(office) BETWEEN 8 AND 64),
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            PRIMARY KEY (office, case_record)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE case_count (
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            side INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (kind, state, side)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER case_facet_is_counted AFTER INSERT ON case_facet BEGIN
            INSERT INTO case_count (kind, state, side, count) VALUES (NEW.kind, NEW.state, NEW.side, 1)
            ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER case_facet_is_recounted AFTER UPDATE OF kind, state, side ON case_facet
            WHEN NEW.kind <> OLD.kind OR NEW.state <> OLD.state OR NEW.side <> OLD.side
        BEGIN
            UPDATE case_count SET count = count - 1
            WHERE kind = OLD.kind AND state = OLD.state AND side = OLD.side;
            INSERT INTO case_count (kind, state, side, count) VALUES (NEW.kind, NEW.state, NEW.side, 1)
            ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER case_facet_is_uncounted AFTER DELETE ON case_facet BEGIN
            UPDATE case_count SET count = count - 1
            WHERE kind = OLD.kind AND state = OLD.state AND side = OLD.side;
        END;

        CREATE TABLE facet_work (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            next_record INTEGER NOT NULL CHECK (next_record >= 0),
            form TEXT NOT NULL
        ) STRICT;
        INSERT INTO facet_work (id, next_record, form) VALUES (1, 1, '');

        -- Names of cases of all kinds are found by now.
        INSERT INTO subject_work (id, next_record) VALUES (1, 1) ON CONFLICT DO UPDATE SET next_record = 1;
        """
}
