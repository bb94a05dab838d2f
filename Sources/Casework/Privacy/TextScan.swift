import Contracts

/// A text as an array of scalars folded to half width, in which detectors walk.
struct TextScan {
    /// One scalar for each scalar of the text; decimal digits of every script are ASCII digits, letters keep their case.
    let folded: [Unicode.Scalar]

    init(_ text: String) {
        folded = text.unicodeScalars.map(TextScan.fold)
    }

    func isDigit(_ offset: Int) -> Bool {
        folded.indices.contains(offset) && (0x30...0x39).contains(folded[offset].value)
    }

    func isUpper(_ offset: Int) -> Bool {
        folded.indices.contains(offset) && (0x41...0x5A).contains(folded[offset].value)
    }

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
            if !run.digits.isEmpty, TextScan.isSeparator(scalar), pendingCount < 3 {
                if !TextScan.isInvisible(scalar) { pending = pending == 0 ? scalar.value : max(pending, scalar.value) }
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

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09, 0xA0, 0x2D, 0x2010...0x2015: true
        default: isInvisible(scalar)
        }
    }

    /// Zero-width characters and the soft hyphen: they hide a number from a search without changing how it looks.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: false
        }
    }

    private static func isCheckLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "X" || scalar == "x" || scalar == "Ⅹ" || scalar == "ⅹ" || scalar == "×" || scalar == "Х"
    }
}
