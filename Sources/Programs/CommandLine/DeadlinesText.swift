import Casework
package import Contracts

/// Open deadlines in lines for a terminal.
package struct DeadlinesText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/deadlines` or `/api/v1/deadlines/histogram`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// One line for each.
    package var list: String {
        var table = TextTable(["届满", "逾期天数", "责任单位", "事项", "规则", "案件", "状态"], aligned: [.left, .right])
        for row in items {
            table.add([
                due(row), row["overdueDays"]?.integer.map { String($0) } ?? "", holder(row),
                row["name"]?.string ?? "", row["rule"]?.string ?? "", row["caseId"]?.string ?? "",
                row["stateTitle"]?.string ?? "",
            ])
        }
        guard !table.isEmpty else { return "没有符合条件的期限" }
        return asOf + "\n\n" + table.text + more
    }

    /// A paragraph for each, that says why.
    package var reasons: String {
        let paragraphs = items.map { row in
            let days = row["overdueDays"]?.integer.map { "，已逾期\($0)日" } ?? ""
            let head = "\(row["deadline"]?.string ?? "")：\(holder(row))，\(due(row))\(days)"
            return head + "\n  " + (row["why"]?["text"]?.string ?? "案件内容已销毁，不能说明由来")
        }
        guard !paragraphs.isEmpty else { return "该案件没有未办结的期限" }
        return ([asOf] + paragraphs).joined(separator: "\n\n") + more
    }

    /// Counts by band: all together, then for each office, kind and rule that has any.
    package var histogram: String {
        var table = TextTable(
            [""] + ["合计"] + DeadlineBand.allCases.map(\.title),
            aligned: [.left] + Array(repeating: .right, count: DeadlineBand.allCases.count + 1))
        table.add(cells("合计", page["total"] ?? .null))
        var silent = 0
        for (part, name) in [("byHolder", "holder"), ("byKind", "kind"), ("byRule", "rule")] {
            for row in page[part]?.array ?? [] {
                guard row["total"] != 0 else {
                    silent += 1
                    continue
                }
                let words = row["name"]?.string ?? row["title"]?.string ?? row[name]?.string ?? ""
                table.add(cells(part == "byRule" ? "\(row[name]?.string ?? "") \(words)" : words, row))
            }
        }
        return asOf + "\n\n" + table.text + "\n其余\(silent)个单位、种类和规则均为0（--json全部列出）"
    }

    private var items: [JSONValue] { page["items"]?.array ?? [] }

    private var asOf: String { "截至 \(page["asOf"]?.string.flatMap { Moment($0)?.shortDescription } ?? "")" }

    private var more: String { page["nextCursor"]?.string.map { "\n还有更多：加 --cursor \($0)" } ?? "" }

    private func holder(_ row: JSONValue) -> String { row["holderName"]?.string ?? row["holder"]?.string ?? "" }

    private func due(_ row: JSONValue) -> String {
        guard let due = row["due"]?.string.flatMap({ Moment($0) }) else { return "中止" }
        return due.shortDescription + (row["isProvisional"] == true ? "（暂定）" : "")
    }

    private func cells(_ name: String, _ row: JSONValue) -> [String] {
        func number(_ value: JSONValue?) -> String { value?.integer.map { String($0) } ?? "" }
        return [name, number(row["total"])] + DeadlineBand.allCases.map { number(row["bands"]?[$0.rawValue]) }
    }
}
