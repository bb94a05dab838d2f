package import Contracts

/// The answer to a question about one subject, in lines for a terminal.
package struct ScreeningText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/screening`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// The verdict first, then each entry with why it matches, then on which version it rests.
    package var text: String {
        let query = page["query"]
        let asked = [query?["code"], query?["personToken"], query?["name"]].compactMap { $0?.string }
        var lines = ["\(asked.joined(separator: " "))：\(page["verdictTitle"]?.string ?? "")"]
        if let mismatch = page["mismatch"]?["text"]?.string { lines.append("SUBJECT_MISMATCH \(mismatch)") }
        lines += (page["warnings"]?.array ?? []).compactMap { $0["text"]?.string }
        for hit in page["hits"]?.array ?? [] { lines += entry(hit) }
        if page["isCut"] == true { lines.append("近似名称过多，只列出一部分：请给出更完整的名称") }
        lines.append("名单版本 \((page["version"]?["id"]?.string ?? "").prefix(16))，截至 \(SubjectText.time(page["asOf"]))")
        return lines.joined(separator: "\n")
    }

    private func entry(_ hit: JSONValue) -> [String] {
        let why = (hit["why"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "、")
        let measures = (hit["measures"]?.array ?? []).map {
            "\($0["code"]?.string ?? "") \($0["name"]?.string ?? "")"
        }
        return [
            "  \(SubjectText.head(hit))", "    相符：\(why)（\(hit["degreeTitle"]?.string ?? "")）",
            "    措施：\(measures.isEmpty ? "无" : measures.joined(separator: "、"))",
        ]
    }
}

/// A subject on some day as an office knew it, in lines for a terminal.
package struct SubjectText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/subjects/{code}`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// The answer first, then each entry with its stretches and the letters that prove them.
    package var text: String {
        let names = (page["names"]?.array ?? []).compactMap(\.string).joined(separator: "，曾用名 ")
        var lines = ["\(page["subject"]?.string ?? "") \(names)", page["answer"]?.string ?? ""]
        lines += (page["warnings"]?.array ?? []).compactMap { $0["text"]?.string }
        for entry in page["entries"]?.array ?? [] {
            lines += ["", SubjectText.head(entry)] + stretches(entry) + proof(entry)
        }
        for publication in page["publications"]?.array ?? [] {
            let state = publication["isPublic"] == true ? "公示中" : "未公示"
            lines += [
                "", "公示 \(publication["decisionNo"]?.string ?? "") \(state) \(publication["caseId"]?.string ?? "")",
            ]
            lines += proof(publication)
        }
        let others = page["otherCases"]?.array ?? []
        if !others.isEmpty { lines.append("") }
        lines += others.map { "其他案件 \($0["caseId"]?.string ?? "") \($0["stateTitle"]?.string ?? "")" }
        return lines.joined(separator: "\n")
    }

    private func stretches(_ entry: JSONValue) -> [String] {
        (entry["stretches"]?.array ?? []).map { stretch in
            let through = stretch["through"]?.string ?? "今"
            return "  \(stretch["from"]?.string ?? "") 至 \(through) \(stretch["standingTitle"]?.string ?? "")"
        }
    }

    private func proof(_ entry: JSONValue) -> [String] {
        var table = TextTable(["  函件", "种类", "签发单位", "流", "序号", "叶哈希", "签署", "本单位知悉"])
        for letter in entry["proof"]?.array ?? [] {
            table.add([
                "  " + (letter["letterId"]?.string ?? ""), letter["type"]?.string ?? "",
                "\(letter["signer"]?.string ?? "") \(letter["keyId"]?.string ?? "")", letter["stream"]?.string ?? "",
                String(letter["number"]?.integer ?? 0), String((letter["leafHash"]?.string ?? "").prefix(16)),
                SubjectText.time(letter["signedAt"]), SubjectText.time(letter["knownAt"]),
            ])
        }
        return table.isEmpty ? ["  没有已签发的函件"] : [table.text]
    }

    static func head(_ entry: JSONValue) -> String {
        let through = entry["listedThrough"]?.string.map { "至 \($0)" } ?? "至移出"
        let owner = entry["ownerName"]?.string ?? entry["owner"]?.string ?? ""
        let subject = "\(entry["subject"]?["name"]?.string ?? "") \(entry["subject"]?["code"]?.string ?? "")"
        let list = "\(entry["listName"]?.string ?? "") \(entry["standingTitle"]?.string ?? "")"
        return "\(list) \(subject) \(owner) \(entry["decisionNo"]?.string ?? "") "
            + "\(entry["listedFrom"]?.string ?? "") \(through) \(entry["entryId"]?.string ?? "")"
    }

    static func time(_ value: JSONValue?) -> String {
        guard let text = value?.string else { return "" }
        return Moment(text)?.shortDescription ?? text
    }
}

/// How fresh the lists are, in lines for a terminal.
package struct FreshnessText: Sendable {
    private let page: JSONValue

    /// The answer of `/api/v1/lists/freshness`.
    package init(_ page: JSONValue) {
        self.page = page
    }

    /// One line for each list of each owner.
    package var text: String {
        var table = TextTable(["认定单位", "名单", "户数", "名单根", "新鲜程度"], aligned: [.left, .left, .right])
        for owner in page["owners"]?.array ?? [] {
            let name = owner["name"]?.string ?? owner["owner"]?.string ?? ""
            let fresh = owner["freshnessTitle"]?.string ?? ""
            let lists = owner["lists"]?.array ?? []
            if lists.isEmpty { table.add([name, "无", "", "", fresh]) }
            for list in lists {
                table.add([
                    name, list["listName"]?.string ?? "", String(list["count"]?.integer ?? 0),
                    String((list["root"]?.string ?? "").prefix(16)) + (list["isCurrent"] == true ? "" : "（稍旧）"), fresh,
                ])
            }
        }
        return "名单版本 \((page["id"]?.string ?? "").prefix(16))，截至 \(SubjectText.time(page["asOf"]))\n\n"
            + (table.isEmpty ? "没有名单" : table.text)
    }
}
