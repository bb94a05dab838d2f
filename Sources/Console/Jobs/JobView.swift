import Contracts
import OfficeAPI
import Pages

/// A job as pages show it.
struct JobView: Sendable {
    let job: Job
    let visit: Console.Visit

    private static let shownID = 8

    /// The words for counts of an outcome, in the order in which they are told.
    private static let counts: [(name: String, words: Words)] = [
        ("rows", Words("读取行数", "Rows")), ("accepted", Words("合格", "Good")), ("rejected", Words("有误", "Bad")),
        ("duplicates", Words("此前已有", "Known before")), ("recorded", Words("已办理", "Taken")),
        ("refused", Words("不予办理", "Refused")), ("undone", Words("已撤销", "Taken back")),
        ("listed", Words("在名单内", "Listed")), ("doubtful", Words("待人工核对", "Doubtful")),
        ("ended", Words("曾经列入", "Listed before")), ("clear", Words("不在名单内", "Not listed")),
        ("broken", Words("无法核查", "Not checked")), ("equal", Words("一致", "Equal")), ("missing", Words("缺失", "Missing")),
        ("differing", Words("不一致", "Differing")), ("shouldBeGone", Words("应当撤下", "Should be gone")),
        ("unknown", Words("没有对应记录", "Unknown here")), ("unreadable", Words("无法读取", "Unreadable")),
        ("differences", Words("差异", "Differences")),
    ]

    var url: String { "/jobs/\(job.id)" }

    /// The state with its colour.
    var badge: Badge {
        let tone: Badge.Tone =
            switch job.state {
            case .finished: .good
            case .staged, .waiting, .running: .warn
            case .returned, .interrupted, .failed: .bad
            case .cancelled: .gone
            }
        return Badge(job.state.title, tone)
    }

    /// The counts that came out, each with its word.
    var figures: [(name: String, count: String)] {
        JobView.counts.compactMap { name, words in
            job.outcome[name]?.integer.map { (words.in(visit.language), String($0)) }
        }
    }

    /// How many rows were not taken.
    var rejected: Int { Int(job.outcome["rejected"]?.integer ?? 0) }

    static let columns = [
        Words("任务", "Job"), Words("状态", "State"), Words("文件", "File"), Words("发起人", "By"),
        Words("提交时间", "Begun"), Words("结果", "Outcome"),
    ]

    var cells: [TableValue.Cell] {
        let told = figures.prefix(5).map { "\($0.name) \($0.count)" }.joined(separator: "，")
        let progress = job.total > 0 ? "\(job.done) / \(job.total)" : ""
        return [
            .init(job.kind.title, url: url, note: String(job.id.prefix(JobView.shownID)), isChinese: true),
            .init("", badge: badge), .init(job.fileName, isChinese: true), .init(job.officerName, isChinese: true),
            .init(job.createdAt.shortDescription),
            .init(job.state.isAtRest ? told : progress, note: job.trouble?.text, isChinese: true),
        ]
    }

    /// What is known of it, for the template.
    var facts: [PageValue] {
        let facts: [(Words, String)] = [
            (Words("种类", "Kind"), job.kind.title), (Words("文件", "File"), job.fileName),
            (Words("版式", "Form"), job.outcome["form"]?.string ?? ""),
            (Words("发起人", "By"), job.officerName), (Words("提交时间", "Begun"), job.createdAt.shortDescription),
            (Words("结束时间", "Ended"), job.endedAt?.shortDescription ?? ""),
            (Words("审批人", "Decided by"), job.decidedBy), (Words("编号", "Id"), job.id),
        ]
        return facts.filter { !$0.1.isEmpty }.map {
            ["name": .text($0.0.in(visit.language)), "value": .text($0.1)]
        }
    }
}
