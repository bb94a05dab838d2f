package import Casework
package import Contracts

/// Compares each day what this office published with what its 双公示 files and its own ledger say (domain D.4, B.5).
package struct DailyComparison: Sendable {
    /// A publication of this office.
    package struct Item: Sendable {
        /// The case as the ledger has it.
        package let file: CaseFile
        /// What its newest public letter said; nil when none has gone out.
        package let told: JSONValue?

        /// A publication and its newest letter.
        package init(file: CaseFile, told: JSONValue?) {
            self.file = file
            self.told = told
        }
    }

    /// What is not as it should be.
    package enum Finding: String, CaseIterable, Hashable, Sendable {
        /// The time to publish it is over, and it is shown nowhere.
        case overdue
        /// The ledger says that it is public or ended, and no letter has told it.
        case untold
        /// The newest letter says something else than the ledger.
        case toldOtherwise
        /// A later file says something else of the same document than what is shown.
        case outdated

        /// For people.
        package var title: String {
            switch self {
            case .overdue: "逾期未公示"
            case .untold: "公示函尚未发出"
            case .toldOtherwise: "已发出的公示函与台账不一致"
            case .outdated: "后报送的文件与公示内容不一致"
            }
        }
    }

    /// One line of the result.
    package struct Line: Hashable, Sendable {
        /// What it is.
        package let finding: Finding
        /// The case here.
        package let caseID: CaseID
        /// Name of the party (public) and document number.
        package let name, number: String
        /// What differs, in Chinese.
        package let text: String
    }

    /// The newest record that came of each document, and where it stands in its file.
    private var newest: [String: (record: Digest, source: String)] = [:]
    /// Publications that are as they should be.
    package private(set) var equal = 0

    /// A comparison with nothing in it.
    package init() {}

    /// Takes a publication, the newest first, and tells what is wrong with it.
    package mutating func take(_ item: Item) -> [Line] {
        let file = item.file
        guard let kind = RecordKind(in: file.facts), let record = file.facts["record"],
            file.facts["importUndone"] == nil
        else { return [] }
        var lines: [Line] = []
        func tell(_ finding: Finding, _ text: String) {
            lines.append(DailyComparison.line(finding, file, record, kind, text))
        }
        if let text = DailyComparison.overdue(file) { tell(.overdue, text) }
        if file.facts["version"] != nil {
            switch item.told {
            case nil: tell(.untold, "版本\(file.facts["version"]?.integer ?? 0)")
            case let told?:
                let differing = DailyComparison.differing(told, file)
                if !differing.isEmpty { tell(.toldOtherwise, differing.joined(separator: "、")) }
            }
        }
        if let text = newer(than: record, kind, isShown: PublicRecord(file).payload != nil, file) {
            tell(.outdated, text)
        }
        if lines.isEmpty { equal += 1 }
        return lines
    }

    /// The channels whose time to publish ran out while nothing of it is shown.
    private static func overdue(_ file: CaseFile) -> String? {
        guard ["pending", "cleared"].contains(file.state) else { return nil }
        let late = file.deadlines.filter { deadline in
            deadline.status == .running && deadline.fired.contains(Rung.due.name)
                && ["publish", "push"].contains(deadline.key.prefix { $0 != "/" })
        }
        return late.isEmpty ? nil : late.map { "\($0.rule)（\($0.key)）" }.joined(separator: "、")
    }

    private static func differing(_ told: JSONValue, _ file: CaseFile) -> [String] {
        var differing: [String] = []
        if told["version"] != file.facts["version"] { differing.append("版本") }
        // Letters of the first version say nothing of channels.
        if let channels = told["channels"], channels != file.facts["channels"] { differing.append("公示渠道") }
        if let payload = told["payload"], payload != file.facts["payload"] { differing.append("公示内容") }
        return differing
    }

    /// Where a later submission of the same document says otherwise.
    private mutating func newer(
        than record: JSONValue, _ kind: RecordKind, isShown: Bool, _ file: CaseFile
    ) -> String? {
        let key = "\(kind.rawValue) \(CreditRecord.key(of: record, kind))"
        let digest = Digest.sha256(record.bytes)
        if let later = newest[key] {
            return isShown && later.record != digest ? later.source : nil
        }
        // What will not be published says nothing against what is.
        guard file.state != "notPublished" else { return nil }
        let batch = file.facts["batch"]?.string.map { "批次\($0)第\(file.facts["row"]?.integer ?? 0)行" }
        newest[key] = (digest, "\(batch ?? "另行录入")，案件\(file.id)")
        return nil
    }

    private static func line(
        _ finding: Finding, _ file: CaseFile, _ record: JSONValue, _ kind: RecordKind, _ text: String
    ) -> Line {
        let label = RecordLabel(record, kind)
        return Line(
            finding: finding, caseID: file.id, name: label.name, number: label.number, text: text)
    }
}
