import Contracts

/// What must be true while an entry stands, and before it ends (domain B.3, B.4, B.6, B.7).
extension Attempt {
    /// After a correction each office confirms the new version before it reports on measures.
    func checkVersion(isConfirmed: Bool) throws(Refusal) {
        guard let file else { return }
        let confirmed = file.confirmedVersion(of: own.id)
        guard isConfirmed else {
            guard let confirmed, confirmed >= file.entryVersion else { return }
            throw refuse("ALREADY_CONFIRMED", "本单位已确认条目第\(confirmed)版")
        }
        guard confirmed ?? 0 < file.entryVersion else { return }
        throw refuse("VERSION_UNCONFIRMED", "条目现为第\(file.entryVersion)版，本单位确认的是第\(confirmed ?? 0)版")
    }

    /// SL-14: only a ban that ends after the entry prolongs it.
    func checkExtensionLawful() throws(Refusal) {
        let kind = try listKind()
        guard kind.isExtensible else {
            throw refuse("EXTENSION_NOT_ALLOWED", "“\(kind.name)”的期限不得延长")
        }
        guard let until = content["extendedUntil"]?.string.flatMap({ CivilDate($0) }), let last = file?.lastDay,
            until > last
        else { throw refuse("EXTENSION_NOT_ALLOWED", "延长后的日期须晚于现届满日", field: "extendedUntil") }
    }

    // MARK: Removal

    func checkRemoval() throws(Refusal) {
        let kind = try listKind()
        guard let removal = content["kind"]?.string.flatMap({ ListKind.Removal(rawValue: $0) }) else { return }
        guard kind.removals.contains(removal) else {
            let ways = kind.removals.map { ChoiceWords.title(of: $0.rawValue, in: "kind") ?? $0.rawValue }.joined(
                separator: "、")
            throw refuse("REMOVAL_KIND_UNAVAILABLE", "“\(kind.name)”的移出途径只有：\(ways)", field: "kind")
        }
        switch removal {
        case .revoked: return
        case .expired:
            guard let last = file?.lastDay, last < context.today else {
                throw refuse("NOT_EXPIRED", "列入期限至\(file?.lastDay?.description ?? "")届满", field: "kind")
            }
        case .reclassified: try checkStep(kind)
        case .early where kind.guards.contains(.removedOnCure):
            guard file?.facts["cured"] != nil else {
                throw refuse("NOT_CURED", "“\(kind.name)”在改正后移出，尚未登记当事人的改正情况", field: "kind")
            }
        case .early: try checkEarly()
        }
    }

    /// CU-05: one step only, and not before its time.
    private func checkStep(_ kind: ListKind) throws(Refusal) {
        guard content["reclassifiedTo"]?.string == kind.reclassifiesTo else {
            throw refuse(
                "RECLASSIFY_ONE_STEP", "“\(kind.name)”只能调整为“\(kind.reclassifiesTo ?? "")”", field: "reclassifiedTo")
        }
        try checkMinimum()
    }

    /// SL-10, RP-04, RP-09, RP-13. What a granted repair has proved (its case in `repair`) is not proved again here.
    private func checkEarly() throws(Refusal) {
        if let until = RepairTarget.barredUntil(file), until >= context.today {
            throw refuse("REPAIR_BARRED", "因提供虚假材料或者违背承诺，\(until)前不得提前移出", field: "kind")
        }
        if let until = running, until >= context.today {
            throw refuse("TERM_RUNNING", "限制从业等期限至\(until)届满，此前不得提前移出", field: "kind")
        }
        try checkMinimum()
        if let repair = content["repair"]?.string { return try checkGranted(repair) }
        guard content["exemption"] == nil, file?.state != "shielded" else { return }
        guard file?.facts["performed"]?["isFull"]?.bool == true else {
            throw refuse("NOT_FULLY_PERFORMED", "没有当事人已全部履行义务的记录", field: "kind")
        }
    }

    /// The repair that is named was granted here, and for this entry.
    private func checkGranted(_ repair: String) throws(Refusal) {
        let granted = CaseID(repair).flatMap { context.others[$0]?.file }
        let targets = granted?.facts["targets"]?.array ?? []
        guard granted?.kind == .repair, ["granted", "done"].contains(granted?.state),
            targets.contains(where: { $0["caseId"]?.string == file?.id.description })
        else { throw refuse("REPAIR_NOT_GRANTED", "没有就该条目准予修复的信用修复事项“\(repair)”", field: "repair") }
    }

    /// The last day of a ban that is longer than the entry's own time.
    private var running: CivilDate? { [day("restrictionUntil"), day("extendedUntil")].compactMap(\.self).max() }

    /// 重整、和解 and disaster relief know no shortest time (RP-08, RP-13).
    private func checkMinimum() throws(Refusal) {
        guard content["exemption"] == nil, file?.state != "shielded" else { return }
        guard let earliest = try listDays().earliestRemoval else {
            throw refuse("REMOVAL_KIND_UNAVAILABLE", "该类名单不得提前移出", field: "kind")
        }
        guard context.today >= earliest else {
            throw refuse("MIN_PERIOD_NOT_REACHED", "最短期限至\(earliest)，此前不得移出", field: "kind")
        }
    }

    /// SL-13, RP-09: an early removal that false material brought about is undone, as long as any time is left (PS-02).
    func checkRestorable() throws(Refusal) {
        guard file?.facts["removalOrdered"]?["kind"]?.string == ListKind.Removal.early.rawValue else {
            throw refuse("RESTORE_NOT_ALLOWED", "该条目不是提前移出，不得恢复")
        }
        let kind = try listKind()
        guard let last = file?.lastDayIfRestored(kind, context), last < context.today else { return }
        throw refuse("RESTORE_PERIOD_OVER", "列入期限重新计算也已于\(last)届满，不得恢复列入")
    }
}
