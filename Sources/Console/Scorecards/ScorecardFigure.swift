import Casework
import Pages

/// One figure of the scorecards: how it is read off sums. A table reads it off the sums of a month or an office, the list
/// behind it off the sums of each case alone, so that the two are the same by their making.
enum ScorecardFigure: Hashable, Sendable {
    /// How a measure ended behind a removal.
    enum Lift: String, CaseIterable, Sendable {
        case inTime, late, overdue, running
    }

    case sent, takenIn7Days, takenLater, notTaken, answered
    /// In so many days: a place in `CaseFigures.answerBands`.
    case answeredIn(Int)
    case term(CaseFigures.Term)
    /// By the code of its result; nil for all.
    case resulted(String?)
    /// By its reason code; nil for all.
    case refused(String?)
    case lifted(Lift)

    /// All but single results and reasons of refusal.
    static let all: [ScorecardFigure] =
        [.sent, .takenIn7Days, .takenLater, .notTaken, .answered, .resulted(nil), .refused(nil)]
        + CaseFigures.answerBands.indices.map { .answeredIn($0) } + CaseFigures.Term.allCases.map { .term($0) }
        + Lift.allCases.map { .lifted($0) }

    private static let result = "result."
    private static let reason = "refused."
    /// Of an address.
    private static let longestName = 80

    /// The word in addresses.
    var name: String {
        switch self {
        case .sent: "sent"
        case .takenIn7Days: "taken.in7Days"
        case .takenLater: "taken.later"
        case .notTaken: "taken.notYet"
        case .answered: "answered"
        case .answeredIn(let band): "answered.\(CaseFigures.answerBands[band].name)"
        case .term(let term): "term.\(term.rawValue)"
        case .resulted(nil): "result"
        case .resulted(let code?): ScorecardFigure.result + code
        case .refused(nil): "refused"
        case .refused(let code?): ScorecardFigure.reason + code
        case .lifted(let lift): "lifted.\(lift.rawValue)"
        }
    }

    /// Reads a word of an address; nil for any other.
    init?(_ name: String) {
        if let figure = ScorecardFigure.all.first(where: { $0.name == name }) {
            self = figure
        } else if name.utf8.count > ScorecardFigure.longestName {
            return nil
        } else if name.hasPrefix(ScorecardFigure.result) {
            self = .resulted(String(name.dropFirst(ScorecardFigure.result.count)))
        } else if name.hasPrefix(ScorecardFigure.reason) {
            self = .refused(String(name.dropFirst(ScorecardFigure.reason.count)))
        } else {
            return nil
        }
    }

    /// Over its column.
    var words: Words {
        switch self {
        case .sent: Words("件数", "Cases")
        case .takenIn7Days: Words("7日内接收", "In 7 days")
        case .takenLater: Words("7日后接收", "Later")
        case .notTaken: Words("尚未接收", "Not yet")
        case .answered: Words("已答复", "Answered")
        case .answeredIn(let band): ScorecardFigure.bands[band]
        case .term(let term): ScorecardFigure.words(of: term)
        case .resulted(nil): Words("有结果的答复", "Answers by result")
        case .resulted(let code?): Words("答复结果：\(code)", "Result: \(code)")
        case .refused(nil): Words("退回和拒绝", "Refused")
        case .refused(let code?): Words("退回和拒绝：\(code)", "Refused: \(code)")
        case .lifted(let lift): ScorecardFigure.words(of: lift)
        }
    }

    private static let bands = [
        Words("3日内", "Up to 3"), Words("4至7日", "4 to 7"), Words("8至15日", "8 to 15"), Words("16至30日", "16 to 30"),
        Words("超过30日", "Over 30"),
    ]

    private static func words(of term: CaseFigures.Term) -> Words {
        switch term {
        case .metInTime: Words("按期履行", "Met in time")
        case .metLate: Words("逾期履行", "Met late")
        case .overdue: Words("逾期未履行", "Overdue")
        case .running: Words("未到期", "Running")
        case .fallenAway: Words("不再适用", "Fallen away")
        }
    }

    private static func words(of lift: Lift) -> Words {
        switch lift {
        case .inTime: Words("按期解除", "In time")
        case .late: Words("逾期解除", "Late")
        case .overdue: Words("逾期未解除", "Overdue")
        case .running: Words("未到期", "Running")
        }
    }

    /// Whether it is about removals from lists, not about flows.
    var isOfLists: Bool {
        if case .lifted = self { true } else { false }
    }

    /// The figure in sums of flows; nothing for one of lists.
    func count(in figures: CaseFigures) -> Int {
        switch self {
        case .sent: figures.count
        case .takenIn7Days: figures.acceptedIn7Days
        case .takenLater: figures.acceptedLater
        case .notTaken: figures.count - figures.acceptedIn7Days - figures.acceptedLater
        case .answered: figures.answerDays.count
        case .answeredIn(let band): figures.answers(in: CaseFigures.answerBands[band].days)
        case .term(let term): figures.terms[term] ?? 0
        case .resulted(nil): figures.results.values.reduce(0, +)
        case .resulted(let code?): figures.results[code] ?? 0
        case .refused(nil): figures.refusals.values.reduce(0, +)
        case .refused(let code?): figures.refusals[code] ?? 0
        case .lifted: 0
        }
    }

    /// The figure in sums of removals; nothing for one of flows.
    func count(in lifts: LiftFigures) -> Int {
        guard case .lifted(let lift) = self else { return 0 }
        return switch lift {
        case .inTime: lifts.inTime
        case .late: lifts.late
        case .overdue: lifts.overdue
        case .running: lifts.running
        }
    }
}
