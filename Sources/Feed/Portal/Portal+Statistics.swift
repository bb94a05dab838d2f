import Contracts
import Hummingbird
import Offices
import Pages
import Shelf
import Web
import Workers

/// The statistics, each with its formula, its plot and its table.
extension Portal {
    private static let monthsShown = 12

    func statistics(_ request: Request) async throws -> Response {
        let visit = try await visit(request)
        let shelf = shelf
        let statistics = try await Aside.run { try shelf.statistics() }
        let rules = await backend.runtime.snapshot().rules
        let month = String(visit.today.description.prefix(7))
        let parts = [
            Portal.byMonth(statistics, visit), Portal.byKind(statistics, visit), Portal.byAgency(statistics, visit),
            Portal.byKindAndAgency(statistics, visit), Portal.byRegion(statistics, visit),
            Portal.timeliness(statistics, visit) {
                Timeliness($0, rules: rules, directory: visit.directory)
            },
        ]
        let content: [String: PageValue] = [
            "figures": .list(Portal.figures(statistics, month: month, visit)), "parts": .list(parts),
        ]
        return try page(try render("statistics", title: text("navStatistics", visit), content, visit), request)
    }

    private static func part(
        _ id: String, _ title: Words, _ formula: Words, plot: BarPlot?, legend: [Words] = [], table: TableValue,
        _ visit: Visit
    ) -> PageValue {
        [
            "id": .text(id), "title": .text(title.in(visit.language)), "formula": .text(formula.in(visit.language)),
            "plot": .optional(plot.map { .markup($0.svg) }),
            "legend": .list(
                legend.enumerated().map {
                    ["tone": .text(BarPlot.tone($0.offset)), "name": .text($0.element.in(visit.language))]
                }), "table": table.value,
        ]
    }

    private static func label(_ title: Words, _ visit: Visit) -> String {
        Words("数据表：", "Table: ").in(visit.language) + title.in(visit.language)
    }

    private static func byMonth(_ statistics: ShelfStatistics, _ visit: Visit) -> PageValue {
        let months = Array(statistics.months.suffix(monthsShown))
        let series = [
            Words("公示", "Published"), Words("更正", "Corrected"), Words("撤回", "Withdrawn"), Words("停止公示", "Ended"),
        ]
        let parts = months.map { [$0.published, $0.corrected, $0.withdrawn, $0.ended] }
        let title = Words("按月：公示、更正、撤回和停止公示", "By month: published, corrected, withdrawn, ended")
        let plot = BarPlot(
            title: title.in(visit.language),
            summary: Words("数据见下表。", "The table below has the figures.").in(visit.language),
            bars: zip(months, parts).map { BarPlot.Bar(String($0.month.dropFirst(2)), $1) })
        let columns =
            [TableValue.Column(Words("月份", "Month").in(visit.language))]
            + series.map { TableValue.Column($0.in(visit.language), isNumber: true) }
        let rows = zip(months, parts).map { month, parts in
            [TableValue.Cell(month.month)] + parts.map { TableValue.Cell(String($0)) }
        }
        return part(
            "by-month", title,
            Words(
                "公示日志中当月各类事项的项数，按平台收到的时间（北京时间）。恢复公示计入公示，屏蔽和归档计入停止公示。",
                "Entries of the public log in each month (China time). Publishing again counts as published, hiding as ended."
            ),
            plot: plot, legend: series, table: TableValue(columns, rows, label: label(title, visit), isStacked: false),
            visit)
    }

    private static func counts(
        _ id: String, _ title: Words, _ head: Words, _ counts: [(name: String, short: String, count: Int)],
        url: (Int) -> String?, _ visit: Visit
    ) -> PageValue {
        let plot = BarPlot(
            title: title.in(visit.language),
            summary: Words("数据见下表。", "The table below has the figures.").in(visit.language),
            bars: counts.prefix(14).map { BarPlot.Bar($0.short, [$0.count]) })
        let columns = [
            TableValue.Column(head.in(visit.language)),
            TableValue.Column(Words("现行公示", "Standing").in(visit.language), isNumber: true),
            TableValue.Column(Words("占比", "Share").in(visit.language), isNumber: true),
        ]
        let all = max(1, counts.reduce(0) { $0 + $1.count })
        let rows = counts.enumerated().map { place, count -> [TableValue.Cell] in
            let tenths = (count.count * 1000 + all / 2) / all
            return [
                .init(count.name, url: url(place), isChinese: true), .init(String(count.count)),
                .init("\(tenths / 10).\(tenths % 10)%"),
            ]
        }
        return part(
            id, title,
            Words("现行公示信息的条数；各行之和等于现行公示总数。", "Records that stand; the rows add up to all that stand."), plot: plot,
            table: TableValue(columns, rows, label: label(title, visit), isStacked: false), visit)
    }

    private static func byKind(_ statistics: ShelfStatistics, _ visit: Visit) -> PageValue {
        // Kinds of which nothing stands are shown too: a zero is a figure.
        let none = PortalKind.all.filter { kind in !statistics.kinds.contains { $0.key == kind.word } }
        let words = statistics.kinds.map { ($0.key, $0.count) } + none.map { ($0.word, 0) }
        return counts(
            "by-kind", Words("按种类", "By kind"), Words("种类", "Kind"),
            words.map { word, count in
                let name = PortalKind.named(word).name.in(visit.language)
                return (name, String(name.prefix(visit.language == .english ? 7 : 4)), count)
            }, url: { "/latest?kind=\(words[$0].0)" }, visit)
    }

