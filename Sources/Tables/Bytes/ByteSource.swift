import Glibc

/// Bytes that can be read at any place, more than fit into memory.
package protocol ByteSource: AnyObject {
    /// How many there are.
    var byteCount: Int { get }
    /// Copies bytes from `offset` on; fewer than fit only at the end, 0 behind it.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int
}

extension ByteSource {
    /// Fills `bytes` from `offset` on; fewer than fit only at the end.
    func read(at offset: Int, into bytes: inout [UInt8]) throws(TableFault) -> Int {
        try bytes.withUnsafeMutableBufferPointer { (buffer) throws(TableFault) in
            try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

/// Takes bytes one after another.
package protocol ByteSink: AnyObject {
    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws(TableFault)
}

/// Bytes in memory.
package final class MemorySource: ByteSource {
    private let bytes: [UInt8]

    /// A source of `bytes`.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var byteCount: Int { bytes.count }

    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
        guard offset < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        return count
    }
}

/// Keeps bytes in memory.
package final class MemorySink: ByteSink {
    /// What was written.
    package private(set) var bytes: [UInt8] = []

    /// An empty one.
    package init() {}

    package func write(_ bytes: [UInt8]) throws(TableFault) { self.bytes += bytes }
}

/// A file on disk, read in place.
package final class FileSource: ByteSource, Sendable {
    package let byteCount: Int
    private let descriptor: Int32

    /// Opens a regular file.
    package init(path: String) throws(TableFault) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSource.fault(path, "打不开") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw TableFault(.system, "\(path) 不是普通文件")
        }
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, offset + done)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileSource.fault("文件", "读取失败") }
            guard count > 0 else { break }
            done += count
        }
        return done
    }

    static func fault(_ path: String, _ what: String) -> TableFault {
        TableFault(.system, "\(path) \(what)：\(strerror(errno).map { String(cString: $0) } ?? "errno \(errno)")")
    }
}

/// A new file that only its owner may read.
package final class FileSink: ByteSink {
    private let path: String
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var isOpen = true

    private static let pendingBytes = 1 << 18

    /// Makes the file, which must not exist yet.
    package init(path: String) throws(TableFault) {
        self.path = path
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSource.fault(path, "不能新建") }
    }

    deinit { if isOpen { close(descriptor) } }

    package func write(_ bytes: [UInt8]) throws(TableFault) {
        pending += bytes
        if pending.count >= FileSink.pendingBytes { try flush() }
    }

    /// Everything is on disk.
    package func finish() throws(TableFault) {
        try flush()
        guard fsync(descriptor) == 0 else { throw FileSource.fault(path, "不能落盘") }
        isOpen = false
        close(descriptor)
    }

    private func flush() throws(TableFault) {
        var done = 0
        while done < pending.count {
            let count = pending.withUnsafeBytes { [descriptor] bytes in
                Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileSource.fault(path, "写入失败") }
            done += count
        }
        pending.removeAll(keepingCapacity: true)
    }
}
