package import Contracts

/// On which side of a case an office stands, as its work lists part them.
package enum CaseSide: Int, CaseIterable, Hashable, Sendable {
    /// It opened the case.
    case sent
    /// It acts on what another office opened.
    case received
    /// It has a copy.
    case copied
    /// It hears of it on a shared topic, or is no party.
    case heard

    /// The word in addresses.
    package var name: String {
        switch self {
        case .sent: "sent"
        case .received: "received"
        case .copied: "copied"
        case .heard: "heard"
        }
    }

    /// A side by its word in addresses.
    package init?(name: String) {
        guard let side = CaseSide.allCases.first(where: { $0.name == name }) else { return nil }
        self = side
    }
}

/// What the work lists of one office need to know of a case without opening it.
package struct CaseFacet: Hashable, Sendable {
    /// The office's side.
    package let side: CaseSide
    /// Whose turn it is at the office: the roles that may bring the case forward now; empty while others must act.
    package let actors: Set<Role>
    /// The earliest end of a duty of the office, else of anybody; nil when none runs.
    package let due: Moment?
    /// Every office that takes part, its opener first.
    package let parties: [OfficeID]

    /// The facet of a case at an office; nothing is its turn at a ledger that has no office yet.
    package init(_ file: CaseFile, at own: OfficeID?) {
        parties = file.parties
        side = own.map { file.side(of: $0) } ?? .heard
        actors = own.map { file.actors(at: $0) } ?? []
        let open = file.openDeadlines
        let ours = open.filter { $0.holder != nil && $0.holder == own }.compactMap(\.due).min()
        due = ours ?? open.compactMap(\.due).min()
    }

    /// What the facets of all cases rest on: they are made anew when a later program's tables differ.
    package static let form: Digest = {
        let rows = CaseKind.allCases.flatMap { kind in
            Workflow.of(kind).rows.filter { $0.order != nil }.map { row in
                "\(row.number) \(row.side) \(row.agencies) \(row.roles) \(row.from) \(row.to) \(row.scope) "
                    + "\(row.partFrom) \(row.partTo ?? "")"
            }
        }
        return Digest.sha256(Array((["facets 1"] + rows).joined(separator: "\n").utf8))
    }()
}

extension Role {
    /// The bit of the role in a set that is kept as a number.
    package var bit: Int64 { 1 << Int64(Role.allCases.firstIndex(of: self) ?? 0) }

    /// A set of roles as a number.
    package static func bits(_ roles: some Sequence<Role>) -> Int64 { roles.reduce(0) { $0 | $1.bit } }
}

extension CaseFile {
    /// Every office that takes part, each once, its opener first.
    fileprivate var parties: [OfficeID] {
        let named = ["lead", "recogniser", "superior"].compactMap { facts[$0]?.string.flatMap { OfficeID($0) } }
        return ([owner] + recipients + copies + named).reduce(into: []) { parties, office in
            if !parties.contains(office) { parties.append(office) }
        }
    }

    fileprivate func side(of office: OfficeID) -> CaseSide {
        guard office != owner else { return .sent }
        switch standing(of: office) {
        case .opener: return .sent
        case .lead, .decider, .recipient, .superior: return .received
        case .copy: return .copied
        case .listener, .stranger: return .heard
        }
    }

    /// The roles by whose orders the case, or the office's part of it, goes on from where it stands. Nobody's turn is at an
    /// office that owes nothing while another one does.
    fileprivate func actors(at office: OfficeID) -> Set<Role> {
        let workflow = Workflow.of(kind)
        let holders = Set(openDeadlines.filter { !workflow.isWindow($0.key) }.compactMap(\.holder))
        guard holders.isEmpty || holders.contains(office) else { return [] }
        let standing = standing(of: office)
        // An id is the region and the agency (domain F.1).
        let agency = String(office.description.dropFirst(7))
        return workflow.rows.reduce(into: []) { actors, row in
            guard row.order != nil, row.to != .stays || row.partTo != nil, row.isOpen(to: standing, agency),
                row.from.contains(state), Desk.partFits(row, nil, self, office)
            else { return }
            actors.formUnion(row.roles)
        }
    }
}
