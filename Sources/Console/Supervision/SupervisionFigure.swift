import Casework
import Contracts
import Pages

/// What a supervisor looks for in the handoffs that an office knows. Each figure is the number of cases of which it holds, and
/// leads to the list of the same cases.
enum SupervisionFigure: String, CaseIterable, Sendable {
    case policeOverdue, fineBlocked, notTransferred, overdue, refused, supervised, lateSuggestion, filed

    var words: Words {
        switch self {
        case .policeOverdue: Words("公安机关逾期未决定", "Police decision overdue")
        case .fineBlocked: Words("以罚代刑被拦截", "Fine blocked")
        case .notTransferred: Words("涉嫌犯罪未移送", "Suspected, not transferred")
        case .overdue: Words("有期限逾期", "A term overdue")
        case .refused: Words("不予立案", "Filing refused")
        case .supervised: Words("已经监督", "Supervised")
        case .lateSuggestion: Words("迟提监督建议", "Late suggestion")
        case .filed: Words("已立案", "Filed")
        }
    }

    /// How it is counted.
    var rule: Words {
        switch self {
        case .policeOverdue:
            Words(
                "公安机关签收后法定期限内未作立案或者不予立案决定，且现在仍未决定",
                "The police have signed for it, their term is over, and they have not decided yet")
        case .fineBlocked:
            Words("移送前或者移送后曾拟作出罚款等处罚，被系统拦截", "A fine was tried in the place of the transfer and blocked")
        case .notTransferred:
            Words(
                "没有移送、没有结案，并且机关决定不移送、批准或者移送逾期、曾被拦截罚款或者已提出移送检察意见",
                "Neither transferred nor closed, and refused inside, overdue, fined or asked for")
        case .overdue: Words("案件中有法定期限或者承诺期限已过，或者公安机关曾经逾期", "A term of the case has passed")
        case .refused: Words("公安机关曾经决定不予立案", "The police have refused to file it")
        case .supervised:
            Words("检察院曾经要求说明理由、通知立案、提出纠正意见或者移送检察意见", "The procuratorate has acted in it")
        case .lateSuggestion: Words("移送机关超过法定期限才建议立案监督", "Supervision was suggested too late")
        case .filed: Words("公安机关已经立案", "The police have filed it")
        }
    }

    /// Over a column.
    var shortWords: Words {
        switch self {
        case .policeOverdue: Words("逾期未决定", "Overdue")
        case .fineBlocked: Words("拦截罚款", "Fine blocked")
        case .notTransferred: Words("未移送", "Kept back")
        case .overdue, .refused, .supervised, .lateSuggestion, .filed: words
        }
    }

    /// Whether a handoff counts.
    func holds(_ progress: HandoffProgress) -> Bool {
        switch self {
        case .policeOverdue:
            progress.file.state == "policeOverdue" || progress.overdue.contains { $0.key == "policeDecision" }
        case .fineBlocked: progress.marks.contains(.fineBlocked)
        case .notTransferred: !progress.causesNotTransferred.isEmpty
        case .overdue: progress.marks.contains(.overdue)
        case .refused: progress.marks.contains(.refused)
        case .supervised: progress.marks.contains(.supervised)
        case .lateSuggestion: progress.marks.contains(.lateSuggestion)
        case .filed: progress.marks.contains(.filed)
        }
    }

    /// What of a case made it count, in words.
    func why(_ progress: HandoffProgress, _ visit: Console.Visit) -> String {
        switch self {
        case .policeOverdue, .overdue:
            let late = progress.overdue.filter { self == .overdue || $0.key == "policeDecision" }
            let words = late.map { deadline in
                let days = deadline.due.map { (visit.now - $0).milliseconds / Span.hours(24).milliseconds } ?? 0
                return "\(DeadlineReason(deadline, rules: visit.rules).name)，逾期\(days)日"
            }
            return words.isEmpty ? "公安机关曾经逾期未决定" : words.joined(separator: "；")
        case .fineBlocked: return progress.blockedFines.map { FineAttempt($0).words }.joined(separator: "；")
        case .notTransferred: return progress.causesNotTransferred.joined(separator: "；")
        case .refused: return progress.file.facts["filingRefused"]?["reason"]?.string ?? ""
        case .supervised:
            let tools = SupervisionTool.all(of: progress.file, at: visit.now)
            return tools.map { "\($0.title) \($0.at.civilDate)" }.joined(separator: "；")
        case .lateSuggestion, .filed: return ""
        }
    }
}

/// One attempt to fine instead of transferring.
struct FineAttempt {
    private let entry: JSONValue

    init(_ entry: JSONValue) { self.entry = entry }

    /// When, and which penalties.
    var words: String {
        let day = entry["at"]?.string.flatMap { Moment($0) }?.civilDate.description
        let kinds = (entry["penaltyKinds"]?.array ?? []).compactMap(\.string).map {
            ChoiceWords.title(of: $0, in: "penaltyKinds") ?? $0
        }
        return [day, kinds.isEmpty ? nil : "拟作出\(kinds.joined(separator: "、"))"].compactMap(\.self)
            .joined(separator: " ")
    }
}

extension HandoffProgress {
    private static let dutiesToTransfer = ["approve", "transfer", "requiredTransfer"]

    /// Why the case should have gone to the police and has not; empty when it has, or need not.
    var causesNotTransferred: [String] {
        let facts = file.facts
        guard facts["transferred"] == nil, file.state != "closed" else { return [] }
        var causes: [String] = []
        if facts["disapproved"] != nil { causes.append("机关负责人不批准移送") }
        let isLate = overdue.contains { HandoffProgress.dutiesToTransfer.contains($0.key) }
        let isToldLate = (facts[CaseFile.overdueEvent]?.array ?? []).contains {
            HandoffProgress.dutiesToTransfer.contains($0["key"]?.string ?? "")
        }
        if isLate || isToldLate { causes.append("批准或者移送逾期") }
        if !blockedFines.isEmpty { causes.append("曾被拦截罚款") }
        if facts["transferRequired"] != nil { causes.append("检察院已提出移送意见") }
        return causes
    }
}
