/// Finds numbers of telephones that are not mobiles. Those of offices and hotlines are public and stay.
struct TelephoneNumbers {
    func findings(in scan: TextScan) -> [PrivacyFinding] {
        var findings: [PrivacyFinding] = []
        var start = 0
        while start < scan.folded.count {
            guard scan.isDigit(start), !scan.isAlphanumeric(start - 1), let end = number(at: start, scan),
                !scan.has(TelephoneNumbers.publicWords, before: start, within: 14)
            else {
                start += 1
                continue
            }
            findings.append(PrivacyFinding(kind: .landline, range: start..<end, excerpt: "***"))
            start = end
        }
        return findings
    }

    /// Where the number that begins here ends; nil when it is none.
    private func number(at start: Int, _ scan: TextScan) -> Int? {
        guard let area = areaEnd(start, scan) else {
            // Without an area code only behind a word for a telephone.
            guard isBehindWord(start, scan), let end = local(at: start, scan) else { return nil }
            return end
        }
        var local = area
        while local < area + 3, scan.isOne(local, of: ")]-—– 　") { local += 1 }
        guard local > area || isBehindWord(start, scan) else { return nil }
        return self.local(at: local, scan)
    }

    /// 010, 02x, 03xx to 09xx.
    private func areaEnd(_ start: Int, _ scan: TextScan) -> Int? {
        guard scan.isOne(start, of: "0"), scan.isDigit(start + 1), scan.isDigit(start + 2),
            !scan.isOne(start + 1, of: "0")
        else { return nil }
        if scan.isOne(start + 1, of: "1") { return scan.isOne(start + 2, of: "0") ? start + 3 : nil }
        if scan.isOne(start + 1, of: "2") { return start + 3 }
        return scan.isDigit(start + 3) ? start + 4 : nil
    }

    /// Seven or eight digits of which the first is none of 0 and 1, together or in two groups.
    private func local(at start: Int, _ scan: TextScan) -> Int? {
        guard scan.isOne(start, of: "23456789") else { return nil }
        var offset = start
        var count = 0
        while count < 9 {
            if scan.isDigit(offset) {
                count += 1
            } else if !(3...4).contains(count) || !scan.isOne(offset, of: " -") || !scan.isDigit(offset + 1) {
                break
            }
            offset += 1
        }
        return (7...8).contains(count) && !scan.isAlphanumeric(offset) && !scan.isOne(offset, of: ".元") ? offset : nil
    }

    private func isBehindWord(_ start: Int, _ scan: TextScan) -> Bool {
        var offset = start
        while offset > max(0, start - 4), scan.isOne(offset - 1, of: ":为是 号码(") { offset -= 1 }
        return TelephoneNumbers.words.contains { word in
            scan.stands(word, at: offset - word.unicodeScalars.count)
        }
    }

    private static let words = ["电话", "座机", "固话", "宅电", "传真", "联系方式"]
    private static let publicWords = [
        "举报", "投诉", "咨询", "热线", "服务电话", "监督电话", "值班", "办公电话", "本局", "我局", "机关", "客服", "总机", "受理电话", "维权",
        "应急电话",
    ]
}
