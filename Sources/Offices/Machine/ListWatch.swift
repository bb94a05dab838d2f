package import Contracts
package import Exchange

/// How equal our lists are to those of others, and what is being done about it. Nothing of it is stored: after a start it
/// is seen again.
package struct ListWatch: Sendable {
    /// Between two steps of looking our own copy through, and between two times of doing so.
    static let stepPause = Span.seconds(10)
    static let passPause = Span.hours(24)
    /// Entries that one step looks at: opening so many cases takes some hundredths of a second.
    static let entriesAtOnce = 512
    /// A share is searched at most once in this time, and at most so many at once.
    static let searchPause = Span.minutes(1)
    static let mostSearches = 16
    /// An office is answered so many questions in a minute.
    package static let mostAnswers = 120

    var cursor: ListPlace?
    var nextStep: Moment?
    var searches: [ListShare: ListSearch] = [:]
    var lastSearch: [ListShare: Moment] = [:]
    var owed: [ListPost] = []
    var answered: [OfficeID: AnswerCount] = [:]
    var toldBack: [OfficeID: Moment] = [:]
    /// What offices told of their lists last.
    package internal(set) var reports: [OfficeID: ListReport] = [:]
    /// What was found and done since the start, the newest last.
    package internal(set) var findings: [ListFinding] = []

    /// Nothing is known yet.
    package init() {}

    /// When something is to be done by itself.
    func nextWake(after now: Moment) -> Moment {
        let retry = searches.values.map(\.retryAt).min()
        return min(nextStep ?? now, retry ?? now + .hours(1))
    }

    mutating func note(_ finding: ListFinding) {
        findings.append(finding)
        if findings.count > 200 { findings.removeFirst(100) }
    }

    /// Whether our own roots are to be told at once because another's differ; seldom, for a difference may be lawful.
    mutating func mayTellBack(_ office: OfficeID, at now: Moment) -> Bool {
        guard toldBack[office].map({ now - $0 >= .minutes(10) }) ?? true else { return false }
        toldBack[office] = now
        return true
    }

    /// Whether an office may have one more answer now.
    package mutating func mayAnswer(_ office: OfficeID, at now: Moment) -> Bool {
        var count = answered[office] ?? AnswerCount(since: now)
        if now - count.since >= .minutes(1) { count = AnswerCount(since: now) }
        guard count.count < ListWatch.mostAnswers else { return false }
        count.count += 1
        answered[office] = count
        return true
    }

    struct AnswerCount: Sendable {
        let since: Moment
        var count = 0
    }
}

/// A record about lists on its way out.
struct ListPost: Sendable {
    let to: OfficeID
    let type: LetterType
    let body: [UInt8]
}

/// Where a share is compared with another office's copy.
struct ListSearch: Sendable {
    let partner: OfficeID
    let stream: StreamName
    /// Parts still to be asked for, the next one last.
    var pending: [[UInt8]] = [[]]
    var retryAt: Moment
    var tries = 0
    var found = 0

    /// What is waited for.
    var asked: [UInt8]? { pending.last }
}

/// What an office told of its lists in its last checkpoint.
package struct ListReport: Sendable {
    /// When it was signed.
    package let at: Moment
    /// m and n of streams on `lists`; nil where letters of the stream are held back there.
    package let positions: [StreamName: UInt64?]
    /// H of them.
    package let heads: [StreamName: Digest]
    /// Its roots.
    package let roots: [Checkpoint.ListRoot]
}

/// An entry that differed, and what was done.
package struct ListFinding: Hashable, Sendable {
    /// What was done about an entry.
    package enum Outcome: String, Sendable, CaseIterable {
        /// Our row or case was put right from our journal.
        case mendedFromJournal
        /// A content of our journal does not open; our row was put right by the owner's signed letters.
        case mendedFromOwner
        /// Our journal says the same as our row: the letters had another effect there, or that copy is spoilt.
        case differsLawfully
        /// Our journal cannot tell any more: the ledger is to be restored.
        case unmendable
    }

    /// The share.
    package let share: ListShare
    /// The entry.
    package let entry: CaseID
    /// The office with whose copy ours was compared; nil when our own look found it.
    package let partner: OfficeID?
    /// What was done.
    package let outcome: Outcome
    /// By machine time.
    package let at: Moment
}
