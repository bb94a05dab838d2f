extension LedgerSchema {
    /// Open deadlines by their end, so that what is due is found without opening a case. A suspended one has no end and
    /// lies behind all others; the index holds every column that is filtered by, in the order in which pages are read.
    ///
    /// Cases are sealed, so no SQL can fill the table from them: `index_work` says from which case on the next opening
    /// for writing has still to do so.
    static let openDeadlines = """
        CREATE TABLE open_deadline (
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
            key TEXT NOT NULL,
            rule TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
            holder TEXT NOT NULL CHECK (length(holder) <= 64),
            due INTEGER NOT NULL,
            provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
            PRIMARY KEY (case_record, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX open_deadline_by_due
            ON open_deadline (due, case_record, ordinal, holder, rule, kind, provisional);

        CREATE TABLE index_work (
            name TEXT PRIMARY KEY CHECK (name = 'open_deadline'),
            next_record INTEGER NOT NULL CHECK (next_record >= 1)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO index_work (name, next_record) VALUES ('open_deadline', 1);
        """

    /// Where suspended deadlines lie in the order of ends: no moment that can be written is so late.
    static let noEnd = Int64.max
}
