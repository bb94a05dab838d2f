import Synchronization

/// Any number of rings is one ring; whoever waits next hears it.
package final class Bell: Sendable {
    private struct State {
        var isRung = false
        var waiting: (number: Int, continuation: CheckedContinuation<Void, Never>)?
        var count = 0
    }

    private let state = Mutex(State())

    /// A silent bell.
    package init() {}

    /// Rings.
    package func ring() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiting = state.waiting else {
                state.isRung = true
                return nil
            }
            state.waiting = nil
            return waiting.continuation
        }
        waiting?.resume()
    }

    /// Returns at the next ring, at once when it rang since the last wait, or after `bound`. One waiter at a time.
    package func wait(atMost bound: Duration) async {
        let number = state.withLock { state -> Int in
            state.count += 1
            return state.count
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen(number) }
            group.addTask {
                // An ended sleep and a cancelled one mean the same here: stop waiting.
                do { try await Task.sleep(for: bound) } catch {}
                self.giveUp(number)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func listen(_ number: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state -> Bool in
                if state.isRung || state.count != number {
                    state.isRung = false
                    return true
                }
                state.waiting = (number, continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func giveUp(_ number: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiting = state.waiting, waiting.number == number else {
                if state.count == number { state.count += 1 }
                return nil
            }
            state.waiting = nil
            return waiting.continuation
        }
        waiting?.resume()
    }
}

/// Tells that contents were erased since somebody looked last.
package final class ErasureMark: Sendable {
    private let isMarked = Mutex(false)

    init() {}

    func set() { isMarked.withLock { $0 = true } }

    /// Whether anything was erased since the last time; clears the mark.
    package func take() -> Bool {
        isMarked.withLock { mark in
            defer { mark = false }
            return mark
        }
    }
}
