import Tables
import Testing

/// Workbooks, as spreadsheets write them and as nobody should.
@Suite struct WorkbookTests {
    @Test func `shared, inline, rich and computed texts are read`() throws {
        let strings =
            "<sst><si><t>甲&amp;乙</t></si><si><r><t>粗</t></r><r><t xml:space=\"preserve\"> 细</t></r>"
            + "<rPh sb=\"0\"><t>音</t></rPh></si><si/></sst>"
        let sheet =
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
            + "<x:row r=\"4\"><c t=\"inlineStr\"><is><t><![CDATA[<丙>]]></t></is></c>"
            + "<c t=\"str\"><f>A1&amp;B1</f><v>得&#x4E00;</v></c><c t=\"b\"><v>1</v></c><c t=\"s\"><v>2</v></c></x:row>"
        let rows = try Workshop.rows(Workshop.workbook(sheet: sheet, strings: strings))
        #expect(rows.map(\.number) == [1, 4])
        #expect(rows.map(\.cells) == [["甲&乙", "", "粗 细"], ["<丙>", "得一", "是"]])
    }

    @Test(arguments: [
        ("5.13", "5.13", false), ("5.1299999999999999", "5.13", false), ("5.000000", "5.000000", false),
        ("1.5E+3", "1500", false), ("2.5E-3", "0.0025", false), ("-0.1", "-0.1", false),
        ("20260730", "20260730", false),
        ("5.1010419880412451E+17", "510104198804124500", true), ("123456789012345", "123456789012345", false),
        ("1234567890123456", "1234567890123456", true),
    ])
    func `numbers are what their user sees, and what a spreadsheet has spoilt is named`(
        raw: String, text: String, isLossy: Bool
    ) throws {
        let read = try #require(CellNumber.text(raw))
        #expect(read == (text, isLossy))
        let row = try Workshop.rows(Workshop.workbook(sheet: "<row><c><v>\(raw)</v></c></row>")).first
        #expect(row?.cells == [text])
        #expect(row?.lossyColumns == (isLossy ? [0] : []))
    }

    @Test(arguments: [
        ("46233", CellNumber.Epoch.from1900, "2026-07-30"), ("1", .from1900, "1900-01-01"),
        ("59", .from1900, "1900-02-28"), ("61", .from1900, "1900-03-01"), ("44771", .from1904, "2026-07-30"),
        ("46233.5", .from1900, "2026-07-30 12:00:00"), ("46232.9999999", .from1900, "2026-07-30"),
    ])
    func `days are read in both ways of counting`(raw: String, epoch: CellNumber.Epoch, text: String) {
        #expect(CellNumber.day(raw, epoch) == text)
    }

    @Test(arguments: ["60", "0", "-1", "2958466", "x", "nan"])
    func `a day that never was is none`(raw: String) {
        #expect(CellNumber.day(raw, .from1900) == nil)
    }

    @Test(
        arguments: [
            (14, nil, true), (0, nil, false), (49, nil, false), (170, "yyyy\"年\"m\"月\"d\"日\"", true),
            (171, "0.00\"day\"", false), (172, "[Red]0.00", false), (173, "General", false), (174, "\\d0", false),
        ] as [(Int, String?, Bool)])
    func `number formats show whether a cell is a day`(format: Int, code: String?, isDay: Bool) {
        #expect(CellNumber.isDay(format: format, code: code) == isDay)
    }

    @Test func `a styled cell is a day and the 1904 mark is minded`() throws {
        let styles =
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts>"
            + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
            + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
        let book =
            "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"藏\" state=\"hidden\" r:id=\"rId1\"/>"
            + "<sheet name=\"乙\" r:id=\"rId7\"/></sheets></workbook>"
        let sheet = "<row><c s=\"1\"><v>44771</v></c><c s=\"0\"><v>44771</v></c></row>"
        let bytes = Workshop.workbook(sheet: sheet, styles: styles, book: book)
        #expect(try Workshop.rows(bytes).map(\.cells) == [["2026-07-30", "44771"]])
        #expect(try TableReader(MemorySource(bytes)).form == .xlsx(sheet: "乙"))
    }

