import Contracts

/// What rows of a publication ask (domain D.4).
package enum PublicationGuard: String, CaseIterable, Hashable, Sendable {
    /// The recorded party has the code or token its kind needs.
    case recordIdentified
    /// Both reviews are said to be done.
    case reviewsDone
    /// Nothing excludes the record from publication.
    case publishable
    /// No personal data in the texts that a person has not decided on.
    case privacyClean
    /// The masked payload itself has no personal data left.
    case payloadClean
    /// Whoever stops it because its time is over waits until it is.
    case groundTrue
    /// It was stopped, somewhere at least.
    case wasStopped
}

extension Attempt {
    func checkPublication(_ condition: PublicationGuard) throws(Refusal) {
        switch condition {
        case .recordIdentified: try checkSubject(content["record"], at: "record")
        case .reviewsDone: try checkReviews()
        case .publishable: try checkExclusions()
        case .privacyClean: try checkPrivacy()
        case .payloadClean: try checkPayload()
        case .groundTrue: try checkGroundOfStop()
        case .wasStopped: try checkStopped()
        }
    }

    private var record: JSONValue { known("record") ?? .object([]) }

    private func checkReviews() throws(Refusal) {
        for name in ["secrecyReviewed", "privacyReviewed"] where content[name]?.bool != true {
            throw refuse("REVIEW_NOT_DONE", "公示前须完成保密审查和个人信息审查", field: name)
        }
    }

    /// E.1: what is never shown, with the reason codes of the channel in `Deploy/rules`.
    private func checkExclusions() throws(Refusal) {
        let channel: PublicationChannel
        do throws(RuleRefusal) {
            channel = try context.rules.channel("creditChina", on: context.today)
        } catch {
            throw Refusal(code: error.code, text: error.text)
        }
        guard channel.publishers.contains(own.agency) else {
            throw refuse("NOT_PUBLISHABLE", "本单位不在“\(channel.name)”的信息提供单位之列", field: "record")
        }
        for exclusion in channel.exclusions where applies(exclusion.ground) {
            throw refuse(exclusion.reason, "属于不予公示的情形（\(exclusion.ground.rawValue)），请办理“不予公示”", field: "record")
        }
    }

    private func applies(_ ground: PublicationChannel.Exclusion.Ground) -> Bool {
        let told = (known("exclusions")?.array ?? []).compactMap(\.string)
        if told.contains(ground.rawValue) { return true }
        switch ground {
        case .naturalPerson: return record["counterpartyKind"]?.string == CounterpartyKind.naturalPerson.rawValue
        case .warningOnly: return record["penaltyKinds"] == ["warning"]
        case .minorViolation: return known("severity")?.string == "minor"
        case .summaryProcedure, .publicSecurityPenalty, .minorPerson, .criminalSecrecy, .stateSecret, .workSecret:
            return false
        }
    }

    /// E.2: what the masking cannot repair blocks; words that only hint at a minor may be let through by a person who
    /// says why.
    private func checkPrivacy() throws(Refusal) {
        let findings = PublicationPayload.findings(in: record, third: PublicationPayload.names(known("thirdPersons")))
        let isOverridden = content["overrideReason"] != nil
        guard let finding = findings.first(where: { $0.finding.kind != .minorWord || !isOverridden }) else { return }
        let advice = finding.finding.kind == .minorWord ? "；经人工确认不涉及的，请填写确认理由" : "；请删除或者改写后再审查"
        throw refuse(
            finding.finding.reasonCode,
            "“\(finding.field)”中有\(finding.finding.kind.name)（\(finding.finding.excerpt)）\(advice)",
            field: "record.\(finding.field)")
    }

    private func checkPayload() throws(Refusal) {
        guard let payload = content["payload"] else {
            throw refuse("NATURAL_PERSON_NOT_PUBLISHED", "自然人的处罚信息不予公示，请办理“不予公示”", field: "record")
        }
        let findings = PublicationPayload.findings(in: payload, third: [])
        guard let finding = findings.first(where: { $0.finding.kind != .minorWord }) else { return }
        throw refuse(
            finding.finding.reasonCode, "去标识后“\(finding.field)”中仍有\(finding.finding.kind.name)",
            field: "record.\(finding.field)")
    }

    private func checkGroundOfStop() throws(Refusal) {
        guard content["ground"] == "expired" else { return }
        guard let last = file?.facts["maxUntil"]?.string.flatMap({ CivilDate($0) }), last < context.today else {
            throw refuse("TERM_RUNNING_STILL", "最长公示期尚未届满", field: "ground")
        }
    }

    private func checkStopped() throws(Refusal) {
        guard file?.state == "stopped" || file?.facts["stoppedOnChannel"] != nil else {
            throw refuse("STATE_CONFLICT", "该公示没有停止过，无须恢复")
        }
    }
}
