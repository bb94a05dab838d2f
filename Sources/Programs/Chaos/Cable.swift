import Foundation
import Synchronization
import Workers

/// The network of one office: a namespace of its own whose only way out is a cable to the broker, and whose only way in is
/// one to its HTTP port. Cut, it carries nothing and says nothing, as a pulled plug does; connections live on until their
/// own time-outs.
final class Cable: Sendable {
    private let name: String
    private let relay: CableRelay

    /// Lays a cable; only root can.
    ///
    /// - Throws: `DemonstrationFailure` with the reason why this machine does not let it.
    init(brokerPort: Int, officePort: Int) throws(DemonstrationFailure) {
        guard getuid() == 0 else { throw DemonstrationFailure("网络命名空间需要 root") }
        let name = "liandong-\(getpid())"
        guard Cable.tool("nsenter") != nil else { throw DemonstrationFailure("没有 nsenter（util-linux）") }
        try Cable.ip(["netns", "add", name])
        self.name = name
        do throws(DemonstrationFailure) {
            try Cable.ip(["-n", name, "link", "set", "lo", "up"])
            relay = try CableRelay(namespace: "/run/netns/\(name)", brokerPort: brokerPort, officePort: officePort)
        } catch {
            Cable.tryIP(["netns", "del", name])
            throw error
        }
    }

    /// A program that runs at the far end.
    func atFarEnd(_ program: ChildProgram) -> ChildProgram {
        ChildProgram(
            name: program.name, path: Cable.tool("nsenter") ?? program.path,
            arguments: ["--net=/run/netns/\(name)", program.path] + program.arguments, log: program.log)
    }

    /// Nothing goes through any more.
    func cut() { Cable.tryIP(["-n", name, "link", "set", "lo", "down"]) }

    /// It carries again.
    func mend() { Cable.tryIP(["-n", name, "link", "set", "lo", "up"]) }

    /// Takes the cable away; the programs at its far end must be gone.
    func remove() {
        relay.stop()
        Cable.tryIP(["netns", "del", name])
    }

    private static func tool(_ name: String) -> String? {
        ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
    }

    private static func ip(_ arguments: [String]) throws(DemonstrationFailure) {
        guard let path = tool("ip") else { throw DemonstrationFailure("没有 ip（iproute2）") }
        let program = ChildProgram(name: "ip", path: path, arguments: arguments, log: "/dev/null")
        let child = try ChildProcess.start(program, environment: [:])
        while true {
            guard let ending = child.ending() else {
                usleep(2_000)
                continue
            }
            guard ending == .exited(0) else {
                throw DemonstrationFailure("ip \(arguments.joined(separator: " ")) 没有成功（\(ending)）")
            }
            return
        }
    }

    private static func tryIP(_ arguments: [String]) {
        do {
            try ip(arguments)
        } catch {
            // A namespace that is gone has no link to set; the final checks tell what did not come back.
        }
    }
}

/// Carries bytes between two network namespaces: connections that the far office opens to the broker, and ours to its
/// HTTP port. All on one thread, which alone enters the other namespace, and only to make a socket.
private final class CableRelay: Sendable {
    private let flag = StopFlag()

    init(namespace: String, brokerPort: Int, officePort: Int) throws(DemonstrationFailure) {
        let here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)
        let there = open(namespace, O_RDONLY | O_CLOEXEC)
        guard here >= 0, there >= 0 else { throw DemonstrationFailure("不能打开网络命名空间 \(namespace)") }
        let ready = Ready()
        let thread = Thread { [flag] in
            var work = CableWork(here: here, there: there, brokerPort: brokerPort, officePort: officePort)
            ready.state.withLock { $0 = work.listen() }
            while !flag.isSet { work.turn() }
            work.end()
        }
        thread.name = "cable"
        thread.start()
        while true {
            if let isReady = ready.state.withLock({ $0 }) {
                guard isReady else { throw DemonstrationFailure("不能在命名空间里监听端口 \(brokerPort)") }
                return
            }
            usleep(2_000)
        }
    }

    /// Whether both ports are listened on; nil until that is known.
    private final class Ready: Sendable {
        let state = Mutex<Bool?>(nil)
    }

    func stop() { flag.set() }
}

/// The connections of a cable and one turn of carrying.
private struct CableWork {
    /// Two sockets; what one says goes to the other.
    private struct Pair {
        var sockets: (Int32, Int32)
        var waiting: ([UInt8], [UInt8]) = ([], [])
        var ended = (false, false)
    }

    let here: Int32
    let there: Int32
    let brokerPort: Int
    let officePort: Int
    private var fromOffice: Int32 = -1
    private var fromHere: Int32 = -1
    private var pairs: [Pair] = []

    private static let room = 256 << 10

    init(here: Int32, there: Int32, brokerPort: Int, officePort: Int) {
        self.here = here
        self.there = there
        self.brokerPort = brokerPort
        self.officePort = officePort
    }

    mutating func listen() -> Bool {
        fromOffice = inside { CableWork.listener(on: brokerPort) }
        fromHere = CableWork.listener(on: officePort)
        return fromOffice >= 0 && fromHere >= 0
    }

    mutating func end() {
        for pair in pairs {
            close(pair.sockets.0)
            close(pair.sockets.1)
        }
        for descriptor in [fromOffice, fromHere, here, there] { close(descriptor) }
    }

