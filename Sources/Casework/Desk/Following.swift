package import Contracts

/// Another case that an order concerns.
package struct OtherCase: Hashable, Sendable {
    /// The case as this office has it.
    package let file: CaseFile
    /// In whose name this office acts in it: its own, or a predecessor's.
    package let own: OfficeProfile

    /// A case and the office that acts in it.
    package init(file: CaseFile, own: OfficeProfile) {
        self.file = file
        self.own = own
    }
}

/// An order that follows from another one, on a further case of the same office: both are done in one transaction, or
/// neither.
package struct FollowingOrder: Hashable, Sendable {
    /// The kind of case.
    package let kind: CaseKind
    /// The case; nil to open one.
    package let caseID: CaseID?
    /// The order's name.
    package let name: String
    /// Its content.
    package let body: JSONValue
}

/// What came of an order that followed from another.
package struct Consequence: Hashable, Sendable {
    /// The order; its id is that of the first with `/` and its place, which no officer's order can have.
    package let order: Order
    /// What it wants written.
    package let outcome: Outcome
}

extension Outcome {
    /// The letters of this decision and of all that followed from it.
    package var allLetters: [LetterDraft] { letters + consequences.flatMap(\.outcome.allLetters) }
}

extension Desk {
    /// The other cases that an order's guards look at and its consequences touch: what the case, or the content of the
    /// order, lists or names under the field that the workflow names.
    package static func concerned(by order: Order, _ file: CaseFile?) -> [CaseID] {
        named(by: [order.body, file?.facts].compactMap(\.self), order.kind)
    }

    /// The other cases that a case itself lists or names: what follows on it may go on to them.
    package static func concerned(by file: CaseFile) -> [CaseID] { named(by: [file.facts], file.kind) }

    private static func named(by contents: [JSONValue], _ kind: CaseKind) -> [CaseID] {
        let named = Workflow.of(kind).concerns.flatMap { field in contents.compactMap { $0[field] } }
        let items = named.flatMap { value in value.array?.map { $0["caseId"] } ?? [value] }
        return items.compactMap { $0?.string.flatMap { CaseID($0) } }.reduce(into: []) { ids, id in
            if !ids.contains(id) { ids.append(id) }
        }
    }

    /// Decides what follows from an order, each on the case as the one before left it.
    ///
    /// - Throws: the first refusal, with its own reason; then nothing of the whole is done.
    static func follow(
        _ row: Transition, _ order: Order, _ file: CaseFile, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> [Consequence] {
        guard let follows = row.follows else { return [] }
        var context = context
        // What follows rests on this case as the order leaves it.
        context.others[file.id] = OtherCase(file: file, own: context.own)
        var done: [Consequence] = []
        for (index, next) in follows.orders(file, context).enumerated() {
            let following = Order(
                id: "\(order.id)/\(index + 1)", kind: next.kind, caseID: next.caseID, name: next.name, body: next.body,
                officer: order.officer)
            let outcome = try decide(following, &context, &ids)
            done.append(Consequence(order: following, outcome: outcome))
        }
        return done
    }

    private static func decide(
        _ order: Order, _ context: inout DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        let other = order.caseID.flatMap { context.others[$0] }
        var there = context
        if let other { there.own = other.own }
        do throws(Refusal) {
            let outcome = try decide(order, other?.file, there, &ids)
            // An attempt that is recorded as refused is refused here: nothing is done by halves.
            if let refusal = outcome.refusal { throw refusal }
            if let file = outcome.file { context.others[file.id] = OtherCase(file: file, own: there.own) }
            return outcome
        } catch {
            let title = Workflow.of(order.kind).title
            let what = order.caseID.map { "“\(title)”案件\($0)" } ?? "“\(title)”"
            throw Refusal(
                code: error.code, text: "本事项须同时办理\(what)的“\(order.name)”，未能办理：\(error.text)", basis: error.basis,
                field: error.field)
        }
    }
}

extension Transition {
    /// What follows from a row on other cases of the same office, in the same transaction.
    package enum Following: Hashable, Sendable {
        /// The entries are removed and the publications stopped (domain D.5).
        case repairGranted
        /// The entries and publications come back, and another repair is barred (SL-13, RP-09).
        case repairRevoked
        /// The list entry that it is published from knows its publication.
        case publicationShown
        /// The publication of an entry ends with it: withdrawn when its decision was wrong, or else stopped.
        case entryRemoved
        /// The time to withdraw the publication of an entry begins (PB-06).
        case sourceRevoked
        /// A joint task is proposed, where none is named (domain D.8).
        case riskConsulted

        /// The orders, in the order in which they are done; `file` is the case behind the row.
        func orders(_ file: CaseFile, _ context: DeskContext) -> [FollowingOrder] {
            switch self {
            case .repairGranted: RepairFollowing(file: file, context: context).afterGrant
            case .repairRevoked: RepairFollowing(file: file, context: context).afterRevocation
            case .publicationShown: PublicationFollowing(file: file, context: context).afterShowing
            case .entryRemoved: PublicationFollowing(file: file, context: context).afterRemoval
            case .sourceRevoked: PublicationFollowing(file: file, context: context).afterRevocation
            case .riskConsulted:
                (file.facts["riskConsulted"]?["task"]).map {
                    [FollowingOrder(kind: .task, caseID: nil, name: "propose", body: $0)]
                } ?? []
            }
        }
    }
}

/// The orders that follow from decisions on a repair.
private struct RepairFollowing {
    let file: CaseFile
    let context: DeskContext

