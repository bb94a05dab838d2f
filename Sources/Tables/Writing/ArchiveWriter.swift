import Czip

/// Writes a ZIP archive from front to back: sizes and checks stand behind each part, so nothing has to be gone back to
/// and a part need not be known before it is written.
final class ArchiveWriter {
    private struct Entry {
        let name: String
        let offset: Int
        var check: UInt32 = 0
        var packed = 0
        var plain = 0
    }

    private let sink: any ByteSink
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 1 << 16)
    private var entries: [Entry] = []
    private var written = 0
    private var isPacking = false

    /// Archives of more bytes need another form.
    private static let most = Int(UInt32.max) - (1 << 20)
    /// Midnight of 1980-01-01, the first moment that an archive can name: the same table is the same file.
    private static let day: UInt16 = 0x21
    /// Names in UTF-8, sizes behind the content.
    private static let flags: UInt16 = 0x0808

    init(_ sink: any ByteSink) {
        self.sink = sink
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
    }

    deinit {
        if isPacking { deflateEnd(stream) }
        stream.deallocate()
    }

    /// Begins a part.
    func begin(_ name: String) throws(TableFault) {
        stream.pointee = z_stream()
        guard czip_deflate_begin(stream, 4) == Z_OK else { throw TableFault(.system, "压缩库不能使用") }
        isPacking = true
        entries.append(Entry(name: name, offset: written))
        var head = LittleEndian()
        head.four(0x0403_4B50)
        head.two(20)
        head.two(ArchiveWriter.flags)
        head.two(8)
        head.two(0)
        head.two(ArchiveWriter.day)
        head.four(0)
        head.four(0)
        head.four(0)
        head.two(UInt16(name.utf8.count))
        head.two(0)
        try put(head.bytes + Array(name.utf8))
    }

    /// Appends to the part.
    func write(_ bytes: [UInt8]) throws(TableFault) {
        let last = entries.count - 1
        entries[last].plain += bytes.count
        entries[last].check = bytes.withUnsafeBufferPointer {
            UInt32(truncatingIfNeeded: crc32(uLong(entries[last].check), $0.baseAddress, uInt($0.count)))
        }
        try pack(bytes, Z_NO_FLUSH)
    }

    /// Ends the part.
    func end() throws(TableFault) {
        try pack([], Z_FINISH)
        deflateEnd(stream)
        isPacking = false
        guard let entry = entries.last else { return }
        var tail = LittleEndian()
        tail.four(0x0807_4B50)
        tail.four(entry.check)
        tail.four(UInt32(truncatingIfNeeded: entry.packed))
        tail.four(UInt32(truncatingIfNeeded: entry.plain))
        try put(tail.bytes)
        guard entry.plain <= ArchiveWriter.most else { throw ArchiveWriter.tooLarge }
    }

    /// Writes the directory behind all parts.
    func finish() throws(TableFault) {
        let start = written
        for entry in entries { try put(ArchiveWriter.line(entry)) }
        var tail = LittleEndian()
        tail.four(0x0605_4B50)
        tail.two(0)
        tail.two(0)
        tail.two(UInt16(entries.count))
        tail.two(UInt16(entries.count))
        tail.four(UInt32(truncatingIfNeeded: written - start))
        tail.four(UInt32(truncatingIfNeeded: start))
        tail.two(0)
        try put(tail.bytes)
    }

    private static func line(_ entry: Entry) -> [UInt8] {
        var line = LittleEndian()
        line.four(0x0201_4B50)
        line.two(20)
        line.two(20)
        line.two(flags)
        line.two(8)
        line.two(0)
        line.two(day)
        line.four(entry.check)
        line.four(UInt32(truncatingIfNeeded: entry.packed))
        line.four(UInt32(truncatingIfNeeded: entry.plain))
        line.two(UInt16(entry.name.utf8.count))
        line.two(0)
        line.two(0)
        line.two(0)
        line.two(0)
        line.four(0)
        line.four(UInt32(truncatingIfNeeded: entry.offset))
        return line.bytes + Array(entry.name.utf8)
    }

    private func pack(_ bytes: [UInt8], _ flush: Int32) throws(TableFault) {
        var done = 0
        var isLeft = true
        while isLeft {
            let step = packOnce(bytes, from: done, flush)
            guard step.result >= 0 || step.result == Z_BUF_ERROR else { throw TableFault(.system, "压缩失败") }
            done += step.taken
            if step.made > 0 {
                entries[entries.count - 1].packed += step.made
                try put(Array(output[0..<step.made]))
            }
            isLeft = flush == Z_FINISH ? step.result != Z_STREAM_END : done < bytes.count || step.made == output.count
        }
    }

    private func packOnce(_ bytes: [UInt8], from: Int, _ flush: Int32) -> (taken: Int, made: Int, result: Int32) {
        ZlibStep.run(stream, bytes, from: from, into: &output, flush)
    }

    private func put(_ bytes: [UInt8]) throws(TableFault) {
        written += bytes.count
        guard written <= ArchiveWriter.most else { throw ArchiveWriter.tooLarge }
        try sink.write(bytes)
    }

    private static let tooLarge = TableFault(.tooLarge, "XLSX文件将超过4 GB，不能生成。请改用CSV格式")
}

private struct LittleEndian {
    private(set) var bytes: [UInt8] = []

    mutating func two(_ value: UInt16) {
        bytes += [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }

    mutating func four(_ value: UInt32) {
        two(UInt16(truncatingIfNeeded: value))
        two(UInt16(truncatingIfNeeded: value >> 16))
    }
}
