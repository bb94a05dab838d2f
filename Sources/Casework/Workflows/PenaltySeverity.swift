package import Contracts

/// How grave a published fact is, by the function of domain C.7 (信用修复管理办法 第八条至第十一条). What the sector's table does
/// not say is unknown, which is a lawful answer and goes to a person.
package enum PenaltySeverity {
    /// Kinds of penalty that are grave whatever the amount (第十条).
    private static let grave: Set = [
        "suspendLicence", "downgrade", "revokeLicence", "restrictActivity", "suspendBusiness", "closeDown", "careerBan",
    ]

    /// Kinds that alone say nothing of how grave it is.
    private static let silent: Set = ["detention", "other"]

    /// The severity of a record on a day.
    ///
    /// - Parameters:
    ///   - record: what is published.
    ///   - kind: its kind.
    ///   - isSummary: whether the penalty was imposed by the summary procedure, which is for slight cases alone.
    ///   - agency: whose sector table counts.
    ///   - rules: the amounts.
    ///   - day: the day of the decision.
    /// - Returns: nil for unknown.
    package static func of(
        _ record: JSONValue, _ kind: RecordKind, isSummary: Bool, agency: String, rules: RuleSet, on day: CivilDate
    ) -> PublicationChannel.Severity? {
        switch kind {
        case .abnormal: return .minor
        case .serious, .majorTax: return .serious
        case .penalty: break
        case .licence, .arrears, .customsCredit, .inspectionResult, .typicalCase, .riskNotice, .overduePayables:
            return nil
        }
        let kinds = Set((record["penaltyKinds"]?.array ?? []).compactMap(\.string))
        guard !kinds.isEmpty else { return nil }
        if !kinds.isDisjoint(with: grave) { return .serious }
        var found: PublicationChannel.Severity = .minor
        if kinds.contains("fine") {
            guard let fine = record["fineAmountFen"]?.integer,
                let general = limit("fineGeneralFromFen", agency, rules, day),
                let serious = limit("fineSeriousFromFen", agency, rules, day)
            else { return nil }
            if fine >= serious { return .serious }
            if fine >= general { found = .general }
        }
        if !kinds.isDisjoint(with: silent) { return nil }
        if !kinds.isDisjoint(with: ["confiscateGains", "confiscateGoods"]) { found = .general }
        return isSummary ? .minor : found
    }

    /// The sector's own amount, or the common one.
    private static func limit(_ name: String, _ agency: String, _ rules: RuleSet, _ day: CivilDate) -> Int64? {
        for name in ["\(name).\(agency)", name] {
            if let row = rules.limits.last(where: { $0.name == name && $0.validity.contains(day) }) {
                return Int64(row.value)
            }
        }
        return nil
    }
}
