import Foundation

/// The processes of a demonstration: started, looked after, stopped in order.
///
/// A process that somebody killed (SIGKILL) is started again, as a service unit would; any other end is a mishap that
/// fails the demonstration.
package actor ProcessCrew {
    private let list: String
    private let environment: [String: String]
    /// Those that run.
    package private(set) var children: [ChildProcess] = []
    private var isStopping = false
    /// Processes that ended although nobody told or killed them.
    package private(set) var mishaps: [String] = []
    /// Processes that were killed and started again.
    package private(set) var revivals: [String] = []

    /// - Parameter list: a file that always names the running processes, one `<process id> <name>` a line.
    package init(list: String) {
        self.list = list
        // Brokers of the surrounding shell must not reach the demonstration's offices.
        environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LIANDONG_") }
    }

    /// Starts programs in this order.
    package func start(_ programs: [ChildProgram]) throws {
        for program in programs {
            children.append(try ChildProcess.start(program, environment: environment))
        }
        try note()
    }

    /// Kills a process and does not start it again before `bringUp`.
    ///
    /// - Returns: whether it ran.
    package func bringDown(_ name: String) async -> Bool {
        guard let index = children.firstIndex(where: { $0.program.name == name }) else { return false }
        let child = children.remove(at: index)
        child.send(SIGKILL)
        while child.ending() == nil { await pause() }
        return true
    }

    /// Starts a program that was brought down.
    package func bringUp(_ program: ChildProgram) throws {
        guard !isStopping else { return }
        try start([program])
    }

    /// Sends a signal to the process of this name, if it runs.
    package func send(_ signal: Int32, to name: String) {
        children.first { $0.program.name == name }?.send(signal)
    }

    /// Looks for ended processes and starts the killed ones again.
    package func tend() throws {
        guard !isStopping else { return }
        for (index, child) in children.enumerated().reversed() {
            switch child.ending() {
            case nil: continue
            case .killed(SIGKILL):
                revivals.append(child.program.name)
                children[index] = try ChildProcess.start(child.program, environment: environment)
            case .killed(let signal):
                children.remove(at: index)
                mishaps.append("\(child.program.name)：被信号 \(signal) 终止，见 \(child.program.log)")
            case .exited(let code):
                children.remove(at: index)
                mishaps.append("\(child.program.name)：自行退出（退出码 \(code)），见 \(child.program.log)")
            }
        }
        try note()
    }

    /// Runs a program to its end; its output goes to its log.
    package func run(_ program: ChildProgram, within bound: Duration) async throws -> ChildProcess.Ending {
        let child = try ChildProcess.start(program, environment: environment)
        let end = ContinuousClock.now + bound
        while ContinuousClock.now < end {
            if let ending = child.ending() { return ending }
            try await Task.sleep(for: .milliseconds(20))
        }
        child.send(SIGKILL)
        while child.ending() == nil { await pause() }
        throw DemonstrationFailure("\(program.name)在 \(bound) 内没有完成，见 \(program.log)")
    }

    /// Stops all, those whose name is `last` when the others are gone.
    ///
    /// - Returns: what did not stop cleanly.
    package func stop(last: String) async -> [String] {
        isStopping = true
        var unclean: [String] = []
        for group in [children.filter { $0.program.name != last }, children.filter { $0.program.name == last }] {
            for child in group { child.send(SIGTERM) }
            for child in group { unclean += await awaitEnd(of: child) }
        }
        children = []
        return unclean
    }

    private func awaitEnd(of child: ChildProcess) async -> [String] {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            switch child.ending() {
            case .exited(0): return []
            case .exited(let code): return ["\(child.program.name)：停止时退出码 \(code)，见 \(child.program.log)"]
            case .killed(let signal): return ["\(child.program.name)：停止时被信号 \(signal) 终止"]
            case nil: await pause()
            }
        }
        child.send(SIGKILL)
        while child.ending() == nil { await pause() }
        return ["\(child.program.name)：20 秒内没有停止，已强行终止，见 \(child.program.log)"]
    }

    /// Stopping must go on to its end, and a cancelled task cannot sleep.
    private func pause() async {
        do {
            try await Task.sleep(for: .milliseconds(20))
        } catch {
            usleep(20_000)
        }
    }

    private func note() throws {
        let text = children.map { "\($0.id) \($0.program.name)\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: list), options: .atomic)
    }
}

/// Why the demonstration could not go on, in one sentence that says what to do.
package struct DemonstrationFailure: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String

    /// A failure told by one sentence.
    package init(_ description: String) {
        self.description = description
    }
}
