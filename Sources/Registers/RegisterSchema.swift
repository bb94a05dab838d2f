/// The tables of the register's file. It is no ledger: it is written whole by each import and never changed.
enum RegisterSchema {
    /// Marks the file as a register of firms.
    static let applicationID: Int32 = 0x4C44_5247
    /// Raised with every change of a table or of what is written into it; a file of another version is loaded anew.
    static let version: Int32 = 1

    /// Made before the rows come in: a code that stands twice is noticed by its index.
    static let tables = """
        CREATE TABLE extract (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            day TEXT NOT NULL,
            firms INTEGER NOT NULL CHECK (firms > 0),
            refused INTEGER NOT NULL CHECK (refused >= 0),
            loaded_at INTEGER NOT NULL
        ) STRICT;

        -- `id` is the row of the extract; `normal` is the name as it is compared (SubjectName).
        CREATE TABLE firm (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL,
            number TEXT NOT NULL,
            name TEXT NOT NULL,
            normal TEXT NOT NULL,
            representative TEXT NOT NULL,
            address TEXT NOT NULL,
            region TEXT NOT NULL,
            status TEXT NOT NULL,
            status_on TEXT
        ) STRICT;
        CREATE UNIQUE INDEX firm_by_code ON firm (code) WHERE code <> '';

        CREATE TABLE former (
            firm INTEGER NOT NULL REFERENCES firm (id),
            place INTEGER NOT NULL,
            name TEXT NOT NULL,
            normal TEXT NOT NULL,
            PRIMARY KEY (firm, place)
        ) STRICT, WITHOUT ROWID;
        """

    /// Made when all rows are in: sorted once instead of a place sought for each.
    static let indexes = """
        CREATE INDEX firm_by_name ON firm (normal);
        CREATE INDEX firm_by_number ON firm (number) WHERE number <> '';
        CREATE INDEX former_by_name ON former (normal);
        """
}
