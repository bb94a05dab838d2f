import Casework
import Contracts

/// A restriction that outlives its ground is the worst failure of lists: it is told by name.
extension OfficeMachine {
    /// The time for lifting is over, and a measure still stands somewhere.
    func tellStillApplied(_ file: CaseFile, _ rung: DeadlineRung, _ work: inout Workspace) {
        guard file.kind == .listEntry, rung.key == "lift", rung.rung == "due" else { return }
        let applied = file.parts.filter { CaseFile.applying.contains($0.state) }.map(\.key).sorted()
        guard !applied.isEmpty else { return }
        work.alarm(
            "REMOVED_STILL_APPLIED",
            "list entry \(file.id) of \(file.subject) is removed but still applied at \(applied.joined(separator: ", "))"
        )
    }
}
