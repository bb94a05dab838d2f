import Casework
package import Contracts

/// What happened to a case, as an office tells it, in lines for a terminal: when, who, what, which deadlines, by which
/// letter.
package struct CaseTimeline: Sendable {
    private let timeline: JSONValue
    private let workflow: Workflow?
    private let deadlines: [JSONValue]

    /// A case's timeline.
    ///
    /// - Parameters:
    ///   - timeline: the answer of `/api/v1/cases/{id}/timeline`.
    ///   - page: the answer of `/api/v1/cases/{id}`, for titles and names of deadlines; null for an erased case, whose
    ///     events keep their own names.
    package init(_ timeline: JSONValue, page: JSONValue) {
        self.timeline = timeline
        workflow = CaseKind(rawValue: page["kind"]?.string ?? "").map { Workflow.of($0) }
        deadlines = page["deadlines"]?.array ?? []
    }

    /// The table.
    package var text: String {
        var table = TextTable(["时间", "单位", "经办人", "事项", "期限", "函件"])
        for row in timeline["rows"]?.array ?? [] {
            for line in lines(row) { table.add(line) }
        }
        let erased = timeline["erased"].map { erased in
            "内容已于 \(CaseTimeline.time(erased["at"])) 依规销毁：\(erased["reason"]?.string ?? "")"
        }
        return ([erased, table.isEmpty ? "没有经过" : table.text].compactMap(\.self)).joined(separator: "\n")
    }

    /// The acts of a journal row, each with the deadlines that it moved; a row without acts is told by what it is.
    private func lines(_ row: JSONValue) -> [[String]] {
        var lines: [[String]] = []
        var terms: [String] = []
        for event in row["events"]?.array ?? [] {
            let name = event["name"]?.string ?? ""
            if let words = term(name, event) {
                terms.append(words)
                continue
            }
            lines.append([
                CaseTimeline.time(event["at"]), event["office"]?.string ?? "", event["officer"]?.string ?? "",
                act(name, event), "", event["letter"]?.string ?? row["letter"]?["letterId"]?.string ?? "",
            ])
        }
        if lines.isEmpty { lines.append(bare(row)) }
        lines[lines.count - 1][4] = terms.joined(separator: "；")
        return lines
    }

    private func act(_ name: String, _ event: JSONValue) -> String {
        let title = workflow?.rows.first { $0.event == name }?.title ?? CaseTimeline.names[name] ?? name
        guard let part = event["part"]?.string, part != event["office"]?.string else { return title }
        return "\(title)（\(part.split(separator: "/").last ?? "")）"
    }

    private func bare(_ row: JSONValue) -> [String] {
        let what = row["what"]?.string ?? ""
        let letter = row["letter"]
        var title = CaseTimeline.names[what] ?? what
        if let type = letter?["type"]?.string { title += " \(type)" }
        if what == "letterOut", let to = letter?["to"]?.string { title += " → \(to)" }
        if let delivered = letter?["deliveredAt"] { title += "，送达 \(CaseTimeline.time(delivered))" }
        if let reason = letter?["reason"]?.string { title += "：\(reason)" }
        return [
            CaseTimeline.time(row["at"]), row["office"]?.string ?? "", "", title, "", letter?["letterId"]?.string ?? "",
        ]
    }

    /// The words for an event of a deadline's life; nil for any other event.
    private func term(_ name: String, _ event: JSONValue) -> String? {
        let key = event["deadline"]?.string ?? ""
        let words = deadlines.first { $0["key"]?.string == key }?["name"]?.string ?? key
        let due = CaseTimeline.time(event["due"]) + (event["isProvisional"]?.bool == true ? "（暂定）" : "")
        switch name {
        case "deadlineStarted": return "\(words) 至 \(due)"
        case "deadlineMet": return "\(words) 已履行"
        case "deadlineStopped": return "\(words) 终止"
        case "deadlinePaused": return "\(words) 中止计算"
        case "deadlineResumed": return "\(words) 恢复，至 \(due)"
        case "deadlineExtended": return "\(words) 延长，至 \(due)"
        case "deadlineRecounted": return "\(words) 重新计算，由 \(CaseTimeline.time(event["before"])) 改为 \(due)"
        case "deadlineRung": return "\(words) 提醒 \(event["rung"]?.string ?? "")"
        default: return nil
        }
    }

    private static func time(_ value: JSONValue?) -> String {
        guard let text = value?.string else { return "" }
        return Moment(text)?.shortDescription ?? text
    }

    /// Journal rows and marks that no workflow has a title for.
    private static let names = [
        "flagged": "标记", "letterOut": "发函", "letterIn": "收函", "refused": "来函被拒绝", "quarantined": "来函被隔离",
        "parked": "来函搁置", "replayed": "重放来函", "discarded": "废弃来函", "recovered": "找回函件", "rung": "期限提醒",
        "delivered": "送达", "administration": "管理操作", "order": "办理",
    ]
}
