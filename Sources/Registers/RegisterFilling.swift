import Casework
import Contracts
import GRDB
import Tables

/// Writes the rows of an extract into a register that is being made.
struct RegisterFilling {
    private(set) var firms = 0
    private(set) var refused = 0
    private(set) var mistakes = 0
    private let database: Database
    private let header: RegisterHeader
    private let day: CivilDate
    private let insertion: Statement
    private let former: Statement
    private let earlier: Statement

    /// Progress is told every so many rows.
    private static let step = 2000

    init(_ database: Database, header: RegisterHeader, day: CivilDate) throws {
        self.database = database
        self.header = header
        self.day = day
        insertion = try database.makeStatement(
            sql: """
                INSERT INTO firm (id, code, number, name, normal, representative, address, region, status, status_on)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """)
        former = try database.makeStatement(
            sql: "INSERT INTO former (firm, place, name, normal) VALUES (?, ?, ?, ?)")
        earlier = try database.makeStatement(sql: "SELECT id FROM firm WHERE code = ? AND code <> ''")
    }

    mutating func fill(
        _ table: TableReader, _ progress: (Int, (done: Int, total: Int)) -> Void,
        _ mistaken: (RegisterRowError) throws -> Void
    ) throws {
        while let row = try table.next() {
            guard !row.isBlank else { continue }
            for mistake in try take(row) { try mistaken(mistake) }
            let rows = firms + refused
            if rows.isMultiple(of: RegisterFilling.step) { progress(rows, table.progress) }
        }
    }

    /// - Returns: what is wrong with the row; empty when it was taken.
    private mutating func take(_ row: TableRow) throws -> [RegisterRowError] {
        var reading = RegisterRow(row, header: header, day: day)
        var errors: [RegisterRowError] = []
        if let firm = reading.firm() {
            errors = try write(firm, row.number).map { [$0] } ?? []
        } else {
            errors = reading.errors
        }
        if errors.isEmpty { firms += 1 } else { refused += 1 }
        mistakes += errors.count
        return errors
    }

    private func write(_ firm: RegisterFirm, _ row: Int) throws -> RegisterRowError? {
        try insertion.execute(arguments: [
            row, firm.code, firm.number, firm.name, SubjectName(firm.name).normal, firm.representative, firm.address,
            firm.region, firm.status, firm.statusOn?.description,
        ])
        guard database.changesCount > 0 else {
            let first = try Int.fetchOne(earlier, arguments: [firm.code]) ?? 0
            return RegisterRowError(
                row: row, column: RegisterColumn.code.rawValue, code: "DUPLICATE_ROW",
                words: "与第\(first)行的统一社会信用代码重复，只取前一行")
        }
        for (place, name) in firm.formerNames.enumerated() {
            try former.execute(arguments: [row, place, name, SubjectName(name).normal])
        }
        return nil
    }
}