    private var targets: [CaseFile] {
        RepairTarget.all(file.facts["targets"], context).compactMap { $0?.file }
    }

    var afterGrant: [FollowingOrder] {
        let decision = said(file.facts)
        return targets.compactMap { target in
            switch target.kind {
            case .listEntry:
                FollowingOrder(
                    kind: .listEntry, caseID: target.id, name: "remove",
                    body: decision.setting("kind", "early").setting("repair", .string(file.id.description)))
            case .publication: stop(target, decision.setting("ground", "repaired"))
            case .referral, .handoff, .supervision, .assistance, .task, .commentRound, .slip, .repair, .risk: nil
            }
        }
    }

    /// All channels stop, or those that the decision does not hold.
    private func stop(_ target: CaseFile, _ body: JSONValue) -> FollowingOrder? {
        let effects = (file.facts["effects"]?.array ?? []).filter { $0["caseId"]?.string == target.id.description }
        let held = effects.filter { $0["action"] == "hold" }.compactMap { $0["channel"]?.string }
        let shown = target.channelStandings.filter { $0.standing == .published || $0.standing == .shielded }
        let stopped = shown.map(\.channel).filter { !held.contains($0) }
        guard !stopped.isEmpty else { return nil }
        guard stopped.count < shown.count else {
            return FollowingOrder(kind: .publication, caseID: target.id, name: "stop", body: body)
        }
        return FollowingOrder(
            kind: .publication, caseID: target.id, name: "stopChannel",
            body: body.setting("channels", .array(stopped.map { .string($0) })))
    }

    var afterRevocation: [FollowingOrder] {
        let revocation = file.facts["repairRevoked"] ?? .object([])
        let bar: JSONValue = .members([
            ("repairBarredUntil", revocation["barredUntil"]), ("repairCase", .string(file.id.description)),
            ("reason", revocation["reason"]),
        ])
        return RevocationEffect.all(of: file, context).flatMap { effect -> [FollowingOrder] in
            let barred = FollowingOrder(
                kind: effect.target.kind, caseID: effect.target.id, name: "barRepair", body: bar)
            return effect.obstacle == nil ? [restored(effect.target, revocation), barred] : [barred]
        }
    }

    /// The entry is listed again, with a new period; the publication is public again.
    private func restored(_ target: CaseFile, _ revocation: JSONValue) -> FollowingOrder {
        var body = said(revocation)
        if target.kind == .listEntry { body = body.setting("falseMaterial", revocation["reason"] ?? "") }
        return FollowingOrder(kind: target.kind, caseID: target.id, name: "restore", body: body)
    }

    private func said(_ facts: JSONValue) -> JSONValue {
        .members([("decisionNo", facts["decisionNo"]), ("reason", facts["reason"])])
    }
}
