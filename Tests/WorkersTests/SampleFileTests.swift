import Casework
import Contracts
import Foundation
import Testing
import Workers

/// The files of `Deploy/samples`, read as an office reads them.
struct SampleFileTests {
    private func batch(_ name: String, recorded: PenaltyBatch? = nil) throws -> PenaltyBatch {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var bytes = [UInt8](try Data(contentsOf: root.appending(path: "Deploy/samples/\(name)")))
        if TextEncoding.detect(bytes) == .gb18030 { bytes = try GB18030.utf8(bytes) }
        let checks = PenaltyChecks(
            today: try #require(CivilDate("2026-08-10")),
            recorded: { key in recorded?.accepted.first { $0.record.key == key }?.digest })
        return try PenaltyImport.batch(bytes, checks: checks)
    }

    @Test(arguments: [
        (
            "penalties-utf8.csv", 13,
            [
                "8 CF_XDR_SHXYM USCC_CHECK_FAILED", "9 CF_XDR_SHXYM USCC_MALFORMED", "10 CF_XDR_LB SUBJECT_MISMATCH",
                "11 CF_XDR_ZJHM PERSON_ID_INVALID", "16 CF_JDRQ DATE_INVALID", "17 CF_NR_FK AMOUNT_INVALID",
                "18 CF_CFLB COLUMNS_SWAPPED", "19 CF_SY FIELD_MISSING", "23 CF_WSH DUPLICATE_ROW",
                "24 CF_WSH DUPLICATE_ROW",
            ]
        ),
        (
            "penalties-utf8-bom.csv", 16,
            [
                "7 CF_JDRQ DATE_IN_FUTURE", "8 CF_CFLB VALUE_UNKNOWN", "9 CF_NR_FK AMOUNT_INVALID",
                "17 CF_NR_FK FIELD_MISSING", "18 CF_YXQ DATE_ORDER", "19 CF_WSH DOCUMENT_NUMBER_INVALID",
                "24 CF_XDR_ZJHM MINOR_DATA", "25 - ROW_CELL_COUNT", "26 - ROW_BROKEN_QUOTES",
            ]
        ),
        (
            "penalties-gb18030.csv", 19,
            [
                "10 CF_XDR_SHXYM FIELD_MISSING", "11 CF_XDR_LB VALUE_UNKNOWN", "12 CF_NR_FK AMOUNT_INVALID",
                "13 CF_CFJGDM USCC_CHECK_FAILED", "14 CF_NR_ZKDX FIELD_MISSING",
            ]
        ),
    ])
    func `each sample file has the good and bad rows its README names`(
        name: String, good: Int, bad: [String]
    ) throws {
        let first = try batch(name)
        #expect(first.accepted.count == good)
        #expect(first.errors.map { "\($0.row) \($0.column?.id ?? "-") \($0.reason.rawValue)" } == bad)
        let second = try batch(name, recorded: first)
        #expect(second.accepted.isEmpty)
        #expect(second.unchanged == first.accepted.map(\.row))
    }

    @Test func `characters outside the common plane survive the way from GB18030`() throws {
        let names = try batch("penalties-gb18030.csv").accepted.map(\.record.counterparty.name)
        #expect(names.contains("锦江区㐂㐂小吃店"))
        #expect(names.contains("成都𠮷祥商贸有限公司（虚构）"))
    }

    @Test func `a phone number in a good row is a notice`() throws {
        let notices = try batch("penalties-utf8-bom.csv").accepted.flatMap(\.notices)
        #expect(notices.map(\.row) == [23])
        #expect(notices.map(\.reason) == [.privacy])
    }
}
