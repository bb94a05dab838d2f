package import Contracts

/// What a history is held to: the invariants of the design and the rules of the letter protocol that can be seen from
/// outside. The words are for the people who read a finding.
package enum HistoryRule: String, Hashable, Sendable, CaseIterable {
    case oneLetter = "S1"
    case oneEffect = "S2"
    case inOrder = "S3"
    case toldIsKept = "S4"
    case acknowledgedIsKept = "S5"
    case journalGoesOn = "S8"
    case rungOnce = "S10"
    case noStaleWriter = "S11"
    case numbered = "rule 1"
    case oneLine = "rule 2"
    case committedFirst = "rule 4"
    case higherEpoch = "rule 8"
    case answeredHello = "rule 12"
    case supersededStops = "rule 14"
    case emittedOnce = "rule 15"
    case fourWays = "rule 21"
    case replayedOnce = "rule 23"
    case epochsRise = "rule 28"
    case acknowledges = "rule 30"
    case hashedAck = "rule 31"
    case retiredByAck = "rule 32"
    case withdrawal = "rule 33"
    case settled = "L1"
    case accounts = "accounting"

    /// The rule in words.
    package var words: String {
        switch self {
        case .oneLetter: "每个生效都恰有发出单位编号的一件函件，内容一致"
        case .oneEffect: "同一编号至多生效一次，同一编号不得有两个内容"
        case .inOrder: "各流的编号依次处置，不得跳过"
        case .toldIsKept: "答复办成的、发出的，必已先写入台账"
        case .acknowledgedIsKept: "已确认的处置必在台账，恢复备份后丢失的须撤回确认"
        case .journalGoesOn: "流水链连续，不得缺行或者改写"
        case .rungOnce: "每个期限提示只响一次，不得提前"
        case .noStaleWriter: "流对新的写入者开放后，旧写入者签发的函件不得生效"
        case .numbered: "编号在提交时按流连续给出"
        case .oneLine: "每件函件接在前一件的散列之后，一个流只有一条线"
        case .committedFirst: "只发布已提交的内容，重发的是同一片叶"
        case .higherEpoch: "每次启动提高纪元，不用旧的写入者签发"
        case .answeredHello: "直达流在对方以本写入者为栅栏答复之前不得发布"
        case .supersededStops: "被取代的进程停止发布"
        case .emittedOnce: "同一原因的同一函件只发一次"
        case .fourWays: "函件占用编号只有四种方式：生效、拒绝、隔离、搁置"
        case .replayedOnce: "搁置或者隔离的函件重放后至多生效一次"
        case .epochsRise: "一个流上叶的纪元不下降"
        case .acknowledges: "处置之后必有确认"
        case .hashedAck: "确认的编号和散列必在本单位的线上"
        case .retiredByAck: "直达流只凭对方的确认销账"
        case .withdrawal: "确认只随对方或者本单位的重新启动而撤回"
        case .settled: "故障消除之后，函件全部处置，发件箱全部清空，两端一致"
        case .accounts: "已发 = 已确认 + 在途 + 搁置 + 隔离"
        }
    }
}

/// Where in the histories something stands.
package struct HistoryPlace: Hashable, Sendable {
    /// Name of the file.
    package let file: String
    /// Its line, from 1.
    package let line: Int

    /// A line of a file.
    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

/// One breach of a rule.
package struct HistoryFinding: Hashable, Sendable, CustomStringConvertible {
    /// The rule.
    package let rule: HistoryRule
    /// The office in whose history it was seen.
    package let office: OfficeID?
    /// The stream; nil when it is about none.
    package let stream: StreamName?
    /// The number in the stream; nil when it is about none.
    package let number: UInt64?
    /// The line that shows it.
    package let place: HistoryPlace
    /// What was seen.
    package let text: String

    /// All of it in one line.
    package var description: String {
        let letter = stream.map { name in number.map { "\(name)#\($0)：" } ?? "\(name)：" } ?? ""
        let who = office.map { "\($0)，" } ?? ""
        return "\(rule.rawValue)：\(who)\(letter)\(text)（\(place.file) 第 \(place.line) 行；\(rule.words)）"
    }
}

/// A file that is no history.
package struct HistoryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where.
    package let place: HistoryPlace
    /// What is wrong.
    package let text: String

    /// What is wrong and where.
    package var description: String { "\(place.file) 第 \(place.line) 行：\(text)" }
}

/// What the rules are asked with: counts each comparison, keeps what fails.
struct Findings {
    private(set) var list: [HistoryFinding] = []
    private(set) var suppressed = 0
    private(set) var comparisons: UInt64 = 0

    static let maximum = 1000

    mutating func expect(
        _ holds: Bool, _ rule: HistoryRule, _ office: OfficeID?, _ stream: StreamName? = nil, _ number: UInt64? = nil,
        at place: HistoryPlace, _ text: @autoclosure () -> String
    ) {
        comparisons += 1
        guard !holds else { return }
        guard list.count < Findings.maximum else { return suppressed += 1 }
        list.append(
            HistoryFinding(rule: rule, office: office, stream: stream, number: number, place: place, text: text()))
    }
}
