import Contracts

/// What the desk adds to a slip: its number, its authors, the words of its matter; and what a reviewer changed.
extension Preparation {
    func slip(_ content: JSONValue) -> JSONValue {
        let known = (file?.facts["authors"]?.array ?? [])
        let author = JSONValue.string(officer)
        var content = matter(content).setting("authors", .array(known.contains(author) ? known : known + [author]))
        guard file == nil, let serial = context.slipSerial else { return content }
        let year = Int64(context.today.components.year)
        content = content.setting(
            "number",
            [
                "year": .integer(year), "serial": .integer(serial),
                "text": .string("\(context.own.shortName)抄告〔\(year)〕\(serial)号"),
            ])
        return content
    }

    /// The reviewer's changes at the top, and beside them field by field what stood there before.
    func review(_ content: JSONValue) -> JSONValue {
        let facts = file?.facts ?? .object([])
        let changed = (content["changes"]?.object ?? []).filter { facts[$0.name] != $0.value }
        let titles = SlipTable.workflow.rows.first { $0.event == SlipTable.numbered }?.fields ?? []
        let list = changed.map { member in
            JSONValue.members([
                ("field", .string(member.name)),
                ("title", .string(titles.first { $0.name == member.name }?.title ?? member.name)),
                ("before", facts[member.name] ?? .null), ("after", member.value),
            ])
        }
        let review: JSONValue = [
            "opinion": content["opinion"] ?? "", "changes": .array(list), "officer": .string(officer),
        ]
        return matter(.object(changed), over: facts).setting("review", review)
    }

    /// 旧单保留旧文字: the words of the catalogue at this moment, beside their code.
    private func matter(_ given: JSONValue, over facts: JSONValue = .object([])) -> JSONValue {
        // Other matters have no code: one that was chosen for another type is not kept.
        let isOther = (given["slipType"] ?? facts["slipType"])?.string == "other"
        var content = isOther ? given.removing("matterCode") : given
        // The catalogue's words for the former type say nothing of another matter: they have to be written.
        let wasOther = (facts["slipType"]?.string ?? "other") == "other"
        if isOther, !wasOther, content["matter"] == nil { content = content.setting("matter", .null) }
        let all = facts.merging(content)
        let touches = ["slipType", "matterCode"].contains { content[$0] != nil }
        guard touches, let type = all["slipType"]?.string, let code = all["matterCode"]?.string else { return content }
        let matters = context.rules.slipMatters(type, agency: context.own.agency, on: context.today)
        guard let found = matters.first(where: { $0.code == code }) else { return content }
        return content.setting("matter", .string(found.text))
    }
}
