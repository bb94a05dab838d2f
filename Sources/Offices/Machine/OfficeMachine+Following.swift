import Casework
import Contracts

/// What a case that moved without an order sets off in the cases that it names, in the same transaction: an entry that its
/// own last day took off the list ends the publication that shows it (domain D.3, D.4).
extension OfficeMachine {
    /// Lets each case that this one names, and this one behind each of them, do what its own rows say. Nothing goes outward
    /// from a case that an officer has still to confirm, nor because of one (rule 16).
    mutating func goOnBehind(_ id: CaseID, _ kind: JournalKind, _ work: inout Workspace) throws {
        guard let file = try work.caseFile(id), [.listEntry, .publication].contains(file.kind) else { return }
        for named in Desk.concerned(by: file) {
            guard let other = try work.caseFile(named) else { continue }
            try follow(file, by: other, kind, &work)
            try follow(other, by: file, kind, &work)
        }
    }

    private mutating func follow(
        _ file: CaseFile, by other: CaseFile, _ kind: JournalKind, _ work: inout Workspace
    ) throws {
        guard !file.awaitsConfirmation, let own = deskContext(work.clocks, for: file)?.own,
            case .success(let outcome) = try ask(
                .followed(OtherCase(file: file, own: own)), about: other, &work), !outcome.events.isEmpty
        else { return }
        let caseID = other.id.description
        let content = work.content(JournalContent(events: outcome.events, body: []), caseID: caseID)
        try carryOut(outcome, &work)
        work.journal(kind, by: office, caseID: caseID, content: content, note: "follows \(file.id)")
    }
}
