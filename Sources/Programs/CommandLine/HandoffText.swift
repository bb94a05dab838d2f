package import Contracts
import OfficeAPI

/// Running counts of handoffs in lines for a terminal.
package struct HandoffText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/handoffs/completeness`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// What others number for this office, what is missing and marked, and what this office numbers itself.
    package var text: String {
        let asOf = page["asOf"]?.string.flatMap { Moment($0)?.shortDescription } ?? ""
        let parts = [received, missing, cases, sent].compactMap(\.self)
        return (["截至 \(asOf)"] + (parts.isEmpty ? ["没有移送连号"] : parts)).joined(separator: "\n\n")
    }

    private var rows: [JSONValue] { page["received"]?.array ?? [] }

    private var received: String? {
        var table = TextTable(
            ["移送单位", "申明件数", "申明时间", "核对至", "缺", "结论", "案件", "立案", "不立案", "逾期", "监督", "罚款被拦截", "迟提建议"],
            aligned: [.left, .right, .left, .right, .right, .left] + Array(repeating: .right, count: 7))
        for row in rows {
            func count(_ name: String) -> String { row[name]?.integer.map { "\($0)" } ?? "" }
            let marks = ["filed", "refused", "overdue", "supervised", "fineBlocked", "lateSuggestion"].map {
                row["marks"]?[$0]?.integer.map { "\($0)" } ?? ""
            }
            table.add(
                [
                    row["name"]?.string ?? row["office"]?.string ?? "", count("claimed"),
                    row["claimedAt"]?.string.flatMap { Moment($0)?.shortDescription } ?? "", count("completeUpTo"),
                    count("missingCount"), HandoffWords.verdict(row), count("handoffs"),
                ] + marks)
        }
        return table.isEmpty ? nil : table.text
    }

    private var missing: String? {
        var table = TextTable(
            ["缺号", "移送单位", "原因", "说明", "函件", "案件"], aligned: [.right] + Array(repeating: .left, count: 5))
        for row in rows {
            for item in row["missing"]?.array ?? [] {
                table.add([
                    item["number"]?.integer.map { "\($0)" } ?? "", row["office"]?.string ?? "",
                    item["why"]?.string.flatMap { HandoffWords.reasons[$0] } ?? "", item["reason"]?.string ?? "",
                    item["letter"]?.string ?? "", item["caseId"]?.string ?? "",
                ])
            }
        }
        return table.isEmpty ? nil : table.text
    }

    private static let marks = [
        "filed": "立案", "refused": "不予立案", "overdue": "逾期", "supervised": "立案监督", "fineBlocked": "罚款被拦截",
        "lateSuggestion": "迟提监督建议",
    ]

    private var cases: String? {
        var table = TextTable(["连号", "案件", "状态", "标记", "逾期期限"], aligned: [.right] + Array(repeating: .left, count: 4))
        for item in rows.flatMap({ $0["cases"]?.array ?? [] }) {
            let marks = (item["marks"]?.array ?? []).compactMap { $0.string.flatMap { HandoffText.marks[$0] } }
            let overdue = (item["overdue"]?.array ?? []).map { deadline in
                let due = deadline["due"]?.string.flatMap { Moment($0)?.shortDescription } ?? ""
                return "\(deadline["rule"]?.string ?? "") \(due)"
            }
            table.add([
                item["number"]?.integer.map { "\($0)" } ?? "—", item["caseId"]?.string ?? "",
                item["stateTitle"]?.string ?? "", marks.joined(separator: "、"), overdue.joined(separator: "；"),
            ])
        }
        return table.isEmpty ? nil : table.text
    }

    private var sent: String? {
        var table = TextTable(["本单位移送，核对的检察院", "件数", "末件函件", "摘要"], aligned: [.left, .right, .left, .left])
        for row in page["sent"]?.array ?? [] {
            table.add([
                row["name"]?.string ?? row["procuratorate"]?.string ?? "", row["count"]?.integer.map { "\($0)" } ?? "",
                row["lastLetter"]?.string ?? "", String((row["digest"]?.string ?? "").prefix(16)),
            ])
        }
        return table.isEmpty ? nil : table.text
    }
}
