package import Casework
package import Contracts

/// Compares what a platform shows (a file of it) with what stands published here (domain D.4; NDRC36 art 24: who shows
/// something else than the source must follow it).
package struct Reconciliation: Sendable {
    /// A record here, as the case has it.
    package struct Own: Hashable, Sendable {
        /// The case.
        package let id: String
        /// State of the publication.
        package let state: String
        /// What is published while it stands; the record itself before that.
        package let payload: JSONValue
        /// Whether the public may see it today.
        package let isShown: Bool

        /// A record.
        package init(id: String, state: String, payload: JSONValue, isShown: Bool) {
            self.id = id
            self.state = state
            self.payload = payload
            self.isShown = isShown
        }
    }

    /// How a record differs.
    package enum Finding: String, CaseIterable, Hashable, Sendable {
        /// It is published here and not in the file.
        case missing
        /// It is in both, and not the same.
        case differing
        /// It is in the file and must not be shown any more.
        case shouldBeGone
        /// It is in the file and nobody here knows it, or it is not published yet.
        case unknown

        /// For people.
        package var title: String {
            switch self {
            case .missing: "缺失"
            case .differing: "不一致"
            case .shouldBeGone: "应当撤下"
            case .unknown: "本单位没有已公示的对应记录"
            }
        }
    }

    /// One line of the result.
    package struct Line: Hashable, Sendable {
        /// What it is.
        package let finding: Finding
        /// Row of the file; nil for what is missing there.
        package let row: Int?
        /// The case here; empty when there is none.
        package let caseID: String
        /// Name of the party (public) and document number.
        package let name, number: String
        /// Titles of the fields that differ.
        package let fields: [String]
    }

    private let kind: RecordKind
    private let own: [String: Own]
    private var seen: Set<String> = []
    /// Rows that are the same on both sides.
    package private(set) var equal = 0

    /// A comparison of one kind; several cases of one document are told by the one that is shown, else by the newest.
    package init(_ kind: RecordKind, own: [Own]) {
        self.kind = kind
        self.own = Dictionary(own.map { (CreditRecord.key(of: $0.payload, kind), $0) }) { old, new in
            old.isShown && !new.isShown ? old : new
        }
    }

    /// Takes a row of the file; nil when it is as it should be.
    package mutating func take(_ record: CreditRecord, row: Int) -> Line? {
        seen.insert(record.key)
        let shown = record.orderRecord
        guard let own = own[record.key] else { return line(.unknown, row, "", shown, []) }
        guard own.isShown else {
            let isOver = ["withdrawn", "stopped", "shielded", "archived", "notPublished"].contains(own.state)
            return line(isOver ? .shouldBeGone : .unknown, row, own.id, shown, [])
        }
        let differing = kind.payloadFields.filter { field in
            // What a file has no column for, or this ledger no value, says nothing.
            guard let left = own.payload[field.name] else { return shown[field.name] != nil }
            return shown[field.name].map { $0 != left } ?? false
        }
        guard !differing.isEmpty else {
            equal += 1
            return nil
        }
        return line(.differing, row, own.id, shown, differing.map(\.title))
    }

    /// What stands published here and did not come, in the order of the keys.
    package func missing() -> [Line] {
        own.filter { $0.value.isShown && !seen.contains($0.key) }.sorted { $0.key < $1.key }
            .map { line(.missing, nil, $0.value.id, $0.value.payload, []) }
    }

    private func line(_ finding: Finding, _ row: Int?, _ id: String, _ record: JSONValue, _ fields: [String]) -> Line {
        let label = RecordLabel(record, kind)
        return Line(
            finding: finding, row: row, caseID: id, name: label.name, number: label.number, fields: fields)
    }
}
