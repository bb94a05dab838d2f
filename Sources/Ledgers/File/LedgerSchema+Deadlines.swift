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

    /// Beside each deadline stand the six digits of where its case was opened and of where the firm is registered, by which
    /// an officer of a part of the region is shown that part.
    static let deadlinePlaces = """
        ALTER TABLE open_deadline ADD COLUMN opener TEXT NOT NULL DEFAULT '' CHECK (length(opener) <= 6);
        ALTER TABLE open_deadline ADD COLUMN area TEXT NOT NULL DEFAULT '' CHECK (length(area) <= 6);
        UPDATE open_deadline SET (opener, area) = (
            SELECT \(places) FROM case_record WHERE case_record.id = open_deadline.case_record);
        DROP INDEX open_deadline_by_due;
        CREATE INDEX open_deadline_by_due
            ON open_deadline (due, case_record, ordinal, holder, rule, kind, provisional, opener, area);
        """

    /// How many open deadlines end in each hour, and how many there are at all: the figures of a board are sums over some
    /// hours, not over a million deadlines. An official day begins with an hour; a suspended deadline stands under that of
    /// `noEnd`. Counts by day, which a file may have, had a day of many deadlines counted one by one where a band ends in it.
    static let deadlineHours = """
        DROP TRIGGER IF EXISTS open_deadline_is_counted;
        DROP TRIGGER IF EXISTS open_deadline_is_uncounted;
        DROP TRIGGER IF EXISTS open_deadline_is_recounted;
        DROP TABLE IF EXISTS deadline_day;
        DROP TABLE IF EXISTS deadline_total;

        CREATE TABLE deadline_hour (
            hour INTEGER NOT NULL,
            holder TEXT NOT NULL,
            rule TEXT NOT NULL,
            kind TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (hour, holder, rule, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE deadline_total (
            holder TEXT NOT NULL,
            rule TEXT NOT NULL,
            kind TEXT NOT NULL,
            opener TEXT NOT NULL,
            area TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (holder, rule, kind, opener, area)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO deadline_hour (hour, holder, rule, kind, count) \(countedHours);
        INSERT INTO deadline_total (holder, rule, kind, opener, area, count) \(countedTotals);

        CREATE TRIGGER open_deadline_is_counted AFTER INSERT ON open_deadline BEGIN
            \(counting)
        END;
        CREATE TRIGGER open_deadline_is_uncounted AFTER DELETE ON open_deadline BEGIN
            \(uncounting)
        END;
        CREATE TRIGGER open_deadline_is_recounted AFTER UPDATE OF due, holder, rule, kind, opener, area ON open_deadline BEGIN
            \(uncounting)
            \(counting)
        END;
        """

    /// Of a row of `case_record`: where it was opened, and where the firm is registered; a case id begins with the six digits
    /// of its opener, a firm's code has them behind the second sign.
    static let places =
        "substr(case_id, 1, 6), CASE WHEN length(subject) = 18 THEN substr(subject, 3, 6) ELSE '' END"

    /// What `deadline_hour` keeps, counted.
    static let countedHours = """
        SELECT due / \(hour) AS hour, holder, rule, kind, count(*) FROM open_deadline
        GROUP BY due / \(hour), holder, rule, kind
        """

    /// What `deadline_total` keeps, counted.
    static let countedTotals = """
        SELECT holder, rule, kind, opener, area, count(*) FROM open_deadline GROUP BY holder, rule, kind, opener, area
        """

    private static let counting = """
        INSERT INTO deadline_hour (hour, holder, rule, kind, count)
            VALUES (NEW.due / \(hour), NEW.holder, NEW.rule, NEW.kind, 1) ON CONFLICT DO UPDATE SET count = count + 1;
            INSERT INTO deadline_total (holder, rule, kind, opener, area, count)
            VALUES (NEW.holder, NEW.rule, NEW.kind, NEW.opener, NEW.area, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        """

    // An hour that is over must not leave its rows behind for ever.
    private static let uncounting = """
        UPDATE deadline_hour SET count = count - 1
            WHERE hour = OLD.due / \(hour) AND holder = OLD.holder AND rule = OLD.rule AND kind = OLD.kind;
            DELETE FROM deadline_hour
            WHERE hour = OLD.due / \(hour) AND holder = OLD.holder AND rule = OLD.rule AND kind = OLD.kind AND count = 0;
            UPDATE deadline_total SET count = count - 1
            WHERE holder = OLD.holder AND rule = OLD.rule AND kind = OLD.kind AND opener = OLD.opener
                AND area = OLD.area;
        """

    /// Milliseconds of an hour.
    static let hour: Int64 = 3_600_000

    /// Where suspended deadlines lie in the order of ends: no moment that can be written is so late.
    static let noEnd = Int64.max
}
