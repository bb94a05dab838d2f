import Contracts
import Pages
import Shelf

/// A publication as pages show it: the public record of the log with the names of the directory.
struct PortalItem {
    /// How it stands on one channel (domain 0.3(8)).
    struct Channel: Hashable {
        let channel: String
        let name: String
        let standing: String
        let publishedOn: CivilDate?
        let minUntil: CivilDate?
        let maxUntil: CivilDate?
        let endedOn: CivilDate?
        let reasonCode: String?

        var isShown: Bool { standing == "published" }
    }

    let id: CaseID
    let item: ShelfItem
    let record: JSONValue
    /// Name of the agency that answers for it.
    let agency: String
    let kind: PortalKind
    let channels: [Channel]

    /// Nil for what may not be shown at all.
    init?(_ item: ShelfItem, directory: DirectoryDocument?) {
        guard item.standing != .withheld, let record = item.record else { return nil }
        id = item.publication
        self.item = item
        self.record = record
        let office = record["responsibleOffice"]?.string.flatMap { OfficeID($0) } ?? item.publication.office
        agency = directory?.profile(office)?.name ?? office.description
        kind = PortalKind.named(record["recordKind"]?.string ?? "")
        channels = PortalItem.channels(record)
    }

    /// The payload while it is shown.
    var payload: JSONValue? { item.standing == .stands ? record["payload"] : nil }

    /// Whether it is shown; the shelf knows the last day.
    var isShown: Bool { payload != nil }

    /// The last day of one whose period is over while the letter that stops it is on its way.
    var lastDay: String? { record["lastDay"]?.string }

    var name: String { payload?["counterpartyName"]?.string ?? "" }
    var code: String { payload?["uscc"]?.string ?? "" }
    var decidedOn: String { payload?["decisionDate"]?.string ?? "" }

    /// Number of the document behind it.
    var number: String {
        if let number = payload?["decisionNo"]?.string ?? payload?["licenceDocNo"]?.string { return number }
        return payload?.object?.first { $0.name.hasSuffix("No") }?.value.string ?? ""
    }

    /// What it is about, in a few words.
    var heading: String {
        let names = ["violationType", "licenceContent", "caseTitle", "noticeTitle", "cause", "resultText"]
        return names.compactMap { payload?[$0]?.string }.first ?? number
    }

    var path: String { "/records/\(id)" }
    var firmPath: String? { code.isEmpty ? nil : "/firms/\(code)" }

    /// An objection of the subject in words; nil when there is none.
    func objection(_ language: Language) -> String? {
        guard let objection = record["objection"], let state = objection["state"]?.string else { return nil }
        let on = objection["on"]?.string ?? ""
        let ground = objection["ground"]?.string.flatMap { ObjectionGround(rawValue: $0) }
        let about = ground.flatMap { PortalForm.grounds[$0] }
        let words: Words
        switch state {
        case "open":
            let due = objection["answerDue"]?.string ?? ""
            words = Words(
                "当事人于\(on)对该信息提出异议\(about.map { "（\($0.in(.chinese))）" } ?? "")，核查中\(due.isEmpty ? "" : "，应于\(due)前答复")。",
                "The firm objected to this on \(on)\(about.map { " (\($0.in(.english)))" } ?? ""); it is being checked\(due.isEmpty ? "" : ", an answer is due by \(due)")."
            )
        case "upheld":
            words = Words("当事人于\(on)提出的异议经核查成立。", "An objection of \(on) was upheld.")
        case "rejected":
            words = Words("当事人于\(on)提出的异议经核查不成立。", "An objection of \(on) was checked and rejected.")
        default: words = Words("当事人于\(on)提出异议。", "The firm objected on \(on).")
        }
        return words.in(language)
    }

    private static func channels(_ record: JSONValue) -> [Channel] {
        func day(_ value: JSONValue?) -> CivilDate? { value?.string.flatMap { CivilDate($0) } }
        guard let channels = record["channels"]?.array else {
            return record["channel"]?.string.map {
                [
                    Channel(
                        channel: $0, name: $0 == "creditChina" ? "信用中国网站" : $0,
                        standing: record["payload"] == nil ? "stopped" : "published", publishedOn: nil,
                        minUntil: day(record["minUntil"]), maxUntil: day(record["maxUntil"]), endedOn: nil,
                        reasonCode: record["reasonCode"]?.string)
                ]
            } ?? []
        }
        return channels.compactMap { channel in
            channel["channel"]?.string.map {
                Channel(
                    channel: $0, name: channel["name"]?.string ?? $0, standing: channel["standing"]?.string ?? "",
                    publishedOn: day(channel["publishedOn"]), minUntil: day(channel["minUntil"]),
                    maxUntil: day(channel["maxUntil"]), endedOn: day(channel["endedOn"]),
                    reasonCode: channel["reasonCode"]?.string)
            }
        }
    }
}

/// Words for what happened to a publication, and for how it stands.
enum PortalWords {
    private static let events: [String: Words] = [
        "publish": Words("公示", "Published"), "correct": Words("更正", "Corrected"),
        "withdraw": Words("撤回", "Withdrawn"), "stop": Words("停止公示", "Stopped"),
        "stopChannel": Words("停止部分渠道公示", "Stopped on some channels"), "restore": Words("恢复公示", "Published again"),
        "shield": Words("屏蔽", "Hidden for reorganisation"), "unshield": Words("解除屏蔽", "No longer hidden"),
        "addChannel": Words("增加公示渠道", "Published on a further channel"), "archive": Words("归档", "Archived"),
        "objection": Words("提出异议", "Objected to"), "object": Words("提出异议", "Objected to"),
        "objectionState": Words("异议办理情况", "State of the objection"),
        "objectionResult": Words("异议答复", "Objection answered"),
        "answerObjection": Words("异议答复", "Objection answered"),
    ]

    /// The event of a leaf.
    static func event(_ event: String, _ language: Language) -> String { events[event]?.in(language) ?? event }

    private static let standings: [String: (Words, Badge.Tone)] = [
        "published": (Words("公示中", "Shown"), .good), "stopped": (Words("已停止公示", "Stopped"), .gone),
        "shielded": (Words("已屏蔽", "Hidden"), .gone), "withdrawn": (Words("已撤回", "Withdrawn"), .gone),
    ]

    /// How a channel stands.
    static func standing(_ standing: String, _ language: Language) -> Badge {
        standings[standing].map { Badge($0.0.in(language), $0.1) } ?? Badge(standing, .gone)
    }

    /// The state of an item as a whole.
    static func state(_ item: PortalItem, _ language: Language) -> Badge {
        if item.isShown {
            let isContested = item.record["objection"]?["state"] == "open"
            return isContested
                ? Badge(Words("公示中 · 有异议", "Shown · objected to").in(language), .warn) : standing("published", language)
        }
        switch item.record["action"]?.string {
        case "withdraw": return standing("withdrawn", language)
        case "shield": return standing("shielded", language)
        default: return standing("stopped", language)
        }
    }

    /// Until when a channel shows an item, as people say it.
    static func until(_ channel: PortalItem.Channel, _ language: Language) -> String {
        guard channel.isShown else {
            let on = channel.endedOn.map(\.description) ?? ""
            return "\(channel.name)：\(standing(channel.standing, language).text)\(on.isEmpty ? "" : " \(on)")"
        }
        guard let end = channel.maxUntil else {
            return "\(channel.name)：" + Words("至作出决定移出为止", "until a decision ends it").in(language)
        }
        return "\(channel.name)：" + Words("公示至\(end)", "shown until \(end)").in(language)
    }
}
