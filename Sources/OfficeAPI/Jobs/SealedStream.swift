import Foundation
import Ledgers
import Signing
import Tables

/// A file of any size beside the ledger, sealed chunk by chunk under the office's data key: it is written from front to
/// back, read at any place, and never has more than a few chunks in memory.
///
/// Each chunk is sealed under the file's name and its place, the last one as the last: no chunk can be put in the place
/// of another, and none can be cut off unseen.
enum SealedStream {
    /// Bytes of a chunk before sealing.
    static let chunkBytes = 1 << 20

    static func name(_ name: String, chunk index: Int, isLast: Bool) -> String {
        "\(name)#\(index)\(isLast ? ".end" : "")"
    }

    static func fault(_ error: any Error) -> TableFault {
        TableFault(.system, (error as? TableFault)?.words ?? "读写后台任务的文件时出错（\(error)），请检查磁盘空间后重新开始")
    }
}

/// Writes a sealed file.
final class SealedSink: ByteSink {
    /// Bytes written, before sealing.
    private(set) var byteCount = 0
    private let files: SealedFiles
    private let name: String
    private let file: FileSink
    private let room: JobRoom
    private var pending: [UInt8] = []
    private var chunks = 0

    init(path: String, name: String, files: SealedFiles, room: JobRoom) throws(TableFault) {
        self.files = files
        self.name = name
        self.room = room
        file = try FileSink(path: path)
        pending.reserveCapacity(SealedStream.chunkBytes)
    }

    func write(_ bytes: [UInt8]) throws(TableFault) {
        byteCount += bytes.count
        pending += bytes
        while pending.count > SealedStream.chunkBytes {
            try put(Array(pending.prefix(SealedStream.chunkBytes)), isLast: false)
            pending.removeFirst(SealedStream.chunkBytes)
        }
    }

    /// Everything is on disk, and the file is whole.
    func finish() throws(TableFault) {
        try put(pending, isLast: true)
        pending = []
        try file.finish()
    }

    private func put(_ chunk: [UInt8], isLast: Bool) throws(TableFault) {
        guard room.take(chunk.count) else {
            throw TableFault(.tooLarge, "后台任务的文件已达\(room.limit)字节的上限，请先删除用完的任务再重新开始")
        }
        do {
            let name = SealedStream.name(name, chunk: chunks, isLast: isLast)
            try file.write(files.seal(chunk, name: name))
        } catch {
            throw SealedStream.fault(error)
        }
        chunks += 1
    }
}

/// Reads a sealed file.
final class SealedSource: ByteSource {
    let byteCount: Int
    private let files: SealedFiles
    private let name: String
    private let file: FileSource
    private let overhead: Int
    private let chunks: Int
    private var open: [(index: Int, bytes: [UInt8])] = []

    private static let openChunks = 3

    init(path: String, name: String, files: SealedFiles) throws(TableFault) {
        self.files = files
        self.name = name
        file = try FileSource(path: path)
        do {
            overhead = try files.seal([], name: name).count
        } catch {
            throw SealedStream.fault(error)
        }
        let whole = SealedStream.chunkBytes + overhead
        chunks = max(1, (file.byteCount + whole - 1) / whole)
        byteCount = max(0, file.byteCount - chunks * overhead)
    }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
        var done = 0
        while done < buffer.count, offset + done < byteCount {
            let place = offset + done
            let chunk = try chunk(place / SealedStream.chunkBytes)
            let from = place % SealedStream.chunkBytes
            let count = min(buffer.count - done, chunk.count - from)
            guard count > 0 else { break }
            UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).copyBytes(from: chunk[from..<from + count])
            done += count
        }
        return done
    }

    private func chunk(_ index: Int) throws(TableFault) -> [UInt8] {
        if let known = open.first(where: { $0.index == index }) { return known.bytes }
        let whole = SealedStream.chunkBytes + overhead
        var sealed = [UInt8](repeating: 0, count: min(whole, file.byteCount - index * whole))
        let count = try sealed.withUnsafeMutableBufferPointer { (bytes) throws(TableFault) in
            try file.read(at: index * whole, into: UnsafeMutableRawBufferPointer(bytes))
        }
        let bytes: [UInt8]
        do {
            let name = SealedStream.name(name, chunk: index, isLast: index == chunks - 1)
            bytes = try files.open(Array(sealed[0..<count]), name: name)
        } catch {
            throw SealedStream.fault(error)
        }
        if open.count == SealedSource.openChunks { open.removeFirst() }
        open.append((index, bytes))
        return bytes
    }
}

/// The lines of a sealed file, one in memory at a time.
struct SealedLines {
    private let source: SealedSource
    private var block = [UInt8](repeating: 0, count: 1 << 16)
    private var rest: [UInt8] = []
    private var start = 0
    private var offset = 0

    init(_ source: SealedSource) {
        self.source = source
    }

    /// The next line without its end; nil behind the last.
    mutating func next() throws(TableFault) -> [UInt8]? {
        while true {
            if let end = rest[start...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return Array(rest[start..<end])
            }
            rest.removeSubrange(0..<start)
            start = 0
            let count = try block.withUnsafeMutableBufferPointer { [source, offset] (bytes) throws(TableFault) in
                try source.read(at: offset, into: UnsafeMutableRawBufferPointer(bytes))
            }
            guard count > 0 else {
                guard !rest.isEmpty else { return nil }
                defer { rest = [] }
                return rest
            }
            offset += count
            rest += block[0..<count]
        }
    }
}
