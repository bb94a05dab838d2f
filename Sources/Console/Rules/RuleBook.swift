import Casework
import Contracts

/// A row of a rule document as it was published.
struct RuleLine: Hashable, Sendable {
    /// The member of the document in which it stands.
    let section: String
    /// What it is found by.
    let key: String
    /// What it is called; empty when it has no name.
    let name: String
    /// First day; nil for rows that have none.
    let from: CivilDate?
    /// Last day; nil while no end is known.
    let through: CivilDate?
    /// The provisions that it rests on, and what is to be checked before relying on them.
    let basis: [(citation: String, note: String?)]
    /// The row itself.
    let json: JSONValue

    static let keys = ["id", "code", "kind", "channel", "question", "class", "instrument"]
    private static let names = ["name", "chinese", "text", "word"]

    init(section: String, json: JSONValue) {
        self.section = section
        self.json = json
        // A limit is found by its name.
        let own = RuleLine.keys.lazy.compactMap { json[$0]?.string }.first
        let agencies = (json["agencies"]?.array ?? []).compactMap(\.string)
        // Several rows of a class stand beside each other for several agencies.
        let suffix = section == "classes" && !agencies.isEmpty ? "/" + agencies.joined(separator: "、") : ""
        key = (own ?? json["name"]?.string ?? "") + suffix
        name =
            RuleLine.names.lazy.compactMap { json[$0]?.string }.first { own != nil || $0 != json["name"]?.string } ?? ""
        from = json["effectiveFrom"]?.string.flatMap { CivilDate($0) }
        through = json["effectiveThrough"]?.string.flatMap { CivilDate($0) }
        let grounds = (json["grounds"]?.array ?? []).compactMap { $0["basis"] }
        let stated = json["basis"].map { $0.array ?? [$0] } ?? []
        basis = (stated + grounds).compactMap { provision in
            guard let instrument = provision["instrument"]?.string else { return nil }
            return ("《\(instrument)》\(provision["article"]?.string ?? "")", provision["note"]?.string)
        }
    }

    static func == (one: RuleLine, other: RuleLine) -> Bool {
        one.section == other.section && one.key == other.key && one.json == other.json
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(section)
        hasher.combine(key)
        hasher.combine(json)
    }

    /// Whether a text stands anywhere in the row.
    func holds(_ text: String) -> Bool {
        text.isEmpty || json.text.lowercased().contains(text.lowercased()) || key.lowercased() == text.lowercased()
    }
}

/// One document of a rule set: the rows of one kind, or the calendar of one year.
struct RulePaper: Hashable, Sendable {
    /// Its file name.
    let name: String
    /// What it holds, by the word in its member `document`.
    let kind: String
    /// Its own version.
    let version: String
    /// Where it comes from.
    let source: String
    /// The year of a calendar; nil for other documents.
    let year: Int?
    /// Its bytes.
    let bytes: [UInt8]
    /// Its rows; a calendar has none.
    let lines: [RuleLine]
    /// Days off and days worked instead, of a calendar.
    let daysOff, makeUpDays: [CivilDate]

    /// Reads a document; nil for what is none. What is wrong with its rows the reader of rule sets tells.
    init?(name: String, bytes: [UInt8]) {
        let read: JSONValue?
        do throws(JSONFailure) { read = try JSONValue.parse(bytes) } catch { read = nil }
        guard let json = read, let kind = json["document"]?.string else { return nil }
        self.name = name
        self.kind = kind
        self.bytes = bytes
        version = json["version"]?.string ?? ""
        source = json["source"]?.string ?? ""
        year = kind == "calendar" ? json["year"]?.integer.flatMap { Int(exactly: $0) } : nil
        daysOff = RulePaper.days(json["daysOff"])
        makeUpDays = RulePaper.days(json["makeUpDays"])
        lines = (json.object ?? []).flatMap { member in
            (member.value.array ?? []).compactMap { row in
                row.object == nil ? nil : RuleLine(section: member.name, json: row)
            }
        }
    }

    private static func days(_ json: JSONValue?) -> [CivilDate] {
        (json?.array ?? []).compactMap { $0.string.flatMap { CivilDate($0) } }
    }

    /// What it is found by in a set: its kind, and for a calendar the year.
    var id: String { year.map { "calendar-\($0)" } ?? kind }

    /// Chinese title.
    var title: String {
        switch kind {
        case "calendar": "工作日历 \(year.map(String.init) ?? "")"
        case "deadlines": "期限规则"
        case "reason-codes": "原因代码"
        case "measures": "惩戒措施"
        case "list-kinds": "名单种类"
        case "publication-channels": "公示渠道"
        case "limits": "限额和法律适用选项"
        case "slip-matters": "抄告事项目录"
        case "repair-rules": "信用修复规则"
        case "risk-classes": "信用风险分类"
        case "sensitive-words": "敏感词"
        case "restricted-publication": "限制公开事项"
        default: kind
        }
    }
}

/// The rule set in force, as its documents were signed.
struct RuleBook: Sendable {
    /// Its number.
    let version: UInt64
    /// When the registrar signed it.
    let issuedAt: Moment
    /// Its documents.
    let papers: [RulePaper]

    /// Finds the set in force among the documents that an office accepted; nil when its text did not come yet.
    ///
    /// - Parameters:
    ///   - documents: oldest first, their signatures tested when they were accepted.
    ///   - version: the name of the set in force.
    init?(_ documents: [SignedDocument], inForce version: String) {
        let rules = documents.filter { $0.kind == .rules }
        guard let signed = rules.last(where: { $0.digest.description == version }) ?? rules.last else { return nil }
        do throws(DocumentMistakes) {
            let set = try RulesDocument.read(signed.payload)
            self.version = set.version
            issuedAt = set.issuedAt
            papers = set.documents.compactMap { RulePaper(name: $0.name, bytes: Array($0.text.utf8)) }
        } catch {
            return nil
        }
    }

    func paper(_ id: String) -> RulePaper? { papers.first { $0.id == id } }

    /// The calendars, by year.
    var calendars: [RulePaper] { papers.filter { $0.year != nil }.sorted { ($0.year ?? 0) < ($1.year ?? 0) } }
}
