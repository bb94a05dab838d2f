import Foundation
import Synchronization

/// Many officers at their browsers at once, each on a thread of its own: a page, a while of reading, the next page.
final class ConsoleOfficers: Sendable {
    /// What they do, in a hundred, as an officer's day has it: much of it lists and cases.
    private struct Act: Sendable {
        let title: String
        let share: Int
        let question: ConsoleQuestion
    }

    /// What they saw.
    struct Watched: Sendable {
        /// Milliseconds of each page, by what it was.
        var times: [String: [Double]] = [:]
        /// What went wrong first.
        var trouble: String?
        /// How many still work.
        var working = 0
    }

    /// Milliseconds for which a page is read: on average two seconds, which is brisk.
    static let reading = 1000...3000

    private let watched = Mutex(Watched())
    private let isOver = Atomic(false)
    private let acts: [Act]

    private init(_ questions: ConsoleQuestions) {
        let turn = questions.tabs[0]
        acts = [
            Act(title: "首页", share: 15, question: questions.home), Act(title: "待办", share: 20, question: turn),
            Act(title: "筛选", share: 25, question: questions.narrowed),
            Act(title: "案件页", share: 25, question: questions.file),
            Act(title: "表格", share: 10, question: questions.form),
            Act(title: "期限看板", share: 5, question: questions.boards[0]),
        ]
    }

    /// Sits them down, one for each cookie.
    static func begin(_ questions: ConsoleQuestions, port: Int, cookies: [String]) -> ConsoleOfficers {
        let officers = ConsoleOfficers(questions)
        officers.watched.withLock { $0.working = cookies.count }
        for cookie in cookies {
            Thread.detachNewThread { officers.work(port: port, cookie: cookie) }
        }
        return officers
    }

    /// Sends them home; what they saw.
    ///
    /// - Throws: a fault when one of them got no page.
    func end() async throws -> [String: [Double]] {
        isOver.store(true, ordering: .releasing)
        while watched.withLock({ $0.working }) > 0 { try await Task.sleep(for: .milliseconds(20)) }
        let watched = watched.withLock { $0 }
        if let trouble = watched.trouble { throw BenchmarkFault(trouble) }
        return watched.times
    }

    private func next() -> Act? {
        var place = Int.random(in: 0..<acts.reduce(0) { $0 + $1.share })
        return acts.first { act in
            place -= act.share
            return place < 0
        }
    }

    /// One officer.
    private func work(port: Int, cookie: String) {
        // They do not all press at once.
        pause(Int.random(in: 0...ConsoleOfficers.reading.upperBound))
        do {
            let caller = try LoopbackCaller(port: port, cookie: cookie)
            while !isOver.load(ordering: .acquiring), let act = next() {
                let time = try act.question.ask(caller).milliseconds
                watched.withLock { $0.times[act.title, default: []].append(time) }
                pause(Int.random(in: ConsoleOfficers.reading))
            }
        } catch {
            watched.withLock { $0.trouble = $0.trouble ?? "\(error)" }
        }
        watched.withLock { $0.working -= 1 }
    }

    private func pause(_ milliseconds: Int) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < end, !isOver.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: 0.05) }
    }
}
