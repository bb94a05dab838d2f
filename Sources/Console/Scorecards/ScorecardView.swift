import Casework
import Contracts
import Pages

/// The scorecards of a period by month or by counterpart.
struct ScorecardView: Sendable {
    /// What a row is about, and its figures.
    private struct Group {
        let head: [TableValue.Cell]
        let short: String
        let figures: CaseFigures
        /// Where the cases of its figures are listed.
        let query: PageQuery
    }

    /// What stands in a column: a figure that leads to its cases, or something made of figures.
    private enum Column {
        case figure(ScorecardFigure)
        case made(Words, (CaseFigures) -> String)

        var words: Words {
            switch self {
            case .figure(let figure): figure.words
            case .made(let words, _): words
            }
        }
    }

    let card: Scorecard
    let ask: ScorecardAsk
    let visit: Console.Visit

    /// All of them, in the order of the page.
    var parts: [ScorecardPart] { [acceptance, answers, deadlines, results, refusals, lifts] }

    // MARK: Rows

    private var heads: [Words] {
        ask.grouping == .month ? [Words("月份", "Month")] : [Words("对方单位", "Counterpart"), Words("方向", "Way")]
    }

    private var groups: [Group] {
        switch ask.grouping {
        case .month:
            ask.months.map {
                Group(head: [month($0)], short: short($0), figures: card.figures(of: $0), query: cases(of: $0))
            }
        case .office:
            card.statistics.rows.enumerated().map { place, row in
                let way = Words(row.direction == .sent ? "发出" : "收到", row.direction == .sent ? "Sent" : "Received")
                return Group(
                    head: [office(row.peer, place), .init(way.in(visit.language))], short: String(place + 1),
                    figures: row.figures,
                    query: cases.setting("office", row.peer.description).setting("direction", row.direction.rawValue))
            }
        }
    }

    /// The cases behind all figures, and those behind the ones of a month.
    private var cases: PageQuery { ask.query.at("/scorecards/cases") }

    private func cases(of month: CalendarMonth) -> PageQuery { cases.setting("month", month.name) }

    private func month(_ month: CalendarMonth) -> TableValue.Cell {
        let (first, last) = (max(month.first, ask.period?.lowerBound ?? month.first), month.days.upperBound)
        let through = min(last, ask.period?.upperBound ?? last)
        let url = ask.query.setting("from", first.description).setting("through", through.description)
            .setting("by", ScorecardAsk.Grouping.office.rawValue).url
        return .init(month.name, url: url)
    }

    private func short(_ month: CalendarMonth) -> String { String(month.name.dropFirst(2)) }

    /// Names are too long to stand under a bar: their number stands there, and before the name in the table.
    private func office(_ office: OfficeID, _ place: Int) -> TableValue.Cell {
        let url = ask.query.setting("office", office.description)
            .setting("by", ScorecardAsk.Grouping.month.rawValue).url
        return .init("\(place + 1). \(visit.name(of: office))", url: url, isChinese: true)
    }

    /// A figure that leads to the cases that it counts, for whoever may see cases: the administrator gets figures alone.
    private func cell(_ figure: ScorecardFigure, _ count: Int, _ query: PageQuery) -> TableValue.Cell {
        let leads = count > 0 && visit.rights.contains(.seeCases)
        return .init(String(count), url: leads ? query.setting("figure", figure.name).url : nil)
    }

    private func part(
        _ id: String, _ title: Words, _ rule: Words, series: [ScorecardFigure], columns: [Column]
    ) -> ScorecardPart {
        func cells(_ figures: CaseFigures, _ query: PageQuery) -> [TableValue.Cell] {
            columns.map { column in
                switch column {
                case .figure(let figure): cell(figure, figure.count(in: figures), query)
                case .made(_, let text): .init(text(figures))
                }
            }
        }
        let total = card.statistics.total
        let sum = Words("合计", "Total").in(visit.language)
        let blanks = heads.dropFirst().map { _ in TableValue.Cell("") }
        return ScorecardPart(
            id: id, title: title, rule: rule, series: series.map(\.words), columns: heads + columns.map(\.words),
            wordColumns: heads.count,
            lines: groups.map { group in
                .init(
                    cells: group.head + cells(group.figures, group.query), short: group.short,
                    parts: series.map { $0.count(in: group.figures) })
            }, total: [.init(sum)] + blanks + cells(total, cases), hasFigures: total.count > 0)
    }

