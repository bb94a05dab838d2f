import Casework
import Contracts
import Ledgers
import Offices

/// A case across all offices as one of them sees it: what each has done as far as letters told it, and the timeline.
struct TracePage {
    let id: CaseID
    let dossier: CaseDossier
    let office: OfficeID
    let directory: DirectoryDocument?

    var json: JSONValue {
        let workflow = dossier.summary.map { Workflow.of($0.kind) }
        let seen: JSONValue = .members([
            ("seenBy", .string(office.description)),
            ("standing", dossier.file.map { .string($0.standing(of: office).title) }),
            ("kind", dossier.summary.map { .string($0.kind.rawValue) }),
            ("title", workflow.map { .string($0.title) }), ("state", dossier.summary.map { .string($0.state) }),
            (
                "stateTitle",
                dossier.summary.flatMap { summary in workflow.map { .string($0.title(ofState: summary.state)) } }
            ),
            ("flags", dossier.file.map { .array($0.flags.map { .string($0) }) }),
            ("offices", .array(offices.map { row($0, workflow) })),
        ])
        return seen.merging(TimelinePage(id: id, dossier: dossier).json)
    }

    /// Whoever is a party, did something that is known here, or got a letter: the opener first, then in order of coming.
    private var offices: [OfficeID] {
        let parties = dossier.file.map { [$0.owner] + $0.recipients + $0.copies } ?? [id.office]
        let acted = acts.map(\.office)
        let addressed = dossier.letters.flatMap { [$0.leaf.stream.office] + (OfficeID($0.leaf.to).map { [$0] } ?? []) }
        return (parties + acted + addressed).reduce(into: []) { known, office in
            if !known.contains(office) { known.append(office) }
        }
    }

    /// Acts of people and offices; a deadline's life is told beside them.
    private var acts: [CaseEvent] {
        dossier.timeline.flatMap(\.events).filter { !$0.name.hasPrefix("deadline") && $0.name != CaseFile.noteEvent }
    }

    private func row(_ office: OfficeID, _ workflow: Workflow?) -> JSONValue {
        let acts = acts.filter { $0.office == office }
        let to = dossier.letters.filter { $0.direction != .received && $0.leaf.to == office.description }
        let from = dossier.letters.filter { $0.direction == .received && $0.leaf.stream.office == office }
        let part = dossier.file?.state(ofPart: office.description)
        func time(_ event: String) -> JSONValue? {
            acts.first { $0.name == event }.map { .string($0.body["actedAt"]?.string ?? $0.at.description) }
        }
        return .members([
            ("office", .string(office.description)), ("name", directory?.profile(office).map { .string($0.name) }),
            ("standing", dossier.file.map { .string($0.standing(of: office).title) }),
            ("part", part.map { .string($0) }),
            ("partTitle", part.map { .string(workflow?.title(ofState: $0) ?? $0) }),
            ("lettersFrom", .integer(Int64(from.count))), ("lettersTo", .integer(Int64(to.count))),
            ("deliveredAt", to.compactMap(\.deliveredAt).min().map { .string($0.description) }),
            ("openedAt", time("opened")), ("acceptedAt", time("accepted") ?? time("receiptSigned")),
            ("lastAct", acts.last.map { last in .string(title(last, workflow)) }),
            ("lastActAt", acts.last.map { .string($0.body["actedAt"]?.string ?? $0.at.description) }),
        ])
    }

    private func title(_ event: CaseEvent, _ workflow: Workflow?) -> String {
        workflow?.rows.first { $0.event == event.name }?.title ?? event.name
    }
}
