/// What must be known of a workbook before its rows can be read: which sheet, how days are counted, which styles are
/// days.
struct Workbook {
    /// Name of the first visible sheet.
    private(set) var sheet = ""
    /// The part it lies in.
    private(set) var part = ""
    /// Which day counting begins with.
    private(set) var epoch = CellNumber.Epoch.from1900
    /// Per style whether its cells are days.
    private(set) var dayStyles: [Bool] = []

    private static let folder = "xl/"

    init(_ archive: Archive) throws(TableFault) {
        guard let part = try archive.part("xl/workbook.xml") else {
            throw TableFault(.format, "文件不是XLSX工作簿。请用电子表格软件另存为XLSX或“CSV UTF-8”后重新上传")
        }
        let relation = try readBook(part)
        self.part = try Workbook.target(of: relation, archive)
        if let styles = try archive.part("xl/styles.xml") { try readStyles(styles) }
    }

    /// Takes the name of the first visible sheet and gives the relation that leads to it.
    private mutating func readBook(_ part: ArchivePart) throws(TableFault) -> String {
        var scanner = try XMLScanner(part)
        var relation: String?
        while true {
            let token = try scanner.next()
            if token == .end { break }
            guard case .open = token else { continue }
            if scanner.isNamed("workbookPr") {
                let value = scanner.attributeText("date1904")
                if value == "1" || value == "true" { epoch = .from1904 }
            } else if scanner.isNamed("sheet"), relation == nil {
                let state = scanner.attributeText("state")
                guard state == nil || state == "visible", let id = scanner.attributeText("id") else { continue }
                sheet = scanner.attributeText("name") ?? ""
                relation = id
            }
        }
        guard let relation else { throw TableFault(.empty, "工作簿没有可见的工作表。请取消隐藏后重新上传") }
        return relation
    }

    private static func target(of relation: String, _ archive: Archive) throws(TableFault) -> String {
        let name = "xl/_rels/workbook.xml.rels"
        guard let part = try archive.part(name) else { throw TableFault.damaged(name, "缺少") }
        var scanner = try XMLScanner(part)
        while true {
            let token = try scanner.next()
            if token == .end { break }
            guard case .open = token, scanner.isNamed("Relationship"), scanner.attributeText("Id") == relation,
                let target = scanner.attributeText("Target")
            else { continue }
            return target.hasPrefix("/") ? String(target.dropFirst()) : folder + target
        }
        throw TableFault.damaged(name, "没有第一个工作表的位置")
    }

    private mutating func readStyles(_ part: ArchivePart) throws(TableFault) {
        var scanner = try XMLScanner(part)
        var codes: [Int: String] = [:]
        var isInCells = false
        while true {
            switch try scanner.next() {
            case .end: return
            case .text: continue
            case .close: if scanner.isNamed("cellXfs") { isInCells = false }
            case .open(let isEmpty):
                if scanner.isNamed("numFmt"), codes.count < 10_000 {
                    guard let id = scanner.attributeText("numFmtId").flatMap({ Int($0) }) else { continue }
                    codes[id] = scanner.attributeText("formatCode") ?? ""
                } else if scanner.isNamed("cellXfs") {
                    isInCells = !isEmpty
                } else if isInCells, scanner.isNamed("xf"), dayStyles.count < 100_000 {
                    let format = scanner.attributeText("numFmtId").flatMap { Int($0) } ?? 0
                    dayStyles.append(CellNumber.isDay(format: format, code: codes[format]))
                }
            }
        }
    }
}
