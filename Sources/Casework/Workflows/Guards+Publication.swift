import Contracts

/// What rows of a publication ask (domain D.4).
package enum PublicationGuard: String, CaseIterable, Hashable, Sendable {
    /// The recorded party has the code or token its kind needs.
    case recordIdentified
    /// The list entry that it is published from is this office's own.
    case sourceKnown
    /// Another kind of record is another publication.
    case kindUnchanged
    /// Who says another severity than the function says why.
    case severityGrounded
    /// What the function does not know a person has decided, and a second one has confirmed what contradicts it.
    case severityDecided
    /// Both reviews are said to be done.
    case reviewsDone
    /// Nothing excludes the record from publication.
    case publishable
    /// The channels are those on which the rules let it be shown, and it is not shown there yet.
    case channelsLawful
    /// It is shown on the channels that are named.
    case channelsShown
    /// No personal data in the texts that a person has not decided on.
    case privacyClean
    /// Nobody need look at a word of the list any more.
    case wordsReviewed
    /// Somebody must.
    case wordsHeld
    /// It came with an imported batch.
    case wasImported
    /// What one person let through another one has confirmed.
    case overrideConfirmed
    /// The masked payload itself has no personal data left.
    case payloadClean
    /// Whoever stops it because its time is over waits until it is.
    case groundTrue
    /// It was stopped, somewhere at least, and its time there is not over.
    case wasStopped
    /// The office that publishes for another province is the one where the firm is registered.
    case registrarFits
    /// No objection waits for its answer.
    case noOpenObjection
    /// One does.
    case openObjection
}

extension Attempt {
    func checkPublication(_ condition: PublicationGuard) throws(Refusal) {
        switch condition {
        case .recordIdentified: try checkSubject(content["record"], at: "record")
        case .sourceKnown: try checkSource()
        case .kindUnchanged: try checkKind()
        case .severityGrounded: try checkSeverityGround()
        case .severityDecided: try checkSeverityDecided()
        case .reviewsDone: try checkReviews()
        case .publishable: try checkExclusions()
        case .channelsLawful: try checkChannels()
        case .channelsShown: try checkShownChannels()
        case .privacyClean: try checkPrivacy()
        case .wordsReviewed: try checkWords()
        case .wordsHeld: try checkWordsHeld()
        case .wasImported: try checkImported()
        case .overrideConfirmed: try checkOverride()
        case .payloadClean: try checkPayload()
        case .groundTrue: try checkGroundOfStop()
        case .wasStopped: try checkStopped()
        case .registrarFits: try checkPublicationRegistrar()
        case .noOpenObjection, .openObjection: try checkObjection(isOpen: condition == .openObjection)
        }
    }

    var record: JSONValue { known("record") ?? .object([]) }

    /// The channels for what the case would be after the act.
    var channels: PublicationChannels {
        PublicationChannels(
            facts: (file?.facts ?? .object([])).overlaid(by: content), own: own, context: context)
    }

    private func checkSource() throws(Refusal) {
        guard let text = content["sourceEntry"]?.string else { return }
        guard let id = CaseID(text), let other = context.others[id]?.file, other.kind == .listEntry,
            other.owner == own.id
        else { throw refuse("CASE_UNKNOWN", "本单位没有名单条目案件“\(text)”", field: "sourceEntry") }
        guard other.subject == record["uscc"]?.string else {
            throw refuse("SUBJECT_MISMATCH", "名单条目的当事人与公示信息的当事人不一致", field: "sourceEntry")
        }
    }

    private func checkKind() throws(Refusal) {
        guard let file, RecordKind(in: content) == RecordKind(in: file.facts) else {
            throw refuse("RECORD_KIND_CHANGED", "不得更换公示种类；请撤回后另行办理", field: "recordKind")
        }
    }

    private func checkReviews() throws(Refusal) {
        for name in ["secrecyReviewed", "privacyReviewed"] where content[name]?.bool != true {
            throw refuse("REVIEW_NOT_DONE", "公示前须完成保密审查和个人信息审查", field: name)
        }
    }

    /// E.1: what is never shown, with the reason codes of the channel in `Deploy/rules`.
    private func checkExclusions() throws(Refusal) {
        try checkRestricted()
        let channels = channels
        let all = channels.all
        guard let first = all.first else {
            throw refuse("NOT_PUBLISHABLE", "本单位没有可以公示此类信息的渠道", field: "record")
        }
        guard all.allSatisfy({ channels.exclusion(on: $0.channel) != nil }),
            let exclusion = channels.exclusion(on: first.channel)
        else { return }
        let ground = ChoiceWords.title(of: exclusion.ground.rawValue, in: "exclusions") ?? exclusion.ground.rawValue
        throw refuse(exclusion.reason, "属于不予公示的情形（\(ground)），请办理“不予公示”", field: "record")
    }

