import Contracts

/// What stands in the fields of a rule's row, for people.
enum RuleWords {
    private static let names: [String: String] = [
        "start": "起算", "count": "期限", "holder": "责任方", "onBreach": "逾期后果", "rungs": "提醒（%）", "purpose": "用途",
        "agencies": "机关", "extensions": "延长", "extension": "延长", "reading": "另一理解", "source": "来源", "use": "用途",
        "advice": "处理建议", "english": "英文", "events": "用于", "class": "类别", "appliedBy": "实施机关", "conditions": "条件",
        "grounds": "依据", "owners": "列入机关", "guards": "列入前检查", "consentLevels": "须上级同意", "decidingLevels": "决定层级",
        "criteria": "列入情形", "maximum": "最长期限", "countedFrom": "起算", "classes": "分类", "removals": "移出途径",
        "deadlines": "期限规则", "earliestRemoval": "最早移出", "publishers": "公示机关", "periods": "公示期", "others": "其他记录",
        "exclusions": "不予公示", "value": "数值", "text": "说明", "question": "问题", "choice": "采用", "answers": "可选",
        "slipType": "类型", "minimums": "最短期限", "part": "作用", "channelName": "渠道", "listKinds": "名单",
        "samplingPercent": "抽查比例（%）", "visitsPerYear": "每年次数", "kind": "种类", "explanation": "说明", "extent": "程度",
        "words": "关键词", "fields": "字段", "recordKinds": "记录种类", "title": "名称", "daysOff": "放假日", "makeUpDays": "调休上班日",
        "year": "年份", "effectiveFrom": "施行日", "effectiveThrough": "失效日", "basis": "依据", "name": "名称", "chinese": "文字",
        "word": "词", "instrument": "文件", "excludedPenalties": "不得修复的处罚", "channel": "渠道", "code": "代码", "id": "编号",
        "unavailable": "不得列入", "receivedOnly": "只接收", "reclassifiesTo": "降级为", "suspendable": "可中止",
    ]

    /// Terms by their member: before and behind the number.
    private static let terms: [String: (before: String, behind: String)] = [
        "workingDays": ("", "个工作日"), "calendarDays": ("", "日"), "hours": ("", "小时"), "minutes": ("", "分钟"),
        "months": ("", "个月"), "years": ("", "年"), "nextMonthDay": ("次月", "日"), "nextMonthWorkingDay": ("次月第", "个工作日"),
    ]

    /// The word for a field; its own name when there is none.
    static func name(_ field: String) -> String { names[field] ?? field }

    /// A value in few words.
    static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: "—"
        case .string(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): number
        case .bool(let flag): flag ? "是" : "否"
        case .array(let items): items.isEmpty ? "（空）" : items.map { text($0) }.joined(separator: "、")
        case .object(let members):
            term(members) ?? members.map { "\(name($0.name)) \(text($0.value))" }.joined(separator: "，")
        }
    }

    private static func term(_ members: [JSONMember]) -> String? {
        guard let member = members.first(where: { terms[$0.name] != nil }), members.count <= 2,
            let number = member.value.integer, let words = terms[member.name]
        else { return nil }
        let isRolled = members.contains { $0.name == "roll" && $0.value == .bool(true) }
        return "\(words.before)\(number)\(words.behind)" + (isRolled ? "（遇节假日顺延）" : "")
    }

    private static let told = ["effectiveFrom", "effectiveThrough", "basis", "grounds"]

    /// The fields of a row but those that have columns of their own.
    static func fields(_ line: RuleLine) -> String {
        (line.json.object ?? []).filter { member in
            !told.contains(member.name) && member.value.string != line.name
                && !(RuleLine.keys.contains(member.name) && member.value.string == line.key)
                && member.value.string != line.key
        }.map { "\(name($0.name))：\(text($0.value))" }.joined(separator: "；")
    }
}
