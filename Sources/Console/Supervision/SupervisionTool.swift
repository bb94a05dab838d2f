import Casework
import Contracts
import Pages

/// One document by which a case was supervised: whom it went to, its clock, and what was answered.
struct SupervisionTool: Sendable {
    /// Where it stands; each is in exactly one.
    enum Standing: String, CaseIterable, Sendable {
        case waiting, overdue, answered, ended

        var words: Words {
            switch self {
            case .waiting: Words("待答复", "Awaited")
            case .overdue: Words("逾期未答复", "Overdue")
            case .answered: Words("已答复", "Answered")
            case .ended: Words("无须答复或者已终止", "No answer due")
            }
        }
    }

    /// A kind of document: the event that sends it, its clock, and what answers it.
    private struct Form {
        let event: String
        let key: String?
        let answers: [String]
        /// Whether it goes to the office that opened the case.
        var goesToOwner = false
    }

    let caseID: CaseID
    let kind: CaseKind
    let state: String
    /// What the case is called.
    let matter: String
    let title: String
    let documentNo: String
    let from: OfficeID?
    let to: OfficeID?
    let at: Moment
    let deadline: DeadlineState?
    let answeredAt: Moment?
    let standing: Standing

    private static let forms: [CaseKind: [Form]] = [
        .handoff: [
            Form(event: "reasonsRequired", key: "reasons", answers: ["reasonsGiven"]),
            Form(event: "delayReasonsRequired", key: "reasons", answers: ["reasonsGiven", "filed", "filingRefused"]),
            Form(event: "filingOrdered", key: "orderedFiling", answers: ["filed"]),
            Form(event: "correctionDemanded", key: nil, answers: ["filed"]),
            Form(event: "transferRequired", key: "requiredTransfer", answers: ["transferred"], goesToOwner: true),
        ],
        .supervision: ["supervisionLetterIssued", "opinionIssued", "decisionIssued"].map {
            Form(event: $0, key: "correct", answers: ["correctionReported"])
        } + [Form(event: "circulated", key: nil, answers: ["correctionReported"])],
    ]

    /// The documents of a case, the oldest first.
    static func all(of file: CaseFile, at now: Moment) -> [SupervisionTool] {
        let found = (forms[file.kind] ?? []).flatMap { form in
            entries(form.event, file).map { (form: form, entry: $0.entry, at: $0.at) }
        }.sorted { $0.at < $1.at }
        return found.map { form, entry, at in
            // Each document starts its clock anew: the first one that starts no earlier, in the order of documents.
            let place = found.filter { $0.form.key == form.key && $0.at < at }.count
            let clocks = file.deadlines.filter { $0.key == form.key }
            let clock = form.key == nil || place >= clocks.count ? nil : clocks[place]
            let next = found.first { $0.form.key == form.key && $0.at > at }?.at
            let answer = form.answers.flatMap { entries($0, file) }.map(\.at).filter {
                answered in answered >= at && next.map { answered < $0 } ?? true
            }.min()
            return SupervisionTool(
                caseID: file.id, kind: file.kind, state: file.state, matter: file.matter,
                title: title(form.event, entry, file.kind),
                documentNo: entry["documentNo"]?.string ?? "", from: entry["office"]?.string.flatMap { OfficeID($0) },
                to: form.goesToOwner ? file.owner : file.recipients.first, at: at, deadline: clock,
                answeredAt: answer, standing: standing(clock, answer, now))
        }
    }

    private static func title(_ event: String, _ entry: JSONValue, _ kind: CaseKind) -> String {
        let title = Workflow.of(kind).title(ofEvent: event) ?? event
        guard let form = entry["kind"]?.string, let words = ChoiceWords.title(of: form, in: "kind") else {
            return title
        }
        return words
    }

    private static func entries(_ event: String, _ file: CaseFile) -> [(entry: JSONValue, at: Moment)] {
        guard let value = file.facts[event] else { return [] }
        return (value.array ?? [value]).compactMap { entry in
            entry["at"]?.string.flatMap { Moment($0) }.map { (entry, $0) }
        }
    }

    private static func standing(_ clock: DeadlineState?, _ answer: Moment?, _ now: Moment) -> Standing {
        if answer != nil { return .answered }
        guard let clock, clock.isOpen else { return .ended }
        return clock.status == .running && clock.due.map { $0 < now } ?? false ? .overdue : .waiting
    }
}
