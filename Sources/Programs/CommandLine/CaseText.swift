package import Contracts

/// One case as an office shows it, in lines for a terminal.
package struct CaseText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/cases/{id}`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// What it is and where it stands.
    package var head: String {
        var lines = [
            "\(string("title")) \(string("caseId"))",
            "状态：\(string("stateTitle"))（\(string("state"))），本单位：\(string("standing"))",
        ]
        let subject =
            page["facts"]?["subject"]?["name"]?.string ?? page["facts"]?["record"]?["counterpartyName"]?.string
        if subject != nil || !string("subject").isEmpty {
            lines.append("当事人：\([subject, string("subject")].compactMap(\.self).joined(separator: " "))")
        }
        let flags = (page["flags"]?.array ?? []).compactMap(\.string)
        if !flags.isEmpty { lines.append("标记：\(flags.joined(separator: "、"))") }
        return lines.joined(separator: "\n")
    }

    /// Head, parts, deadlines and facts.
    package var text: String {
        var parts = TextTable(["单位/措施", "状态"])
        for part in page["parts"]?.array ?? [] {
            parts.add([part["key"]?.string ?? "", part["stateTitle"]?.string ?? ""])
        }
        let facts = page["facts"]?.removing("parts").removing("letters").prettyText ?? ""
        let tables = [parts, deadlines].filter { !$0.isEmpty }.map(\.text)
        return ([head] + tables + ["内容：\n\(facts)"]).joined(separator: "\n\n")
    }

    private var deadlines: TextTable {
        var table = TextTable(["期限", "名称", "届满", "责任单位", "状况", "依据"])
        for deadline in page["deadlines"]?.array ?? [] {
            let due = deadline["due"]?.string.flatMap { Moment($0)?.shortDescription } ?? ""
            let provisional = deadline["isProvisional"]?.bool == true ? "（暂定）" : ""
            let late = deadline["isLate"]?.bool == true ? "（逾期）" : ""
            let basis = (deadline["basis"]?.array ?? []).compactMap(\.string).joined(separator: "；")
            table.add([
                deadline["key"]?.string ?? "", deadline["name"]?.string ?? deadline["rule"]?.string ?? "",
                due + provisional, deadline["holder"]?.string ?? "",
                (CaseText.standings[deadline["status"]?.string ?? ""] ?? "") + late, basis,
            ])
        }
        return table
    }

    private func string(_ name: String) -> String { page[name]?.string ?? "" }

    private static let standings = ["running": "计算中", "paused": "中止", "met": "已履行", "stopped": "已终止"]
}
