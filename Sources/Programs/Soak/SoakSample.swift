import Foundation

/// What a process holds at one moment.
struct SoakSample: Sendable {
    /// Resident megabytes (10⁶ bytes).
    let resident: Double
    /// Open descriptors.
    let descriptors: Double
    /// Threads.
    let threads: Double
    /// Megabytes of the ledger's write-ahead log.
    let log: Double

    /// Looks at this process and at the log beside a ledger.
    static func take(ledger: String) -> SoakSample {
        var status = stat()
        let log = stat(ledger + "-wal", &status) == 0 ? Double(status.st_size) / 1e6 : 0
        return SoakSample(
            resident: ProcessMemory.resident(), descriptors: entries(of: "/proc/self/fd"),
            threads: entries(of: "/proc/self/task"), log: log)
    }

    private static func entries(of folder: String) -> Double {
        guard let directory = opendir(folder) else { return 0 }
        defer { closedir(directory) }
        var count = 0.0
        while readdir(directory) != nil { count += 1 }
        // The folder itself, its parent, and for descriptors the one that looks.
        return max(0, count - 3)
    }

    /// The four figures as trends with their bounds.
    static func trends(_ samples: [SoakSample], _ prefix: String, allowed megabytes: Double) -> [Trend] {
        [
            Trend(prefix + ".residentMegabytes", samples.map(\.resident), share: 0.05, atLeast: megabytes),
            Trend(prefix + ".descriptors", samples.map(\.descriptors), share: 0, atLeast: 4),
            Trend(prefix + ".threads", samples.map(\.threads), share: 0, atLeast: 4),
            // The log may be as long as the limit that SQLite is given, and a commit that came before it was cut.
            Trend(prefix + ".logMegabytes", samples.map(\.log), share: 1, atLeast: 64, ceiling: 256),
        ]
    }
}

/// Rows of a ledger's tables.
struct SoakTables: Sendable {
    /// Rows by table, sorted by name.
    let rows: [(table: String, count: Int64)]

    /// What keeps history grows with the letters, by the same number of rows for each; nothing else may grow with them.
    static let historic: Set<String> = [
        "case_key", "case_record", "content", "deadline", "incoming_letter", "journal", "list_entry", "row_count",
        "statement",
    ]

    /// Counts.
    ///
    /// - Throws: what SQLite says.
    static func count(_ ledger: String) throws -> SoakTables {
        let database = try BareDatabase(ledger)
        let tables = try database.texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return SoakTables(rows: try tables.map { ($0, try database.number("SELECT count(*) FROM \($0)")) })
    }

    /// Rows of the tables that must not grow.
    var bounded: Int64 { rows.reduce(0) { SoakTables.historic.contains($1.table) ? $0 : $0 + $1.count } }

    /// Rows of history.
    var kept: Int64 { rows.reduce(0) { SoakTables.historic.contains($1.table) ? $0 + $1.count : $0 } }
}
