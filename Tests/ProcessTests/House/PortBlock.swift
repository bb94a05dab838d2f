import Foundation

/// Fifty free ports on loopback for one house. A locked file keeps other tests of this machine from taking the same.
final class PortBlock: Sendable {
    /// No block could be had.
    struct NoneFree: Error {}

    /// The first port.
    let base: Int
    private let lock: Int32

    private static let size = 50
    private static let range = 41_000..<43_000

    /// Takes a block in which every port can be bound.
    init() throws {
        let bases = stride(from: PortBlock.range.lowerBound, to: PortBlock.range.upperBound, by: PortBlock.size)
        for base in bases.shuffled() {
            guard let lock = PortBlock.lock(base) else { continue }
            if (base..<base + PortBlock.size).allSatisfy({ PortBlock.isFree($0) }) {
                self.base = base
                self.lock = lock
                return
            }
            close(lock)
        }
        throw NoneFree()
    }

    deinit {
        close(lock)
    }

    private static func lock(_ base: Int) -> Int32? {
        let path = FileManager.default.temporaryDirectory.appending(path: "liandong-ports-\(getuid())-\(base)").path()
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return file
    }

    private static func isFree(_ port: Int) -> Bool {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { return false }
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
