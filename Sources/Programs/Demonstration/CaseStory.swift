import Casework
import Contracts

/// What happened in a case, as a table for people: when, which office, who, what, until when, by which letter.
struct CaseStory {
    /// The entries, each with `at`, `office`, `officer`, `title`, `due` and `letter`.
    let entries: [JSONValue]

    /// Reads the rows of an office's timeline.
    init(_ rows: [JSONValue], kind: CaseKind, house: DemonstrationHouse) {
        let workflow = Workflow.of(kind)
        entries = rows.flatMap { row -> [JSONValue] in
            let events = row["events"]?.array ?? []
            let due = CaseStory.due(events)
            let told = events.filter { CaseStory.isTold($0) }
            return told.enumerated().map { index, event in
                let letter = event["letter"]?.string ?? row["letter"]?["letterId"]?.string ?? ""
                return [
                    "at": event["at"] ?? "", "office": .string(house.shortName(of: event["office"]?.string ?? "")),
                    "officer": .string(house.name(of: event["officer"]?.string ?? "")),
                    "title": .string(CaseStory.title(event, workflow)),
                    "due": .string(index == told.count - 1 ? due : ""), "letter": .string(letter),
                ]
            }
        }
    }

    /// The story in aligned columns.
    var table: TextTable {
        var table = TextTable(["时间", "单位", "承办", "事项", "期限", "函件编号"])
        for entry in entries {
            table.add([
                CaseStory.minute(entry["at"]?.string ?? ""), entry["office"]?.string ?? "",
                entry["officer"]?.string ?? "", entry["title"]?.string ?? "", entry["due"]?.string ?? "",
                entry["letter"]?.string ?? "",
            ])
        }
        return table
    }

    /// `08-07 16:30` of `2026-08-07T16:30:00.000+08:00`.
    static func minute(_ moment: String) -> String {
        guard moment.utf8.count >= 16 else { return moment }
        return moment.prefix(16).dropFirst(5).map { $0 == "T" ? " " : String($0) }.joined()
    }

    /// A deadline's beginning and end are told with the act that caused them; only its warnings stand alone.
    private static func isTold(_ event: JSONValue) -> Bool {
        let name = event["name"]?.string ?? ""
        return !name.hasPrefix("deadline") || name == "deadlineRung"
    }

    private static func title(_ event: JSONValue, _ workflow: Workflow) -> String {
        let name = event["name"]?.string ?? ""
        if name == "deadlineRung" {
            let rung = event["rung"]?.string ?? ""
            return "期限提示 \(event["deadline"]?.string ?? "") \(rung == "due" ? "届满" : rung + "%")"
        }
        let title = workflow.rows.first { $0.event == name }?.title ?? name
        guard let measure = event["part"]?.string?.split(separator: "/").dropFirst().first else { return title }
        return "\(title) \(measure)"
    }

    private static func due(_ events: [JSONValue]) -> String {
        events.compactMap { event in
            guard event["name"]?.string == "deadlineStarted", let due = event["due"]?.string else { return nil }
            return "\(minute(due)) \(event["rule"]?.string ?? "")"
        }.joined(separator: "；")
    }
}
