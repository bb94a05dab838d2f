import Contracts

/// What the desk adds to an order before its guards see it.
struct Preparation {
    let row: Transition
    let file: CaseFile?
    let context: DeskContext

    func complete(_ content: JSONValue) -> JSONValue {
        switch row.preparation {
        case .none: content
        case .policeAndCopy: addressed(content)
        case .reportReceived: content.setting("reportReceivedAt", .string(context.now.description))
        case .upheld: content.setting("upheld", true)
        case .listing: listed(content)
        case .publication: published(content)
        }
    }

    /// The officer may leave both out; whoever names copies without the procuratorate is refused by the guard.
    private func addressed(_ content: JSONValue) -> JSONValue {
        var content = content
        if content["recipients"] == nil, let police = context.own.sameLevelPolice {
            content = content.setting("recipients", CaseFile.texts([police]))
        }
        if content["cc"] == nil, let procuratorate = context.own.sameLevelProcuratorate {
            content = content.setting("cc", CaseFile.texts([procuratorate]))
        }
        return content
    }

    private func listed(_ content: JSONValue) -> JSONValue {
        let content = content.setting("listedOn", .string(context.today.description))
        let name = file?.facts["listKind"]?.string
        let kind = context.rules.listKinds.first { $0.kind == name && $0.validity.contains(context.today) }
        guard let term = kind?.maximum else { return content }
        let end = term.due(from: context.today.start, calendar: context.rules.calendar)
        return content.setting("scheduledRemovalOn", .string(end.day.description))
    }

    private func published(_ content: JSONValue) -> JSONValue {
        let facts = (file?.facts ?? .object([])).merging(content)
        let previous = file?.facts["version"]?.integer
        var content = content.setting("recordKind", "penalty").setting("version", .integer((previous ?? 0) + 1))
        if let previous { content = content.setting("previousVersion", .integer(previous)) }
        guard row.event != "withdrawn", let record = facts["record"] else { return content }
        let third = PublicationPayload.names(facts["thirdPersons"])
        guard let masked = PublicationPayload.masked(record, third: third) else { return content }
        content = content.setting("payload", masked.payload).setting("maskingProfile", .string(masked.profile.rawValue))
        return content.merging(periods(facts, record))
    }

    /// The least and the greatest time of publication, once the severity is known (domain B.5).
    private func periods(_ facts: JSONValue, _ record: JSONValue) -> JSONValue {
        let channel = context.rules.channels.first {
            $0.channel == "creditChina" && $0.validity.contains(context.today)
        }
        guard let severity = facts["severity"]?.string.flatMap({ PublicationChannel.Severity(rawValue: $0) }),
            let period = channel?.period(severity),
            let decided = record["decisionDate"]?.string.flatMap({ CivilDate($0) })
        else { return .object([]) }
        let start: CivilDate =
            switch period.countedFrom {
            case .decisionDate: decided
            case .publicationDate: context.today
            }
        return .members([
            ("minUntil", period.repairableFrom(start).map { .string($0.description) }),
            ("maxUntil", period.lastDay(start).map { .string($0.description) }),
        ])
    }
}
