/// Random bytes of the system, fetched in blocks: a nonce for each content would cost system calls of its own.
struct RandomBytes {
    private var block: [UInt8] = []
    private var used = 0
    private static let blockBytes = 4096

    /// The next `count` bytes.
    mutating func next(_ count: Int) -> ArraySlice<UInt8> {
        if block.count - used < count { refill(atLeast: count) }
        defer { used += count }
        return block[used..<used + count]
    }

    private mutating func refill(atLeast count: Int) {
        var source = SystemRandomNumberGenerator()
        block.removeAll(keepingCapacity: true)
        used = 0
        while block.count < max(RandomBytes.blockBytes, count) {
            withUnsafeBytes(of: source.next()) { block.append(contentsOf: $0) }
        }
    }
}
