import Tables
import Testing

/// Makes tables for tests and reads them whole.
enum Workshop {
    static func rows(
        _ bytes: [UInt8], limits: TableLimits = TableLimits(), steps: Int? = nil
    ) throws -> [TableRow] {
        let source: any ByteSource = steps.map { Drip(bytes, $0) } ?? MemorySource(bytes)
        let reader = try TableReader(source, limits: limits)
        var rows: [TableRow] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    static func cells(_ text: String, steps: Int? = nil) throws -> [[String]] {
        try rows(Array(text.utf8), steps: steps).map(\.cells)
    }

    static func fault(_ bytes: [UInt8], limits: TableLimits = TableLimits()) -> TableFault.Code? {
        do {
            _ = try rows(bytes, limits: limits)
            return nil
        } catch {
            return (error as? TableFault)?.code
        }
    }

    static func written(_ format: TableFormat, _ rows: [[String]]) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try format.writer(to: sink, sheet: "名单")
        for row in rows { try writer.write(row) }
        try writer.finish()
        return sink.bytes
    }

    /// A workbook with this sheet content, as another program would write it: parts stored without packing.
    static func workbook(
        sheet: String, strings: String? = nil, styles: String? = nil, book: String? = nil
    ) -> [UInt8] {
        var parts = [
            (
                "xl/workbook.xml",
                book ?? "<workbook><sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/a.xml\"/></Relationships>"
            ),
            ("xl/worksheets/a.xml", "<worksheet><sheetData>\(sheet)</sheetData></worksheet>"),
        ]
        if let strings { parts.append(("xl/sharedStrings.xml", strings)) }
        if let styles { parts.append(("xl/styles.xml", styles)) }
        return archive(parts.map { ($0.0, Array($0.1.utf8)) })
    }

    static func archive(_ parts: [(name: String, content: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let about =
                two(20) + two(0x0800) + two(0) + two(0) + two(0x21) + four(crc(part.content))
                + four(part.content.count) + four(part.content.count) + two(part.name.utf8.count) + two(0)
            directory += four(0x0201_4B50) + two(20) + about + two(0) + two(0) + two(0) + four(0) + four(bytes.count)
            directory += Array(part.name.utf8)
            bytes += four(0x0403_4B50) + about + Array(part.name.utf8) + part.content
        }
        let end = four(0x0605_4B50) + two(0) + two(0) + two(parts.count) + two(parts.count) + four(directory.count)
        return bytes + directory + end + four(bytes.count) + two(0)
    }

    private static func two(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }

    private static func four(_ value: Int) -> [UInt8] { two(value) + two(value >> 16) }

    private static func crc(_ bytes: [UInt8]) -> Int {
        var check: UInt32 = ~0
        for byte in bytes {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
        }
        return Int(~check)
    }
}

/// Gives a few bytes at a time.
final class Drip: ByteSource {
    private let bytes: [UInt8]
    private let step: Int

    init(_ bytes: [UInt8], _ step: Int) {
        self.bytes = bytes
        self.step = step
    }

    var byteCount: Int { bytes.count }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
        guard offset < bytes.count else { return 0 }
        let wanted = offset == 0 && buffer.count == 4 ? 4 : step
        let count = min(buffer.count, wanted, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        return count
    }
}
