import Contracts

/// What the desk adds to an act on a publication: the clocks of its channels, the masked payload, the next version, and
/// how it stands on each channel afterwards (domain D.4).
package enum PublicationPreparation: Hashable, Sendable {
    /// How grave it is, and the clock of each channel.
    case drafting
    /// What a person says to the words at which it is held.
    case wordRelease, wordRefusal
    /// It is shown, on all lawful channels or on those that are named.
    case publication
    /// It is shown on further channels.
    case addition
    /// Another text on the same channels.
    case correction
    /// The end on all channels, or on those that are named.
    case stop
    /// The end of its time on one channel.
    case expiry
    case withdrawal
    case shielding
    case unshielding
    case restoration
    /// The version that goes to the registrar.
    case push
    /// The channel on which the registrar has published.
    case posting
    /// What the subject says against it.
    case objection
    case upholding
    case rejection
}

extension Preparation {
    func publication(_ preparation: PublicationPreparation, _ content: JSONValue) -> JSONValue {
        switch preparation {
        case .drafting: return held(drafted(content))
        case .wordRelease: return decided(content, "released")
        case .wordRefusal: return decided(content, "refused")
        case .publication: return shown(content, "publish", new(content))
        case .addition: return shown(content, "addChannel", file.channels + new(content))
        case .correction: return corrected(content)
        case .stop: return stopped(content, chosen(content))
        case .expiry: return expired(content)
        case .withdrawal:
            let code = content["reasonCode"]?.string ?? ""
            return ended(content, "withdraw", .withdrawn, code) { $0.standing != .withdrawn }
        case .shielding:
            return ended(content, "shield", .shielded, PublicRecord.shieldCode) { $0.standing == .published }
        case .unshielding: return shown(content, "unshield", again { $0.standing == .shielded })
        case .restoration: return shown(content, "restore", again { $0.isRestorable(on: context.today) })
        case .push: return pushed(content)
        case .posting: return content.setting("channel", facts["channel"] ?? "")
        case .objection: return objected(content)
        case .upholding: return answered(content, "upheld")
        case .rejection: return answered(content, "rejected")
        }
    }

    private var facts: JSONValue { file?.facts ?? .object([]) }

    private func channels(_ content: JSONValue) -> PublicationChannels {
        PublicationChannels(facts: facts.overlaid(by: content), own: context.own, context: context)
    }

    // MARK: Drafting

    /// The function's severity counts unless a person says another one; the day of service drives the tax list (PB-15).
    private func drafted(_ content: JSONValue) -> JSONValue {
        var content = graded(content)
        let channels = channels(content)
        content = content.setting("recordKind", .string((channels.kind ?? .penalty).rawValue))
        let from = content["servedOn"] ?? channels.record["decisionDate"] ?? .string(context.today.description)
        let open = channels.all.filter { channels.exclusion(on: $0.channel) == nil }
        func clocks(_ isPushed: Bool, _ index: Int) -> JSONValue {
            .array(
                open.filter { channels.isPushed($0.coverage) == isPushed }.compactMap { item in
                    guard item.coverage.deadlines.indices.contains(index) else { return nil }
                    return [
                        "channel": .string(item.channel.channel), "rule": .string(item.coverage.deadlines[index]),
                        "from": from,
                    ]
                })
        }
        return content.setting("clocks", clocks(false, 0)).setting("pushClocks", clocks(true, 1))
    }

    /// How grave the record is by the function, and by the person who says so.
    private func graded(_ given: JSONValue) -> JSONValue {
        var content = given
        let channels = channels(given)
        guard let kind = channels.kind, kind.isNegative else { return content }
        let told = (channels.facts["exclusions"]?.array ?? []).contains("summaryProcedure")
        let day = channels.record["decisionDate"]?.string.flatMap { CivilDate($0) } ?? context.today
        let found = PenaltySeverity.of(
            channels.record, kind, isSummary: told, agency: context.own.agency, rules: context.rules, on: day)
        content = content.setting("severityFound", .string(found?.rawValue ?? "unknown"))
        guard content["severity"] == nil, let found else { return content }
        return content.setting("severity", .string(found.rawValue))
    }

    // MARK: Showing

    /// Those that are named, or all that are lawful, and not shown yet.
    private func new(_ content: JSONValue) -> [ChannelStanding] {
        let channels = channels(content)
        let named = content.channelNames
        return channels.lawful(named: named ?? []).filter { item in
            let isNamed = named?.contains(item.channel.channel) ?? true
            return isNamed && !(file?.isShown(on: item.channel.channel) ?? false)
        }.map { channels.standing($0, publishedOn: context.today) }
    }

    private func again(_ fits: (ChannelStanding) -> Bool) -> [ChannelStanding] {
        file.channels.map { fits($0) ? $0.back : $0 }
    }

    /// A correction may change how grave it is, and with that how long it shows.
    private func corrected(_ given: JSONValue) -> JSONValue {
        let content = graded(given)
        let channels = channels(content)
        let standings = file.channels.map { old -> ChannelStanding in
            guard let item = channels.all.first(where: { $0.channel.channel == old.channel }) else { return old }
            var new = channels.standing(item, publishedOn: old.publishedOn)
            new.standing = old.standing
            new.endedOn = old.endedOn
            new.reasonCode = old.reasonCode
            return new
        }
        return shown(content, "correct", standings)
    }

