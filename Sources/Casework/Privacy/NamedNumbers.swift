/// Finds what is known for a person's by the word before it or by its own form: documents, accounts, e-mail, WeChat, QQ.
struct NamedNumbers {
    func findings(in scan: TextScan) -> [PrivacyFinding] {
        behindWords(scan) + emails(scan) + passports(scan)
    }

    // MARK: Behind a word

    /// A word, what must stand behind it, and what it tells of.
    private struct Rule {
        let kind: PrivacyFinding.Kind
        let words: [String]
        /// What may stand between the word and the number.
        let between: String
        /// The number: fewest and most characters, fewest digits among them, and whether it begins with a letter.
        let minimum: Int
        var maximum = 48
        let digits: Int
        let isLettered: Bool
    }

    private static let rules = [
        Rule(
            kind: .personDocument,
            words: [
                "身份证号码", "身份证号", "身份证", "身份号码", "护照号码", "护照号", "护照", "往来港澳通行证", "来往内地通行证", "台湾通行证", "大陆通行证", "回乡证",
                "台胞证", "居住证", "永久居留证", "居留许可", "军官证", "士兵证", "警官证", "驾驶证", "驾驶证号", "驾驶证档案编号", "社保卡", "社会保障号", "医保卡",
                "证件号码", "证件号",
            ], between: ":为是号码()编[]“\" 军警士海空武字第N#", minimum: 6, digits: 5, isLettered: false),
        Rule(
            kind: .bankCard,
            words: ["账号", "帐号", "卡号", "账户", "帐户", "银行卡", "存折"], between: ":为是号码()“\" ", minimum: 9, digits: 9,
            isLettered: false),
        Rule(
            kind: .socialAccount,
            words: ["微信号", "微信", "WeChat", "wechat", "VX", "vx", "薇信"], between: ":为是号码账()“\" ", minimum: 6, digits: 0,
            isLettered: true),
        Rule(
            kind: .socialAccount, words: ["QQ", "qq", "Qq"], between: ":为是号码群账()“\" ", minimum: 5, maximum: 12,
            digits: 5,
            isLettered: false),
    ]

    private func behindWords(_ scan: TextScan) -> [PrivacyFinding] {
        NamedNumbers.rules.flatMap { rule in
            scan.occurrences(of: rule.words).compactMap { found -> PrivacyFinding? in
                var start = found.range.upperBound
                while start < found.range.upperBound + 8, scan.isOne(start, of: rule.between) { start += 1 }
                guard let end = token(at: start, rule, scan) else { return nil }
                return PrivacyFinding(kind: rule.kind, range: start..<end, excerpt: "***")
            }
        }
    }

    private func token(at start: Int, _ rule: Rule, _ scan: TextScan) -> Int? {
        guard scan.isAlphanumeric(start), !rule.isLettered || !scan.isDigit(start) else { return nil }
        var end = start
        var count = 0
        var digits = 0
        while end - start < 48 {
            if scan.isAlphanumeric(end) || (rule.isLettered && scan.isOne(end, of: "_-")) {
                count += 1
                digits += scan.isDigit(end) ? 1 : 0
            } else if rule.isLettered || !scan.isOne(end, of: " -*()") || !scan.isAlphanumeric(end + 1) {
                break
            }
            end += 1
        }
        guard count >= rule.minimum, digits >= rule.digits, count <= rule.maximum, !scan.isOne(end, of: "元万") else {
            return nil
        }
        // A masked number has been dealt with; an organisation's code behind the word for its account has none of its own.
        return scan.folded[start..<end].contains("*") ? nil : end
    }

    // MARK: By form

    private func emails(_ scan: TextScan) -> [PrivacyFinding] {
        scan.folded.indices.compactMap { at -> PrivacyFinding? in
            guard scan.folded[at] == "@" else { return nil }
            var start = at
            while start > max(0, at - 64), scan.isAlphanumeric(start - 1) || scan.isOne(start - 1, of: "._%+-") {
                start -= 1
            }
            var end = at + 1
            while end < min(scan.folded.count, at + 128), scan.isAlphanumeric(end) || scan.isOne(end, of: ".-") {
                end += 1
            }
            while end > at + 1, scan.isOne(end - 1, of: ".-") { end -= 1 }
            let domain = scan.folded[(at + 1)..<end]
            guard start < at, domain.contains("."), !String(String.UnicodeScalarView(domain)).hasSuffix(".gov.cn")
            else {
                return nil
            }
            return PrivacyFinding(kind: .email, range: start..<end, excerpt: "***")
        }
    }

    /// A letter or two and digits as on passports and permits, where no word says that a thing is numbered.
    private func passports(_ scan: TextScan) -> [PrivacyFinding] {
        scan.folded.indices.compactMap { start -> PrivacyFinding? in
            guard scan.isOne(start, of: "EGHMCDPS"), !scan.isAlphanumeric(start - 1),
                !scan.isOne(start - 1, of: "-_/.字")
            else { return nil }
            var end = start + 1
            if scan.isOne(start, of: "EC"), scan.isUpper(end) { end += 1 }
            while scan.isDigit(end), end - start < 12 { end += 1 }
            let count = end - start
            // E12345678, EA1234567, C12345678; H and M before eight or ten digits.
            guard count == 9 || (count == 11 && scan.isOne(start, of: "HM")), !scan.isAlphanumeric(end),
                !scan.isOne(end, of: "-/._型款"), !scan.isOne(end + 1, of: "型款"),
                !scan.isSerial(before: start)
            else { return nil }
            return PrivacyFinding(kind: .personDocument, range: start..<end, excerpt: "***")
        }
    }
}
