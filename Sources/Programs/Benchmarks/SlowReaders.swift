import Contracts
import Foundation

/// Many clients that take their answers a few bytes at a time: half of them listen to live changes, half ask for the longest
/// pages of the list. What the feed's memory does meanwhile is what counts.
enum SlowReaders {
    /// What a round gave.
    struct Result: Sendable {
        let clients: Int
        let seconds: Int
        /// Resident megabytes before, in each second of the round, and behind it.
        let before: Double
        let during: [Double]
        let after: Double

        /// The median of the first and of the last quarter of the round behind its first seconds, in which buffers fill.
        private var ends: (Double, Double) {
            let settled = during.dropFirst(min(5, during.count / 2))
            let quarter = max(1, settled.count / 4)
            return (Figure.median(Array(settled.prefix(quarter))), Figure.median(Array(settled.suffix(quarter))))
        }

        func add(to report: inout BenchmarkReport) {
            let (first, last) = ends
            report.add(
                "\(clients) 个慢速客户端，\(seconds) 秒",
                "常驻内存：之前 \(Figure.text(before, digits: 0))，最初 \(Figure.text(first, digits: 0))，"
                    + "最后 \(Figure.text(last, digits: 0))，最多 \(Figure.text(during.max() ?? 0, digits: 0))，"
                    + "之后 \(Figure.text(after, digits: 0)) MB")
            report.set("slowClients", .integer(Int64(clients)))
            report.set("slowResident", [before, first, last, during.max() ?? 0, after])
        }
    }

    private static let clients = 200
    /// Bytes that a client takes in a turn; there are ten turns in a second.
    private static let bite = 512
    private static let paths = ["/api/v1/events?after=0", "/api/v1/publications?limit=500"]

    /// Lets the clients read for as long as two rounds of load.
    static func run(port: Int, _ options: BenchmarkOptions) throws -> Result {
        options.progress("慢速客户端")
        let seconds = options.seconds * 2
        let before = ProcessMemory.resident()
        var during: [Double] = []
        var open = try (0..<clients).map { try SlowReader(port: port, path: paths[$0 % paths.count]) }
        for turn in 1...(seconds * 10) {
            let start = ContinuousClock.now
            for place in open.indices where !open[place].take(bite) {
                open[place] = try SlowReader(port: port, path: paths[place % paths.count])
            }
            if turn % 10 == 0 { during.append(ProcessMemory.resident()) }
            let rest = Duration.milliseconds(100) - (ContinuousClock.now - start)
            if rest > .zero { usleep(UInt32(rest.inSeconds * 1_000_000)) }
        }
        open = []
        sleep(3)
        return Result(
            clients: clients, seconds: seconds, before: before, during: during, after: ProcessMemory.resident())
    }
}

/// A client with the smallest buffer that the system gives.
private final class SlowReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(port: Int, path: String) throws {
        descriptor = try LoopbackCaller.connected(port: port, receiving: 2048)
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, 0) == request.count else {
            throw BenchmarkFault("the server does not take the question")
        }
    }

    deinit { close(descriptor) }

    /// Takes so many bytes if they are there; false when the server has ended the connection.
    func take(_ count: Int) -> Bool {
        if buffer.count != count { buffer = [UInt8](repeating: 0, count: count) }
        let taken = recv(descriptor, &buffer, count, Int32(MSG_DONTWAIT))
        return taken > 0 || (taken < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    }
}
