import Contracts

/// No end stands before its beginning (practice 7, row 34).
extension Attempt {
    /// The first day of the entry: of one that is not decided yet that is today at the earliest.
    private var firstDay: CivilDate {
        ["listedOn", "decidedOn"].lazy.compactMap { file?.facts[$0]?.string.flatMap { CivilDate($0) } }.first
            ?? context.today
    }

    func checkMeasureEnds() throws(Refusal) {
        for (index, item) in (content["measures"]?.array ?? []).enumerated() {
            try checkEnd(
                item["until"], of: "措施“\(measure(item["code"]?.string ?? "")?.name ?? "")”", "measures[\(index)].until")
        }
    }

    func checkRestrictionEnd() throws(Refusal) {
        try checkEnd(content["restrictionUntil"], of: "限制从业等", "restrictionUntil")
    }

    private func checkEnd(_ value: JSONValue?, of what: String, _ field: String) throws(Refusal) {
        guard let end = value?.string.flatMap({ CivilDate($0) }), end < firstDay else { return }
        throw refuse("END_BEFORE_START", "\(what)的届满日\(end)早于列入之日\(firstDay)；终身的不填届满日", field: field)
    }
}
