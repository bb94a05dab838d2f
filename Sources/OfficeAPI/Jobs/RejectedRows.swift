import Contracts
import CreditTables
import ListTables
import Tables

/// A row of an import that was not taken.
package struct RejectedRow: Hashable, Sendable {
    /// What has become of it since.
    package enum Standing: Hashable, Sendable {
        /// Nobody mended it.
        case open
        /// It is mended and waits to be handed in again.
        case mended
        /// It was handed in again with the job of this id.
        case sent(String)

        /// As the interface tells it.
        var name: String {
            switch self {
            case .open: "open"
            case .mended: "mended"
            case .sent: "sent"
            }
        }

        /// The job by which it was handed in again.
        package var job: String? {
            guard case .sent(let job) = self else { return nil }
            return job
        }
    }

    /// Its number in the file that came.
    package let number: Int
    /// Its cells, in the order of the header.
    package let cells: [String]
    /// The beginning of the row for a list, personal numbers masked.
    package var excerpt: String {
        cells.lazy.filter { !$0.isEmpty }.prefix(3).map(ListRowReader.shown).joined(separator: " · ")
    }
    /// The columns that are wrong.
    package let columns: String
    /// What is wrong with them.
    package let reasons: String
    /// What has become of it.
    package let standing: Standing
}

/// Some of the rows of an import that were not taken.
package struct RejectedPage: Hashable, Sendable {
    /// The header of the file that came.
    package let header: [String]
    /// The rows, in the order of the file.
    package let rows: [RejectedRow]
    /// Behind which row the next page begins; nil at the end.
    package let next: Int?
    /// Rows that are mended and were not handed in yet.
    package let mended: Int
}

/// A row that somebody mended.
struct MendedRow: Hashable, Sendable {
    let number: Int
    /// All cells of the file of mistakes: those of the header, and what was written behind them.
    let cells: [String]
    /// The job by which it was handed in again.
    var sentBy: String?

    var json: JSONValue {
        .members([
            ("row", .integer(Int64(number))), ("cells", .array(cells.map { .string($0) })),
            ("sentBy", sentBy.map { .string($0) }),
        ])
    }

    init(number: Int, cells: [String], sentBy: String? = nil) {
        self.number = number
        self.cells = cells
        self.sentBy = sentBy
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSONValue) {
        guard let number = json["row"]?.integer, let cells = json["cells"]?.array?.compactMap(\.string) else {
            return nil
        }
        self.init(number: Int(number), cells: cells, sentBy: json["sentBy"]?.string)
    }
}

/// The file of mistakes of an import, read again.
struct RejectedFile {
    private let table: TableReader
    /// The header with the headings of what was written behind each row.
    let header: [String]
    /// How many cells of it are of the file that came.
    let width: Int

    init(_ folder: JobFolder, _ job: Job) throws {
        guard job.kind.isImport, folder.has(job.id, .rejected) else { throw Self.none }
        table = try TableReader(folder.source(job.id, .rejected), scratchFolder: folder.path)
        header = try TableStaging.header(table)
        let added = job.kind == .creditImport ? CreditHeader.addedHeaders : ListHeader.addedHeaders
        width = header.count - added.count
        guard width > 0 else { throw Self.none }
    }

    static let none = JobFailure("JOB_STATE", "这个任务没有有误的行")

    /// The next row: its number in the file that came, and its cells as they were there; nil at the end.
    func next() throws -> (number: Int, cells: [String])? {
        guard let row = try table.next() else { return nil }
        // The writer put an apostrophe before what a spreadsheet would run.
        let cells = (row.cells + Array(repeating: "", count: max(0, header.count - row.cells.count))).map(
            Formula.restored)
        return (Int(cells[width]) ?? 0, cells)
    }

    /// Rows behind a row of the file that came.
    func page(behind row: Int, limit: Int, mended: [MendedRow]) throws -> RejectedPage {
        var rows: [RejectedRow] = []
        var isMore = false
        let known = Dictionary(mended.map { ($0.number, $0) }) { $1 }
        while let (number, cells) = try next() {
            guard number > row else { continue }
            guard rows.count < limit else {
                isMore = true
                break
            }
            let standing = known[number].map { $0.sentBy.map { .sent($0) } ?? .mended } ?? RejectedRow.Standing.open
            rows.append(
                RejectedRow(
                    number: number, cells: Array(cells[..<width]), columns: cells[width + 1],
                    reasons: cells[width + 2], standing: standing))
        }
        return RejectedPage(
            header: Array(header[..<width]), rows: rows, next: isMore ? rows.last?.number : nil,
            mended: mended.count { $0.sentBy == nil })
    }

    /// The cells of one row; nil when no such row was rejected.
    func row(_ number: Int) throws -> [String]? {
        while let row = try next() {
            if row.number == number { return row.cells }
        }
        return nil
    }
}
