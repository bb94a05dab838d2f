import Contracts

/// A column of an extract of the register of firms.
package enum RegisterColumn: String, CaseIterable, Hashable, Sendable {
    case code = "统一社会信用代码"
    case number = "注册号"
    case name = "企业名称"
    case formerNames = "曾用名"
    case representative = "法定代表人"
    case address = "住所"
    case region = "登记地"
    case status = "登记状态"
    case statusOn = "状态日期"

    /// Other headings by which extracts have it.
    var aliases: [String] {
        switch self {
        case .code: ["统一信用代码", "社会信用代码", "信用代码", "UNISCID"]
        case .number: ["工商注册号", "注册号码", "REGNO"]
        case .name: ["名称", "主体名称", "单位名称", "企业（机构）名称", "ENTNAME"]
        case .formerNames: ["曾用名称", "历史名称"]
        case .representative: ["法定代表人姓名", "法定代表人（负责人）", "负责人", "经营者", "LEREP"]
        case .address: ["地址", "注册地址", "经营场所", "住所（经营场所）", "DOM"]
        case .region: ["登记地区划代码", "行政区划代码", "行政区划", "ADCODE"]
        case .status: ["状态", "企业状态", "经营状态"]
        case .statusOn: ["登记状态日期", "状态变更日期"]
        }
    }

    /// Most characters of a cell; the fields of letters take no more.
    var limit: Int {
        switch self {
        case .code, .number: 40
        case .name: 200
        case .formerNames: 2000
        case .representative: 100
        case .address: 300
        case .region: 20
        case .status: 40
        case .statusOn: 40
        }
    }

    /// Whether an extract must have it; of code and number one is enough.
    var isRequired: Bool { self == .name || self == .status }

    func isNamed(_ heading: String) -> Bool {
        ([rawValue] + aliases).contains { HalfWidth.code($0) == heading }
    }
}

/// Which cell of a row belongs to which column, found from the first row of an extract.
struct RegisterHeader {
    let places: [RegisterColumn: Int]
    /// Headings that are no column; their cells are not read.
    let unknown: [String]

    /// - Throws: what is missing or stands twice, in words.
    init(_ cells: [String]) throws(RegisterFault) {
        var places: [RegisterColumn: Int] = [:]
        var unknown: [String] = []
        var twice: [String] = []
        for (index, cell) in cells.enumerated() {
            let heading = HalfWidth.code(cell)
            guard !heading.isEmpty else { continue }
            guard let column = RegisterColumn.allCases.first(where: { $0.isNamed(heading) }) else {
                unknown.append(String(cell.prefix(40)))
                continue
            }
            if places[column] != nil { twice.append(column.rawValue) }
            places[column] = index
        }
        var missing = RegisterColumn.allCases.filter { $0.isRequired && places[$0] == nil }.map(\.rawValue)
        if places[.code] == nil, places[.number] == nil { missing.append("统一社会信用代码（或者注册号）") }
        var words: [String] = []
        if !missing.isEmpty { words.append("缺少必填列：" + missing.joined(separator: "、")) }
        if !twice.isEmpty { words.append("列重复：" + twice.joined(separator: "、")) }
        guard words.isEmpty else {
            throw RegisterFault("IMPORT_HEADER", words.joined(separator: "；") + "。请改正表头后重新导入，原登记库未变")
        }
        self.places = places
        self.unknown = unknown
    }

    func cell(_ column: RegisterColumn, of row: [String]) -> String {
        guard let place = places[column], row.indices.contains(place) else { return "" }
        return HalfWidth.trimmed(row[place])
    }
}

/// Why a register as a whole is not loaded, or cannot be read.
package struct RegisterFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Code of a file that is another program's database: no import may take its place.
    static let foreign = "REGISTER_FOREIGN"

    /// Reason code.
    package let code: String
    /// What is wrong and what to do.
    package let description: String

    init(_ code: String, _ description: String) {
        self.code = code
        self.description = description
    }
}
