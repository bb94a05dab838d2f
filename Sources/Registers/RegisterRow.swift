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
            representative: text(.representative) ?? "", address: text(.address) ?? "", region: region(),
            status: needed(.status), statusOn: statusOn())
        if firm.key.isEmpty, errors.isEmpty {
            report(.code, "FIELD_MISSING", "统一社会信用代码和注册号至少填写一项")
        }
        return errors.isEmpty ? firm : nil
    }

    private mutating func report(_ column: RegisterColumn, _ code: String, _ words: String) {
        errors.append(RegisterRowError(row: row.number, column: column.rawValue, code: code, words: words))
    }

    /// What a cell holds; nil when something is wrong with it, and then no words may repeat it.
    private mutating func text(_ column: RegisterColumn) -> String? {
        let cell = header.cell(column, of: row.cells)
        if cell.unicodeScalars.count > column.limit {
            report(column, "TEXT_TOO_LONG", "最多\(column.limit)字，实为\(cell.unicodeScalars.count)字")
        } else if cell.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report(column, "TEXT_CONTROL_CHARACTER", "含有换行等控制字符")
        } else if RegisterRow.holdsPersonNumber(cell, in: column) {
            report(column, "PERSON_ID_INVALID", "看来是公民身份号码，或者含有公民身份号码，登记库不收证件号码，请删去")
        } else {
            return cell
        }
        return nil
    }

    private mutating func needed(_ column: RegisterColumn) -> String {
        guard let cell = text(column) else { return "" }
        if cell.isEmpty { report(column, "FIELD_MISSING", "必填") }
        return cell
    }

    /// A code that the register gave out is one, whatever its check digits say (the pilot codes, domain C.1).
    private mutating func code() -> String {
        guard let cell = text(.code), !cell.isEmpty, !isLossy(.code) else { return "" }
        do throws(USCCRefusal) {
            return try USCC(cell, registryConfirmedOn: day).text
        } catch {
            report(.code, error.reasonCode, error.words)
            return ""
        }
    }

    private mutating func number() -> String {
        guard let cell = text(.number), !cell.isEmpty, !isLossy(.number) else { return "" }
        return HalfWidth.code(cell)
    }

    /// A spreadsheet keeps fifteen digits: what was behind them is lost.
    private mutating func isLossy(_ column: RegisterColumn) -> Bool {
        guard let place = header.places[column], row.lossyColumns.contains(place) else { return false }
        report(column, "USCC_MALFORMED", "表格把号码存成了数字，末几位已经丢失：请把该列设为文本后重新导出")
        return true
    }

    private mutating func formerNames() -> [String] {
        (text(.formerNames) ?? "").split { ";；|".contains($0) }.map { HalfWidth.trimmed(String($0)) }
            .filter { !$0.isEmpty }
    }

    private mutating func region() -> String {
        guard let cell = text(.region).map({ HalfWidth.code($0) }), !cell.isEmpty else { return "" }
        guard let region = RegionCode(cell) else {
            report(.region, "VALUE_UNKNOWN", "“\(cell.prefix(20))”不是六位行政区划代码")
            return ""
        }
        return region.description
    }

    private mutating func statusOn() -> CivilDate? {
        guard let cell = text(.statusOn), !cell.isEmpty else { return nil }
        guard let date = WrittenDay.read(cell) else {
            report(.statusOn, "DATE_INVALID", "“\(cell.prefix(20))”不是日期，请写成2026-07-30的样子")
            return nil
        }
        return date
    }

    // MARK: Numbers of persons

    /// A citizen's number has at least so many digits.
    private static let fewestDigits = 15
    /// Digits of the language, which have no property of a digit in every version of Unicode.
    private static let numerals = Set("〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖".unicodeScalars)

    /// Whether a cell is a citizen's number or, where words are written, has one among them.
    private static func holdsPersonNumber(_ cell: String, in column: RegisterColumn) -> Bool {
        switch column {
        // Other numbers of fifteen digits and more belong here, so only the whole cell counts.
        case .code, .number: return isPersonNumber(cell)
        case .name, .formerNames, .representative, .address, .region, .status, .statusOn: break
        }
        // Hardly a cell has so many digits, and an extract has millions of cells: the detector looks at few of them.
        guard cell.utf8.count >= fewestDigits, digits(of: cell) >= fewestDigits else { return false }
        let scalars = Array(cell.unicodeScalars)
        return PrivacyGuard(findsMinors: false).findings(in: cell).contains { finding in
            let found = HalfWidth.code(String(String.UnicodeScalarView(scalars[finding.range])))
            if finding.kind == .personNumber { return !isFirmCode(found) }
            // Of one place the detector tells the longest finding: a number may stand within a home's address.
            return found.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.contains { isPersonNumber(String($0)) }
        }
    }

    private static func digits(of cell: String) -> Int {
        cell.unicodeScalars.reduce(0) { count, scalar in
            let isDigit =
                scalar.isASCII
                ? (0x30...0x39).contains(scalar.value)
                : scalar.properties.numericType != nil || numerals.contains(scalar)
            return isDigit ? count + 1 : count
        }
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
        return !isFirmCode(code)
    }

    private static func isFirmCode(_ text: String) -> Bool {
        do throws(USCCRefusal) {
            _ = try USCC(text)
            return true
        } catch {
            return false
        }
    }
}
