import Foundation

/// Changes one byte of what a SQLite file keeps: a byte of a row, not of the free room between rows, which means nothing.
enum DamagedCopy {
    /// Changes a byte that `toss` chooses.
    ///
    /// - Returns: where, in words; nil when the file has no rows.
    static func damage(_ path: String, toss: UInt64) throws -> String? {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        guard bytes.count > 4096 else { return nil }
        let declared = Int(bytes[16]) << 8 | Int(bytes[17])
        let size = declared == 1 ? 65_536 : declared
        var dice = ChaosDice(seed: toss)
        // The first page holds the schema; it is the program's own text.
        for _ in 0..<10_000 {
            let page = Int.random(in: 1..<(bytes.count / size), using: &dice)
            guard let offset = place(in: bytes, page * size, size, &dice) else { continue }
            bytes[offset] ^= UInt8(1 << Int.random(in: 0..<8, using: &dice))
            try bytes.write(to: URL(fileURLWithPath: path))
            return "第 \(page + 1) 页，字节 \(offset)"
        }
        return nil
    }

    /// A byte of the content of a row in a table's leaf page; nil for any other page.
    private static func place(in bytes: Data, _ start: Int, _ size: Int, _ dice: inout ChaosDice) -> Int? {
        let tableLeaf: UInt8 = 0x0d
        guard bytes[start] == tableLeaf else { return nil }
        let cells = Int(bytes[start + 3]) << 8 | Int(bytes[start + 4])
        guard cells > 0 else { return nil }
        let pointer = start + 8 + 2 * Int.random(in: 0..<cells, using: &dice)
        var cell = start + (Int(bytes[pointer]) << 8 | Int(bytes[pointer + 1]))
        let length = varint(bytes, &cell)
        _ = varint(bytes, &cell)
        let end = min(cell + length, start + size)
        guard end > cell else { return nil }
        return Int.random(in: cell..<end, using: &dice)
    }

    private static func varint(_ bytes: Data, _ offset: inout Int) -> Int {
        var value = 0
        for _ in 0..<9 {
            let byte = bytes[offset]
            offset += 1
            value = value << 7 | Int(byte & 0x7f)
            if byte & 0x80 == 0 { break }
        }
        return value
    }
}
