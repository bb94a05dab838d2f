import Contracts

/// No end stands before its beginning (practice 7, row 34).
extension Attempt {
    /// The first day of the entry: of one that is not decided yet that is today at the earliest.
    private var firstDay: CivilDate {
        ["listedOn", "decidedOn"].lazy.compactMap { file?.facts[$0]?.string.flatMap { CivilDate($0) } }.first
            ?? context.today
    }

    /// An entry that was published keeps the ends that it has, however it comes back to its list.
    private func isKept(_ end: JSONValue?, _ kept: JSONValue?) -> Bool {
        file?.facts["publishedOn"] != nil && end != nil && end == kept
    }

    func checkMeasureEnds() throws(Refusal) {
        for (index, item) in (known("measures")?.array ?? []).enumerated() {
            let known = file?.facts["measures"]?.array?.first { $0["code"] == item["code"] }
            guard !isKept(item["until"], known?["until"]) else { continue }
            try checkEnd(
                item["until"], of: "措施“\(measure(item["code"]?.string ?? "")?.name ?? "")”", "measures[\(index)].until")
        }
    }

    func checkRestrictionEnd() throws(Refusal) {
        let end = known("restrictionUntil")
        guard !isKept(end, file?.facts["restrictionUntil"]) else { return }
        try checkEnd(end, of: "限制从业等", "restrictionUntil")
    }

    private func checkEnd(_ value: JSONValue?, of what: String, _ field: String) throws(Refusal) {
        guard let end = value?.string.flatMap({ CivilDate($0) }), end < firstDay else { return }
        throw refuse("END_BEFORE_START", "\(what)的届满日\(end)早于列入之日\(firstDay)；终身的不填届满日", field: field)
    }
}
