import Casework
import Contracts
import Ledgers
import Offices

extension CaseChange {
    /// As programs read it. It says that a case moved; what it says is asked for with an officer's rights.
    var json: JSONValue {
        let title = kind.flatMap { CaseKind(rawValue: $0) }.flatMap { kind in
            state.map { Workflow.of(kind).title(ofState: $0) }
        }
        return .members([
            ("sequence", .integer(sequence)), ("what", .string(what?.rawValue ?? "other")),
            ("office", .string(office.description)), ("caseId", .string(caseID)),
            ("kind", kind.map { .string($0) }), ("state", state.map { .string($0) }),
            ("stateTitle", title.map { .string($0) }), ("version", version.map { .integer(Int64($0)) }),
            ("at", .string(at.description)),
        ])
    }

    /// As a server-sent event; its id is where a reader goes on.
    var event: String { "id: \(sequence)\nevent: change\ndata: \(json.text)\n\n" }

    /// Its schema.
    static let schema: JSONValue = [
        "type": "object", "required": ["sequence", "what", "office", "caseId", "at"],
        "properties": [
            "sequence": ["type": "integer", "description": "日志序号，递增，不重复"],
            "what": ["type": "string", "description": "order、letterIn、rung等"], "office": ["type": "string"],
            "caseId": ["type": "string"], "kind": ["type": "string"], "state": ["type": "string"],
            "stateTitle": ["type": "string"], "version": ["type": "integer"], "at": ["type": "string"],
        ],
    ]
}
