extension LedgerSchema {
    /// Indexes of work lists by moment and by where a firm is registered that hold every column of a facet: what a second
    /// filter leaves out is left out in the index, and a count reads nothing else. Beside a column that is not in the index, a
    /// filter that fits a month of ends looks up each of its cases in the table, which took most of a page's time.
    static let wideFacets = """
        DROP INDEX case_facet_by_opened;
        DROP INDEX case_facet_by_updated;
        DROP INDEX case_facet_by_due;
        CREATE INDEX case_facet_by_opened ON case_facet
            (opened_at, case_record, kind, state, side, actors, opener, subject, updated_at, due);
        CREATE INDEX case_facet_by_updated ON case_facet
            (updated_at, case_record, kind, state, side, actors, opener, subject, opened_at, due);
        CREATE INDEX case_facet_by_due ON case_facet
            (due, case_record, kind, state, side, actors, opener, subject, opened_at, updated_at);
        CREATE INDEX case_facet_by_area ON case_facet
            (substr(subject, 3, 6), case_record, kind, state, side, actors, opener, subject, opened_at, updated_at, due)
            WHERE length(subject) = 18;
        """

    /// The same by kind, side and state: half of all list entries may be published.
    static let wideKinds = """
        DROP INDEX case_facet_by_kind;
        CREATE INDEX case_facet_by_kind ON case_facet
            (kind, side, state, case_record, actors, opener, subject, opened_at, updated_at, due);
        """

    /// All columns of a facet, which these indexes hold.
    static let facetColumns =
        "case_record, kind, state, side, actors, opener, subject, opened_at, updated_at, due"
}
