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
            guard hasWordBefore(start, scan) || hasWordAfter(date.end, scan) || follows(lastNameEnd, start, scan)
            else { continue }
            let excerpt = "\(date.year)年**月**日"
            findings.append(PrivacyFinding(kind: .birthDate, range: start..<date.end, excerpt: excerpt))
        }
        return findings
    }

    /// `1987年3月5日`, `1987-03-05`, `1987.3.5`, `1987/3/5`, `19870305`.
    private func date(at start: Int, _ scan: TextScan) -> (year: Int, end: Int)? {
        if let whole = scan.number(at: start, digits: 8) {
            guard CivilDate(year: whole / 10_000, month: whole / 100 % 100, day: whole % 100) != nil else { return nil }
            return (whole / 10_000, start + 8)
        }
        guard let year = scan.number(at: start, digits: 4), (1900...2099).contains(year),
            let month = part(after: start + 4, scan), let day = part(after: month.end, scan),
            CivilDate(year: year, month: month.value, day: day.value) != nil
        else { return nil }
        let closes = scan.folded.indices.contains(day.end) && scan.folded[day.end] == "日"
        return (year, closes ? day.end + 1 : day.end)
    }

    private func part(after separator: Int, _ scan: TextScan) -> (value: Int, end: Int)? {
        guard scan.folded.indices.contains(separator), "年月-/.".unicodeScalars.contains(scan.folded[separator]) else {
            return nil
        }
        for count in [2, 1] {
            if let value = scan.number(at: separator + 1, digits: count) { return (value, separator + 1 + count) }
        }
        return nil
    }

    private func hasWordBefore(_ start: Int, _ scan: TextScan) -> Bool {
        let window = Array(scan.folded[max(0, start - 8)..<start])
        return ["出生", "生于", "生日", "男,", "女,", "男、", "女、", "男 ", "女 "].contains { word in
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
        if first == "生" { return rest.count == 1 || !"产效成活物意鲜".unicodeScalars.contains(rest[rest.startIndex + 1]) }
        return rest.starts(with: "出生".unicodeScalars)
    }

    /// Between the name and the date stands nothing but punctuation, brackets and the sex.
    private func follows(_ nameEnd: Int?, _ start: Int, _ scan: TextScan) -> Bool {
        guard let nameEnd, start - nameEnd <= 12 else { return false }
        return scan.folded[nameEnd..<start].allSatisfy { " ,、。:;()（）·男女".unicodeScalars.contains($0) }
    }
}