    // MARK: Cards

    private var acceptance: ScorecardPart {
        part(
            "acceptance", Words("7日内接收", "Taken on in 7 days"),
            Words(
                "按发出日期统计。接收：接收、签收、打开，或者径行答复。7日内指自发出之日起7个自然日内，发出当日不计。接收率为7日内接收的件数除以已接收的件数，尚未接收的单列、不计入比率；没有已接收的，不显示比率。",
                "By the day of sending. In time is within seven calendar days, the day of sending not counted. The share is of those taken on; those not taken on yet stand in a column of their own."
            ),
            series: [.takenIn7Days, .takenLater, .notTaken],
            columns: [ScorecardFigure.sent, .takenIn7Days, .takenLater, .notTaken].map { .figure($0) } + [
                .made(Words("7日内接收率", "Share in time")) {
                    Figure.share($0.acceptedIn7Days, of: $0.acceptedIn7Days + $0.acceptedLater)
                }
            ])
    }

    private var answers: ScorecardPart {
        let bands = CaseFigures.answerBands.indices.map { ScorecardFigure.answeredIn($0) }
        return part(
            "answers", Words("答复天数", "Days to answer"),
            Words(
                "按发出日期统计。答复天数为发出之日至答复之日的自然日，发出当日不计；退回、拒绝和撤回的不是答复。中位数、九成位数为各次答复由少到多排列后处于一半、九成位置的天数（取整，不插值）；没有答复的，不显示天数。",
                "Calendar days from the sending to the answer. The median and the 90th part are the days that half, and nine in ten, of the answers did not exceed."
            ),
            series: bands,
            columns: [
                .figure(.answered), .made(Words("中位数（日）", "Median (days)")) { Figure.text($0.medianDays) },
                .made(Words("九成位数（日）", "90th part (days)")) { Figure.text($0.days(percent: 90)) },
                .made(Words("最长（日）", "Longest (days)")) { Figure.text($0.answerDays.max()) },
            ] + bands.map { .figure($0) })
    }

    private var deadlines: ScorecardPart {
        let terms = [CaseFigures.Term.metInTime, .metLate, .overdue, .running, .fallenAway].map {
            ScorecardFigure.term($0)
        }
        return part(
            "deadlines", Words("期限履行", "Deadlines met"),
            Words(
                "接收一方在这些案件中的全部期限，按规则集\(visit.rules.version.prefix(12))计算的届满时间统计，每个期限只计入一栏；中止的计入未到期。按期率为按期履行除以按期履行、逾期履行与逾期未履行之和。",
                "All terms of the receiving side in these cases, each in one column; suspended ones are running. The share is of those that have been met or have ended."
            ),
            series: terms,
            columns: terms.map { .figure($0) } + [
                .made(Words("按期率", "Share in time")) { figures in
                    let met = figures.terms[.metInTime] ?? 0
                    let due = met + (figures.terms[.metLate] ?? 0) + (figures.terms[.overdue] ?? 0)
                    return Figure.share(met, of: due)
                }
            ])
    }

    private var results: ScorecardPart {
        ranking(
            "results", Words("答复的结果", "Answers by result"),
            Words(
                "按发出日期统计，每件计入答复时写明的一个结果，过程反馈不计；没有结果代码的事项列为“未注明结果代码”；各行之和等于已答复的总数。",
                "By the day of sending, each by the result that its answer gives; the rows add up to all answers."),
            Words("结果", "Result"), card.statistics.total.results, ScorecardFigure.resulted
        ) { code in
            code == "OTHER"
                ? "未注明结果代码"
                : ["result", "outcome"].lazy.compactMap { ChoiceWords.title(of: code, in: $0) }.first ?? code
        }
    }

