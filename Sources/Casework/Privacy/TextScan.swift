import Contracts

/// A text as an array of scalars folded to half width, in which detectors walk.
struct TextScan {
    /// One scalar for each scalar of the text; decimal digits of every script are ASCII digits, letters keep their case.
    let folded: [Unicode.Scalar]
    /// The same with the numerals of the language turned into digits too; nil when there are none.
    private let numerals: [Unicode.Scalar]?

    init(_ text: String) {
        let folded = text.unicodeScalars.map(TextScan.fold)
        let spelt = folded.reduce(0) { $0 + (TextScan.numeral($1) == nil ? 0 : 1) }
        self.folded = folded
        numerals = spelt == 0 ? nil : folded.map { TextScan.numeral($0) ?? $0 }
    }

    private init(folded: [Unicode.Scalar]) {
        self.folded = folded
        numerals = nil
    }

    /// The text with numerals as digits.
    var spelt: TextScan? { numerals.map { TextScan(folded: $0) } }

    /// Whether a numeral of the language stands in a range.
    func isSpelt(_ range: Range<Int>) -> Bool { folded[range].contains { TextScan.numeral($0) != nil } }

    func isDigit(_ offset: Int) -> Bool {
        folded.indices.contains(offset) && (0x30...0x39).contains(folded[offset].value)
    }

    func isUpper(_ offset: Int) -> Bool {
        folded.indices.contains(offset) && (0x41...0x5A).contains(folded[offset].value)
    }

    /// An ASCII letter or digit.
    func isAlphanumeric(_ offset: Int) -> Bool {
        guard folded.indices.contains(offset) else { return false }
        let value = folded[offset].value
        return (0x30...0x39).contains(value) || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
    }

    func isOne(_ offset: Int, of characters: String) -> Bool {
        folded.indices.contains(offset) && characters.unicodeScalars.contains(folded[offset])
    }

    /// Whether `word` stands at `offset`.
    func stands(_ word: String, at offset: Int) -> Bool {
        folded.indices.contains(offset) && folded[offset...].starts(with: word.unicodeScalars)
    }

    /// Whether one of `words` stands before `offset`, within so many scalars and in the same clause.
    func has(_ words: [String], before offset: Int, within count: Int) -> Bool {
        var start = offset
        while start > max(0, offset - count), !TextScan.endsClause(folded[start - 1]) { start -= 1 }
        guard start < offset else { return false }
        let window = folded[start..<offset]
        return words.contains { word in
            window.indices.contains { window[$0...].starts(with: word.unicodeScalars) }
        }
    }

    /// Whether what stands here is told to be the number of a thing: an order, a batch, a certificate.
    func isSerial(before offset: Int) -> Bool {
        has(TextScan.serialWords, before: offset, within: 12) && !has(TextScan.personWords, before: offset, within: 12)
    }

    /// Whether digits are the end of a vehicle's identification number: 17 capital letters and digits.
    func isVehicle(_ range: Range<Int>) -> Bool {
        var start = range.lowerBound
        while start > range.upperBound - 18, isUpper(start - 1) || isDigit(start - 1) { start -= 1 }
        return start == range.upperBound - 17 && isUpper(start) && !isAlphanumeric(range.upperBound)
    }

    private static let serialWords = [
        "订单", "运单", "单号", "流水", "批号", "批次", "条码", "条形码", "追溯码", "编号", "序列号", "注册号", "登记号", "备案号", "许可证",
        "证书", "合格证", "发票", "票号", "型号", "货号", "标准", "案号", "受理号", "报告", "检验", "注册证", "专利",
    ]
    private static let personWords = ["卡号", "账号", "帐号", "账户", "帐户", "银行", "身份证", "证件", "公民身份", "护照"]

    static func endsClause(_ scalar: Unicode.Scalar) -> Bool { "。;,!?\n\r".unicodeScalars.contains(scalar) }

    /// The number written with `count` digits at `offset`; nil when there are fewer or more digits.
    func number(at offset: Int, digits count: Int) -> Int? {
        guard offset >= 0, offset + count <= folded.count, !isDigit(offset + count) else { return nil }
        var number = 0
        for index in offset..<(offset + count) {
            guard isDigit(index) else { return nil }
            number = number * 10 + Int(folded[index].value - 0x30)
        }
        return number
    }

    /// Maximal runs of at least eleven digits with up to three separators between two of them.
    func digitRuns() -> [DigitRun] {
        var runs: [DigitRun] = []
        var run = DigitRun()
        var pending: UInt32 = 0
        var pendingCount = 0
        for (offset, scalar) in folded.enumerated() {
            if (0x30...0x39).contains(scalar.value) {
                let digit = DigitRun.Digit(value: Int(scalar.value - 0x30), offset: offset, separator: pending)
                run.digits.append(digit)
                (pending, pendingCount) = (0, 0)
                continue
            }
            if !run.digits.isEmpty, DigitRun.isSeparator(scalar), pendingCount < 3 {
                if !DigitRun.isInvisible(scalar) { pending = pending == 0 ? scalar.value : max(pending, scalar.value) }
                pendingCount += 1
                continue
            }
            if TextScan.isCheckLetter(scalar), run.digits.count >= 17 {
                run.digits.append(DigitRun.Digit(value: 10, offset: offset, separator: pending))
            }
            if run.digits.count >= 11 { runs.append(run) }
            run = DigitRun()
            (pending, pendingCount) = (0, 0)
        }
        if run.digits.count >= 11 { runs.append(run) }
        return runs
    }

    /// Where any of `words` stands, in the order of the text; at one place the longest only.
    func occurrences(of words: [String]) -> [(range: Range<Int>, word: String)] {
        let patterns = words.map { (word: $0, scalars: $0.unicodeScalars.map(TextScan.fold)) }
            .filter { !$0.scalars.isEmpty }.sorted { $0.scalars.count > $1.scalars.count }
        var found: [(range: Range<Int>, word: String)] = []
        var offset = 0
        while offset < folded.count {
            let match = patterns.first { pattern in
                pattern.scalars[0] == folded[offset] && folded[offset...].starts(with: pattern.scalars)
            }
            if let match {
                found.append((offset..<(offset + match.scalars.count), match.word))
                offset += match.scalars.count
            } else {
                offset += 1
            }
        }
        return found
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let half = HalfWidth.fold(scalar)
        // No decimal digits between the ideographic punctuation and the end of the common ideographs.
        guard half.value > 0x65F, !(0x3000...0x9FFF).contains(half.value),
            half.properties.numericType == .decimal, let value = half.properties.numericValue
        else { return half }
        return Unicode.Scalar(UInt8(value) + 0x30)
    }

    /// The digit that a numeral of the language stands for, also in its form for banks and as it is spoken (幺).
    private static func numeral(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "〇", "零", "○": "0"
        case "一", "壹", "幺": "1"
        case "二", "贰": "2"
        case "三", "叁": "3"
        case "四", "肆": "4"
        case "五", "伍": "5"
        case "六", "陆": "6"
        case "七", "柒": "7"
        case "八", "捌": "8"
        case "九", "玖": "9"
        default: nil
        }
    }

    private static func isCheckLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "X" || scalar == "x" || scalar == "Ⅹ" || scalar == "ⅹ" || scalar == "×" || scalar == "Х"
    }
}
