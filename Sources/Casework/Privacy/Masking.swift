import Contracts

/// Masked forms of personal data.
package enum Masking {
    /// A citizen's number or another document's number: birth digits hidden (`110105********002X`), otherwise all but
    /// the first and the last two characters; short ones entirely. Also safe for numbers that are wrong.
    package static func number(_ text: String) -> String {
        let normal = Array(HalfWidth.code(text).unicodeScalars)
        switch normal.count {
        case 0: return ""
        case 18...: return joined(normal, first: 6, last: 4)
        case 6...17: return joined(normal, first: 1, last: 2)
        default: return String(repeating: "*", count: normal.count)
        }
    }

    /// A mobile number, `138****8000`.
    package static func mobile(_ text: String) -> String {
        let normal = Array(HalfWidth.code(text).unicodeScalars)
        guard normal.count >= 11 else { return String(repeating: "*", count: normal.count) }
        return joined(normal, first: 3, last: 4)
    }

    /// A bank card or account, all but the last four digits.
    package static func bankCard(_ text: String) -> String {
        let normal = Array(HalfWidth.code(text).unicodeScalars)
        guard normal.count >= 12 else { return String(repeating: "*", count: normal.count) }
        return joined(normal, first: 0, last: 4)
    }

    /// A person's name: the surname and 某 for each further character, `张某`, `欧阳某某`.
    package static func name(_ text: String) -> String {
        let scalars = Array(HalfWidth.trimmed(text).unicodeScalars)
        guard scalars.count > 1 else { return scalars.isEmpty ? "" : "某" }
        let two = String(String.UnicodeScalarView(scalars.prefix(2)))
        let kept = scalars.count > 2 && compoundSurnames.contains(two) ? 2 : 1
        // Long names are foreign or of a minority; how long they are would tell too much.
        let hidden = min(scalars.count - kept, 2)
        return String(String.UnicodeScalarView(scalars.prefix(kept))) + String(repeating: "某", count: hidden)
    }

    /// `text` with all personal numbers, plate numbers and birth dates replaced as the profile says, and third persons'
    /// names turned into 某某. Words about minors stay: no mask makes such a text fit for publication.
    package static func redact(
        _ text: String, under profile: MaskingProfile, thirdPersons: [String] = [], names: [String] = []
    ) -> String {
        guard profile != .internalRef else { return text }
        let guarding = PrivacyGuard(names: names + thirdPersons, findsMinors: false)
        var cuts = guarding.findings(in: text).map { (range: $0.range, text: replacement($0, profile)) }
        cuts += TextScan(text).occurrences(of: thirdPersons).map { (range: $0.range, text: "某某") }
        cuts.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        guard !cuts.isEmpty else { return text }
        return replaced(Array(text.unicodeScalars), cuts)
    }

    private static func replacement(_ finding: PrivacyFinding, _ profile: MaskingProfile) -> String {
        switch finding.kind {
        case .personNumber: profile.rule(for: .documentNumber) == .hideBirthDigits ? finding.excerpt : "***"
        case .personDocument, .mobile, .landline, .bankCard, .email, .socialAccount, .homeAddress, .plateNumber: "***"
        case .birthDate: "****年**月**日"
        case .minorWord: finding.excerpt
        }
    }

    private static func replaced(_ scalars: [Unicode.Scalar], _ cuts: [(range: Range<Int>, text: String)]) -> String {
        var result = String.UnicodeScalarView()
        var offset = 0
        for cut in cuts where cut.range.upperBound > offset {
            // Where two cuts cross, the second takes away what the first left.
            if cut.range.lowerBound >= offset {
                result.append(contentsOf: scalars[offset..<cut.range.lowerBound])
                result.append(contentsOf: cut.text.unicodeScalars)
            }
            offset = cut.range.upperBound
        }
        result.append(contentsOf: scalars[offset...])
        return String(result)
    }

    private static func joined(_ scalars: [Unicode.Scalar], first: Int, last: Int) -> String {
        String(String.UnicodeScalarView(scalars.prefix(first)))
            + String(repeating: "*", count: scalars.count - first - last)
            + String(String.UnicodeScalarView(scalars.suffix(last)))
    }

    private static let compoundSurnames = [
        "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
        "长孙", "端木", "轩辕", "申屠", "太史",
    ]
}
