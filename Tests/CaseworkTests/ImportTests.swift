import Casework
import Contracts
import Testing

/// A row with every required cell right; tests change single cells.
private let goodRow: [(column: PenaltyColumn, value: String)] = [
    (.counterpartyName, "成都示例食品有限公司"), (.counterpartyKind, "法人及非法人组织"), (.uscc, "91510104XT00010175"),
    (.personIdType, ""), (.personIdNo, ""), (.legalRepIdType, ""), (.legalRepIdNo, ""),
    (.decisionNo, "成锦市监处罚〔2026〕88号"), (.violationType, "无证经营"), (.violationFacts, "未取得许可从事餐饮服务"),
    (.legalBasisText, "食品安全法第一百二十二条"), (.penaltyKinds, "罚款;没收违法所得"), (.penaltyContent, "罚款并没收违法所得"),
    (.fineAmount, "5.000000"), (.confiscatedAmount, "0.320000"), (.licenceAffected, ""), (.decisionDate, "2026-07-30"),
    (.validUntil, "2099-12-31"), (.publishUntil, "2027-07-30"), (.agency, "成都市锦江区市场监督管理局"),
    (.agencyUscc, "11510104XT9000117K"), (.sourceAgency, "成都市锦江区市场监督管理局"), (.sourceAgencyUscc, "11510104XT9000117K"),
    (.remark, ""),
]

private typealias Change = (column: PenaltyColumn, value: String)

private func line(_ changes: [Change] = []) -> String {
    DelimitedText.line(goodRow.map { cell in changes.first { $0.column == cell.column }?.value ?? cell.value })
}

private let idHeader = DelimitedText.line(goodRow.map(\.column.id))

private func checks(recorded: PenaltyBatch? = nil) throws -> PenaltyChecks {
    PenaltyChecks(
        today: try #require(CivilDate("2026-08-10")),
        recorded: { key in recorded?.accepted.first { $0.record.key == key }?.digest })
}

private func batch(_ text: String, recorded: PenaltyBatch? = nil) throws -> PenaltyBatch {
    try PenaltyImport.batch(Array(text.utf8), checks: checks(recorded: recorded))
}

private func allRows(
    _ bytes: [UInt8], _ limits: DelimitedText.Limits = DelimitedText.Limits()
) -> [DelimitedText.Row] {
    var reader = DelimitedText(bytes, limits: limits)
    var rows: [DelimitedText.Row] = []
    while let row = reader.next() { rows.append(row) }
    return rows
}

struct PenaltyRowTests {
    @Test func `a good row becomes a typed record`() throws {
        let batch = try batch(idHeader + line())
        let record = try #require(batch.accepted.first?.record)
        #expect(batch.rejected.isEmpty)
        #expect(record.fine == Money(fen: 5_000_000))
        #expect(record.confiscated == Money(fen: 320_000))
        #expect(record.kinds == [.fine, .confiscateGains])
        #expect(record.counterparty.uscc?.text == "91510104XT00010175")
        #expect(record.decisionDate == CivilDate("2026-07-30"))
        #expect(record.decisionNo.number == 88)
    }

