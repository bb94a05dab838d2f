import Casework
import Contracts
import Ledgers

/// The figures of a period, each over the measures and the rules of `/api/v1/statistics`: nothing is counted by a second rule.
struct Scorecard: Sendable {
    /// Cases that one page looks at in the flows, and as many entries of lists: a ledger has millions of both, and a page
    /// has to be there before somebody loses patience.
    static let mostCases = 5_000
    /// With more offices than these only those with figures are told.
    static let mostPeers = 100
    /// States of a list entry that has been removed, or is about to be.
    private static let removed: Set = [
        StateOfKind(.listEntry, "removing"), StateOfKind(.listEntry, "removed"),
    ]
    /// Kinds that statistics count.
    private static let flows: Set<CaseKind> = Set(
        CaseKind.allCases.filter { ![.listEntry, .publication, .repair, .risk].contains($0) })

    /// Which figures, and who may see them: what two officers ask alike is counted once.
    struct Question: Hashable, Sendable {
        let filter: CaseStatistics.Filter
        let scope: Scope
    }

    private(set) var statistics: CaseStatistics
    private(set) var months: [CalendarMonth: CaseStatistics] = [:]
    private let nothing: CaseFigures
    private(set) var lifts = LiftCounts()
    /// Whether there were more cases than were looked at.
    private(set) var isCut = false

    /// When the figures were counted, in official time.
    var asOf: Moment { statistics.now }

    /// Reads the figures.
    init(_ reader: LedgerReader, _ question: Question, own: OfficeID, _ visit: Console.Visit) throws {
        let asked = question.filter
        let peers = (visit.directory?.activeOffices ?? []).map(\.id)
        statistics = CaseStatistics(
            own: own, peers: peers.count > Scorecard.mostPeers ? [] : peers, filter: asked, now: visit.now)
        nothing = CaseStatistics(own: own, peers: [], filter: asked, now: visit.now).total
        isCut = try Scorecard.eachFlow(of: question, reader) { add($0) }
        let areEntriesCut = try Scorecard.eachEntry(of: question, reader) {
            lifts.add($0, own: own, asked, at: visit.now)
        }
        isCut = isCut || areEntriesCut
    }

    /// Looks at each case of the flows that a question is about; whether there were more than are looked at.
    static func eachFlow(
        of question: Question, _ reader: LedgerReader, _ look: (CaseFile) throws -> Void
    ) throws -> Bool {
        let asked = question.filter
        let kinds = asked.kind.map { flows.intersection([$0]) } ?? flows
        return try each(kinds, [], question, reader, look)
    }

    /// The same of the list entries that have been removed, or are about to be.
    static func eachEntry(
        of question: Question, _ reader: LedgerReader, _ look: (CaseFile) throws -> Void
    ) throws -> Bool {
        let isAsked = question.filter.kind == nil || question.filter.kind == .listEntry
        return try each(isAsked ? [.listEntry] : [], removed, question, reader, look)
    }

    private static func each(
        _ kinds: Set<CaseKind>, _ states: Set<StateOfKind>, _ question: Question, _ reader: LedgerReader,
        _ look: (CaseFile) throws -> Void
    ) throws -> Bool {
        guard !kinds.isEmpty else { return false }
        var filter = CaseListFilter()
        // What was sent on a day was changed then or later; clocks of offices may differ by some time.
        filter.updated.from = question.filter.from?.adding(days: -1).start
        filter.kinds = kinds
        filter.states = states
        return try CaseScan(reader: reader, scope: question.scope).each(filter, most: mostCases, look).isCut
    }

    private mutating func add(_ file: CaseFile) {
        statistics.add(file)
        // All that one case wanted of others was sent at one moment; the filter of the days is the statistics' own.
        guard let month = Scorecard.month(of: file) else { return }
        let empty = CaseStatistics(
            own: statistics.own, peers: [], filter: statistics.filter, now: statistics.now)
        months[month, default: empty].add(file)
    }

    /// The month in which a case is counted; nil for one that wants nothing of anybody yet.
    static func month(of file: CaseFile) -> CalendarMonth? {
        file.measures.first.map { CalendarMonth(of: $0.sentAt.civilDate) }
    }

    /// The figures of a month.
    func figures(of month: CalendarMonth) -> CaseFigures { months[month]?.total ?? nothing }
}

extension CaseFigures {
    /// So many percent of the answers took no more days than this (nearest rank); nil when there is none.
    func days(percent: Int) -> Int? {
        let days = answerDays.sorted()
        guard !days.isEmpty else { return nil }
        return days[max(0, (days.count * percent + 99) / 100 - 1)]
    }

    /// How many answers took so many days.
    func answers(in days: ClosedRange<Int>) -> Int { answerDays.count { days.contains($0) } }
}
