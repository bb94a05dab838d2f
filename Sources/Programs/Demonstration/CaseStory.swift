import Contracts

/// What happened in a case, as a table for people: when, which office, who, what, until when, by which letter.
struct CaseStory {
    /// The entries as the office gave them.
    let entries: [JSONValue]

    /// The story in aligned columns.
    var table: TextTable {
        var table = TextTable(["时间", "单位", "承办", "事项", "期限", "函件编号"])
        for entry in entries {
            table.add([
                CaseStory.minute(entry["at"]?.string ?? ""),
                entry["officeName"]?.string ?? entry["office"]?.string ?? "",
                entry["officerName"]?.string ?? "", entry["title"]?.string ?? entry["event"]?.string ?? "",
                CaseStory.due(entry), entry["letter"]?.string ?? "",
            ])
        }
        return table
    }

    /// `08-07 16:30` of `2026-08-07T16:30:00.000+08:00`.
    static func minute(_ moment: String) -> String {
        guard moment.utf8.count >= 16 else { return moment }
        let text = moment.prefix(16).dropFirst(5)
        return text.map { $0 == "T" ? " " : String($0) }.joined()
    }

    private static func due(_ entry: JSONValue) -> String {
        (entry["due"]?.array ?? []).compactMap { deadline in
            deadline["due"]?.string.map { "\(minute($0))（\(deadline["rule"]?.string ?? deadline["key"]?.string ?? "")）" }
        }.joined(separator: " ")
    }
}
