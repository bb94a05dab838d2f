import Contracts

/// Checks over all documents: nothing stands twice, and what is named exists.
extension RuleRows {
    func check(_ log: inout [RuleMistake]) {
        RuleRows.overlaps(deadlines, in: .deadlines, &log)
        RuleRows.overlaps(measures, in: .measures, &log)
        RuleRows.overlaps(listKinds, in: .listKinds, &log)
        RuleRows.overlaps(channels, in: .publicationChannels, &log)
        RuleRows.overlaps(limits, in: .limits, &log)
        RuleRows.overlaps(slipMatters, in: .slipMatters, &log)
        RuleRows.overlaps(repairRules, in: .repairRules, &log)
        RuleRows.overlaps(riskClasses, in: .riskClasses, &log)
        checkRepair(&log)
        RuleRows.repeated(reasons.map(\.code), in: .reasonCodes, &log)
        RuleRows.repeated(choices.map(\.question), in: .limits, &log)
        checkReadings(&log)
        checkNames(&log)
    }

    private func checkReadings(_ log: inout [RuleMistake]) {
        for rule in deadlines {
            guard let reading = rule.reading else { continue }
            let answers = choices.first { $0.question == reading.question }?.answers
            if answers?.contains(reading.choice) != true {
                let answer = "\(reading.question)/\(reading.choice)"
                RuleRows.mistake(.deadlines, rule.id, "reading names \(answer), which limits do not have", &log)
            }
        }
    }

    private func checkNames(_ log: inout [RuleMistake]) {
        let ids = deadlines.map(\.id)
        let kinds = listKinds.map(\.kind)
        let codes = reasons.map(\.code)
        let events = CaseKind.allCases.flatMap { Workflow.of($0).eventsWithReason }
        for reason in reasons {
            for event in reason.events where !events.contains(event) {
                RuleRows.mistake(
                    .reasonCodes, reason.code, "serves the event \(event), which takes no reason code", &log)
            }
        }
        for kind in listKinds {
            RuleRows.missing(kind.deadlines.all, from: ids, of: .deadline, .listKinds, kind.kind, &log)
            RuleRows.missing(
                [kind.reclassifiesTo].compactMap(\.self), from: kinds + [ListKind.regular], of: .listKind, .listKinds,
                kind.kind, &log)
        }
        for measure in measures {
            let named = measure.grounds.flatMap(\.listKinds)
            RuleRows.missing(named, from: kinds, of: .listKind, .measures, measure.code, &log)
        }
        for channel in channels {
            let key = channel.channel
            let due = channel.deadlines + channel.others.flatMap(\.deadlines)
            RuleRows.missing(due, from: ids, of: .deadline, .publicationChannels, key, &log)
            let named = channel.exclusions.map(\.reason)
            RuleRows.missing(named, from: codes, of: .reason, .publicationChannels, key, &log)
        }
    }

    static func missing(
        _ named: [String], from known: [String], of kind: RuleKind, _ document: RuleDocumentKind, _ key: String,
        _ log: inout [RuleMistake]
    ) {
        for name in named where !known.contains(name) {
            mistake(document, key, "names the \(kind.rawValue) \(name), which is not there", &log)
        }
    }

    private static func overlaps<Row: RuleRow>(_ rows: [Row], in kind: RuleDocumentKind, _ log: inout [RuleMistake]) {
        let ordered = rows.inRuleOrder
        for (row, next) in zip(ordered, ordered.dropFirst())
        where row.key == next.key && row.validity.overlaps(next.validity) {
            mistake(kind, row.key, "is in force twice on \(next.validity.from)", &log)
        }
    }

    private static func repeated(_ keys: [String], in kind: RuleDocumentKind, _ log: inout [RuleMistake]) {
        let ordered = keys.sorted()
        for (key, next) in zip(ordered, ordered.dropFirst()) where key == next {
            mistake(kind, key, "is there twice", &log)
        }
    }

    static func mistake(_ kind: RuleDocumentKind, _ key: String, _ reason: String, _ log: inout [RuleMistake]) {
        log.append(RuleMistake(document: kind.rawValue, path: key, reason: reason))
    }
}
