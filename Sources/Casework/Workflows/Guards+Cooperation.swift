import Contracts

/// What rows of a request for assistance ask.
package enum AssistanceGuard: String, CaseIterable, Hashable, Sendable {
    /// The time to answer may be prolonged once more, and has not run out (SAMR-P art 45).
    case replyExtensible
}

/// What rows of joint tasks and comment rounds ask (domain D.6).
package enum TaskGuard: Hashable, Sendable {
    /// Lead, members and conference office are in the directory and at work, each member once, the lead none of them.
    case partiesKnown
    /// Every office that was asked has answered, or the time for it, under this key, is over.
    case everyoneAnsweredOrLate(String)
    /// Each item has a number of its own, offices of the task, and a day ahead.
    case matrixSound
    /// The office leads the item it reports on.
    case leadsItem
    /// Every item is reported or late.
    case itemsDone
    /// The day in this field lies ahead.
    case dayAhead(String)
    /// Subjects are drawn for inspections only.
    case inspectionTask
    /// No more are drawn than there are.
    case countWithinCandidates
    /// At least two officers of each office go (行政处罚法 art 42), each office is one of the task.
    case teamsSound
}

extension Attempt {
    func checkTask(_ condition: TaskGuard) throws(Refusal) {
        switch condition {
        case .partiesKnown: try checkParties()
        case .everyoneAnsweredOrLate(let key): try checkAnswers(key)
        case .matrixSound: try checkMatrix()
        case .leadsItem: try checkItemLead()
        case .itemsDone: try checkItems()
        case .dayAhead(let field): try checkDay(content[field], at: field)
        case .inspectionTask: try checkInspectionTask()
        case .countWithinCandidates: try checkCount()
        case .teamsSound: try checkTeams()
        }
    }

    private func checkParties() throws(Refusal) {
        let lead = content["lead"]?.string ?? ""
        if lead != own.id.description { try checkOffice(lead, at: "lead") }
        let members = (content["members"]?.array ?? []).compactMap(\.string)
        for (index, member) in members.enumerated() {
            if member != own.id.description { try checkOffice(member, at: "members[\(index)]") }
            guard member != lead, !members[..<index].contains(member) else {
                throw refuse("RECIPIENT_TWICE", "“\(member)”重复列出，或者同时是牵头单位", field: "members[\(index)]")
            }
        }
        guard let conference = content["conferenceOffice"]?.string, conference != own.id.description else { return }
        try checkOffice(conference, at: "conferenceOffice")
        guard conference != lead, !members.contains(conference) else {
            throw refuse("RECIPIENT_TWICE", "联席会议办公室不得同时是牵头或者参加单位", field: "conferenceOffice")
        }
    }

    private func checkAnswers(_ key: String) throws(Refusal) {
        let unanswered = file?.unanswered ?? []
        let isOver = file?.deadline(key)?.due.map { $0 < context.now } ?? true
        guard !unanswered.isEmpty, !isOver else { return }
        throw refuse("ANSWERS_PENDING", "尚待回复，期限未届满：\(unanswered.joined(separator: "、"))")
    }

    private var taskOffices: [String] {
        [file?.facts["lead"]?.string].compactMap(\.self) + (file?.recipients ?? []).map(\.description)
    }

    private func checkMatrix() throws(Refusal) {
        let items = content["matrix"]?.array ?? []
        let offices = taskOffices
        for (index, item) in items.enumerated() {
            let path = "matrix[\(index)]"
            guard !items[..<index].contains(where: { $0["number"] == item["number"] }) else {
                throw refuse("ITEM_TWICE", "事项序号不得重复", field: "\(path).number")
            }
            for name in ["lead", "support"] {
                for office in (item[name]?.array ?? []).compactMap(\.string) where !offices.contains(office) {
                    throw refuse("NOT_TASK_MEMBER", "“\(office)”不是本任务的单位", field: "\(path).\(name)")
                }
            }
            try checkDay(item["dueOn"], at: "\(path).dueOn")
        }
    }

    private func checkDay(_ value: JSONValue?, at field: String) throws(Refusal) {
        guard let day = value?.string.flatMap({ CivilDate($0) }), day > context.today else {
            throw refuse("DATE_IN_PAST", "期限应当晚于今日", field: field)
        }
    }

    private func checkItemLead() throws(Refusal) {
        let number = content["item"]
        let item = (file?.facts["matrix"]?.array ?? []).first { $0["number"] == number }
        guard let leads = item?["lead"]?.array, leads.contains(.string(own.id.description)) else {
            throw refuse("NOT_ITEM_LEAD", "本单位不是该事项的牵头单位，由牵头单位汇总报告", field: "item")
        }
    }

    private func checkItems() throws(Refusal) {
        let open = (file?.parts ?? []).filter { $0.state == "open" }.map(\.key)
        guard open.isEmpty else {
            throw refuse("ITEMS_OPEN", "尚有事项未报告也未届满：\(open.joined(separator: "、"))")
        }
    }

    private func checkInspectionTask() throws(Refusal) {
        guard file?.facts["taskKind"] == "jointInspection" else {
            throw refuse("NOT_AN_INSPECTION", "只有联合检查才随机抽取检查对象")
        }
    }

    private func checkCount() throws(Refusal) {
        let drawn = content["drawn"]?.array?.count ?? 0
        guard let count = content["count"]?.integer, Int64(drawn) == count else {
            throw refuse("NUMBER_OUT_OF_RANGE", "抽取数量不得多于名录中不同的对象数", field: "count")
        }
    }

    private func checkTeams() throws(Refusal) {
        let least: Int
        do throws(RuleRefusal) {
            least = try context.rules.limit("inspectionMinimumOfficers", on: context.today)
        } catch {
            throw Refusal(code: error.code, text: error.text)
        }
        for (index, team) in (content["teams"]?.array ?? []).enumerated() {
            let office = team["office"]?.string ?? ""
            guard taskOffices.contains(office) else {
                throw refuse("NOT_TASK_MEMBER", "“\(office)”不是本任务的单位", field: "teams[\(index)].office")
            }
            let officers = Set((team["officers"]?.array ?? []).compactMap(\.string))
            guard officers.count >= least else {
                throw refuse("INSPECTORS_LT_2", "“\(office)”的执法人员不得少于\(least)人", field: "teams[\(index)].officers")
            }
        }
    }
}
