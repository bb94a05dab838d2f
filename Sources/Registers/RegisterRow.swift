import Casework
package import Contracts
import Tables

/// What is wrong with a row of an extract; the row is left out, the others are not touched.
package struct RegisterRowError: Hashable, Sendable {
    /// Number of the row as a spreadsheet counts it, the heading being 1.
    package let row: Int
    /// The column; empty when the whole row is meant.
    package let column: String
    /// Reason code of the rule data.
    package let code: String
    /// What is wrong and what to do.
    package let words: String

    /// As the interface tells it.
    package var json: JSONValue {
        [
            "row": .integer(Int64(row)), "column": .string(column), "code": .string(code), "words": .string(words),
        ]
    }
}

/// Reads one row of an extract.
struct RegisterRow {
    let header: RegisterHeader
    let day: CivilDate
    let row: TableRow
    private(set) var errors: [RegisterRowError] = []

    init(_ row: TableRow, header: RegisterHeader, day: CivilDate) {
        self.row = row
        self.header = header
        self.day = day
    }

    /// The firm; nil with `errors` when the row cannot be taken.
    mutating func firm() -> RegisterFirm? {
        if let problem = row.problem {
            errors.append(RegisterRowError(row: row.number, column: "", code: problem.code, words: problem.words))
            return nil
        }
        let firm = RegisterFirm(
            code: code(), number: number(), name: needed(.name), formerNames: formerNames(),
            representative: text(.representative), address: text(.address), region: region(), status: needed(.status),
            statusOn: statusOn())
        if firm.key.isEmpty, errors.isEmpty {
            report(.code, "FIELD_MISSING", "统一社会信用代码和注册号至少填写一项")
        }
        return errors.isEmpty ? firm : nil
    }

    private mutating func report(_ column: RegisterColumn, _ code: String, _ words: String) {
        errors.append(RegisterRowError(row: row.number, column: column.rawValue, code: code, words: words))
    }

    private mutating func text(_ column: RegisterColumn) -> String {
        let cell = header.cell(column, of: row.cells)
        if cell.unicodeScalars.count > column.limit {
            report(column, "TEXT_TOO_LONG", "最多\(column.limit)字，实为\(cell.unicodeScalars.count)字")
        } else if cell.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report(column, "TEXT_CONTROL_CHARACTER", "含有换行等控制字符")
        } else if RegisterRow.isPersonNumber(cell) {
            report(column, "PERSON_ID_INVALID", "看来是公民身份号码，登记库不收证件号码，请删去")
        }
        return cell
    }

    private mutating func needed(_ column: RegisterColumn) -> String {
        let cell = text(column)
        if cell.isEmpty { report(column, "FIELD_MISSING", "必填") }
        return cell
    }

    /// A code that the register gave out is one, whatever its check digits say (the pilot codes, domain C.1).
    private mutating func code() -> String {
        let cell = text(.code)
        guard !cell.isEmpty, errors.isEmpty, !isLossy(.code) else { return "" }
        do throws(USCCRefusal) {
            return try USCC(cell, registryConfirmedOn: day).text
        } catch {
            report(.code, error.reasonCode, error.words)
            return ""
        }
    }

    private mutating func number() -> String {
        let cell = HalfWidth.code(text(.number))
        guard !cell.isEmpty, !isLossy(.number) else { return "" }
        return cell
    }

    /// A spreadsheet keeps fifteen digits: what was behind them is lost.
    private mutating func isLossy(_ column: RegisterColumn) -> Bool {
        guard let place = header.places[column], row.lossyColumns.contains(place) else { return false }
        report(column, "USCC_MALFORMED", "表格把号码存成了数字，末几位已经丢失：请把该列设为文本后重新导出")
        return true
    }

    private mutating func formerNames() -> [String] {
        text(.formerNames).split { ";；|".contains($0) }.map { HalfWidth.trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    private mutating func region() -> String {
        let cell = HalfWidth.code(text(.region))
        guard !cell.isEmpty else { return "" }
        guard let region = RegionCode(cell) else {
            report(.region, "VALUE_UNKNOWN", "“\(cell.prefix(20))”不是六位行政区划代码")
            return ""
        }
        return region.description
    }

    private mutating func statusOn() -> CivilDate? {
        let cell = text(.statusOn)
        guard !cell.isEmpty else { return nil }
        guard let date = WrittenDay.read(cell) else {
            report(.statusOn, "DATE_INVALID", "“\(cell.prefix(20))”不是日期，请写成2026-07-30的样子")
            return nil
        }
        return date
    }

    /// A citizen's number that is no firm's code besides.
    private static func isPersonNumber(_ text: String) -> Bool {
        let code = HalfWidth.code(text)
        guard code.utf8.count == 18 else { return false }
        do throws(PersonNumberRefusal) {
            _ = try PersonNumber(code)
        } catch {
            return false
        }
        do throws(USCCRefusal) {
            _ = try USCC(code)
            return false
        } catch {
            return true
        }
    }
}
