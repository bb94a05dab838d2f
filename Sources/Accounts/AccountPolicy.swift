package import Contracts

/// How long sessions last, how costly passwords are to guess, when attempts are barred.
package struct AccountPolicy: Hashable, Sendable {
    /// A session that nobody used for so long has ended.
    package var idle: Span
    /// No session lasts longer.
    package var longest: Span
    /// A one-time password is worth nothing after so long.
    package var oneTime: Span = .hours(7 * 24)
    /// What a password's hash costs.
    package var cost: PasswordCost
    /// So many characters a password has at least (NIST SP 800-63B asks for 8, GB/T 22239 for complexity, which length is).
    package var shortest = 12
    /// Attempts of one account that cost no delay.
    package var freeAttempts = 5
    /// Attempts from one address that cost no delay: an office may have one address for all.
    package var freeAttemptsOfAddress = 30
    /// The delay behind the free attempts; each further failure doubles it.
    package var firstDelay = Span.seconds(30)
    /// No delay is longer, so that nobody can lock an officer out for good.
    package var longestDelay = Span.hours(1)
    /// Failures older than this are forgotten.
    package var memory = Span.hours(24)

    /// A policy: half an hour idle, twelve hours in all, unless told otherwise.
    package init(idle: Span = .minutes(30), longest: Span = .hours(12), cost: PasswordCost = .standard) {
        self.idle = idle
        self.longest = longest
        self.cost = cost
    }

    /// The delay behind `failures` attempts, of which `free` cost none.
    func delay(failures: Int, free: Int) -> Span {
        guard failures >= free else { return .seconds(0) }
        let doublings = min(failures - free, 20)
        return min(Span(milliseconds: firstDelay.milliseconds << doublings), longestDelay)
    }
}
