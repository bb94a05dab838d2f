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
        let (asked, scope) = (question.filter, question.scope)
        let peers = (visit.directory?.activeOffices ?? []).map(\.id)
        statistics = CaseStatistics(
            own: own, peers: peers.count > Scorecard.mostPeers ? [] : peers, filter: asked, now: visit.now)
        nothing = CaseStatistics(own: own, peers: [], filter: asked, now: visit.now).total
        let scan = CaseScan(reader: reader, scope: scope)
        // What was sent on a day was changed then or later; clocks of offices may differ by some time.
        var filter = CaseListFilter()
        filter.updated.from = asked.from?.adding(days: -1).start
        filter.kinds = asked.kind.map { Scorecard.flows.intersection([$0]) } ?? Scorecard.flows
        if !filter.kinds.isEmpty {
            isCut = try scan.each(filter, most: Scorecard.mostCases) { add($0) }.isCut
        }
        guard asked.kind == nil || asked.kind == .listEntry else { return }
        filter.kinds = [.listEntry]
        filter.states = Scorecard.removed
        let entries = try scan.each(filter, most: Scorecard.mostCases) {
            lifts.add($0, own: own, asked, at: visit.now)
        }
        isCut = isCut || entries.isCut
    }

    private mutating func add(_ file: CaseFile) {
        statistics.add(file)
        // All that one case wanted of others was sent at one moment; the filter of the days is the statistics' own.
        guard let sent = file.measures.first?.sentAt.civilDate else { return }
        let empty = CaseStatistics(
            own: statistics.own, peers: [], filter: statistics.filter, now: statistics.now)
        months[CalendarMonth(of: sent), default: empty].add(file)
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
