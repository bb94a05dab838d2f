import Casework
import Ledgers

/// States that belong together. Filters, the statistics line and the marks of states all take them from here, so that none
/// of them counts what another leaves out (practice 6.5).
enum StateGroup: String, CaseIterable, Sendable {
    /// Somebody can still bring it on.
    case open
    /// Nothing moves it any more.
    case ended

    /// The group of a state: ended is one from which no row of the table leads on.
    static func of(_ kind: CaseKind, _ state: String) -> StateGroup {
        let goesOn = Workflow.of(kind).rows.contains { row in
            guard row.from.contains(state) else { return false }
            return switch row.to {
            case .state(let next): next != state
            case .derived, .channels: true
            case .stays: row.partTo != nil
            }
        }
        return goesOn ? .open : .ended
    }

    /// All states of a group, of these kinds.
    func states(of kinds: some Sequence<CaseKind>) -> Set<StateOfKind> {
        Set(
            kinds.flatMap { kind in
                Workflow.of(kind).states.filter { StateGroup.of(kind, $0.name) == self }
                    .map { StateOfKind(kind, $0.name) }
            })
    }
}