    @Test(
        arguments: [
            ([(.counterpartyName, "")], .counterpartyName, .missingValue),
            ([(.counterpartyKind, "企业")], .counterpartyKind, .unknownWord),
            ([(.counterpartyKind, "个体工商户")], .uscc, .subjectMismatch),
            (
                [(.counterpartyKind, "自然人"), (.personIdType, "身份证"), (.personIdNo, "11010519491231002X")], .uscc,
                .subjectMismatch
            ),
            ([(.uscc, "")], .uscc, .missingValue),
            ([(.uscc, "91510104XT00010176")], .uscc, .usccCheckFailed),
            ([(.uscc, "91510104XTO0010175")], .uscc, .usccMalformed),
            ([(.uscc, "92510104XT00010174")], .uscc, .usccCheckFailed),
            ([(.legalRepIdType, "身份证"), (.legalRepIdNo, "110105194912310021")], .legalRepIdNo, .personNumber),
            ([(.legalRepIdType, "身份证")], .legalRepIdNo, .missingValue),
            ([(.legalRepIdNo, "11010519491231002X")], .legalRepIdType, .unknownWord),
            ([(.decisionNo, "成锦市监处罚2026第88号")], .decisionNo, .documentNumber),
            ([(.violationFacts, "")], .violationFacts, .missingValue),
            ([(.violationFacts, String(repeating: "长", count: 5001))], .violationFacts, .cellTooLong),
            ([(.violationFacts, "含\u{1}字符")], .violationFacts, .notText),
            ([(.penaltyKinds, "罚金")], .penaltyKinds, .unknownWord),
            ([(.penaltyKinds, ";")], .penaltyKinds, .missingValue),
            ([(.penaltyKinds, "成都市锦江区市场监督管理局"), (.agency, "罚款;没收违法所得")], .penaltyKinds, .columnsSwapped),
            ([(.fineAmount, "50,000")], .fineAmount, .badAmount),
            ([(.fineAmount, "")], .fineAmount, .missingValue),
            ([(.fineAmount, "0")], .fineAmount, .missingValue),
            ([(.penaltyKinds, "没收违法所得")], .fineAmount, .badAmount),
            ([(.penaltyKinds, "罚款")], .confiscatedAmount, .badAmount),
            ([(.confiscatedAmount, "")], .confiscatedAmount, .missingValue),
            ([(.penaltyKinds, "罚款;没收违法所得;吊销许可证件")], .licenceAffected, .missingValue),
            ([(.decisionDate, "2026-02-30")], .decisionDate, .badDate),
            ([(.decisionDate, "2026-08-11")], .decisionDate, .dateInFuture),
            ([(.validUntil, "2026-07-29")], .validUntil, .dateOrder),
            ([(.publishUntil, "2026-07-29")], .publishUntil, .dateOrder),
            ([(.agencyUscc, "11510104XT9000117L")], .agencyUscc, .usccCheckFailed),
            ([(.sourceAgency, "")], .sourceAgency, .missingValue),
        ] as [([(PenaltyColumn, String)], PenaltyColumn, ImportReason)])
    func `a bad cell is reported with its column and reason`(
        changes: [(PenaltyColumn, String)], column: PenaltyColumn, reason: ImportReason
    ) throws {
        let batch = try batch(idHeader + line(changes.map { (column: $0.0, value: $0.1) }))
        let errors = batch.errors.map { [$0.column?.rawValue ?? "", $0.reason.rawValue] }
        #expect(errors.contains([column.rawValue, reason.rawValue]))
        #expect(batch.accepted.isEmpty)
        #expect(batch.errors.allSatisfy { $0.row == 2 && !$0.words.isEmpty })
    }

    @Test(arguments: ["2026/7/30", "2026.07.30", "20260730", "2026年7月30日", "２０２６-07-30"])
    func `dates are read as spreadsheets write them`(text: String) throws {
        let batch = try batch(idHeader + line([(.decisionDate, text)]))
        #expect(batch.accepted.first?.record.decisionDate == CivilDate("2026-07-30"))
    }

    @Test(arguments: ["2026-7", "30-07-2026", "2026-13-01", "26-7-30", "+026-07-30", "明天", "2026年7月"])
    func `a text that is no date is refused`(text: String) throws {
        #expect(try batch(idHeader + line([(.decisionDate, text)])).errors.map(\.reason) == [.badDate])
    }

    @Test func `a sole trader's code goes with its kind only`() throws {
        let trader: [Change] = [(.uscc, "92510104XT1000059B"), (.counterpartyKind, "个体工商户")]
        #expect(try batch(idHeader + line(trader)).accepted.count == 1)
        let reasons = try batch(idHeader + line([trader[0]])).errors.map(\.reason)
        #expect(reasons == [.subjectMismatch])
    }

    @Test func `a natural person is taken with a right number and never shown in full`() throws {
        let person: [Change] = [
            (.counterpartyName, "陈小甲"), (.counterpartyKind, "自然人"), (.uscc, ""), (.personIdType, "身份证"),
            (.personIdNo, "11010519491231002x"),
        ]
        let accepted = try #require(try batch(idHeader + line(person)).accepted.first)
        #expect(accepted.record.counterparty.personDocument?.revealed == "11010519491231002X")
        #expect(!"\(accepted)".contains("19491231"))
        let wrong = try batch(idHeader + line(Array(person.dropLast()) + [(.personIdNo, "110105194912310021")]))
        #expect(wrong.errors.map(\.value) == ["110105********0021"])
    }

    @Test func `a minor's record is refused`() throws {
        let minor: [Change] = [
            (.counterpartyName, "陈小甲"), (.counterpartyKind, "自然人"), (.uscc, ""), (.personIdType, "身份证"),
            (.personIdNo, "510104201009013214"),
        ]
        #expect(try batch(idHeader + line(minor)).errors.map(\.reason) == [.minor])
    }

