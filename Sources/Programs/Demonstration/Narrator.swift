import Casework
import Contracts
import Foundation

/// What a demonstration tells and keeps: acts, refusals, timelines and checks, as text for people or one JSON object.
package final class Narrator {
    private let isJSON: Bool
    private var clockText = ""
    private var acts: [JSONValue] = []
    private var refusals: [JSONValue] = []
    private var checks: [JSONValue] = []
    /// Checks that did not pass, each in one line.
    package private(set) var failures: [String] = []

    /// A narrator that tells people, or keeps everything for one JSON object.
    package init(isJSON: Bool) {
        self.isJSON = isJSON
    }

    /// Whether every check passed; false when none was made.
    package var isGood: Bool { failures.isEmpty && !checks.isEmpty }

    /// How many checks passed so far.
    var tally: String {
        "\(isGood ? "全部检查通过" : "有检查没有通过")：\(checks.count - failures.count)/\(checks.count) 项"
    }

    /// A line for people.
    func say(_ text: String) {
        guard !isJSON else { return }
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// A new act.
    func act(_ title: String) { say("\n━━ \(title)") }

    /// Official time was set.
    func clock(_ moment: String) {
        clockText = String(moment.prefix(16)).replacingOccurrences(of: "T", with: " ")
        say("   ⏱  官方时间（演练）\(clockText)")
    }

    /// Something that was done.
    func done(_ text: String) { say("   ✓ \(text)") }

    /// An order that the rules or an officer's rights forbid.
    func refusal(
        by person: DemonstrationHouse.Person, house: DemonstrationHouse, trying: String, answer: OfficeDoor.Answer
    ) {
        let office = house.offices.first { $0.id == person.office }?.shortName ?? person.office.description
        say("   ✗ \(office) \(person.name)：\(trying) → 被拒绝 \(answer.code)")
        say("     \(answer.words)")
        if let basis = answer.basis { say("     依据：\(basis)") }
        refusals.append(
            .members([
                ("office", .string(person.office.description)), ("officer", .string(person.id)),
                ("trying", .string(trying)), ("code", .string(answer.code)), ("text", .string(answer.words)),
                ("basis", answer.basis.map { .string($0) }),
            ]))
    }

    /// The story of a case.
    func story(_ title: String, caseID: String, _ timeline: CaseStory) {
        say("\n   \(title)　案件 \(caseID)")
        for line in timeline.table.lines { say("   " + line) }
        acts.append(["title": .string(title), "caseId": .string(caseID), "entries": .array(timeline.entries)])
    }

    /// An act that could not be played to its end.
    func broken(_ title: String, _ reason: String) {
        check("\(title)演完", passed: false, reason)
    }

    /// A check and what it looked at.
    func check(_ title: String, passed: Bool, _ detail: String) {
        if !passed { failures.append("\(title)：\(detail)") }
        say("   \(passed ? "✓" : "✗") \(title)：\(detail)")
        checks.append(["check": .string(title), "passed": .bool(passed), "detail": .string(detail)])
    }

    /// All of it for machines.
    func summary(seconds: Int64) -> JSONValue {
        [
            "passed": .bool(isGood), "seconds": .integer(seconds), "acts": .array(acts),
            "refusals": .array(refusals), "checks": .array(checks),
        ]
    }

    /// The end: one line for people, one JSON object for machines.
    func finish(seconds: Int64) {
        if isJSON {
            FileHandle.standardOutput.write(Data((summary(seconds: seconds).text + "\n").utf8))
        } else {
            say("\n\(tally)，用时 \(seconds) 秒")
        }
    }
}
