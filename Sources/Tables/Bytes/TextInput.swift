import Glibc

/// The text of a source as UTF-8, block by block; GB18030 is turned into UTF-8 on the way.
struct TextInput {
    /// The encodings that are read.
    enum Encoding: String {
        case utf8 = "UTF-8"
        case gb18030 = "GB18030"
    }

    let encoding: Encoding
    /// Bytes of the source already taken.
    private(set) var offset: Int
    private let source: any ByteSource
    private let converter: GB18030Converter?
    private var block = [UInt8](repeating: 0, count: TextInput.blockBytes)

    private static let blockBytes = 1 << 17
    /// So many characters of several bytes, and never a wrong one: nothing but UTF-8 looks like this.
    private static let proof = 2000

    init(_ source: any ByteSource) throws(TableFault) {
        self.source = source
        let head = try TextInput.bytes(of: source, at: 0, count: 4)
        let mark = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        // Behind the mark of UTF-8 a zero is a character like others.
        let isWide =
            head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) || (mark == 0 && head.contains(0))
        guard !isWide else {
            throw TableFault(.encoding, "文件编码无法识别（像是UTF-16）。请另存为“CSV UTF-8”或GB18030编码后重新上传")
        }
        let isUTF8 = mark > 0 ? true : try TextInput.isUTF8(source)
        encoding = isUTF8 ? .utf8 : .gb18030
        converter = isUTF8 ? nil : try GB18030Converter()
        offset = mark
    }

    /// Appends the next block to `text`; false at the end.
    mutating func fill(_ text: inout [UInt8]) throws(TableFault) -> Bool {
        let count = try source.read(at: offset, into: &block)
        guard count > 0 else { return false }
        guard let converter else {
            text.append(contentsOf: block[0..<count])
            offset += count
            return true
        }
        offset += try converter.convert(block[0..<count], at: offset, isLast: offset + count == source.byteCount, &text)
        return true
    }

    private static func bytes(of source: any ByteSource, at offset: Int, count: Int) throws(TableFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try source.read(at: offset, into: &bytes)
        return Array(bytes[0..<read])
    }

    private static func isUTF8(_ source: any ByteSource) throws(TableFault) -> Bool {
        var check = UTF8Check()
        var block = [UInt8](repeating: 0, count: blockBytes)
        var offset = 0
        while true {
            let count = try source.read(at: offset, into: &block)
            guard count > 0 else { return check.isWhole }
            guard check.take(block[0..<count]) else { return check.wide >= proof }
            if check.wide >= proof { return true }
            offset += count
        }
    }
}

/// Tells whether bytes that come in blocks are UTF-8.
struct UTF8Check {
    /// Characters of more than one byte so far.
    private(set) var wide = 0
    private var missing = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether the last character is complete.
    var isWhole: Bool { missing == 0 }

    /// Takes a block; false when it holds what is no UTF-8.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        for byte in bytes where !take(byte) { return false }
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard missing == 0 else {
            guard byte >= lowest, byte <= highest else { return false }
            (lowest, highest) = (0x80, 0xBF)
            missing -= 1
            return true
        }
        switch byte {
        case 0..<0x80: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if byte == 0xE0 { lowest = 0xA0 }
            if byte == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            missing = 3
            if byte == 0xF0 { lowest = 0x90 }
            if byte == 0xF4 { highest = 0x8F }
        default: return false
        }
        wide += 1
        return true
    }
}

/// The C library's converter, block by block.
final class GB18030Converter {
    private let converter: iconv_t

    init() throws(TableFault) {
        let converter = iconv_open("UTF-8", "GB18030")
        guard let converter, converter != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw TableFault(.encoding, "服务器暂不能读取GB18030编码，请另存为“CSV UTF-8”后重新上传")
        }
        self.converter = converter
    }

    deinit { iconv_close(converter) }

    /// Converts a block that stands at `offset` of the file; a character that is cut at its end stays for the next.
    ///
    /// - Returns: how many bytes were taken.
    func convert(
        _ bytes: ArraySlice<UInt8>, at offset: Int, isLast: Bool, _ text: inout [UInt8]
    ) throws(TableFault) -> Int {
        var done = 0
        while done < bytes.count {
            let step = convert(bytes.dropFirst(done), &text)
            done += step.consumed
            switch step.failure {
            case 0, E2BIG: continue
            case EINVAL:
                guard !isLast, done > 0 else {
                    throw TableFault(.encoding, "文件在一个汉字中间结束，可能没有传完整，请重新上传")
                }
                return done
            default:
                throw TableFault(
                    .encoding, "文件第\(offset + done + 1)字节处不是有效的GB18030或UTF-8编码，请另存为“CSV UTF-8”后重新上传")
            }
        }
        return done
    }

    private func convert(_ bytes: ArraySlice<UInt8>, _ text: inout [UInt8]) -> (consumed: Int, failure: Int32) {
        bytes.withUnsafeBytes { source in
            withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { room in
                // The converter's type is not const, but it only reads what stands there.
                var input = UnsafeMutableRawPointer(mutating: source.baseAddress)?.assumingMemoryBound(to: CChar.self)
                var inputLeft = source.count
                var output = room.baseAddress?.assumingMemoryBound(to: CChar.self)
                var outputLeft = room.count
                let count = iconv(converter, &input, &inputLeft, &output, &outputLeft)
                let failure = count == Int.max || count == -1 ? errno : 0
                text.append(contentsOf: room.prefix(room.count - outputLeft))
                return (source.count - inputLeft, failure)
            }
        }
    }
}
