import Casework
import Contracts
import Ledgers
import Pages

/// The cases behind one figure of the scorecards, each with how often it is counted there.
///
/// It costs the same walk as the figures themselves, over the flows or over the lists: at most `Scorecard.mostCases`
/// cases are opened.
struct ScorecardCases: Sendable {
    /// Which figure, of which cases.
    struct Question: Hashable, Sendable {
        let of: Scorecard.Question
        let figure: ScorecardFigure
        /// Of one month alone, as a row of the tables by month has it.
        let month: CalendarMonth?
    }

    /// Rows that one page shows.
    static let mostShown = 100

    private let question: Question
    private let own: OfficeID
    /// When the cases were looked at, in official time.
    let asOf: Moment
    /// The sum: what the figure says.
    private(set) var total = 0
    /// How many cases it is made of.
    private(set) var count = 0
    /// The cases last changed.
    private(set) var shown: [(file: CaseFile, count: Int)] = []
    /// Whether there were more cases than were looked at.
    private(set) var isCut = false

    /// Looks at the cases.
    init(_ reader: LedgerReader, _ question: Question, own: OfficeID, at now: Moment) throws {
        self.question = question
        self.own = own
        asOf = now
        if question.figure.isOfLists {
            isCut = try Scorecard.eachEntry(of: question.of, reader) { add($0, lifts(of: $0)) }
        } else {
            isCut = try Scorecard.eachFlow(of: question.of, reader) { add($0, measures(of: $0)) }
        }
    }

    private mutating func add(_ file: CaseFile, _ times: Int) {
        guard times > 0 else { return }
        total += times
        count += 1
        if shown.count < ScorecardCases.mostShown { shown.append((file, times)) }
    }

    private func measures(of file: CaseFile) -> Int {
        if let month = question.month, Scorecard.month(of: file) != month { return 0 }
        var statistics = CaseStatistics(own: own, peers: [], filter: question.of.filter, now: asOf)
        statistics.add(file)
        return question.figure.count(in: statistics.total)
    }

    private func lifts(of file: CaseFile) -> Int {
        var lifts = LiftCounts()
        lifts.add(file, own: own, question.of.filter, at: asOf)
        return question.figure.count(in: question.month.map { lifts.months[$0] ?? LiftFigures() } ?? lifts.total)
    }

    /// The cases as a table.
    func table(_ visit: Console.Visit) -> TableValue {
        let words = [
            Words("案件", "Case"), Words("状态", "State"), Words("主体", "Subject"), Words("更新时间", "Changed"),
        ]
        let columns = words.map { TableValue.Column($0.in(visit.language)) }
        return TableValue(
            columns + [.init(question.figure.words.in(visit.language), isNumber: true)],
            shown.map { file, times in
                [
                    .init(file.matter, url: "/cases/\(file.id)", note: Workflow.of(file.kind).title, isChinese: true),
                    .init(Workflow.of(file.kind).title(ofState: file.state), isChinese: true),
                    .init(file.subjectNames.first ?? "", isChinese: true), .init(file.updatedAt.shortDescription),
                    .init(String(times)),
                ]
            })
    }
}
