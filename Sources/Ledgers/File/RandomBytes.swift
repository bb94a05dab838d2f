import Foundation

/// Random bytes of the system, fetched in blocks: a nonce for each content would cost system calls of its own.
struct RandomBytes {
    private var block: [UInt8] = []
    private var used = 0
    /// What the system gives in one call.
    private static let blockBytes = 256

    /// The next `count` bytes, at most 256.
    mutating func next(_ count: Int) -> ArraySlice<UInt8> {
        if block.count - used < count { refill() }
        defer { used += count }
        return block[used..<used + count]
    }

    private mutating func refill() {
        block = [UInt8](repeating: 0, count: RandomBytes.blockBytes)
        used = 0
        let result = block.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { getentropy($0, buffer.count) } ?? -1
        }
        precondition(result == 0, "the system gives no random bytes: sealing cannot go on")
    }
}
