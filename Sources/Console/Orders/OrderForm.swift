import Casework
import Contracts

/// The form of one order: made from the field table of its row, filled with what the case knows.
struct OrderForm {
    let kind: CaseKind
    let order: String
    let file: CaseFile?
    let possibility: Possibility
    let visit: Console.Visit
    let office: OfficeID
    let agency: String
    let offices: OfficeFinder
    /// The register of firms; nil where there is none, or it is not the officer's to ask.
    var register: RegisterDesk?

    var fields: [BodyField] { possibility.fields }

    /// What it answers to, and where its draft lies.
    var path: String {
        file.map { "/cases/\($0.id)/orders/\(order)" } ?? "/cases/new/\(kind.rawValue)/\(order)"
    }
    var draft: String { "\(kind.rawValue)~\(order)~\(file?.id.description ?? "new")" }

    /// The fields that belong to each act anew and are not taken from an earlier one.
    private static let fresh: Set<String> = [
        "note", "reason", "reasonCode", "opinion", "text", "documentNo", "decisionNo", "files", "kind", "result",
        "office",
    ]
    /// Where a field begins with what another one of the case says.
    private static let related = ["suspects": "subject"]

    /// What the case knows of the fields.
    var known: FormValues {
        var values = FormValues()
        guard let facts = file?.facts else { return values }
        for field in fields where !OrderForm.fresh.contains(field.name) || isRevision {
            if let value = facts[field.name], value != .null, field.name != LetterFields.files.name || isRevision {
                values.fill(value, field, at: field.name, offices: offices)
            } else if let other = OrderForm.related[field.name], let value = facts[other] {
                values.fill(.array([value]), field, at: field.name, offices: offices)
            }
            if field.name == OrderForm.changes, case .object(let inner) = field.kind {
                for part in inner where part.name != LetterFields.files.name {
                    guard let value = facts[part.name], value != .null else { continue }
                    values.fill(value, part, at: "\(field.name).\(part.name)", offices: offices)
                }
            }
        }
        return values
    }

    /// An order by which the case's own text is written again: then all of it is the text to begin with.
    private var isRevision: Bool {
        guard let opening = Workflow.of(kind).rows.first(where: { $0.from == [""] && $0.order != nil }) else {
            return false
        }
        return file != nil && Set(opening.fields.map(\.name)) == Set(fields.map(\.name))
    }

    /// The field of a review that holds what the reviewer changed.
    static let changes = "changes"

    /// A review's changes are those fields that the reviewer did not leave as they were.
    func onlyChanged(_ body: JSONValue) -> JSONValue {
        guard let file, let changes = body[OrderForm.changes]?.object else { return body }
        let changed = changes.filter { member in
            guard let before = file.facts[member.name] else { return true }
            return member.value != before
        }
        return changed.isEmpty
            ? body.removing(OrderForm.changes) : body.setting(OrderForm.changes, .object(changed))
    }

    /// The case as this form's author saw it: its state and what the form was filled with.
    var seen: String {
        let known = file.map { "\($0.state)|\(self.known.json.text)" } ?? ""
        return String(Digest.sha256(Array(known.utf8)).description.prefix(20))
    }

    var choices: OrderChoices {
        let events = Workflow.of(kind).rows.filter { $0.order == order }.map(\.event)
        let measures = (file?.facts["measures"]?.array ?? []).compactMap { $0["code"]?.string }
        return OrderChoices(
            fields, events: events, rules: visit.rules, agency: agency, today: visit.today, measures: measures)
    }
}
