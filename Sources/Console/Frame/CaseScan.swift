import Casework
import Contracts
import Ledgers

/// A walk through the files of cases, the last changed first, that ends at a bound however many there are: what is made of
/// it says when it was cut.
struct CaseScan: Sendable {
    let reader: LedgerReader
    let scope: Scope

    private static let onPage = 500

    /// Looks at the cases of a filter.
    ///
    /// - Returns: how many were looked at, and whether there were more than `most`.
    func each(
        _ filter: CaseListFilter, most: Int, _ visit: (CaseFile) throws -> Void
    ) throws -> (count: Int, isCut: Bool) {
        let order = CaseListOrder(.updated, isDescending: true)
        var count = 0
        var cursor: CaseListCursor?
        while true {
            let limit = min(CaseScan.onPage, most - count + 1)
            let lines = try reader.caseList(filter, in: scope, by: order, behind: cursor, limit: limit)
            for line in lines.prefix(most - count) { try reader.caseFile(line.id, in: scope).map(visit) }
            count += lines.count
            if count > most { return (most, true) }
            guard lines.count == limit, let last = lines.last else { return (count, false) }
            cursor = last.cursor
        }
    }
}

extension CaseFile {
    /// The officer of an office who did the last thing in the case; nil when nobody there has done anything in it.
    func lastHand(at office: OfficeID) -> (id: String, name: String)? {
        let parts = (facts["parts"]?.object ?? []).flatMap { $0.value.object ?? [] }
        let stamps = ((facts.object ?? []) + parts).flatMap { $0.value.array ?? [$0.value] }.compactMap {
            stamp -> (at: Moment, id: String, name: String)? in
            guard stamp["office"]?.string == office.description, let id = stamp["officer"]?.string,
                let at = stamp["at"]?.string.flatMap({ Moment($0) })
            else { return nil }
            return (at, id, stamp["officerName"]?.string ?? id)
        }
        return stamps.max { $0.at < $1.at }.map { ($0.id, $0.name) }
    }
}

/// Figures in words that never show a zero for what cannot be counted (practice 7).
enum Figure {
    /// What stands for a figure that nothing was there to count for.
    static let none = "—"

    /// A part of a whole, to a tenth of a percent; a dash when there is no whole.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return none }
        let tenths = (part * 1000 + whole / 2) / whole
        return "\(tenths / 10).\(tenths % 10)%"
    }

    /// A number, or a dash.
    static func text(_ number: Int?) -> String { number.map { String($0) } ?? none }
}