    /// The content has the channels as they would stand: the order's words are gone by now.
    private func checkChannels() throws(Refusal) {
        let standings = (content["channels"]?.array ?? []).compactMap { ChannelStanding(json: $0) }
        if channels.severity == nil, channels.kind?.isNegative ?? false,
            channels.all.contains(where: { !$0.coverage.periods.isEmpty })
        {
            throw refuse("SEVERITY_UNKNOWN", "失信程度未定，不能确定公示期，请修改后重新审查", field: "severity")
        }
        let old = file?.channelStandings ?? []
        let names = Set(standings.map(\.channel)).subtracting(old.map(\.channel))
        let isSlight = channels.all.contains { channels.practice($0.coverage) == .onlyIfNecessary }
        guard names.isEmpty else { return }
        let lawful = channels.lawful().map(\.channel.channel).filter { name in !old.contains { $0.channel == name } }
        let advice =
            lawful.isEmpty
            ? isSlight ? "轻微失信信息原则上不公示；确有必要的，请指明渠道" : "没有可以公示的渠道，请办理“不予公示”"
            : "可以公示的渠道：\(lawful.joined(separator: "、"))"
        throw refuse("CHANNEL_NOT_LAWFUL", advice, field: "channels")
    }

    private func checkShownChannels() throws(Refusal) {
        let before = file?.channelStandings ?? []
        let after = (content["channels"]?.array ?? []).compactMap { ChannelStanding(json: $0) }
        guard before == after else { return }
        let shown = before.filter { $0.standing == .published }.map(\.channel).joined(separator: "、")
        throw refuse("CHANNEL_NOT_SHOWN", "所列渠道没有正在公示的信息；正在公示的渠道：\(shown)", field: "channels")
    }

    /// E.2: what the masking cannot repair blocks; words that only hint at a minor may be let through by a person who
    /// says why, and a second one who confirms it.
    private func checkPrivacy() throws(Refusal) {
        let findings = PublicationPayload.findings(in: record, third: PublicationPayload.names(known("thirdPersons")))
        let isOverridden = content["overrideReason"] != nil
        guard let finding = findings.first(where: { $0.finding.kind != .minorWord || !isOverridden }) else {
            if !findings.isEmpty, row.event == "corrected" { try checkApproved() }
            return
        }
        let advice = finding.finding.kind == .minorWord ? "；经人工确认不涉及的，请填写确认理由" : "；请删除或者改写后再审查"
        throw refuse(
            finding.finding.reasonCode,
            "“\(label(finding.field))”中有\(finding.finding.kind.name)（\(finding.finding.excerpt)）\(advice)",
            field: "record.\(finding.field)")
    }

    /// What officers call a field of the record.
    private func label(_ field: String) -> String {
        let kind = RecordKind(in: (file?.facts ?? .object([])).overlaid(by: content))
        return kind?.recordFields.first { $0.name == field }?.label ?? field
    }

    private func checkPayload() throws(Refusal) {
        guard let payload = content["payload"] ?? file?.facts["payload"] else {
            throw refuse("NATURAL_PERSON_NOT_PUBLISHED", "自然人的处罚信息不予公示，请办理“不予公示”", field: "record")
        }
        let findings = PublicationPayload.findings(in: payload, third: [])
        guard let finding = findings.first(where: { $0.finding.kind != .minorWord }) else {
            return try checkDifference(payload)
        }
        throw refuse(
            finding.finding.reasonCode, "去标识后“\(label(finding.field))”中仍有\(finding.finding.kind.name)",
            field: "record.\(finding.field)")
    }

    private func checkGroundOfStop() throws(Refusal) {
        switch content["ground"]?.string {
        case "expired":
            let named = (content["channels"]?.array ?? []).compactMap { ChannelStanding(json: $0) }
            let ended = named.filter { $0.standing == .stopped && $0.endedOn == context.today }
            let isRunning = ended.contains { standing in standing.maxUntil.map { $0 >= context.today } ?? true }
            guard !ended.isEmpty, !isRunning else {
                throw refuse("TERM_RUNNING_STILL", "最长公示期尚未届满", field: "ground")
            }
        case "repaired" where content["decisionNo"] == nil:
            throw refuse("FIELD_MISSING", "（决定文号）必填", field: "decisionNo")
        default: return
        }
    }

    private func checkStopped() throws(Refusal) {
        let standings = file?.channelStandings ?? []
        guard standings.contains(where: { $0.standing == .stopped }) else {
            throw refuse("STATE_CONFLICT", "该公示没有停止过，无须恢复")
        }
        let after = (content["channels"]?.array ?? []).compactMap { ChannelStanding(json: $0) }
        guard after != standings else {
            throw refuse("PERIOD_EXPIRED", "没有因修复停止公示的渠道，或者其最长公示期已经届满，不再恢复公示")
        }
    }

    private func checkPublicationRegistrar() throws(Refusal) {
        let channels = channels
        guard channels.all.contains(where: { channels.isPushed($0.coverage) }), file?.facts["registrar"] == nil else {
            throw refuse("REGISTRAR_INVALID", "当事人在本省登记或者已经推送，无需推送")
        }
        try checkOffice(content["registrar"]?.string ?? "", at: "registrar")
        let registrar = content["registrar"]?.string.flatMap { OfficeID($0) }.flatMap { context.offices.profile($0) }
        let region = channels.registration
        guard let registrar, registrar.agency == own.agency, registrar.region.prefix(2) == region.prefix(2) else {
            throw refuse("REGISTRAR_INVALID", "请选择当事人登记地（\(region)）的同类机关", field: "registrar")
        }
    }

    private func checkObjection(isOpen: Bool) throws(Refusal) {
        guard (file?.facts["objection"]?["state"] == "open") != isOpen else { return }
        throw refuse(
            "OBJECTION_STATE", isOpen ? "没有待答复的异议" : "已有待答复的异议，请先答复", field: "receivedOn")
    }
}
