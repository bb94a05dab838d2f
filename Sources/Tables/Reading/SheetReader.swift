/// Reads the rows of the first visible sheet of a workbook while it is unpacked.
struct SheetReader: RowReading {
    let name: String
    private let workbook: Workbook
    private let strings: SharedStrings
    private let part: ArchivePart
    private let limits: TableLimits
    private var scanner: XMLScanner
    private var lastRow = 0
    private var isDone = false

    init(_ source: any ByteSource, limits: TableLimits, scratchFolder: String) throws(TableFault) {
        let archive = try Archive(source, limits: limits)
        workbook = try Workbook(archive)
        name = workbook.sheet
        strings = SharedStrings(memoryBytes: limits.memoryBytes, folder: scratchFolder)
        try strings.read(try archive.part("xl/sharedStrings.xml"), limits: limits)
        guard let part = try archive.part(workbook.part) else {
            throw TableFault.damaged(workbook.part, "缺少工作表")
        }
        self.part = part
        self.limits = limits
        scanner = try XMLScanner(part)
    }

    var progress: (done: Int, total: Int) { (scanner.passed, max(part.announced, scanner.passed)) }

    mutating func next() throws(TableFault) -> TableRow? {
        while !isDone {
            switch try scanner.next() {
            case .end: throw TableFault.damaged(part.name, "工作表没有结束")
            case .text: continue
            case .close: if scanner.isNamed("sheetData") { isDone = true }
            case .open(let isEmpty):
                if scanner.isNamed("sheetData"), isEmpty { isDone = true }
                guard scanner.isNamed("row") else { continue }
                try takeRowNumber()
                if !isEmpty { return try row() }
            }
        }
        return nil
    }

    private mutating func takeRowNumber() throws(TableFault) {
        let number = SheetReader.number(scanner.attribute("r")) ?? lastRow + 1
        guard number > lastRow, number <= 1_048_576 else {
            throw TableFault.damaged(part.name, "行号\(number)的顺序不对")
        }
        lastRow = number
    }

    // MARK: One row

    /// What a cell says of itself.
    private struct Cell {
        enum Kind {
            case number, day, shared, text, flag
        }

        var column = 0
        var kind = Kind.number
        var content: [UInt8] = []
    }

    private struct Row {
        var cells: [String] = []
        var lossy: [Int] = []
        var problem: TableRow.Problem?
    }

    private mutating func row() throws(TableFault) -> TableRow {
        var row = Row()
        var column = -1
        while true {
            switch try scanner.next() {
            case .end: throw TableFault.damaged(part.name, "行没有结束")
            case .text: continue
            case .close:
                guard scanner.isNamed("row") else { continue }
                return TableRow(number: lastRow, cells: row.cells, lossyColumns: row.lossy, problem: row.problem)
            case .open(let isEmpty):
                guard scanner.isNamed("c") else { continue }
                let cell = cellHead(behind: column)
                column = cell.column
                if !isEmpty { take(try cellContent(cell), into: &row) }
            }
        }
    }

    private func cellHead(behind column: Int) -> Cell {
        var cell = Cell()
        cell.column = SheetReader.column(scanner.attribute("r")) ?? column + 1
        switch scanner.attribute("t").map({ String(decoding: $0, as: UTF8.self) }) {
        case "s": cell.kind = .shared
        case "inlineStr", "str", "e", "d": cell.kind = .text
        case "b": cell.kind = .flag
        default:
            let style = SheetReader.number(scanner.attribute("s")) ?? 0
            let isDay = workbook.dayStyles.indices.contains(style) && workbook.dayStyles[style]
            cell.kind = isDay ? .day : .number
        }
        return cell
    }

    private mutating func cellContent(_ head: Cell) throws(TableFault) -> Cell {
        var cell = head
        var isText = false
        var isPhonetic = false
        while true {
            switch try scanner.next() {
            case .end: throw TableFault.damaged(part.name, "单元格没有结束")
            case .text:
                if isText, cell.content.count <= limits.cellBytes * 4 { scanner.appendText(to: &cell.content) }
            case .open(let isEmpty):
                if scanner.isNamed("rPh") { isPhonetic = !isEmpty }
                if scanner.isNamed("v") || scanner.isNamed("t") { isText = !isEmpty && !isPhonetic }
            case .close:
                if scanner.isNamed("v") || scanner.isNamed("t") { isText = false }
                if scanner.isNamed("rPh") { isPhonetic = false }
                if scanner.isNamed("c") { return cell }
            }
        }
    }

    private func take(_ cell: Cell, into row: inout Row) {
        switch text(of: cell) {
        case .failure(let problem): row.problem = row.problem ?? problem.kind
        case .success(let (text, isLossy)):
            guard !text.isEmpty else { return }
            guard cell.column >= row.cells.count, cell.column < limits.cells else {
                row.problem = row.problem ?? .tooManyCells
                return
            }
            row.cells.append(contentsOf: repeatElement("", count: cell.column - row.cells.count))
            row.cells.append(text)
            if isLossy { row.lossy.append(cell.column) }
        }
    }

    private struct Broken: Error {
        let kind: TableRow.Problem
    }

    private func text(of cell: Cell) -> Result<(String, Bool), Broken> {
        var content = cell.content
        if cell.kind == .shared {
            let index = SheetReader.number(content[...])
            content = []
            do throws(TableFault) {
                guard let index, try strings.append(index, to: &content) else {
                    return .failure(Broken(kind: .notText))
                }
            } catch {
                return .failure(Broken(kind: .notText))
            }
        }
        guard content.count <= limits.cellBytes else { return .failure(Broken(kind: .cellTooLong)) }
        guard let text = content.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) else {
            return .failure(Broken(kind: .notText))
        }
        switch cell.kind {
        case .shared, .text: return .success((SheetReader.unescaped(text), false))
        case .flag: return .success((text == "1" ? "是" : "否", false))
        case .day: return .success((CellNumber.day(text, workbook.epoch) ?? text, false))
        case .number:
            guard !text.isEmpty else { return .success(("", false)) }
            guard let number = CellNumber.text(text) else { return .success((text, false)) }
            return .success((number.text, number.isLossy))
        }
    }

    // MARK: Bytes

    /// Workbooks write a carriage return in a text as `_x000D_`; people mean a line end.
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x000D_") else { return text }
        return text.split(separator: "_x000D_", omittingEmptySubsequences: false).joined()
    }

    private static func number(_ bytes: ArraySlice<UInt8>?) -> Int? {
        guard let bytes, !bytes.isEmpty, bytes.count <= 9 else { return nil }
        var number = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }

    /// `AB12` is column 27.
    private static func column(_ bytes: ArraySlice<UInt8>?) -> Int? {
        guard let bytes else { return nil }
        var column = 0
        for byte in bytes.prefix(4) {
            let letter = byte & 0xDF
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else { break }
            column = column * 26 + Int(letter - UInt8(ascii: "A")) + 1
        }
        return column == 0 || column > 16_384 ? nil : column - 1
    }
}
