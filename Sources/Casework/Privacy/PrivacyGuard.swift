import Contracts

/// Looks through a text before it is published (domain.md E.2) and says what a person must decide on. Linear in the
/// text; it finds rather too much than too little.
package struct PrivacyGuard: Hashable, Sendable {
    /// Whether words that hint at a minor are looked for.
    package let findsMinors: Bool
    /// Names of persons in the case, next to which a date counts as a birth date.
    package let names: [String]

    /// A guard for texts about a case in which these persons are named.
    package init(names: [String] = [], findsMinors: Bool = true) {
        self.names = names
        self.findsMinors = findsMinors
    }

    /// All findings in the order of the text; none lies within another.
    package func findings(in text: String) -> [PrivacyFinding] {
        let scan = TextScan(text)
        var findings = numbers(scan)
        findings += BirthDates(names: names).findings(in: scan)
        // Numbers are also written in the numerals of the language, 一三八零零一三八零零零.
        if let spelt = scan.spelt {
            findings += numbers(spelt).filter { scan.isSpelt($0.range) }
            findings += BirthDates(names: names).findings(in: spelt).filter { scan.isSpelt($0.range) }
        }
        findings += PlateNumbers().findings(in: scan)
        findings += TelephoneNumbers().findings(in: scan)
        findings += NamedNumbers().findings(in: scan)
        findings += HomeAddresses().findings(in: scan)
        if findsMinors { findings += MinorHints().findings(in: scan) }
        return PrivacyGuard.outermost(findings)
    }

    private func numbers(_ scan: TextScan) -> [PrivacyFinding] {
        scan.digitRuns().flatMap { run in
            run.matches().compactMap { match -> PrivacyFinding? in
                let range =
                    run.digits[match.range.lowerBound].offset..<(run.digits[match.range.upperBound - 1].offset + 1)
                if match.isWeak, scan.isSerial(before: range.lowerBound) { return nil }
                if match.kind != .personNumber, scan.isVehicle(range) { return nil }
                let number = run.text(match.range)
                return PrivacyFinding(kind: match.kind, range: range, excerpt: masked(number, match.kind))
            }
        }
    }

    private func masked(_ number: String, _ kind: PrivacyFinding.Kind) -> String {
        switch kind {
        case .mobile: Masking.mobile(number)
        case .bankCard: Masking.bankCard(number)
        default: Masking.number(number)
        }
    }

    /// What lies within a longer finding says nothing new; of two that cross, both stay.
    private static func outermost(_ findings: [PrivacyFinding]) -> [PrivacyFinding] {
        let sorted = findings.sorted {
            ($0.range.lowerBound, -$0.range.upperBound, $0.kind.rank) < (
                $1.range.lowerBound, -$1.range.upperBound, $1.kind.rank
            )
        }
        var kept: [PrivacyFinding] = []
        for finding in sorted {
            // A hint at a minor is a question of its own, wherever it stands.
            let isInside = kept.last { $0.kind != .minorWord }.map { $0.range.upperBound >= finding.range.upperBound }
            if finding.kind == .minorWord || isInside != true { kept.append(finding) }
        }
        return kept
    }
}

extension PrivacyFinding.Kind {
    /// Which of two findings of the same place is told: the graver one.
    fileprivate var rank: Int {
        switch self {
        case .personNumber: 0
        case .mobile: 1
        case .personDocument: 2
        case .bankCard: 3
        default: 4
        }
    }
}

/// `川A12345`, `川A·D12345`, `川A1234学`: province, letter, five or six letters and digits, with or without the dot.
struct PlateNumbers {
    func findings(in scan: TextScan) -> [PrivacyFinding] {
        var findings: [PrivacyFinding] = []
        for start in scan.folded.indices where PlateNumbers.provinces.contains(scan.folded[start]) {
            guard scan.isUpper(start + 1) else { continue }
            var end = start + 2
            let hasDot = scan.isOne(end, of: "·•・.- ")
            if hasDot { end += 1 }
            let body = end
            while end - body < 7, scan.isUpper(end) || scan.isDigit(end) { end += 1 }
            if end - body == 4, scan.isOne(end, of: "学警挂港澳领") { end += 1 }
            guard (5...6).contains(end - body), (body..<end).contains(where: scan.isDigit) else { continue }
            // 新GB7718-2011 is a standard.
            guard hasDot || !(scan.folded[start + 2] == "B" && scan.isOne(end, of: "-—")) else { continue }
            let excerpt = String(String.UnicodeScalarView(scan.folded[start..<(start + 2)])) + "·*****"
            findings.append(PrivacyFinding(kind: .plateNumber, range: start..<end, excerpt: excerpt))
        }
        return findings
    }

    private static let provinces = Array(
        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)
}
