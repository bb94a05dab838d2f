import Glibc

/// Turns GB18030 text into UTF-8 with the C library's converter.
package enum GB18030 {
    /// The text of `bytes` as UTF-8.
    ///
    /// - Throws: where the first byte stands that begins no valid character, or that the converter is not installed.
    package static func utf8(_ bytes: [UInt8]) throws(GB18030Failure) -> [UInt8] {
        let converter = iconv_open("UTF-8", "GB18030")
        guard let converter, converter != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw .converterMissing(errorNumber: errno)
        }
        defer { iconv_close(converter) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 3 / 2)
        var offset = 0
        while offset < bytes.count {
            let step = convert(bytes, from: offset, converter, into: &output)
            offset += step.consumed
            switch step.errorNumber {
            case 0, E2BIG: continue
            case EINVAL: throw .truncated(offset: offset)
            case EILSEQ: throw .invalidSequence(offset: offset)
            default: throw .converterFailed(errorNumber: step.errorNumber, offset: offset)
            }
        }
        return output
    }

    /// One call of the converter; a full buffer (`E2BIG`) is no error, the next call goes on behind it.
    private static func convert(
        _ bytes: [UInt8], from offset: Int, _ converter: iconv_t, into output: inout [UInt8]
    ) -> (consumed: Int, errorNumber: Int32) {
        bytes.withUnsafeBytes { source in
            withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
                // The converter's type is not const, but it only reads what stands there.
                let base = UnsafeMutableRawPointer(mutating: source.baseAddress)
                var input = base?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
                var inputLeft = bytes.count - offset
                var result = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                var room = buffer.count
                let count = iconv(converter, &input, &inputLeft, &result, &room)
                let failure = count == Int.max || count == -1 ? errno : 0
                output.append(contentsOf: buffer.prefix(buffer.count - room))
                return (bytes.count - offset - inputLeft, failure)
            }
        }
    }
}

/// Why bytes could not be read as GB18030.
package enum GB18030Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at `offset` begins no valid character.
    case invalidSequence(offset: Int)
    /// The text ends inside the character that begins at `offset`.
    case truncated(offset: Int)
    /// The C library has no GB18030 converter.
    case converterMissing(errorNumber: Int32)
    /// The converter gave up for another reason.
    case converterFailed(errorNumber: Int32, offset: Int)

    /// For the person who uploaded the file.
    package var words: String {
        switch self {
        case .invalidSequence(let offset):
            "文件第\(offset + 1)字节处不是有效的GB18030或UTF-8编码，请另存为“CSV UTF-8”后重新导入"
        case .truncated: "文件在一个汉字中间结束，可能没有传完整，请重新上传"
        case .converterMissing, .converterFailed: "服务器暂不能读取GB18030编码，请另存为“CSV UTF-8”后重新导入"
        }
    }

    package var description: String {
        switch self {
        case .invalidSequence(let offset): "reading GB18030 text: byte \(offset) begins no valid character"
        case .truncated(let offset): "reading GB18030 text: it ends inside the character at byte \(offset)"
        case .converterMissing(let number):
            "opening the GB18030 converter failed (errno \(number)): install the C library's gconv modules"
        case .converterFailed(let number, let offset):
            "the GB18030 converter failed at byte \(offset) (errno \(number))"
        }
    }
}
