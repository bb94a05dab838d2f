extension LedgerSchema {
    /// Which files beside the ledger a case needs, under the names that they have there: what was destroyed
    /// with a case is told from what a restored ledger does not know yet.
    static let evidence = """
        CREATE TABLE evidence (
            case_record INTEGER NOT NULL REFERENCES case_record (id),
            name BLOB NOT NULL CHECK (length(name) = 32),
            PRIMARY KEY (case_record, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX evidence_by_name ON evidence (name);

        -- What cases had whose contents were destroyed: unless another case needs it, it goes, at the next start at the latest.
        CREATE TABLE doomed_evidence (
            name BLOB PRIMARY KEY CHECK (length(name) = 32)
        ) STRICT, WITHOUT ROWID;
        """
}