    /// Waits a little for something to carry, and carries it.
    mutating func turn() {
        var polls = [
            pollfd(fd: fromOffice, events: Int16(POLLIN), revents: 0),
            pollfd(fd: fromHere, events: Int16(POLLIN), revents: 0),
        ]
        for pair in pairs {
            polls.append(
                CableWork.interest(pair.sockets.0, reads: !pair.ended.0, pair.waiting.0, writes: pair.waiting.1))
            polls.append(
                CableWork.interest(pair.sockets.1, reads: !pair.ended.1, pair.waiting.1, writes: pair.waiting.0))
        }
        guard poll(&polls, nfds_t(polls.count), 100) > 0 else { return }
        for index in pairs.indices.reversed() {
            let (first, second) = (polls[2 + 2 * index].revents, polls[3 + 2 * index].revents)
            guard carry(index, first, second) else {
                close(pairs[index].sockets.0)
                close(pairs[index].sockets.1)
                pairs.remove(at: index)
                continue
            }
        }
        if polls[0].revents != 0 { take(from: fromOffice, to: CableWork.dialled(brokerPort)) }
        if polls[1].revents != 0 {
            let dialled = inside { CableWork.dialled(officePort) }
            take(from: fromHere, to: dialled)
        }
    }

    private mutating func take(from listener: Int32, to other: Int32) {
        let one = accept(listener, nil, nil)
        if one >= 0 {
            _ = fcntl(one, F_SETFD, FD_CLOEXEC)
            _ = fcntl(one, F_SETFL, O_NONBLOCK)
        }
        guard one >= 0, other >= 0 else {
            if one >= 0 { close(one) }
            if other >= 0 { close(other) }
            return
        }
        pairs.append(Pair(sockets: (one, other)))
    }

    /// False when the pair is done.
    private mutating func carry(_ index: Int, _ first: Int16, _ second: Int16) -> Bool {
        var pair = pairs[index]
        let broken = Int16(POLLERR | POLLNVAL)
        guard first & broken == 0, second & broken == 0 else { return false }
        if first & Int16(POLLIN | POLLHUP) != 0, !pair.ended.0 {
            guard CableWork.read(pair.sockets.0, into: &pair.waiting.0, &pair.ended.0) else { return false }
        }
        if second & Int16(POLLIN | POLLHUP) != 0, !pair.ended.1 {
            guard CableWork.read(pair.sockets.1, into: &pair.waiting.1, &pair.ended.1) else { return false }
        }
        if second & Int16(POLLOUT) != 0 { CableWork.write(&pair.waiting.0, to: pair.sockets.1) }
        if first & Int16(POLLOUT) != 0 { CableWork.write(&pair.waiting.1, to: pair.sockets.0) }
        if pair.ended.0, pair.waiting.0.isEmpty { shutdown(pair.sockets.1, Int32(SHUT_WR)) }
        if pair.ended.1, pair.waiting.1.isEmpty { shutdown(pair.sockets.0, Int32(SHUT_WR)) }
        pairs[index] = pair
        return !(pair.ended.0 && pair.ended.1 && pair.waiting.0.isEmpty && pair.waiting.1.isEmpty)
    }

    private static func interest(_ socket: Int32, reads: Bool, _ read: [UInt8], writes: [UInt8]) -> pollfd {
        let events = (reads && read.count < room ? POLLIN : 0) | (writes.isEmpty ? 0 : POLLOUT)
        return pollfd(fd: events == 0 ? -1 : socket, events: Int16(events), revents: 0)
    }

    private static func read(_ socket: Int32, into waiting: inout [UInt8], _ hasEnded: inout Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        if count > 0 {
            waiting += buffer[..<count]
        } else if count == 0 {
            hasEnded = true
        } else if errno != EAGAIN, errno != EINTR {
            return false
        }
        return true
    }

    private static func write(_ waiting: inout [UInt8], to socket: Int32) {
        let count = waiting.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count > 0 { waiting.removeFirst(count) }
    }

    // MARK: - Sockets

    /// Makes a socket in the other namespace: a socket stays where it was made, whoever uses it.
    private func inside(_ make: () -> Int32) -> Int32 {
        guard CableWork.enter(there) else { return -1 }
        let socket = make()
        guard CableWork.enter(here) else {
            if socket >= 0 { close(socket) }
            return -1
        }
        return socket
    }

    /// Puts this thread into a network namespace. The C library has the call, its headers show it to GNU sources only.
    private static func enter(_ namespace: Int32) -> Bool {
        guard let call = dlsym(nil, "setns") else { return false }
        let setns = unsafeBitCast(call, to: (@convention(c) (Int32, Int32) -> Int32).self)
        return setns(namespace, networkNamespace) == 0
    }

    /// `CLONE_NEWNET`.
    private static let networkNamespace: Int32 = 0x4000_0000

    private static func listener(on port: Int) -> Int32 {
        let listener = made()
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(port, { bind(listener, $0, $1) }) == 0, Foundation.listen(listener, 64) == 0 else {
            close(listener)
            return -1
        }
        return listener
    }

    private static func dialled(_ port: Int) -> Int32 {
        let dialled = made()
        guard withAddress(port, { connect(dialled, $0, $1) }) == 0 || errno == EINPROGRESS else {
            close(dialled)
            return -1
        }
        return dialled
    }

    private static func made() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    }

    private static func withAddress(_ port: Int, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
