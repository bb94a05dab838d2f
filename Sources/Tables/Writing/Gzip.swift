import Czip

/// Packs what is written to it as gzip (RFC 1952) and passes it on; memory does not grow with the length.
package final class GzipSink: ByteSink {
    private let sink: any ByteSink
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 1 << 16)

    /// A sink in front of another; `level` from 1 (quick) to 9 (small).
    package init(_ sink: any ByteSink, level: Int32 = 5) throws(TableFault) {
        self.sink = sink
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard czip_gzip_begin(stream, level) == Z_OK else { throw TableFault(.system, "压缩库不能使用") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    package func write(_ bytes: [UInt8]) throws(TableFault) { try pack(bytes, Z_NO_FLUSH) }

    /// Writes the end; nothing may follow.
    package func finish() throws(TableFault) { try pack([], Z_FINISH) }

    /// The bytes as gzip.
    package static func packed(_ bytes: [UInt8], level: Int32 = 4) throws(TableFault) -> [UInt8] {
        let memory = MemorySink()
        let gzip = try GzipSink(memory, level: level)
        try gzip.write(bytes)
        try gzip.finish()
        return memory.bytes
    }

    private func pack(_ bytes: [UInt8], _ flush: Int32) throws(TableFault) {
        var done = 0
        while true {
            let step = once(bytes, from: done, flush)
            guard step.result >= 0 || step.result == Z_BUF_ERROR else { throw TableFault(.system, "压缩失败") }
            done += step.taken
            if step.made > 0 { try sink.write(Array(output[0..<step.made])) }
            if flush == Z_FINISH ? step.result == Z_STREAM_END : done == bytes.count && step.made < output.count {
                return
            }
        }
    }

    private func once(_ bytes: [UInt8], from: Int, _ flush: Int32) -> (taken: Int, made: Int, result: Int32) {
        ZlibStep.run(stream, bytes, from: from, into: &output, flush)
    }
}

/// One call of zlib.
enum ZlibStep {
    /// Packs what stands behind `from` into `output` as far as it fits.
    static func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ bytes: [UInt8], from: Int, into output: inout [UInt8],
        _ flush: Int32
    ) -> (taken: Int, made: Int, result: Int32) {
        bytes.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { room in
                let input = source.baseAddress?.advanced(by: from).assumingMemoryBound(to: UInt8.self)
                // zlib's type is not const, but it only reads what stands there.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input)
                stream.pointee.avail_in = uInt(source.count - from)
                stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = uInt(room.count)
                let result = deflate(stream, flush)
                return (
                    source.count - from - Int(stream.pointee.avail_in), room.count - Int(stream.pointee.avail_out),
                    result
                )
            }
        }
    }
}