    @Test func `texts that are too many for memory are kept elsewhere and found again`() throws {
        let texts = (0..<4000).map { "文字\($0)号" }
        let strings = "<sst>" + texts.map { "<si><t>\($0)</t></si>" }.joined() + "</sst>"
        let sheet = (0..<4000).map { "<row><c t=\"s\"><v>\(3999 - $0)</v></c></row>" }.joined()
        let bytes = Workshop.workbook(sheet: sheet, strings: strings)
        let rows = try Workshop.rows(bytes, limits: TableLimits(memoryBytes: 1000))
        #expect(rows.compactMap(\.cells.first) == texts.reversed())
    }

    @Test func `a sheet that is full goes on in the next, with its heading`() throws {
        let sink = MemorySink()
        let writer = try SheetWriter(sink, sheet: "名单<一>", rowsPerSheet: 3)
        for row in [["列"], ["1"], ["2"], ["3"]] { try writer.write(row) }
        try writer.finish()
        #expect(try Workshop.rows(sink.bytes).map(\.cells) == [["列"], ["1"], ["2"]])
        #expect(try TableReader(MemorySource(sink.bytes)).form == .xlsx(sheet: "名单<一>"))
    }

    @Test func `what XML cannot hold and what a cell cannot hold is replaced, not lost in silence`() throws {
        let long = String(repeating: "长", count: 40_000)
        let bytes = try Workshop.written(.xlsx, [["a\u{1}b", "x\r\ny<&>", long]])
        let cells = try Workshop.rows(bytes, limits: TableLimits(cellBytes: 200_000)).first?.cells
        #expect(cells?.first == "a\u{FFFD}b")
        #expect(cells?[1] == "x\r\ny<&>")
        #expect(cells?.last?.utf16.count == 32_767)
        #expect(cells?.last?.hasSuffix("以下略）") == true)
    }

    // MARK: Bad files

    private static let row = "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>"

    @Test func `a part that grows beyond measure in unpacking is refused`() throws {
        let rows = (0..<200).map { _ in [String](repeating: "零", count: 20) }
        let bytes = try Workshop.written(.xlsx, rows)
        #expect(Workshop.fault(bytes, limits: TableLimits(growth: 3, freeBytes: 1000)) == .tooLarge)
        #expect(Workshop.fault(bytes, limits: TableLimits(partBytes: 5000)) == .tooLarge)
        #expect(Workshop.fault(bytes) == nil)
    }

    @Test func `archives that are cut anywhere, or changed in any byte, are refused or read, and never worse`() throws {
        let good = try Workshop.written(.xlsx, [["名称", "代码"], ["甲", "1"]])
        for count in stride(from: 5, to: good.count, by: 7) {
            #expect(Workshop.fault(Array(good[..<count])) != nil, "\(count)")
        }
        for index in stride(from: 4, to: good.count, by: 3) {
            var bytes = good
            bytes[index] ^= 0x55
            _ = Workshop.fault(bytes)
        }
    }

    @Test(arguments: [
        "<row r=\"2\"/><row r=\"1\"/>", "<row r=\"9999999\"/>", "<row><c><v>1</v>", "<row><c", "<!-- ",
        "<!DOCTYPE x [<!ENTITY a \"b\">]>", "<row><c t=\"inlineStr\"><is><t>a</t></is></row>",
    ])
    func `a sheet that is not well made is refused`(sheet: String) {
        #expect(Workshop.fault(Workshop.workbook(sheet: sheet)) == .damaged)
    }

    @Test func `a workbook without its parts is refused`() {
        let nothing = Workshop.archive([("a.txt", [1])])
        #expect(Workshop.fault(nothing) == .format)
        let hidden = "<workbook><sheets><sheet name=\"a\" state=\"hidden\" r:id=\"rId7\"/></sheets></workbook>"
        #expect(Workshop.fault(Workshop.workbook(sheet: "", book: hidden)) == .empty)
        let lost = "<workbook><sheets><sheet name=\"a\" r:id=\"rId8\"/></sheets></workbook>"
        #expect(Workshop.fault(Workshop.workbook(sheet: "", book: lost)) == .damaged)
    }

    @Test func `a cell that names no text, and one far to the right, spoil their row alone`() throws {
        let sheet = "<row><c t=\"s\"><v>5</v></c></row><row><c r=\"ZZ2\"><v>1</v></c></row>" + WorkbookTests.row
        let rows = try Workshop.rows(Workshop.workbook(sheet: sheet))
        #expect(rows.map(\.problem) == [.notText, .tooManyCells, nil])
    }
}
