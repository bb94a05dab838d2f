import Contracts

/// One thing in a text that must not be published without a person's decision.
package struct PrivacyFinding: Hashable, Sendable {
    /// What was found.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case personNumber, mobile, bankCard, birthDate, plateNumber, minorWord

        /// The word for officers.
        package var name: String {
            switch self {
            case .personNumber: "公民身份号码"
            case .mobile: "手机号码"
            case .bankCard: "银行账号"
            case .birthDate: "出生日期"
            case .plateNumber: "机动车号牌"
            case .minorWord: "可能涉及未成年人的内容"
            }
        }
    }

    /// What was found.
    package let kind: Kind
    /// Where, in Unicode scalars of the text.
    package let range: Range<Int>
    /// What stands there, masked; safe to show and to log.
    package let excerpt: String

    /// Reason code of domain.md D.12.
    package var reasonCode: String {
        switch kind {
        case .personNumber, .mobile, .bankCard, .birthDate, .plateNumber: "PRIVACY_BLOCK"
        case .minorWord: "MINOR_DATA"
        }
    }
}

/// Looks through a text before it is published (domain.md E.2) and says what a person must decide on. Linear in the
/// text; it finds rather too much than too little.
package struct PrivacyGuard: Hashable, Sendable {
    /// Words that hint at a minor.
    package let minorWords: [String]
    /// Names of persons in the case, next to which a date counts as a birth date.
    package let names: [String]

    /// Words of domain.md E.2 and those that name the same facts.
    package static let standardMinorWords = [
        "未成年", "未满", "学校", "小学", "中学", "幼儿园", "学生", "儿童", "少年",
    ]

    /// A guard for texts about a case in which these persons are named.
    package init(names: [String] = [], minorWords: [String] = PrivacyGuard.standardMinorWords) {
        self.names = names
        self.minorWords = minorWords
    }

    /// All findings in the order of the text.
    package func findings(in text: String) -> [PrivacyFinding] {
        let scan = TextScan(text)
        var findings = numbers(scan)
        findings += BirthDates(names: names).findings(in: scan)
        findings += plates(scan)
        for (range, word) in scan.occurrences(of: minorWords) {
            findings.append(PrivacyFinding(kind: .minorWord, range: range, excerpt: word))
        }
        return findings.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
    }

    private func numbers(_ scan: TextScan) -> [PrivacyFinding] {
        scan.digitRuns().flatMap { run in
            run.matches().map { match in
                let range =
                    run.digits[match.range.lowerBound].offset..<(run.digits[match.range.upperBound - 1].offset + 1)
                let number = run.text(match.range)
                return PrivacyFinding(kind: match.kind, range: range, excerpt: masked(number, match.kind))
            }
        }
    }

    private func masked(_ number: String, _ kind: PrivacyFinding.Kind) -> String {
        switch kind {
        case .personNumber: Masking.number(number)
        case .mobile: Masking.mobile(number)
        case .bankCard: Masking.bankCard(number)
        case .birthDate, .plateNumber, .minorWord: number
        }
    }

    /// `川A12345`, `川A·D12345`: province, letter, five or six letters and digits, with or without the dot.
    private func plates(_ scan: TextScan) -> [PrivacyFinding] {
        var findings: [PrivacyFinding] = []
        for start in scan.folded.indices where PrivacyGuard.plateProvinces.contains(scan.folded[start]) {
            var end = start + 1
            guard scan.isUpper(end) else { continue }
            end += 1
            if end < scan.folded.count, "·•・.-".unicodeScalars.contains(scan.folded[end]) { end += 1 }
            let body = end
            while end - body < 7, scan.isUpper(end) || scan.isDigit(end) { end += 1 }
            guard (5...6).contains(end - body), (body..<end).contains(where: scan.isDigit) else { continue }
            let excerpt = String(String.UnicodeScalarView(scan.folded[start..<(start + 2)])) + "·*****"
            findings.append(PrivacyFinding(kind: .plateNumber, range: start..<end, excerpt: excerpt))
        }
        return findings
    }

    private static let plateProvinces = Array(
        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)
}
