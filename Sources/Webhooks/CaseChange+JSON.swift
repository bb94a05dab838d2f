import Casework
package import Contracts
package import Ledgers
import Offices

extension CaseChange {
    /// As programs read it, in deliveries, pages of changes and events alike. It says that a case moved; what it says is
    /// asked for with an officer's rights.
    package var json: JSONValue {
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
}