    @Test func `the registry's confirmation overrides a failed check digit only`() throws {
        var confirming = try checks()
        confirming.registryConfirmation = { [today = confirming.today] code in
            code == "91350100M0001TGQXM" ? today : nil
        }
        let text = idHeader + line([(.uscc, "91350100M0001TGQXM")])
        let taken = try PenaltyImport.batch(Array(text.utf8), checks: confirming)
        #expect(taken.accepted.first?.record.counterparty.isCodeConfirmed == true)
        #expect(try batch(text).errors.map(\.reason) == [.usccCheckFailed])
    }

    @Test func `personal data in a text is a notice and does not hold the row back`() throws {
        let batch = try batch(idHeader + line([(.violationFacts, "联系电话13800138000，向小学生销售")]))
        #expect(batch.accepted.first?.notices.map(\.reason) == [.privacy, .minor])
        #expect(batch.accepted.first?.notices.first?.value == "138****8000")
    }
}

struct PenaltyHeaderTests {
    @Test func `ids and Chinese names are recognised in any order`() {
        let ids = PenaltyHeader(PenaltyColumn.allCases.map(\.id))
        let names = PenaltyHeader(PenaltyColumn.allCases.reversed().map { " " + $0.header.replacing("(", with: "（") })
        #expect(ids.report.words.isEmpty)
        #expect(names.report.words.isEmpty)
        for (index, column) in PenaltyColumn.allCases.enumerated() {
            #expect(ids.column(at: index) == column)
            #expect(names.column(at: 29 - index) == column)
        }
    }

    @Test func `no header name stands for two columns`() {
        let names = PenaltyColumn.allCases.flatMap { [$0.id, $0.header] + $0.aliases }
        #expect(Set(names).count == names.count)
    }

    @Test func `the layout of 2016 is recognised and what it lacks is named`() {
        let header = PenaltyHeader([
            "CF_WSH", "CF_CFMC", "CF_CFLB1", "CF_CFLB2", "CF_SY", "CF_YJ", "CF_XDR_MC", "CF_XDR_SHXYM", "CF_XDR_ZDM",
            "CF_XDR_GSDJ", "CF_XDR_SWDJ", "CF_XDR_SFZ", "CF_FR", "CF_JG", "CF_JDRQ", "CF_XZJG", "CF_ZT", "DFBM", "SJC",
            "BZ",
        ])
        #expect(header.report.unknown.isEmpty)
        #expect(header.report.retired == ["CF_CFMC", "CF_ZT", "DFBM", "SJC"])
        #expect(
            header.report.missing == [
                .counterpartyKind, .violationType, .validUntil, .agencyUscc, .sourceAgency, .sourceAgencyUscc,
            ])
        #expect(header.value(.penaltyKinds, in: ["", "", "警告", "罚款"]) == "警告;罚款")
        #expect(header.value(.penaltyContent, in: Array(repeating: "", count: 13) + ["罚款"]) == "罚款")
    }

    @Test func `missing, double and unknown headers are named`() throws {
        let text = idHeader.replacing("CF_WSH", with: "CF_XDR_MC").replacing("\r\n", with: ",颜色\r\n") + line()
        let failure = #expect(throws: ImportRefusal.self) { try batch(text) }
        guard case .header(let report) = try #require(failure) else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(report.missing == [.decisionNo])
        #expect(report.duplicate == [.counterpartyName])
        #expect(report.unknown == ["颜色"])
        #expect(report.words.count == 3)
    }

    @Test func `files that are no table are refused as a whole`() throws {
        #expect(throws: ImportRefusal.empty) { try batch("") }
        #expect(throws: ImportRefusal.empty) { try batch("\u{FEFF}\n,,\n\n") }
        #expect(throws: ImportRefusal.encoding) {
            try PenaltyImport.batch([0xFF, 0xFE, 0x41, 0x00], checks: checks())
        }
        #expect(throws: ImportRefusal.tooLarge(bytes: 11, limit: 10)) {
            try PenaltyImport.batch(
                Array("12345678901".utf8), checks: checks(), limits: PenaltyImport.Limits(fileBytes: 10))
        }
    }
}

struct PenaltyBatchTests {
    @Test func `good rows are never held back by bad ones`() throws {
        let other: Change = (.decisionNo, "成锦市监处罚〔2026〕89号")
        let text =
            idHeader + line() + "\"broken,\r\n" + line([(.uscc, "1")]) + "\r\n" + line([other])
        let batch = try batch(text)
        #expect(batch.accepted.map(\.row) == [2, 6])
        #expect(batch.rejected.map(\.row) == [3, 4])
        #expect(batch.errors.map(\.reason) == [.brokenQuotes, .usccMalformed])
        #expect(batch.rowCount == 4)
    }

