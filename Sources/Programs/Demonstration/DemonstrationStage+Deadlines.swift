import Casework
import Contracts

/// Each due time beside what happened.
extension DemonstrationStage {
    /// A deadline that the law gives an end in a scenario.
    struct ExpectedDeadline {
        let agency: String
        let key: String
        /// To the minute.
        let due: String

        init(_ agency: String, _ key: String, _ due: String) {
            self.agency = agency
            self.key = key
            self.due = due
        }
    }

    /// Tells until when something must be done.
    func showDue(_ key: String, _ words: String, of id: String, at person: DemonstrationHouse.Person) async throws {
        let due = try await deadline(key, of: id, at: person)["due"]?.string ?? ""
        narrator.done("\(words)：\(CaseStory.minute(due)) 止")
    }

    /// Tells when a deadline did not count.
    func showPauses(_ key: String, _ words: String, of id: String, at person: DemonstrationHouse.Person) async throws {
        let pauses = try await deadline(key, of: id, at: person)["pauses"]?.array ?? []
        for pause in pauses {
            let until = pause["until"]?.string.map { CaseStory.minute($0) } ?? "结案"
            narrator.done("\(words)自 \(CaseStory.minute(pause["from"]?.string ?? "")) 至 \(until) 不计算")
        }
    }

    /// Compares what the offices count with the dates of a scenario, and tells what was done when.
    func compareDeadlines(_ title: String, of id: String, _ expected: [ExpectedDeadline]) async throws {
        var table = TextTable(["单位", "期限", "应于", "实际", "结论"])
        var wrong: [String] = []
        for expectation in expected {
            let person = try house.person(expectation.agency, .handler)
            let deadline = try await deadline(expectation.key, of: id, at: person)
            let due = String((deadline["due"]?.string ?? "").prefix(16)).replacing("T", with: " ")
            let done = deadline["endedAt"]?.string.map { CaseStory.minute($0) }
            let isLate = deadline["isLate"]?.bool ?? false
            if due != expectation.due || isLate { wrong.append("\(expectation.key) \(due)，应为 \(expectation.due)") }
            table.add([
                house.shortName(of: person.office.description), deadline["name"]?.string ?? expectation.key, due,
                done ?? "尚未办理", done == nil ? "计算中" : isLate ? "逾期" : "在期限内",
            ])
        }
        for line in table.lines { narrator.say("   " + line) }
        narrator.check(
            "\(title)各期限与法定日期一致", passed: wrong.isEmpty,
            wrong.isEmpty ? "\(expected.count) 项" : wrong.joined(separator: "；"))
    }

    private func deadline(
        _ key: String, of id: String, at person: DemonstrationHouse.Person
    ) async throws -> JSONValue {
        try await until("案件 \(id) 的期限 \(key)") {
            let deadlines = try await caseFile(id, at: person)?["deadlines"]?.array ?? []
            return deadlines.last { $0["key"]?.string == key }
        }
    }
}
