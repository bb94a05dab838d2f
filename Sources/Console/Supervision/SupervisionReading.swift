import Casework
import Contracts
import Ledgers
import OfficeAPI
import Offices

/// A handoff as the supervisor's pages show it; of thousands the whole files are not kept.
struct SupervisedCase: Sendable {
    let id: CaseID
    let owner: OfficeID
    let state: String
    /// What the case is called.
    let matter: String
    /// Name of the first suspect; empty when it has none.
    let subject: String
    /// Its number in the running count.
    let number: Int64?
    /// The figures that it counts in, with what made it count.
    let figures: [SupervisionFigure: String]

    init(_ progress: HandoffProgress, _ visit: Console.Visit) {
        let file = progress.file
        (id, owner, state, matter) = (file.id, file.owner, file.state, file.matter)
        subject = file.subjectNames.first ?? ""
        number = progress.number
        let held = SupervisionFigure.allCases.filter { $0.holds(progress) }
        figures = Dictionary(uniqueKeysWithValues: held.map { ($0, $0.why(progress, visit)) })
    }
}

/// What an office knows of the cases that are supervised, read once for a page: the figures and their lists are counts over
/// the same handoffs.
struct SupervisionReading: Sendable {
    /// Cases of a kind that one page looks at, the last changed first.
    static let mostCases = 2_000

    /// Handoffs of the scope, the last changed first.
    let handoffs: [SupervisedCase]
    /// Documents of supervision in handoffs and in cases of supervision, the newest first.
    let tools: [SupervisionTool]
    /// Running counts, as `/api/v1/handoffs/completeness` has them.
    let counts: JSONValue
    /// Whether there were more cases than were looked at.
    let isCut: Bool
    let scope: Scope
    /// When it was read, in official time.
    let asOf: Moment

    init(_ reader: LedgerReader, in scope: Scope, _ visit: Console.Visit) throws {
        let scan = CaseScan(reader: reader, scope: scope)
        var handoffs: [SupervisedCase] = []
        var tools: [SupervisionTool] = []
        var filter = CaseListFilter()
        filter.kinds = [.handoff]
        let seen = try scan.each(filter, most: SupervisionReading.mostCases) { file in
            if let progress = HandoffProgress(file, now: visit.now) {
                handoffs.append(SupervisedCase(progress, visit))
            }
            tools += SupervisionTool.all(of: file, at: visit.now)
        }
        filter.kinds = [.supervision]
        let others = try scan.each(filter, most: SupervisionReading.mostCases) {
            tools += SupervisionTool.all(of: $0, at: visit.now)
        }
        self.handoffs = handoffs
        self.tools = tools.sorted { $0.at > $1.at }
        self.scope = scope
        asOf = visit.now
        isCut = seen.isCut || others.isCut
        counts = try HandoffPage(machine: visit.machine, handoffs: [], only: nil, now: visit.now) { letter in
            try reader.letters(withID: letter, in: .office).first { $0.direction == .received }
        }.json
    }

    /// Handoffs of a figure, of one office or of all.
    func handoffs(_ figure: SupervisionFigure, of office: OfficeID?) -> [SupervisedCase] {
        handoffs.filter { found in office.map { $0 == found.owner } ?? true && found.figures[figure] != nil }
    }

    /// What others number for this office, of the offices in scope.
    var received: [(office: OfficeID, row: JSONValue)] {
        (counts["received"]?.array ?? []).compactMap { row in
            row["office"]?.string.flatMap { OfficeID($0) }.map { ($0, row) }
        }.filter { covers($0.office) }
    }

    /// What this office numbers itself; nothing to somebody who sees only a region below the office's.
    var sent: [JSONValue] { scope == .office ? counts["sent"]?.array ?? [] : [] }

    private func covers(_ office: OfficeID) -> Bool {
        guard case .region(let region) = scope else { return true }
        return office.description.hasPrefix(region.stem)
    }
}
