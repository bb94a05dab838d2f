import Casework
import Contracts
import Pages

/// What each office does with each measure of a list entry, and why where it does not (domain D.3 rows 9 to 13).
struct CaseMeasures {
    let reading: CaseReading

    /// Nothing while no office has answered.
    var value: PageValue {
        let rows = reading.file.parts.compactMap(row)
        guard !rows.isEmpty else { return .none }
        let columns = ["单位", "措施", "状态", "说明"].map { TableValue.Column($0) }
        return TableValue(columns, rows, label: "各单位实施措施情况").value
    }

    /// The part of an office alone is no measure's.
    private func row(_ part: (key: String, state: String)) -> [TableValue.Cell]? {
        let names = part.key.split(separator: "/").map(String.init)
        guard names.count == 2, let office = OfficeID(names[0]) else { return nil }
        return [
            TableValue.Cell(reading.visit.fullName(of: office)),
            TableValue.Cell(reading.sheet.text(.string(names[1]), nil, "measureCode")),
            TableValue.Cell(reading.workflow.title(ofState: part.state)),
            TableValue.Cell(why(part)),
        ]
    }

    /// What was said with the act by which the measure came to stand as it does.
    private func why(_ part: (key: String, state: String)) -> String {
        let said = reading.facts["parts"]?[part.key]
        let events = reading.workflow.rows.filter { $0.partTo == part.state }.map(\.event)
        let act = events.compactMap { said?[$0] }.first
        let code = act?["reasonCode"]?.string.map { reading.sheet.reason($0) }
        let words = [code, act?["reason"]?.string, act?["decisionNo"]?.string].compactMap(\.self)
        return words.isEmpty ? "—" : words.joined(separator: "；")
    }
}
