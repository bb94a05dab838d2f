import Contracts

/// What becomes of a target when the repair that ended it is revoked for false material (SL-13, RP-09).
struct RevocationEffect {
    /// The target as it stands.
    let target: CaseFile
    /// Why it is not brought back; nil when it is.
    let obstacle: String?

    /// The entries and publications of a repair, in its order.
    static func all(of repair: CaseFile, _ context: DeskContext) -> [RevocationEffect] {
        RepairTarget.all(repair.facts["targets"], context).compactMap { $0?.file }.map { target in
            let obstacle =
                target.kind == .listEntry
                ? ofEntry(target, repair.id, context)
                : target.isRestorablePublication(context) ? nil : "没有因修复停止公示，或者公示期已经届满，无需恢复"
            return RevocationEffect(target: target, obstacle: obstacle)
        }
    }

    /// Only what this repair removed comes back, and only where the new period has a day left.
    private static func ofEntry(_ entry: CaseFile, _ repair: CaseID, _ context: DeskContext) -> String? {
        guard ["removing", "removed"].contains(entry.state) else {
            return "条目当前为“\(Workflow.listEntry.title(ofState: entry.state))”，无需恢复"
        }
        let removal = entry.facts["removalOrdered"]
        guard removal?["kind"]?.string == ListKind.Removal.early.rawValue,
            removal?["repair"]?.string == repair.description
        else { return "条目不是依本修复决定移出的，其移出不受影响" }
        guard let kind = entry.listKind(context) else { return "该类名单现无设立依据，不得恢复列入" }
        guard let last = entry.lastDayIfRestored(kind, context), last < context.today else { return nil }
        return "列入期限重新计算也已于\(last)届满，不再恢复列入"
    }

    /// As the letter of the revocation tells it.
    var json: JSONValue {
        .members([
            ("caseId", .string(target.id.description)), ("action", obstacle == nil ? "restore" : "leave"),
            ("reason", obstacle.map { .string($0) }),
        ])
    }
}

extension CaseFile {
    /// The kind of list that the entry is on, as it is in force today.
    func listKind(_ context: DeskContext) -> ListKind? {
        context.rules.listKinds.first { $0.kind == facts["listKind"]?.string && $0.validity.contains(context.today) }
    }

    /// The last day of the entry if its period began again today; nil when only cure ends it.
    func lastDayIfRestored(_ kind: ListKind, _ context: DeskContext) -> CivilDate? {
        let today = JSONValue.string(context.today.description)
        let again = facts.setting("listedOn", today).setting("publishedOn", today)
        return ListDays(kind, again, context).period?.last
    }

    /// A publication that a repair has stopped, on all channels or on some, and whose time is not over there.
    fileprivate func isRestorablePublication(_ context: DeskContext) -> Bool {
        kind == .publication && ["stopped", "published"].contains(state)
            && channelStandings.contains { $0.isRestorable(on: context.today) }
    }
}