    private static func byAgency(_ statistics: ShelfStatistics, _ visit: Visit) -> PageValue {
        let agencies = statistics.agencies
        return counts(
            "by-agency", Words("按公示机关", "By agency"), Words("公示机关", "Agency"),
            // Names are too long to stand under a bar: their number stands there and before the name in the table.
            agencies.enumerated().map { place, count in
                ("\(place + 1). \(visit.name(of: count.key))", String(place + 1), count.count)
            }, url: { "/latest?agency=\(agencies[$0].key)" }, visit)
    }

    /// What stands by agency and kind: one row for each agency, one column for each kind of which anything stands.
    private static func byKindAndAgency(_ statistics: ShelfStatistics, _ visit: Visit) -> PageValue {
        let title = Words("按公示机关和种类", "By agency and kind")
        let kinds = statistics.kinds.map(\.key)
        let counts = Dictionary(statistics.holdings.map { ([$0.office, $0.kind], $0.count) }) { first, _ in first }
        let columns =
            [TableValue.Column(Words("公示机关", "Agency").in(visit.language))]
            + kinds.map { TableValue.Column(PortalKind.named($0).name.in(visit.language), isNumber: true) }
        let rows = statistics.agencies.map { agency in
            [TableValue.Cell(visit.name(of: agency.key), url: "/latest?agency=\(agency.key)", isChinese: true)]
                + kinds.map { kind in
                    counts[[agency.key, kind]].map {
                        TableValue.Cell(String($0), url: "/latest?kind=\(kind)&agency=\(agency.key)")
                    } ?? TableValue.Cell("0")
                }
        }
        return part(
            "by-kind-and-agency", title,
            Words("现行公示信息的条数；各格之和等于现行公示总数。", "Records that stand; the cells add up to all that stand."), plot: nil,
            table: TableValue(columns, rows, label: label(title, visit), isStacked: false), visit)
    }

    private static func byRegion(_ statistics: ShelfStatistics, _ visit: Visit) -> PageValue {
        counts(
            "by-region", Words("按地区", "By region"), Words("地区（行政区划代码）", "Region (GB/T 2260)"),
            statistics.regions.map { ($0.key, $0.key, $0.count) }, url: { _ in nil }, visit)
    }

    // MARK: Timeliness

    private static func timeliness(
        _ statistics: ShelfStatistics, _ visit: Visit, _ judge: ([ShelfStatistics.Timing]) -> Timeliness
    ) -> PageValue {
        let title = Words("及时性", "Timeliness")
        let groups = Dictionary(grouping: statistics.timings) { [$0.kind, $0.channel] }
        let rows = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, timings in
            row(kind: key[0], channel: key[1], timings, judge(timings), visit.language)
        }
        let columns = [
            TableValue.Column(Words("种类", "Kind").in(visit.language)),
            TableValue.Column(Words("渠道", "Channel").in(visit.language)),
            TableValue.Column(Words("公示数", "Published").in(visit.language), isNumber: true),
            TableValue.Column(Words("按期", "On time").in(visit.language), isNumber: true),
            TableValue.Column(Words("逾期", "Late").in(visit.language), isNumber: true),
            TableValue.Column(Words("未载明期限", "No due date told").in(visit.language), isNumber: true),
            TableValue.Column(Words("决定至公示中位天数", "Median days").in(visit.language), isNumber: true),
        ]
        return part(
            "timeliness", title,
            Words(
                "最近十二个月各渠道的公示：公示日期不晚于应公示日期（按公示当日施行的规则，从决定日期起算）为按期；天数为从决定日期到公示日期的日历天数。",
                "Publications of the last twelve months: on time when not later than the due day, which follows from the day of "
                    + "decision by the rules of the day of publication; days are calendar days from the decision."),
            plot: nil, table: TableValue(columns, rows, label: label(title, visit), isStacked: false), visit)
    }

    private static func row(
        kind: String, channel: String, _ timings: [ShelfStatistics.Timing], _ judged: Timeliness, _ language: Language
    ) -> [TableValue.Cell] {
        let days = timings.compactMap { timing in
            timing.decided.map { (timing.published.dayNumber - $0.dayNumber, timing.count) }
        }
        let figures = [judged.due + judged.unknown, judged.onTime, judged.late, judged.unknown]
        return [.init(PortalKind.named(kind).name.in(language)), .init(channelName(channel, language))]
            + figures.map { .init(String($0)) } + [.init(median(days).map { String($0) } ?? "—")]
    }

    private static func channelName(_ channel: String, _ language: Language) -> String {
        let names = [
            "creditChina": Words("信用中国", "Credit China"), "gsxt": Words("企业信用信息公示系统", "GSXT"),
            "agencySite": Words("机关网站", "Agency's site"), "taxSite": Words("税务网站", "Tax site"),
        ]
        return names[channel]?.in(language) ?? channel
    }

    /// The middle of counted figures, the lower one of two.
    static func median(_ counted: [(figure: Int, count: Int)]) -> Int? {
        let all = counted.reduce(0) { $0 + $1.count }
        guard all > 0 else { return nil }
        var seen = 0
        for (figure, count) in counted.sorted(by: { $0.figure < $1.figure }) {
            seen += count
            if seen * 2 >= all { return figure }
        }
        return nil
    }
}
