import Casework
import Contracts

/// A case as it is shown: the file, and beside codes the words for them.
struct CasePage {
    let file: CaseFile
    let office: OfficeID
    let rules: RuleSet

    var json: JSONValue {
        let workflow = Workflow.of(file.kind)
        return [
            "caseId": .string(file.id.description), "kind": .string(file.kind.rawValue),
            "title": .string(workflow.title), "state": .string(file.state),
            "stateTitle": .string(workflow.title(ofState: file.state)), "version": .integer(Int64(file.version)),
            "subject": .string(file.subject), "owner": .string(file.owner.description),
            "standing": .string(file.standing(of: office).title),
            "recipients": .array(file.recipients.map { .string($0.description) }),
            "cc": .array(file.copies.map { .string($0.description) }),
            "openedAt": .string(file.openedAt.description), "updatedAt": .string(file.updatedAt.description),
            "flags": .array(file.flags.map { .string($0) }),
            "parts": .array(
                file.parts.map { part in
                    [
                        "key": .string(part.key), "state": .string(part.state),
                        "stateTitle": .string(workflow.title(ofState: part.state)),
                    ]
                }),
            "deadlines": .array(file.deadlines.map(deadline)), "facts": CasePage.shown(file.facts),
        ]
    }

    /// The facts without the manifests of files: `evidenceFiles` names each once, and the digests of chunks are nobody's read.
    private static func shown(_ value: JSONValue) -> JSONValue {
        if let elements = value.array { return .array(elements.map { shown($0) }) }
        guard let members = value.object else { return value }
        let kept = members.filter { $0.name != LetterFields.files.name }
        return .object(kept.map { JSONMember($0.name, shown($0.value)) })
    }

    private func deadline(_ deadline: DeadlineState) -> JSONValue {
        let shown = deadline.json.setting("isProvisional", .bool(deadline.isProvisional))
        guard let rule = rule(deadline) else { return shown }
        return shown.merging([
            "name": .string(rule.name), "basis": .array(rule.basis.map { .string($0.citation) }),
        ])
    }

    /// The rule's words; nil when this rule set has no such rule on that day, and the deadline then speaks for itself.
    private func rule(_ deadline: DeadlineState) -> DeadlineRule? {
        do throws(RuleRefusal) {
            return try rules.deadline(deadline.rule, on: deadline.start.civilDate)
        } catch {
            return nil
        }
    }
}
