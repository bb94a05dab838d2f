import Synchronization

/// Lets one log line of each subject pass in a while: a broker that is away makes a client say the same thing twice a
/// second for hours.
package final class LogSieve: Sendable {
    private struct Subject {
        var lastPassed: ContinuousClock.Instant
        var heldBack = 0
    }

    private let subjects = Mutex<[String: Subject]>([:])
    private let pause: Duration

    /// A sieve that holds lines of a subject back for `pause` after one has passed.
    package init(pause: Duration = .seconds(60)) {
        self.pause = pause
    }

    /// How many lines of the subject were held back before this one, or nil when this one is held back too.
    package func pass(_ subject: String, at now: ContinuousClock.Instant = .now) -> Int? {
        subjects.withLock { subjects in
            guard var known = subjects[subject] else {
                subjects[subject] = Subject(lastPassed: now)
                return 0
            }
            guard now - known.lastPassed >= pause else {
                known.heldBack += 1
                subjects[subject] = known
                return nil
            }
            subjects[subject] = Subject(lastPassed: now)
            return known.heldBack
        }
    }
}
