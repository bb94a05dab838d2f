import Contracts

/// What two persons decide of a publication: how grave it is where the function does not say or says otherwise
/// (domain C.7), and what the guard of personal data stopped.
extension Attempt {
    private var found: String? { known("severityFound")?.string }

    private var told: String? { known("severity")?.string }

    /// The function said one thing and the case says another.
    private var isContradicted: Bool { found != nil && found != "unknown" && told != found }

    func checkSeverityGround() throws(Refusal) {
        guard isContradicted, content["severity"] != nil, content["severityReason"] == nil else { return }
        throw refuse(
            "SEVERITY_REASON_MISSING", "按规则应为“\(title(found))”，认定为“\(title(told))”须说明理由",
            field: "severityReason")
    }

    func checkSeverityDecided() throws(Refusal) {
        if found == "unknown", told == nil {
            throw refuse("SEVERITY_UNKNOWN", "规则不能确定失信程度，请由承办人认定后再审查", field: "severity")
        }
        guard isContradicted else { return }
        if row.event == "corrected" {
            try checkApproved()
        } else if content["severityConfirmed"]?.bool != true {
            throw refuse(
                "SEVERITY_UNCONFIRMED", "承办人认定的失信程度与规则不一致（规则为“\(title(found))”），请复核后确认",
                field: "severityConfirmed")
        }
    }

    /// What the reviewer let through is confirmed by whoever publishes, who is another person.
    func checkOverride() throws(Refusal) {
        guard let cleared = file?.facts["cleared"], cleared["overrideReason"] != nil else { return }
        guard cleared["officer"]?.string != officer.id else {
            throw refuse("SECOND_PERSON_REQUIRED", "放行和复核须由两人办理")
        }
        guard content["overrideConfirmed"]?.bool == true else {
            throw refuse(
                "SECOND_PERSON_REQUIRED", "审查人以人工确认理由放行，请复核并确认：\(cleared["overrideReason"]?.string ?? "")",
                field: "overrideConfirmed")
        }
    }

    /// A reviewer's word for the correction at hand, from another person and not used up by one before.
    func checkApproved() throws(Refusal) {
        let approved = file?.facts["overrideApproved"]
        let at = approved?["at"]?.string.flatMap { Moment($0) }
        let last = file?.facts["corrected"]?["at"]?.string.flatMap { Moment($0) }
        let isFresh = at.map { at in last.map { $0 < at } ?? true } ?? false
        guard isFresh, approved?["officer"]?.string != officer.id else {
            throw refuse("SECOND_PERSON_REQUIRED", "请先由另一名审查人员复核（approveOverride）", field: "overrideReason")
        }
    }

    private func title(_ severity: String?) -> String {
        ["minor": "轻微", "general": "一般", "serious": "严重"][severity ?? ""] ?? "未定"
    }
}
