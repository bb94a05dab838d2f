extension LedgerSchema {
    /// Which files beside the ledger a case needs, under the names that they have there: what no case needs is swept.
    static let evidence = """
        CREATE TABLE evidence (
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            name BLOB NOT NULL CHECK (length(name) = 32),
            PRIMARY KEY (case_record, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX evidence_by_name ON evidence (name);
        """
}