    @Test func `a second import of the same file adds nothing, however it is written`() throws {
        let first = try batch(idHeader + line())
        let names = "\u{FEFF}" + DelimitedText.line(goodRow.reversed().map(\.column.header))
        let rewritten = goodRow.reversed().map { cell in
            switch cell.column {
            case .decisionDate: "2026/7/30"
            case .fineAmount: "5"
            case .decisionNo: "成锦市监处罚[2026]88号"
            case .penaltyKinds: "没收违法所得；罚款"
            default: cell.value
            }
        }
        let second = try batch(names + DelimitedText.line(Array(rewritten)), recorded: first)
        #expect(second.accepted.isEmpty)
        #expect(second.rejected.isEmpty)
        #expect(second.unchanged == [2])
    }

    @Test func `a recorded decision is not changed by an import`() throws {
        let first = try batch(idHeader + line())
        let second = try batch(idHeader + line([(.fineAmount, "50")]), recorded: first)
        #expect(second.errors.map(\.reason) == [.recordedDifferently])
        #expect(second.accepted.isEmpty)
    }

    @Test func `a decision that stands twice in a file is taken once`() throws {
        let batch = try batch(idHeader + line() + line() + line([(.fineAmount, "4")]))
        #expect(batch.accepted.map(\.row) == [2])
        #expect(batch.rejected.map(\.row) == [3, 4])
        #expect(batch.errors.map(\.reason) == [.duplicateInFile, .duplicateInFile])
        #expect(batch.errors.first?.words != batch.errors.last?.words)
    }

    @Test func `one changed field changes the digest`() throws {
        let plain = try #require(try batch(idHeader + line()).accepted.first?.digest)
        let changes: [Change] = [(.counterpartyName, "他"), (.remark, "注"), (.fineAmount, "1"), (.publishUntil, "")]
        for change in changes {
            #expect(try batch(idHeader + line([change])).accepted.first?.digest != plain)
        }
    }

    @Test func `extra cells are refused, empty ones at the end are not`() throws {
        let row = line()
        #expect(try batch(idHeader + row.replacing("\r\n", with: ",多\r\n")).errors.map(\.reason) == [.cellCount])
        #expect(try batch(idHeader + row.replacing("\r\n", with: ",,\r\n")).accepted.count == 1)
        #expect(try batch(idHeader + String(row.dropLast(2))).accepted.count == 1)
    }

    @Test func `reading in steps shows progress and ends the same`() throws {
        let rows = (1...25).map { line([(.decisionNo, "成锦市监处罚〔2026〕\($0)号")]) }.joined()
        var importing = try PenaltyImport(Array((idHeader + rows).utf8), checks: checks())
        var seen: [Int] = []
        while importing.read(rows: 10) == .more { seen.append(importing.progress.rows) }
        #expect(seen == [10, 20])
        #expect(importing.progress.bytes == importing.progress.byteCount)
        #expect(importing.finish().accepted.count == 25)
    }

    @Test func `the error file names rows, columns and reasons and can be imported again`() throws {
        let person: [Change] = [(.legalRepIdType, "身份证"), (.legalRepIdNo, "110105194912310021"), (.remark, "=1+1")]
        let first = try batch(idHeader + line() + line([(.uscc, "")] + person))
        let kept = ErrorFile.bytes(of: first, personalNumbers: .kept)
        #expect(kept.starts(with: TextEncoding.mark))
        let lines = allRows(kept)
        #expect(lines.count == 2)
        let header = try #require(lines.first)
        let row = try #require(lines.last)
        #expect(header.cells.suffix(3) == ["行号", "列", "原因"])
        #expect(row.cells.count == header.cells.count)
        #expect(row.cells.suffix(3).first == "3")
        #expect(row.cells.last?.contains("USCC") == false)
        #expect(row.cells.last?.contains("FIELD_MISSING") == true)
        #expect(row.cells.contains("'=1+1"))
        let again = try PenaltyImport.batch(kept, checks: checks())
        #expect(again.header.value(.remark, in: row.cells) == "=1+1")
        #expect(again.header.report.unknown.isEmpty)
        #expect(again.errors.map(\.reason) == first.errors.map(\.reason))
        let masked = String(decoding: ErrorFile.bytes(of: first, personalNumbers: .masked), as: UTF8.self)
        #expect(!masked.contains("110105194912310021"))
        #expect(masked.contains("110105********0021"))
    }
}

struct DelimitedTextTests {
    private func rows(_ text: String) -> [[String]] {
        allRows(Array(text.utf8)).map { $0.problem == nil ? $0.cells : ["?"] }
    }