    private var refusals: ScorecardPart {
        ranking(
            "refusals", Words("退回和拒绝的原因", "Refusals by reason"),
            Words(
                "按发出日期统计，每件计入退回、拒绝时写明的一个原因；各行之和等于退回和拒绝的总数。",
                "By the day of sending, each by the reason given; the rows add up to all refusals."),
            Words("原因", "Reason"), card.statistics.total.refusals, ScorecardFigure.refused
        ) { code in
            visit.rules.reasons.first { $0.code == code }?.chinese ?? (code == "OTHER" ? "未注明原因代码" : code)
        }
    }

    /// Codes by how often they were given, the most frequent first.
    private func ranking(
        _ id: String, _ title: Words, _ rule: Words, _ heading: Words, _ figures: [String: Int],
        _ figure: (String?) -> ScorecardFigure, name: (String) -> String
    ) -> ScorecardPart {
        let counts = figures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let all = counts.reduce(0) { $0 + $1.value }
        let lines = counts.enumerated().map { place, item in
            ScorecardPart.Line(
                cells: [
                    .init("\(place + 1). \(name(item.key))", isChinese: true), .init(item.key),
                    cell(figure(item.key), item.value, cases), .init(Figure.share(item.value, of: all)),
                ], short: String(place + 1), parts: [item.value])
        }
        return ScorecardPart(
            id: id, title: title, rule: rule, series: [Words("件数", "Cases")],
            columns: [heading, Words("代码", "Code"), Words("件数", "Cases"), Words("占比", "Share")],
            wordColumns: 2, lines: lines,
            total: [
                .init(Words("合计", "Total").in(visit.language)), .init(""),
                cell(figure(nil), all, cases),
                .init(Figure.share(all, of: all)),
            ], hasFigures: all > 0)
    }

    private var lifts: ScorecardPart {
        let figures = [ScorecardFigure.Lift.inTime, .late, .overdue, .running].map { ScorecardFigure.lifted($0) }
        func cells(_ lifts: LiftFigures, _ query: PageQuery) -> [TableValue.Cell] {
            let due = lifts.inTime + lifts.late + lifts.overdue
            return figures.map { cell($0, $0.count(in: lifts), query) }
                + [.init(Figure.share(lifts.inTime, of: due))]
        }
        func line(
            _ head: TableValue.Cell, _ short: String, _ lifts: LiftFigures, _ query: PageQuery
        ) -> ScorecardPart.Line {
            .init(cells: [head] + cells(lifts, query), short: short, parts: figures.map { $0.count(in: lifts) })
        }
        let counts = card.lifts
        let lines =
            ask.grouping == .month
            ? ask.months.map { line(month($0), short($0), counts.months[$0] ?? LiftFigures(), cases(of: $0)) }
            : counts.offices.sorted { $0.key < $1.key }.enumerated().map { place, item in
                line(
                    office(item.key, place), String(place + 1), item.value,
                    cases.setting("office", item.key.description))
            }
        return ScorecardPart(
            id: "lifts", title: Words("解除措施及时", "Lifts in time"),
            rule: Words(
                "按移出名单决定的日期统计：决定时正在实施的每项措施，在规则集规定的解除期限内解除的为按期。本单位列入的，统计其他单位；其他单位列入的，统计本单位。按期率为按期解除除以按期解除、逾期解除与逾期未解除之和。",
                "By the day of the removal: each measure that was carried out then, against the term of its lift. Of this office's entries those of others are counted, of others' entries its own."
            ),
            series: figures.map(\.words), columns: [heads[0]] + figures.map(\.words) + [Words("按期率", "Share in time")],
            wordColumns: 1,
            lines: lines, total: [.init(Words("合计", "Total").in(visit.language))] + cells(counts.total, cases),
            hasFigures: counts.total.count > 0)
    }
}
