extension LedgerSchema {
    /// Counts of work lists that also say whose turn it is, and the same by where a case was opened and where the firm is
    /// registered: the figures of a work list, and of an officer of a part of the region, are sums over some rows instead of
    /// walks through what may be half of all cases.
    ///
    /// The offices of a province have some dozens of rows by kind, state, side and turn, and some ten thousands by place; a
    /// row by place that counts nothing goes, so that the table does not grow with what has passed.
    static let caseCounts = """
        DROP TRIGGER case_facet_is_counted;
        DROP TRIGGER case_facet_is_recounted;
        DROP TRIGGER case_facet_is_uncounted;
        DROP TABLE case_count;

        CREATE TABLE case_count (
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            side INTEGER NOT NULL,
            actors INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (kind, state, side, actors)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE case_place_count (
            opener TEXT NOT NULL,
            area TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            side INTEGER NOT NULL,
            actors INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (opener, area, kind, state, side, actors)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO case_count (kind, state, side, actors, count) \(countedCases);
        INSERT INTO case_place_count (opener, area, kind, state, side, actors, count) \(countedPlaces);

        CREATE TRIGGER case_facet_is_counted AFTER INSERT ON case_facet BEGIN
            \(countingCase)
        END;
        CREATE TRIGGER case_facet_is_uncounted AFTER DELETE ON case_facet BEGIN
            \(uncountingCase)
        END;
        CREATE TRIGGER case_facet_is_recounted AFTER UPDATE OF kind, state, side, actors, opener, subject ON case_facet
            WHEN (NEW.kind, NEW.state, NEW.side, NEW.actors, NEW.opener, NEW.subject)
                IS NOT (OLD.kind, OLD.state, OLD.side, OLD.actors, OLD.opener, OLD.subject)
        BEGIN
            \(uncountingCase)
            \(countingCase)
        END;
        """

    /// What `case_count` keeps, counted.
    static let countedCases = """
        SELECT kind, state, side, actors, count(*) FROM case_facet GROUP BY kind, state, side, actors
        """

    /// What `case_place_count` keeps, counted.
    static let countedPlaces = """
        SELECT \(place("")) AS opened, \(area("")) AS area, kind, state, side, actors, count(*) FROM case_facet
        GROUP BY opened, area, kind, state, side, actors
        """

    /// Six digits of where a case was opened.
    private static func place(_ row: String) -> String { "substr(\(row)opener, 1, 6)" }

    /// Six digits of where the firm is registered; none for what is no code of a firm.
    private static func area(_ row: String) -> String {
        "CASE WHEN length(\(row)subject) = 18 THEN substr(\(row)subject, 3, 6) ELSE '' END"
    }

    private static let countingCase = """
        INSERT INTO case_count (kind, state, side, actors, count)
            VALUES (NEW.kind, NEW.state, NEW.side, NEW.actors, 1) ON CONFLICT DO UPDATE SET count = count + 1;
            INSERT INTO case_place_count (opener, area, kind, state, side, actors, count)
            VALUES (\(place("NEW.")), \(area("NEW.")), NEW.kind, NEW.state, NEW.side, NEW.actors, 1)
            ON CONFLICT DO UPDATE SET count = count + 1;
        """

    private static let uncountingCase = """
        UPDATE case_count SET count = count - 1
            WHERE kind = OLD.kind AND state = OLD.state AND side = OLD.side AND actors = OLD.actors;
            UPDATE case_place_count SET count = count - 1
            WHERE opener = \(place("OLD.")) AND area = \(area("OLD.")) AND kind = OLD.kind AND state = OLD.state
                AND side = OLD.side AND actors = OLD.actors;
            DELETE FROM case_place_count
            WHERE opener = \(place("OLD.")) AND area = \(area("OLD.")) AND kind = OLD.kind AND state = OLD.state
                AND side = OLD.side AND actors = OLD.actors AND count = 0;
        """
}