    @Test(
        arguments: [
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("\u{FEFF}a,b\r", [["a", "b"]]), ("\"a,\"\"b\"\"\r\nc\",d", [["a,\"b\"\r\nc", "d"]]), (",\n", [["", ""]]),
            ("\"\",\"\"", [["", ""]]), ("a\"b,c", [["a\"b", "c"]]), ("\n\na", [[""], [""], ["a"]]), ("", []),
            ("\"a\nb,c\nd", [["?"], ["b", "c"], ["d"]]), ("\"a\"x,b\nc", [["?"], ["c"]]), ("a,", [["a", ""]]),
        ] as [(String, [[String]])])
    func `text is split as RFC 4180 says`(text: String, expected: [[String]]) {
        #expect(rows(text) == expected)
    }

    @Test func `what is written is read back`() {
        let cells = ["", "a", "b,c", "d\"e", "\"", "行\r\n号", " f ", "😀"]
        #expect(rows(DelimitedText.line(cells)) == [cells])
    }

    @Test func `limits hold and the next row is read`() {
        let limits = DelimitedText.Limits(cellBytes: 4, cells: 2)
        let text = "12345,a\n\"12345\",a\na,b,c\na,b\n\"12\n345\n"
        #expect(
            allRows(Array(text.utf8), limits).map(\.problem) == [
                .cellTooLong, .cellTooLong, .tooManyCells, nil, .cellTooLong, nil,
            ])
    }

    @Test func `bytes that are no text are reported`() throws {
        let rows = allRows([0x61, 0x0A, 0xC0, 0x2C, 0x0A, 0x62])
        #expect(rows.map(\.problem) == [nil, .notText, nil])
        #expect(rows.last?.cells == ["b"])
    }

    @Test(.timeLimit(.minutes(20)))
    func `random bytes never crash the reader or the import and every byte is passed`() throws {
        var dice = SystemRandomNumberGenerator()
        let alphabet = Array("\"\",,\n\r\\a;=成\u{FEFF}".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...120, using: &dice)).map { _ in
                Bool.random(using: &dice)
                    ? alphabet[Int.random(in: 0..<alphabet.count, using: &dice)]
                    : UInt8.random(in: 0...255, using: &dice)
            }
            var reader = DelimitedText(bytes, limits: DelimitedText.Limits(cellBytes: 20, cells: 5))
            var count = 0
            while reader.next() != nil { count += 1 }
            #expect(reader.offset == reader.byteCount)
            #expect(count <= bytes.count)
            var importing = try PenaltyImport(
                Array(idHeader.utf8) + Array(String(decoding: bytes, as: UTF8.self).utf8), checks: checks())
            #expect(importing.read(rows: 1000) == .atEnd)
            #expect(importing.finish().accepted.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(20)), arguments: ["\"", "\"x\n", "\"\"\n", "\"\"\"\n", ",\"\n", "a\n\"\n"])
    func `quotes that never close cost no more than linear time`(piece: String) {
        let bytes = Array(String(repeating: piece, count: 100_000 / piece.utf8.count).utf8)
        var reader = DelimitedText(bytes)
        while reader.next() != nil {}
        #expect(reader.offset == bytes.count)
    }
}

struct PenaltyKindTests {
    @Test func `all kinds of article 9 are read and written`() throws {
        let all = PenaltyKind.allCases
        #expect(try PenaltyKind.set(PenaltyKind.joined(all.reversed())) == all)
        #expect(try PenaltyKind.set(" 罚款；警告 ;罚款;") == [.warning, .fine])
    }

    @Test func `unknown words are named`() {
        #expect(throws: PenaltyKindRefusal.unknown(["罚金", "x"])) { try PenaltyKind.set("罚金;警告;x") }
        #expect(throws: PenaltyKindRefusal.empty) { try PenaltyKind.set(" ; ") }
    }
}

struct TextEncodingTests {
    @Test(
        arguments: [
            ([0xEF, 0xBB, 0xBF, 0x61], TextEncoding.utf8(hasMark: true)), ([0xE6, 0x88, 0x90], .utf8(hasMark: false)),
            ([], .utf8(hasMark: false)), ([0xB3, 0xC9], .gb18030), ([0xFF, 0xFE, 0x61, 0x00], .utf16),
            ([0xFE, 0xFF, 0x00, 0x61], .utf16),
        ] as [([UInt8], TextEncoding)])
    func `the encoding is told from the bytes`(bytes: [UInt8], encoding: TextEncoding) {
        #expect(TextEncoding.detect(bytes) == encoding)
    }
}
