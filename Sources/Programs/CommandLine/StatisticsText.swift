package import Contracts

/// An office's figures in lines for a terminal.
package struct StatisticsText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/statistics`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// The table with its total, what came of it, what was refused and why, and what is overdue.
    package var text: String {
        var table = TextTable(
            [
                "单位", "方向", "合计", "待接收", "办理中", "已答复", "退回拒绝", "撤回", "七日内接收", "答复天数(中位)", "期限", "按期", "逾期履行", "未到期",
                "逾期未办", "终止",
            ],
            aligned: [.left, .left] + Array(repeating: .right, count: 14))
        for row in page["rows"]?.array ?? [] { table.add(cells(row)) }
        table.add(cells(page["total"] ?? .null, name: "合计"))
        let asOf = page["asOf"]?.string.flatMap { Moment($0)?.shortDescription } ?? ""
        return
            (["截至 \(asOf)", table.text]
            + [
                counts("results", "答复结果"), counts("refusals", "退回、拒绝原因"), overdue,
            ].compactMap(\.self)).joined(separator: "\n\n")
    }

    private func cells(_ row: JSONValue, name: String? = nil) -> [String] {
        func number(_ path: String...) -> String {
            path.reduce(Optional(row)) { $0?[$1] }?.integer.map { String($0) } ?? ""
        }
        let way = row["direction"]?.string.map { $0 == "sent" ? "发出" : "收到" } ?? ""
        let standings = ["waiting", "inHand", "answered", "refused", "withdrawn"].map { number("byStanding", $0) }
        let terms = ["total", "metInTime", "metLate", "running", "overdue", "fallenAway"].map {
            number("deadlines", $0)
        }
        return [name ?? row["name"]?.string ?? row["office"]?.string ?? "", way, number("total")] + standings
            + [number("acceptance", "in7Days"), number("answers", "medianDays")] + terms
    }

    private func counts(_ name: String, _ title: String) -> String? {
        guard let codes = page["total"]?[name]?.object, !codes.isEmpty else { return nil }
        return "\(title)："
            + codes.map { "\($0.name) \($0.value.integer.map { String($0) } ?? "")" }.joined(separator: "，")
    }

    private var overdue: String? {
        var table = TextTable(["逾期案件", "单位", "期限", "届满", "逾期天数"], aligned: [.left, .left, .left, .left, .right])
        for row in page["overdue"]?.array ?? [] {
            table.add([
                row["caseId"]?.string ?? "", row["office"]?.string ?? "", row["deadline"]?.string ?? "",
                row["due"]?.string.flatMap { Moment($0)?.shortDescription } ?? "",
                row["days"]?.integer.map { String($0) } ?? "",
            ])
        }
        return table.isEmpty ? "没有逾期" : table.text
    }
}
