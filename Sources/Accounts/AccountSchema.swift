/// The tables of the accounts file. A migration is never changed once it was released.
enum AccountSchema {
    /// Marks the file as accounts of an office.
    static let applicationID: Int32 = 0x4C44_4143
    /// What the newest program knows.
    static var version: Int { migrations.count }

    static let migrations = [first]

    private static let first = """
        -- Whose accounts these are, and when they were begun.
        CREATE TABLE owner (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            office TEXT NOT NULL,
            begun_at INTEGER NOT NULL
        ) STRICT;

        -- A person of the office. Accounts are disabled and never removed: documents name them.
        CREATE TABLE account (
            id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            roles TEXT NOT NULL,
            region TEXT NOT NULL CHECK (length(region) = 6),
            is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
            version INTEGER NOT NULL CHECK (version > 0),
            created_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            signed_in_at INTEGER
        ) STRICT;

        -- scrypt with its parameters; a random password from a hand-out has rounds 0 and is a bare SHA-256 until it is used.
        CREATE TABLE password (
            account TEXT PRIMARY KEY REFERENCES account (id),
            rounds INTEGER NOT NULL CHECK (rounds >= 0),
            block_size INTEGER NOT NULL,
            parallelism INTEGER NOT NULL,
            salt BLOB NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            is_one_time INTEGER NOT NULL CHECK (is_one_time IN (0, 1)),
            expires_at INTEGER,
            set_at INTEGER NOT NULL
        ) STRICT;

        -- Who is signed in where. Only the hash of the cookie's secret is kept.
        CREATE TABLE session (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            account TEXT NOT NULL REFERENCES account (id),
            started_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            address TEXT NOT NULL,
            browser TEXT NOT NULL
        ) STRICT;
        CREATE INDEX session_by_account ON session (account);

        -- Tokens of programs. `rights` is empty for all rights that the account's roles give.
        CREATE TABLE token (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            account TEXT NOT NULL REFERENCES account (id),
            title TEXT NOT NULL,
            rights TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            expires_at INTEGER,
            used_at INTEGER,
            ended_at INTEGER
        ) STRICT;
        CREATE INDEX token_by_account ON token (account);

        -- Failed attempts to sign in, by hash of the name that was typed and by address.
        CREATE TABLE attempt (
            kind TEXT NOT NULL CHECK (kind IN ('account', 'address')),
            key TEXT NOT NULL,
            failures INTEGER NOT NULL,
            failed_at INTEGER NOT NULL,
            barred_until INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attempt_by_time ON attempt (failed_at);

        -- Who saw and did what, and why; each row hashes over the one before. Subject and reason are sealed.
        CREATE TABLE access (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            officer TEXT NOT NULL,
            act TEXT NOT NULL,
            case_id TEXT NOT NULL,
            subject BLOB NOT NULL,
            address TEXT NOT NULL,
            content BLOB NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE INDEX access_by_officer ON access (officer, number);
        CREATE INDEX access_by_subject ON access (subject, number) WHERE subject <> x'';
        CREATE INDEX access_by_case ON access (case_id, number) WHERE case_id <> '';
        CREATE TRIGGER access_stands BEFORE UPDATE ON access BEGIN
            SELECT RAISE (ABORT, 'the access log is append-only');
        END;
        CREATE TRIGGER access_stays BEFORE DELETE ON access BEGIN
            SELECT RAISE (ABORT, 'the access log is append-only');
        END;
        """
}
