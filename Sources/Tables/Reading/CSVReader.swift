/// Reads comma-separated text (RFC 4180) row by row from a source of any size.
///
/// Line ends are LF or CRLF (a lone CR too), a byte order mark is skipped, quoted cells may hold commas, quotes and line
/// ends. A quote inside an unquoted cell is an ordinary character. A row whose quotes do not close within the limit of
/// a row is reported and reading goes on at the next line, so one stray quote cannot swallow the good rows behind it.
struct CSVReader: RowReading {
    private var input: TextInput
    private let limits: TableLimits
    private let total: Int
    private var text: [UInt8] = []
    private var place = 0
    private var isAtEnd = false
    private var number = 0

    init(_ source: any ByteSource, limits: TableLimits) throws(TableFault) {
        input = try TextInput(source)
        self.limits = limits
        total = source.byteCount
    }

    var encoding: String { input.encoding.rawValue }

    var progress: (done: Int, total: Int) { (min(total, max(0, input.offset - (text.count - place))), total) }

    mutating func next() throws(TableFault) -> TableRow? {
        if place == text.count {
            guard try fill() else { return nil }
        }
        number += 1
        while true {
            var parsing = Parsing(text: text, place: place, isAtEnd: isAtEnd, limits: limits)
            switch parsing.row() {
            case .row(let cells):
                place = parsing.place
                return TableRow(number: number, cells: cells)
            case .broken(let problem):
                return TableRow(number: number, cells: [try passLine()], problem: problem)
            case .cut:
                guard text.count - place <= limits.rowBytes else {
                    return TableRow(number: number, cells: [try passLine()], problem: .cellTooLong)
                }
                if try !fill() { isAtEnd = true }
            }
        }
    }

    /// Gets more text behind what is not read yet; false when there is none.
    private mutating func fill() throws(TableFault) -> Bool {
        guard !isAtEnd else { return false }
        if place > 0 {
            text.removeSubrange(0..<place)
            place = 0
        }
        let before = text.count
        while text.count == before {
            guard try input.fill(&text) else {
                isAtEnd = true
                return false
            }
        }
        return true
    }

    /// Passes the rest of a line and gives at most one cell's worth of it, for the report.
    private mutating func passLine() throws(TableFault) -> String {
        var shown: [UInt8] = []
        while true {
            let rest = text[place...]
            let end = rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            shown += rest[..<(end ?? text.count)].prefix(limits.cellBytes - shown.count)
            place = end ?? text.count
            guard let end else {
                guard try fill() else { break }
                continue
            }
            if end + 1 == text.count, !isAtEnd, text[end] == UInt8(ascii: "\r") {
                _ = try fill()
            }
            let isPair =
                text[place] == UInt8(ascii: "\r") && place + 1 < text.count
                && text[place + 1] == UInt8(ascii: "\n")
            place += isPair ? 2 : 1
            break
        }
        return String(decoding: shown, as: UTF8.self)
    }
}

/// Takes one row apart that begins at a place of the text; the text may end before the row does.
private struct Parsing {
    enum Result {
        case row([String])
        case broken(TableRow.Problem)
        case cut
    }

    let text: [UInt8]
    var place: Int
    let isAtEnd: Bool
    let limits: TableLimits

    private enum Cell {
        case ended(String, endsRow: Bool)
        case broken(TableRow.Problem)
        case cut
    }

    mutating func row() -> Result {
        var cells: [String] = []
        while true {
            switch cell() {
            case .broken(let problem): return .broken(problem)
            case .cut: return .cut
            case .ended(let cell, let endsRow):
                guard cells.count < limits.cells else { return .broken(.tooManyCells) }
                cells.append(cell)
                if endsRow { return .row(cells) }
            }
        }
    }

    private mutating func cell() -> Cell {
        guard place < text.count else { return isAtEnd ? .ended("", endsRow: true) : .cut }
        if text[place] == UInt8(ascii: "\"") { return quoted() }
        let start = place
        while place < text.count, !Parsing.endsCell(text[place]) { place += 1 }
        guard place - start <= limits.cellBytes else { return .broken(.cellTooLong) }
        guard place < text.count || isAtEnd else { return .cut }
        guard let cell = Parsing.string(text, start..<place) else { return .broken(.notText) }
        return passSeparator(behind: cell)
    }

    private mutating func quoted() -> Cell {
        place += 1
        var content: [UInt8] = []
        while place < text.count {
            let byte = text[place]
            place += 1
            if byte == UInt8(ascii: "\"") {
                guard place < text.count else { return isAtEnd ? ended(content) : .cut }
                guard text[place] == UInt8(ascii: "\"") else {
                    return Parsing.endsCell(text[place]) ? ended(content) : .broken(.brokenQuotes)
                }
                place += 1
            }
            guard content.count < limits.cellBytes else { return .broken(.cellTooLong) }
            content.append(byte)
        }
        return isAtEnd ? .broken(.brokenQuotes) : .cut
    }

    private mutating func ended(_ content: [UInt8]) -> Cell {
        guard let cell = Parsing.string(content, content.indices) else { return .broken(.notText) }
        return passSeparator(behind: cell)
    }

    /// Passes the comma or line end behind a cell; a CR at the end of the text may have its LF still to come.
    private mutating func passSeparator(behind cell: String) -> Cell {
        guard place < text.count else { return isAtEnd ? .ended(cell, endsRow: true) : .cut }
        let byte = text[place]
        place += 1
        guard byte != UInt8(ascii: ",") else { return .ended(cell, endsRow: false) }
        if byte == UInt8(ascii: "\r") {
            guard place < text.count || isAtEnd else { return .cut }
            if place < text.count, text[place] == UInt8(ascii: "\n") { place += 1 }
        }
        return .ended(cell, endsRow: true)
    }

    private static func string(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
        bytes.withUnsafeBufferPointer { String(validating: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }

    private static func endsCell(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
