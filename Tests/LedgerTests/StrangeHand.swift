import GRDB
import Testing

/// Someone with a database shell: changes a ledger's file behind its back, triggers and constraints out of the way.
enum StrangeHand {
    /// Runs the statements on the file at `path`; each of them must change `rows` rows.
    static func change(_ path: String, _ statements: [String], rows: ClosedRange<Int> = 1...Int.max) throws {
        try DatabaseQueue(path: path).writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            for statement in statements {
                try database.execute(sql: statement)
                #expect(rows.contains(database.changesCount), "\(statement)")
            }
        }
    }
}
