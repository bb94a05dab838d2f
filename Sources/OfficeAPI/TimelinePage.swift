import Casework
import Contracts
import Ledgers
import Offices

/// What happened to a case, row by row: who, what, when, what falls due, by which letter, and whether it arrived.
struct TimelinePage {
    let id: CaseID
    let dossier: CaseDossier

    var json: JSONValue {
        .members([
            ("caseId", .string(id.description)),
            (
                "erased",
                dossier.erasure.map { ["at": .string($0.at.description), "reason": .string($0.reason)] }
            ),
            ("rows", .array(dossier.timeline.map(row))), ("letters", .array(dossier.letters.map(\.json))),
        ])
    }

    private func row(_ row: TimelineRow) -> JSONValue {
        let letter = dossier.letters.first { row.leafHash != nil && $0.leafHash == row.leafHash }
        return .members([
            ("number", .integer(row.sequence)), ("what", .string(row.kind?.rawValue ?? "other")),
            ("office", .string(row.office.description)), ("at", .string(row.officialTime.description)),
            ("machineTime", .string(row.machineTime.description)), ("note", .string(row.note)),
            ("events", .array(row.events.map(event))), ("letter", letter?.json),
        ])
    }

    private func event(_ event: CaseEvent) -> JSONValue {
        let deadline = event.body["deadline"] ?? event.body
        return .members([
            ("name", .string(event.name)), ("at", .string(event.at.description)),
            ("office", .string(event.office.description)), ("officer", event.officer.map { .string($0) }),
            ("officerName", event.body["officerName"]), ("officerRoles", event.body["officerRoles"]),
            ("letter", event.letter.map { .string($0.description) }), ("part", event.body["part"]),
            ("to", event.body["to"]), ("deadline", deadline["key"]), ("rule", deadline["rule"]),
            ("due", deadline["due"]), ("before", deadline["before"]), ("isProvisional", deadline["isProvisional"]),
            ("rung", event.body["rung"]),
        ])
    }
}

extension Ledgers.LetterRow {
    /// A letter without its body.
    var json: JSONValue {
        .members([
            ("letterId", .string(leaf.letter.description)), ("type", .string(leaf.type.description)),
            ("direction", .string(direction.rawValue)), ("from", .string(leaf.stream.office.description)),
            ("to", .string(leaf.to)), ("caseId", .string(leaf.caseID)), ("subject", .string(leaf.subject)),
            ("stream", .string(leaf.stream.description)),
            ("number", leaf.number == 0 ? nil : .integer(Int64(clamping: leaf.number))),
            ("signedAt", .string(leaf.time.description)), ("cause", leaf.cause.isEmpty ? nil : .string(leaf.cause)),
            ("leafHash", .string(leafHash.description)), ("disposition", disposition.map { .string($0.rawValue) }),
            ("reason", reason.isEmpty ? nil : .string(reason)), ("replays", .integer(Int64(replays))),
            ("disposedAt", disposedAt.map { .string($0.description) }),
            ("deliveredAt", deliveredAt.map { .string($0.description) }),
        ])
    }
}
