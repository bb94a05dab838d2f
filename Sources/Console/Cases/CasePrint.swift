import Casework
import Contracts
import Ledgers
import Pages
import Web

/// The papers of a case on A4: the slip or letter that opened it, and each later letter or receipt, in a fixed layout
/// with number, page x of y and time of print (practice 7.24).
struct CasePrint {
    let reading: CaseReading
    /// The event whose paper is meant; nil for the case as a whole.
    let event: String?

    struct Choice {
        let title: String
        let url: String
    }

    /// The papers that this case has: one for each act that wrote a letter.
    static func choices(_ reading: CaseReading) -> [Choice] {
        let happened = Set(reading.dossier.timeline.flatMap(\.events).map(\.name))
        var seen: Set<String> = []
        return reading.workflow.rows.compactMap { row in
            guard happened.contains(row.event), seen.insert(row.event).inserted, let title = title(of: row) else {
                return nil
            }
            return Choice(title: title, url: "\(reading.path)/print?event=\(row.event)")
        }
    }

    private static func title(of row: Transition) -> String? {
        row.letters.first.flatMap { LetterCatalogue.contract(for: $0.type)?.title }
    }

    private var row: Transition? { event.flatMap { name in reading.workflow.rows.first { $0.event == name } } }

    /// The event itself: the last one of its name.
    private var happened: CaseEvent? {
        event.flatMap { name in reading.dossier.timeline.flatMap(\.events).last { $0.name == name } }
    }

    var title: String { row.flatMap { CasePrint.title(of: $0) ?? $0.title } ?? reading.workflow.title + "登记表" }

    func content() throws -> [String: PageValue] {
        if event != nil, happened == nil { throw Problem.missing("这份文书") }
        let file = reading.file
        let content = happened?.body["content"] ?? .null
        let number =
            content["documentNo"]?.string ?? content["decisionNo"]?.string ?? reading.facts["number"]?["text"]?.string
            ?? reading.facts["documentNo"]?.string ?? "编号：\(reading.id)"
        let office = happened?.office ?? file.owner
        let at = happened.map { $0.body["actedAt"]?.string.flatMap { Moment($0) } ?? $0.at } ?? file.openedAt
        let to = file.recipients.map { reading.visit.fullName(of: $0) }.joined(separator: "、")
        let copies = file.copies.map { reading.visit.fullName(of: $0) }.joined(separator: "、")
        let own = reading.sheet.lines(content)
        let lines = event == nil || own.isEmpty ? reading.sheet.basics(of: reading.facts) : own
        return [
            "heading": .text(title), "number": .text(number), "office": .text(reading.visit.fullName(of: office)),
            "day": .text(CasePrint.day(at.civilDate)), "to": .optional(to.isEmpty ? nil : to),
            "copies": .optional(copies.isEmpty ? nil : copies), "lines": .list(lines.map(\.value)),
            "about": .text(reading.name),
            "officer": .optional(happened?.body["officerName"]?.string),
            "printedAt": .text(reading.visit.now.shortDescription),
            "printedBy": .text(reading.visit.officer.name), "id": .text(reading.id.description), "isPrint": true,
            "events": .list(event == nil ? reading.sheet.events(of: reading.facts).map(\.value) : []),
            "files": .list(file.evidence.map { .text("\($0.name)（\(CaseView.size($0.size))）") }),
            "backURL": .text(reading.path),
        ]
    }

    private static func day(_ date: CivilDate) -> String {
        let parts = date.components
        return "\(parts.year)年\(parts.month)月\(parts.day)日"
    }
}
