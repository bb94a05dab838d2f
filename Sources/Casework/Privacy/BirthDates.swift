import Contracts

/// Finds dates that stand as somebody's birth date: with a word of birth, or right after a person's name or sex.
struct BirthDates {
    let names: [String]

    func findings(in scan: TextScan) -> [PrivacyFinding] {
        let nameEnds = scan.occurrences(of: names).map(\.range.upperBound)
        var findings: [PrivacyFinding] = []
        var nextName = 0
        var lastNameEnd: Int?
        for start in scan.folded.indices where scan.isDigit(start) && !scan.isDigit(start - 1) {
            while nextName < nameEnds.count, nameEnds[nextName] <= start {
                lastNameEnd = nameEnds[nextName]
                nextName += 1
            }
            guard let date = date(at: start, scan) else { continue }
            let hasBirthWord = hasWord(["出生", "生于", "生日"], before: start, scan) || hasWordAfter(date.end, scan)
            let isBeside = hasWord(BirthDates.sexes, before: start, scan) || follows(lastNameEnd, start, scan)
            guard hasBirthWord || (isBeside && date.isWhole) else { continue }
            let excerpt = date.isWhole ? "\(date.year)年**月**日" : "****年**月"
            findings.append(PrivacyFinding(kind: .birthDate, range: start..<date.end, excerpt: excerpt))
        }
        return findings
    }

    /// `1987年3月5日`, `1987-03-05`, `1987.3.5`, `1987/3/5`, `19870305`, and, beside a word of birth only, `1987年3月` and
    /// `87年3月5日`.
    private func date(at start: Int, _ scan: TextScan) -> (year: Int, end: Int, isWhole: Bool)? {
        if let whole = scan.number(at: start, digits: 8) {
            guard CivilDate(year: whole / 10_000, month: whole / 100 % 100, day: whole % 100) != nil else { return nil }
            return (whole / 10_000, start + 8, true)
        }
        if let short = scan.number(at: start, digits: 2), scan.isOne(start + 2, of: "年"),
            let month = part(after: start + 2, scan), let day = part(after: month.end, scan),
            CivilDate(year: 1900 + short, month: month.value, day: day.value) != nil
        {
            return (1900 + short, scan.isOne(day.end, of: "日") ? day.end + 1 : day.end, false)
        }
        guard let year = scan.number(at: start, digits: 4), (1900...2099).contains(year),
            let month = part(after: start + 4, scan), (1...12).contains(month.value)
        else { return nil }
        guard let day = part(after: month.end, scan),
            CivilDate(year: year, month: month.value, day: day.value) != nil
        else { return scan.isOne(month.end, of: "月") ? (year, month.end + 1, false) : nil }
        return (year, scan.isOne(day.end, of: "日") ? day.end + 1 : day.end, true)
    }

    private func part(after separator: Int, _ scan: TextScan) -> (value: Int, end: Int)? {
        var start = separator + 1
        guard scan.isOne(separator, of: "年月-/.") else { return nil }
        while start < separator + 3, scan.isOne(start, of: " ") { start += 1 }
        if let ten = tens(at: start, scan) { return ten }
        for count in [2, 1] {
            if let value = scan.number(at: start, digits: count) { return (value, start + count) }
        }
        return nil
    }

    /// 十, 十二, 二十, 二十五, when the numerals of the text stand as digits.
    private func tens(at start: Int, _ scan: TextScan) -> (value: Int, end: Int)? {
        var offset = start
        var value = 1
        if scan.isDigit(offset), let digit = Int(String(scan.folded[offset])) {
            value = digit
            offset += 1
        }
        guard scan.isOne(offset, of: "十") else { return nil }
        offset += 1
        guard scan.isDigit(offset), let digit = Int(String(scan.folded[offset])) else { return (value * 10, offset) }
        return (value * 10 + digit, offset + 1)
    }

    private static let sexes = ["男,", "女,", "男、", "女、", "男 ", "女 ", "男(", "女(", "男)", "女)", "男性", "女性"]

    private func hasWord(_ words: [String], before start: Int, _ scan: TextScan) -> Bool {
        let window = Array(scan.folded[max(0, start - 8)..<start])
        return words.contains { word in
            let scalars = Array(word.unicodeScalars)
            return window.indices.contains { window[$0...].starts(with: scalars) }
        }
    }

    private func hasWordAfter(_ end: Int, _ scan: TextScan) -> Bool {
        var offset = end
        while offset < min(end + 2, scan.folded.count), scan.folded[offset] == " " { offset += 1 }
        let rest = scan.folded[min(offset, scan.folded.count)...].prefix(3)
        guard let first = rest.first else { return false }
        // 生 alone is the usual short form; 生产, 生效 and the like are not about a birth.
        if first == "生" {
            return rest.count == 1 || !"产效成活物意鲜猪牛羊禽鸡鸭鱼肉乳奶抽".unicodeScalars.contains(rest[rest.startIndex + 1])
        }
        return rest.starts(with: "出生".unicodeScalars)
    }

    /// Between the name and the date stands nothing but punctuation, brackets and the sex.
    private func follows(_ nameEnd: Int?, _ start: Int, _ scan: TextScan) -> Bool {
        guard let nameEnd, start - nameEnd <= 12 else { return false }
        return scan.folded[nameEnd..<start].allSatisfy { " ,、。:;()（）·男女".unicodeScalars.contains($0) }
    }
}
