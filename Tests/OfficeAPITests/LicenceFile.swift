import Casework
import CreditTables
import Tables

/// A 双公示 file of licences of the office `Province.market`; all firms are fictional.
enum LicenceFile {
    private static let agency = ["成都市市场监督管理局", "11510100XT9000125L"]

    static func cells(
        _ number: Int, kind: String = "普通", name: String = "成都示例食品有限公司", code: String = "91510104XT00010175"
    ) -> [String] {
        let values: [LicenceColumn: String] = [
            .counterpartyName: name, .counterpartyKind: "法人及非法人组织", .uscc: code, .documentName: "准予许可决定书",
            .documentNo: "川食许〔2026〕\(number)号", .licenceKind: kind, .content: "预包装食品销售",
            .decisionDate: "2026-03-02", .validFrom: "2026-03-02", .validTo: "2031-03-01", .agency: agency[0],
            .agencyUscc: agency[1], .status: "1", .sourceAgency: agency[0], .sourceAgencyUscc: agency[1],
        ]
        return LicenceColumn.allCases.map { values[$0] ?? "" }
    }

    /// The place of a column in a row.
    static func place(_ column: LicenceColumn) -> Int { LicenceColumn.allCases.firstIndex(of: column) ?? 0 }

    static func bytes(_ rows: [[String]], _ format: TableFormat = .csv) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try format.writer(to: sink, sheet: "行政许可")
        for row in [LicenceColumn.allCases.map(\.header)] + rows { try writer.write(row) }
        try writer.finish()
        return sink.bytes
    }
}
