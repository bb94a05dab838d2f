package import Casework
package import Contracts
package import ListTables
package import Tables

/// A row of a 双公示 file after reading.
package enum CreditRow: Hashable, Sendable {
    /// What is recorded, and where the row was first handed in, when it is a corrected one.
    case record(CreditRecord, first: FirstSubmission?)
    /// All mistakes of the row.
    case mistakes([ListRowMistake])
}

/// Where a row that was corrected first stood: the chain back to it shows whether the office was in time.
package struct FirstSubmission: Hashable, Sendable {
    /// The batch of that file.
    package let batch: String
    /// The row in it.
    package let row: Int
    /// The day on which it was handed in.
    package let day: CivilDate

    /// A first submission.
    package init(batch: String, row: Int, day: CivilDate) {
        self.batch = batch
        self.row = row
        self.day = day
    }

    /// As it stands in a file of mistakes: `4f2a…#17@2026-08-10`.
    package var text: String { "\(batch)#\(row)@\(day)" }

    /// Reads what `text` wrote; nil for anything else.
    package init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, let day = CivilDate(String(halves[1])) else { return nil }
        let parts = halves[0].split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2, let row = Int(parts[1]), row > 0, (1...40).contains(parts[0].utf8.count),
            parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.init(batch: String(parts[0]), row: row, day: day)
    }
}

/// Reads the rows of 双公示 files of penalties and licences; every mistake of a row is told, not only the first.
package struct CreditRowReader {
    private let header: CreditHeader
    private let office: CreditOffice
    private let checks: PenaltyChecks

    /// A reader for files with this header at an office.
    package init(_ header: CreditHeader, office: CreditOffice, checks: PenaltyChecks) {
        self.header = header
        self.office = office
        self.checks = checks
    }

    /// Reads a row.
    package func read(_ row: TableRow) -> CreditRow {
        if let mistake = ListRowMistake(shapeOf: row, columns: header.cells.count) { return .mistakes([mistake]) }
        if let spoilt = row.lossyColumns.first(where: { header.cells.indices.contains($0) }) {
            return .mistakes([
                ListRowMistake(
                    column: header.cells[spoilt], value: "", code: ListRowMistake.spoilt.code,
                    words: ListRowMistake.spoilt.words)
            ])
        }
        guard let text = firstText(row) else { return read(row, nil) }
        guard let first = FirstSubmission(text), first.day <= checks.today else {
            return .mistakes([
                ListRowMistake(
                    column: CreditHeader.first, value: ListRowReader.shown(text), code: "VALUE_UNKNOWN",
                    words: "“首次报送”由系统写入，不得改动；不是更正的行请留空")
            ])
        }
        return read(row, first)
    }

    private func read(_ row: TableRow, _ first: FirstSubmission?) -> CreditRow {
        switch header.form {
        case .penalty(let header):
            let supplied = self.header.isOld ? OldLayout.cells(header, row.cells, office) : [:]
            let (record, errors) = CreditReading.penalty(
                row: row.number, cells: row.cells, header: header, supplied: supplied, checks: checks)
            return record.map { .record(.penalty($0), first: first) } ?? told(errors)
        case .licence(let header):
            let cells = self.header.isOld ? OldLayout.today(header, row.cells) : row.cells
            let supplied = self.header.isOld ? OldLayout.cells(header, cells, office) : [:]
            let (record, errors) = CreditReading.licence(
                row: row.number, cells: cells, header: header, supplied: supplied, checks: checks)
            return record.map { .record(.licence($0), first: first) } ?? told(errors)
        }
    }

    private func told<Column>(_ errors: [RowError<Column>]) -> CreditRow {
        .mistakes(
            errors.map { error in
                ListRowMistake(
                    column: error.column?.header, value: error.value, code: error.reason.rawValue, words: error.words)
            })
    }

    /// What the row says of its first submission; nil when it says nothing.
    private func firstText(_ row: TableRow) -> String? {
        guard let place = header.cells.firstIndex(where: { HalfWidth.code($0) == CreditHeader.first }),
            row.cells.indices.contains(place)
        else { return nil }
        let text = HalfWidth.trimmed(row.cells[place])
        return text.isEmpty ? nil : text
    }
}