    /// The next version with its payload.
    private func shown(_ content: JSONValue, _ action: String, _ standings: [ChannelStanding]) -> JSONValue {
        masked(versioned(content, action, standings))
    }

    private func masked(_ content: JSONValue) -> JSONValue {
        let facts = facts.overlaid(by: content)
        guard let record = facts["record"], let kind = RecordKind(in: facts),
            let masked = PublicationPayload.masked(
                record, of: kind, third: PublicationPayload.names(facts["thirdPersons"]))
        else { return content }
        return content.setting("payload", withheld(masked.payload, record, kind)).setting(
            "maskingProfile", .string(masked.profile.rawValue))
    }

    private func versioned(_ content: JSONValue, _ action: String, _ standings: [ChannelStanding]) -> JSONValue {
        let previous = file?.facts["version"]?.integer
        let kind = content["recordKind"] ?? facts["recordKind"] ?? .string(RecordKind.penalty.rawValue)
        var content = content.setting("recordKind", kind).setting("version", .integer((previous ?? 0) + 1))
            .setting("action", .string(action)).setting("channels", .array(standings.map(\.json)))
        if let previous { content = content.setting("previousVersion", .integer(previous)) }
        return content
    }

    // MARK: Ending

    private func chosen(_ content: JSONValue) -> Set<String> {
        Set(content.channelNames ?? file.channels.map(\.channel))
    }

    private func stopped(_ content: JSONValue, _ names: Set<String>) -> JSONValue {
        let ground = content["ground"]?.string ?? ""
        return ended(content, "stop", .stopped, PublicRecord.stopCodes[ground] ?? ground) { old in
            names.contains(old.channel) && (old.standing == .published || old.standing == .shielded)
        }
    }

    private func ended(
        _ content: JSONValue, _ action: String, _ standing: ChannelStanding.Standing, _ code: String,
        where isEnding: (ChannelStanding) -> Bool
    ) -> JSONValue {
        versioned(
            content, action,
            file.channels.map { isEnding($0) ? $0.ended(standing, on: context.today, code) : $0 })
    }

    /// The rule that set the time ends it: nobody decides anew.
    private func expired(_ content: JSONValue) -> JSONValue {
        let told: JSONValue = ["ground": "expired", "reason": "最长公示期届满，自动停止公示"]
        return stopped(told, [content["expired"]?.string ?? ""])
    }

    /// The end of the entry's time ends its publication: nobody decides anew.
    func stoppedWithEntry() -> JSONValue {
        let told: JSONValue = ["ground": "removed", "reason": "列入期限届满，名单信息自动移出，停止公示"]
        return stopped(told, Set(file.channels.map(\.channel)))
    }

    /// What goes to the registrar is no version: nobody is shown it here.
    private func pushed(_ content: JSONValue) -> JSONValue {
        let channels = channels(content)
        let item = channels.all.first { channels.isPushed($0.coverage) }
        return masked(content).setting("channel", .string(item?.channel.channel ?? "")).setting(
            "recordKind", .string((channels.kind ?? .penalty).rawValue))
    }

    /// What the registrar of another province says that it has published, as a channel; nil when that is shown already.
    func posted() -> JSONValue? {
        guard let told = file?.facts["posted"], let day = told["postedOn"]?.string.flatMap({ CivilDate($0) }),
            let name = told["channel"]?.string, !file.channels.contains(where: { $0.channel == name })
        else { return nil }
        let channels = channels(.object([]))
        guard let item = channels.all.first(where: { $0.channel.channel == name }) else { return nil }
        let action = file?.state == "pushed" ? "publish" : "addChannel"
        return shown(.object([]), action, file.channels + [channels.standing(item, publishedOn: day)])
    }

    // MARK: Objections

    private func objected(_ content: JSONValue) -> JSONValue {
        content.setting(
            "objection", Preparation.objection(content, context))
    }

    /// An objection that is open, with the day by which it is answered: what the public is told of it.
    static func objection(_ told: JSONValue, _ context: DeskContext) -> JSONValue {
        let received = told["receivedOn"]?.string.flatMap { CivilDate($0) } ?? context.today
        let rule = context.rules.deadlines.first { $0.id == "PUB-OBJECTION" && $0.validity.contains(context.today) }
        let due = rule?.term(from: received.start).due(context.rules.calendar)?.day
        return .members([
            ("state", "open"), ("on", .string(received.description)),
            ("answerDue", due.map { .string($0.description) }), ("ground", told["objectionGround"]),
        ])
    }

    private func answered(_ content: JSONValue, _ state: String) -> JSONValue {
        let open = facts["objection"] ?? .object([])
        return content.setting(
            "objection",
            open.setting("state", .string(state)).setting("answeredOn", .string(context.today.description)))
    }
}

extension JSONValue {
    /// The channels that an order names; nil when it names none.
    var channelNames: [String]? { self["channels"]?.array?.compactMap(\.string) }
}

extension CaseFile? {
    /// How a publication stands on its channels.
    fileprivate var channels: [ChannelStanding] { self?.channelStandings ?? [] }
}
