import Casework
package import Contracts

/// Writes list entries as the rows that `ListRowReader` reads: what is exported can be imported again.
///
/// What the layout of a list file has no cell for is left out: persons beside the subject, a measure's own name and
/// agencies. Names of persons are masked and tokens left out, so the row of a person cannot come in again as it is.
package struct ListRowWriter: Sendable {
    /// The word behind the days of a measure of which its office is only told.
    static let informOnly = "仅提供信息"
    /// The column under a heading that no import reads, with a masked name in it.
    private static let masked = "subject.legalRepName"

    private static let columns = ListColumn.all.filter { $0.path != "subject.personToken" }

    private let names: [String: String]

    /// A writer.
    ///
    /// - Parameter names: names of the list kinds by their words.
    package init(names: [String: String]) {
        self.names = names
    }

    /// The headings.
    package static var headings: [String] { columns.map { $0.path == masked ? $0.header + "（已脱敏）" : $0.header } }

    /// The cells of an entry whose facts are these.
    package func cells(_ facts: JSONValue) -> [String] {
        let isPerson = facts["subject"]?["subjectKind"]?.string == CounterpartyKind.naturalPerson.rawValue
        return ListRowWriter.columns.map { column in
            let value = column.path.split(separator: ".").reduce(JSONValue?.some(facts)) { $0?[String($1)] }
            guard let value else { return "" }
            let cell = written(value, column)
            return column.path == ListRowWriter.masked || (isPerson && column.path == "subject.name")
                ? Masking.name(cell) : cell
        }
    }

    private func written(_ value: JSONValue, _ column: ListColumn) -> String {
        switch column.form {
        case .text, .day: value.string ?? ""
        case .number: value.integer.map { String($0) } ?? ""
        case .flag: value.bool.map { $0 ? "是" : "否" } ?? ""
        case .listKind: value.string.map { names[$0] ?? $0 } ?? ""
        case .subjectKind: value.string.map { CounterpartyKind(rawValue: $0)?.name ?? $0 } ?? ""
        case .words: (value.array ?? []).compactMap(\.string).joined(separator: ";")
        case .measures: (value.array ?? []).compactMap(measure).joined(separator: ";")
        }
    }

    /// `M13:《某法》第五条:2029-07-30:仅提供信息`, as far as it is said.
    private func measure(_ measure: JSONValue) -> String? {
        guard let code = measure["code"]?.string else { return nil }
        let parts = [
            code, measure["basis"].map(provision) ?? "", measure["until"]?.string ?? "",
            measure["informOnly"] == true ? ListRowWriter.informOnly : "",
        ]
        let last = parts.lastIndex { !$0.isEmpty } ?? 0
        return parts[...last].joined(separator: ":")
    }

    private func provision(_ basis: JSONValue) -> String {
        let instrument = (basis["instrument"]?.string ?? "").filter { $0 != "《" && $0 != "》" }
        return "《\(instrument)》\(basis["article"]?.string ?? "")\(basis["item"]?.string ?? "")"
    }
}

/// The lines behind the last entry of an exported list; they are no rows of it.
package enum ListFoot {
    /// The cell with which the first of them begins.
    package static func opening(count: Int64) -> String { "以上共\(count)条" }

    /// How many entries stand above a line that opens the foot; nil for any other line.
    package static func count(_ cells: [String]) -> Int? {
        guard let first = cells.first, first.hasPrefix("以上共"), first.hasSuffix("条") else { return nil }
        return Int(first.dropFirst(3).dropLast())
    }
}
