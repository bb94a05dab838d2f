/// The tables of the shelf. It is made anew when they change: nothing stands in it that the log has not.
enum ShelfSchema {
    /// Marks the file as a shelf.
    static let applicationID: Int32 = 0x4C44_5348
    /// Raised with every change of a table or of what is written into it.
    static let version: Int32 = 2

    static let tables = """
        -- How far the log was read: size and root, and the roots of the complete subtrees to go on from.
        CREATE TABLE mark (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            size INTEGER NOT NULL CHECK (size >= 0),
            peaks BLOB NOT NULL CHECK (length(peaks) % 32 = 0),
            erased_at INTEGER NOT NULL,
            absent_from INTEGER NOT NULL DEFAULT 0,
            waiting BLOB NOT NULL
        ) STRICT;

        -- Every leaf with what it said; NULL for what was erased.
        CREATE TABLE entry (
            place INTEGER PRIMARY KEY CHECK (place >= 0),
            item INTEGER NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 0),
            event TEXT NOT NULL,
            at INTEGER NOT NULL,
            record BLOB
        ) STRICT;
        CREATE INDEX entry_by_item ON entry (item, place);
        CREATE INDEX entry_absent ON entry (place) WHERE record IS NULL;

        -- Every publication under the place of its first leaf, with the place of its newest one. What is looked for by
        -- (code, name, number) is filled only while it stands.
        CREATE TABLE item (
            first INTEGER PRIMARY KEY CHECK (first >= 0),
            publication TEXT NOT NULL UNIQUE,
            day INTEGER NOT NULL,
            place INTEGER NOT NULL UNIQUE CHECK (place >= first),
            standing INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 2),
            kind TEXT NOT NULL,
            office TEXT NOT NULL,
            region TEXT NOT NULL,
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            number TEXT NOT NULL,
            objection TEXT NOT NULL,
            -- The last day on which it may be shown, as days since 1970; NULL where only a decision ends it.
            last_day INTEGER
        ) STRICT;
        CREATE INDEX item_by_code ON item (code, first) WHERE code <> '';
        CREATE INDEX item_by_name ON item (name, first) WHERE name <> '';
        CREATE INDEX item_by_number ON item (number, first) WHERE number <> '';
        CREATE INDEX item_by_kind ON item (kind, first);
        CREATE INDEX item_by_office ON item (office, first);
        CREATE INDEX item_by_region ON item (region, first);
        CREATE INDEX item_by_last_day ON item (last_day) WHERE standing = 2 AND last_day IS NOT NULL;
        CREATE INDEX item_open_objection ON item (office) WHERE objection = 'open';

        -- The pairs of neighbouring characters of the names of what stands; the name itself is compared behind it.
        CREATE VIRTUAL TABLE name_pair USING fts5(pairs, content = '', columnsize = 0, detail = 'none');

        -- In how many names of what stands a pair is: the rarest pairs of a word are asked for.
        CREATE TABLE pair (
            pair TEXT PRIMARY KEY,
            count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Items of which an event that ends them waits for its place, with what it says.
        CREATE TABLE hidden (
            item INTEGER PRIMARY KEY,
            record BLOB
        ) STRICT;

        -- Places of the first leaves of each day: what bounds a search by days.
        CREATE TABLE day (
            day INTEGER PRIMARY KEY,
            lowest INTEGER NOT NULL,
            highest INTEGER NOT NULL
        ) STRICT;

        -- Events by month, agency and kind; what stands; and days of decision and publication by channel.
        CREATE TABLE tally (
            month TEXT NOT NULL, office TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (month, office, kind, event)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE holding (
            office TEXT NOT NULL, kind TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (office, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE timing (
            month TEXT NOT NULL, office TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL,
            decided TEXT NOT NULL, due TEXT NOT NULL, published TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (month, office, kind, channel, decided, due, published)
        ) STRICT, WITHOUT ROWID;
        """
}
