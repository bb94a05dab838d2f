package import Contracts

/// A case across all offices as one of them sees it, in lines for a terminal.
package struct CaseTrace: Sendable {
    private let trace: JSONValue
    private let page: JSONValue

    /// A trace.
    ///
    /// - Parameters:
    ///   - trace: the answer of `/api/v1/cases/{id}/trace`.
    ///   - page: the answer of `/api/v1/cases/{id}`, for names of deadlines; null for an erased case.
    package init(_ trace: JSONValue, page: JSONValue) {
        self.trace = trace
        self.page = page
    }

    /// The offices, the timeline, and what is not seen.
    package var text: String {
        var table = TextTable(["单位", "名称", "身份", "进度", "送达", "阅知", "接收", "最近办理"])
        for row in trace["offices"]?.array ?? [] {
            let last = [row["lastAct"]?.string, row["lastActAt"].map { CaseTrace.time($0) }].compactMap(\.self)
            table.add([
                row["office"]?.string ?? "", row["name"]?.string ?? "", row["standing"]?.string ?? "",
                row["partTitle"]?.string ?? "", CaseTrace.time(row["deliveredAt"]), CaseTrace.time(row["openedAt"]),
                CaseTrace.time(row["acceptedAt"]), last.joined(separator: " "),
            ])
        }
        let seen = "以上为\(trace["seenBy"]?.string ?? "本单位")所知：本单位收发的函件和收到的抄送件；其他单位之间的函件不在其内。"
        return [table.text, CaseTimeline(trace, page: page).text, seen].joined(separator: "\n\n")
    }

    private static func time(_ value: JSONValue?) -> String {
        guard let text = value?.string else { return "" }
        return Moment(text)?.shortDescription ?? text
    }
}
