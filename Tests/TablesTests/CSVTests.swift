import Tables
import Testing

/// Comma-separated text from sources of any size.
@Suite struct CSVTests {
    @Test(arguments: [1, 2, 3, 7, 1000])
    func `rows are the same however the bytes come`(steps: Int) throws {
        let text = "名称,代码\r\n\"甲,\"\"乙\"\"\r\n丙\",1\n\r丁,\"2\"\r\n,\n\"末\""
        let cells = try Workshop.cells(text, steps: steps)
        #expect(cells == [["名称", "代码"], ["甲,\"乙\"\r\n丙", "1"], [""], ["丁", "2"], ["", ""], ["末"]])
    }

    @Test func `a row whose quotes do not close spoils no row behind it`() throws {
        let rows = try Workshop.rows(Array("a,b\n\"x,1\ny,2\nz\",3\n\"q\"w,4\nok,5\n".utf8))
        #expect(rows.map(\.number) == [1, 2, 3, 4])
        #expect(rows[1].cells == ["x,1\ny,2\nz", "3"])
        #expect(rows[2].problem == .brokenQuotes)
        #expect(rows[3].cells == ["ok", "5"])
        let open = try Workshop.rows(Array("a\n\"never\nb\n".utf8))
        #expect(open.map(\.problem) == [nil, .brokenQuotes, nil])
        #expect(open.last?.cells == ["b"])
    }

    @Test func `limits of cells and rows are kept and named`() throws {
        let limits = TableLimits(cellBytes: 8, cells: 3, rowBytes: 40)
        let text = "a,b\n123456789,x\n1,2,3,4\n\"1234567890\",x\n\(String(repeating: "9", count: 100)),1\nok\n"
        let rows = try Workshop.rows(Array(text.utf8), limits: limits, steps: 5)
        #expect(rows.map(\.problem) == [nil, .cellTooLong, .tooManyCells, .cellTooLong, .cellTooLong, nil])
        #expect(rows.last?.cells == ["ok"])
    }

    @Test(arguments: [1, 3, 5, 4096])
    func `GB18030 is read though its characters are cut between blocks`(steps: Int) throws {
        // 名称,四川 and a character of four bytes (U+2000A)
        let bytes: [UInt8] = [
            0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xCB, 0xC4, 0xB4, 0xA8, 0x0A, 0x95, 0x32, 0x83, 0x36, 0x2C, 0x41,
        ]
        // A converter that gets one byte at a time would never see a character whole.
        let rows = try Workshop.rows(bytes, steps: max(steps, 4))
        #expect(rows.map(\.cells) == [["名称", "四川"], ["\u{2000A}", "A"]])
        let reader = try TableReader(MemorySource(bytes))
        #expect(reader.form == .csv(encoding: "GB18030"))
    }

    @Test(
        arguments: [
            ([], .empty), ([0xFF, 0xFE, 0x41, 0x00], .encoding), ([0x41, 0x00, 0x42, 0x00], .encoding),
            ([0x41, 0x2C, 0x81], .encoding), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], .format),
        ] as [([UInt8], TableFault.Code)])
    func `a file that is no text is refused in words`(bytes: [UInt8], code: TableFault.Code) {
        #expect(Workshop.fault(bytes) == code)
    }

    @Test func `a zero behind the mark of UTF-8 is a character and no sign of UTF-16`() throws {
        let rows = try Workshop.rows(Array(try Workshop.written(.csv, [["\u{0}名称", "代码"]])))
        #expect(rows.map(\.cells) == [["\u{0}名称", "代码"]])
    }

    @Test func `a wrong byte late in a long UTF-8 file spoils its row alone`() throws {
        var bytes = Array("名\n".utf8)
        for _ in 0..<3000 { bytes += Array("中文,一\n".utf8) }
        bytes += [0x61, 0xFF, 0x2C, 0x62, 0x0A] + Array("末\n".utf8)
        let rows = try Workshop.rows(bytes)
        #expect(rows.count == 3003)
        #expect(rows[3001].problem == .notText)
        #expect(rows[3002].cells == ["末"])
    }

    @Test func `a written table is read as it was, and no cell of it can be run`() throws {
        let rows = [["名称", "值"], ["甲,\"乙\"\n丙", "=1+1"], ["@x", "-5"], ["+6.5", "-"], ["", "\tx"]]
        for format in TableFormat.allCases {
            let read = try Workshop.rows(try Workshop.written(format, rows)).map { $0.cells.map(Formula.restored) }
            #expect(read.map(\.first) == rows.map(\.first), "\(format)")
            #expect(read.map(\.last) == rows.map(\.last), "\(format)")
        }
        let csv = String(decoding: try Workshop.written(.csv, rows), as: UTF8.self)
        #expect(csv.contains(",'=1+1\r\n'@x,-5\r\n+6.5,'-\r\n"))
    }

    @Test func `progress goes from nothing to all`() throws {
        let reader = try TableReader(MemorySource(Array(String(repeating: "a,b\n", count: 100_000).utf8)))
        var last = 0
        while try reader.next() != nil {
            let now = reader.progress
            #expect(now.done >= last && now.done <= now.total)
            last = now.done
        }
        #expect(last == 400_000)
    }
}
