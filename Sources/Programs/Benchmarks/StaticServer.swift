import Foundation

/// nginx with the same bytes as static files: what a feed's answers are compared with.
final class StaticServer: Sendable {
    /// Where it listens.
    let port: Int
    private let process: Process

    /// Starts nginx over a folder; `files` are bodies by the path that asks for them.
    ///
    /// - Throws: a fault when nginx is not installed or does not answer.
    init(folder: String, files: [(path: String, bytes: [UInt8])]) throws {
        let root = folder + "/files"
        for file in files {
            let url = URL(filePath: root + file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: url)
        }
        port = try StaticServer.freePort()
        try Data(StaticServer.configuration(port: port, root: root).utf8).write(
            to: URL(filePath: folder + "/nginx.conf"))
        process = Process()
        process.executableURL = URL(filePath: try StaticServer.program("nginx", of: "nginx-light"))
        process.arguments = ["-p", folder, "-c", folder + "/nginx.conf", "-e", "stderr"]
        try process.run()
    }

    deinit { process.terminate() }

    /// Where a program lies that Debian's package brings.
    static func program(_ name: String, of package: String) throws -> String {
        let found = ["/usr/sbin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        guard let found else { throw BenchmarkFault("\(name) is not installed: apt-get install \(package)") }
        return found
    }

    private static func configuration(port: Int, root: String) -> String {
        """
        \(geteuid() == 0 ? "user root;" : "")
        worker_processes 2;
        daemon off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000000;
            default_type "application/json; charset=utf-8";
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            server { listen 127.0.0.1:\(port) backlog=1024; root "\(root)"; }
        }

        """
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
            }
        }
        guard result == 0 else { throw BenchmarkFault("no free port of this machine") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// Debian's wrk: so many connections that ask one path after the other.
struct LoadMaker {
    /// What one round gave.
    struct Result: Sendable {
        /// Answers a second.
        let perSecond: Double
        /// Milliseconds within which 99 of 100 answers came.
        let p99: Double
    }

    private let folder: String
    private let program: String

    /// A load over paths, each asked in turn.
    init(folder: String, name: String, paths: [String]) throws {
        program = try StaticServer.program("wrk", of: "wrk")
        let list = paths.map { "\"\($0)\"" }.joined(separator: ",\n")
        let script = """
            local paths = {
            \(list)
            }
            local place = 0
            request = function()
                place = place % #paths + 1
                return wrk.format("GET", paths[place])
            end

            """
        self.folder = folder + "/\(name).lua"
        try Data(script.utf8).write(to: URL(filePath: self.folder))
    }

    /// Asks a port for some seconds.
    ///
    /// - Throws: a fault when not every answer was good.
    func run(port: Int, seconds: Int) throws -> Result {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "-t2", "-c32", "-d\(seconds)s", "--latency", "-s", folder, "http://127.0.0.1:\(port)/",
        ]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let rate = lines.first { $0.first == "Requests/sec:" }?.last.flatMap { Double($0) }
        let p99 = lines.first { $0.first == "99%" }?.last.flatMap { LoadMaker.milliseconds($0) }
        guard process.terminationStatus == 0, let rate, let p99, !text.contains("Non-2xx") else {
            throw BenchmarkFault("the load maker says: \(text)")
        }
        return Result(perSecond: rate, p99: p99)
    }

    private static func milliseconds(_ text: String) -> Double? {
        for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1000)] where text.hasSuffix(unit) {
            return Double(text.dropLast(unit.count)).map { $0 * factor }
        }
        return nil
    }
}
