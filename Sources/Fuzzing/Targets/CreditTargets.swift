import Casework
import Contracts
import CreditTables
import ListTables
import Tables

/// 双公示 files of penalties and licences, in any layout, as they are uploaded.
extension FuzzTarget {
    static let credit: [FuzzTarget] = [
        FuzzTarget("credit", "a 双公示 file as it is uploaded", maximumBytes: 16_384) { bytes throws(FuzzFinding) in
            let rows = Foreign.attempt { () throws(TableFault) in
                let reader = try TableReader(MemorySource(bytes))
                var rows: [TableRow] = []
                while let row = try reader.next() { rows.append(row) }
                return rows
            }
            guard let rows, let first = rows.first else { return }
            try creditRows(first.cells, Array(rows.dropFirst()))
        }
    ]

    private static let creditOffice = CreditOffice(name: "成都市锦江区市场监督管理局", uscc: "11510104XT9000117K")

    private static func creditRows(_ cells: [String], _ rows: [TableRow]) throws(FuzzFinding) {
        guard let header = try creditHeader(cells) else { return }
        let checks = PenaltyChecks(today: Moment(milliseconds: 1_783_067_400_000).civilDate)
        let reader = CreditRowReader(header, office: creditOffice, checks: checks)
        for row in rows {
            switch reader.read(row) {
            case .mistakes(let mistakes):
                try FuzzFinding.require(!mistakes.isEmpty, "row \(row.number) is refused without a reason")
                try FuzzFinding.require(
                    mistakes.allSatisfy { !$0.words.isEmpty && !$0.code.isEmpty }, "row \(row.number) without words")
            case .record(let record, _): try writtenAgain(record, row.number, checks)
            }
        }
    }

    /// What was read is the same when it is written in the present layout and read again.
    private static func writtenAgain(
        _ record: CreditRecord, _ row: Int, _ checks: PenaltyChecks
    ) throws(FuzzFinding) {
        // Of a person nothing is written that would make the row good again.
        guard record.orderRecord["uscc"] != nil, let headings = CreditRowWriter.headings(record.kind),
            let header = try creditHeader(headings)
        else { return }
        let cells = CreditRowWriter.cells(record.orderRecord, record.kind)
        let again = CreditRowReader(header, office: creditOffice, checks: checks)
            .read(TableRow(number: row, cells: cells))
        guard case .record(let second, _) = again else {
            throw FuzzFinding("row \(row) cannot be imported again from what is exported of it")
        }
        try FuzzFinding.require(second.orderRecord == record.orderRecord, "row \(row) comes back otherwise")
    }

    private static func creditHeader(_ cells: [String]) throws(FuzzFinding) -> CreditHeader? {
        let words: String
        do throws(CreditFileRefusal) {
            return try CreditHeader(cells)
        } catch {
            words = error.words
        }
        try FuzzFinding.require(!words.isEmpty, "a header is refused without a word")
        return nil
    }
}
