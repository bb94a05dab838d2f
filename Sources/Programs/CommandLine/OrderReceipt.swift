package import Casework
package import Contracts

/// What an office answered to an order, for a person: the case, its state now, what happened, what was sent.
package struct OrderReceipt: Sendable {
    private let answer: JSONValue
    private let workflow: Workflow

    /// The answer to an order on a case of this kind.
    package init(_ answer: JSONValue, kind: CaseKind) {
        self.answer = answer
        workflow = Workflow.of(kind)
    }

    /// A few lines.
    package var text: String {
        let state = answer["state"]?.string ?? ""
        var lines = [
            "案件：\(answer["caseId"]?.string ?? "")",
            "状态：\(workflow.title(ofState: state))（\(state)）",
        ]
        if let number = answer["number"]?.string { lines.append("编号：\(number)") }
        let titles = (answer["events"]?.array ?? []).compactMap { event in
            event.string.flatMap { title(ofEvent: $0) }
        }
        if !titles.isEmpty { lines.append("办理：\(titles.joined(separator: "、"))") }
        let letters = (answer["letters"]?.array ?? []).compactMap(\.string)
        if !letters.isEmpty { lines.append("发出函件：\(letters.joined(separator: "、"))") }
        return lines.joined(separator: "\n")
    }

    /// Deadlines and flags are the case's own book-keeping; the timeline shows them.
    private func title(ofEvent name: String) -> String? {
        workflow.rows.first { $0.event == name }?.title
    }
}
