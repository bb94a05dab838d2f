import Contracts

/// A subject's name, compared however it was written: in full width, with brackets, blanks or another word for the same
/// legal form.
package struct SubjectName: Hashable, Sendable {
    /// As it was given, without white space at its ends.
    package let text: String
    /// Half width, upper case, without white space, brackets and dots, with 有限责任公司 as 有限公司: the same name written
    /// differently has the same normal form.
    package let normal: String

    /// A name as it was given.
    package init(_ text: String) {
        self.text = HalfWidth.trimmed(text)
        normal = SubjectName.sameForm(SubjectName.letters(of: text))
    }

    /// The normal form without the words for a legal form (股份有限公司, 合伙企业 …): what is left of a name when a firm
    /// changes its form, or when somebody leaves the form out.
    package var core: String {
        for form in SubjectName.legalForms where normal.hasSuffix(form) {
            let rest = normal.dropLast(form.count)
            return rest.isEmpty ? normal : String(rest)
        }
        return normal
    }

    /// How many characters of a name's beginning are looked up at least.
    package static let beginning = 6

    /// The first characters of the normal form; nil for a name that is shorter.
    package var start: String? {
        normal.count >= SubjectName.beginning ? String(normal.prefix(SubjectName.beginning)) : nil
    }

    /// Longer ones first: each is tried before its own end.
    private static let legalForms = [
        "股份有限公司", "合伙企业特殊普通合伙", "合伙企业普通合伙", "合伙企业有限合伙", "农民专业合作社", "个人独资企业", "合伙企业", "有限公司",
        "专业合作社",
    ]

    /// By law one form has both names (公司法 第七条).
    private static func sameForm(_ name: String) -> String {
        guard let place = name.range(ofSuffix: "有限责任公司") else { return name }
        return name[..<place] + "有限公司"
    }

    private static func letters(of text: String) -> String {
        var letters = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let half = HalfWidth.fold(scalar)
            guard !HalfWidth.isWhitespace(half), !isOrnament(half) else { continue }
            letters.append(upper(half))
        }
        return String(letters)
    }

    /// Brackets, the dots between the parts of a foreign name, and marks without width.
    private static func isOrnament(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x2E: true
        case 0xB7, 0x2022, 0x2027, 0x22C5, 0x30FB, 0xFF65: true
        case 0x3008...0x3011, 0x3014...0x301B: true
        case 0x200B...0x200D, 0xFEFF: true
        default: false
        }
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x61...0x7A).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0x20) ?? scalar
    }
}

extension String {
    /// Where `suffix` begins when the string ends with it.
    fileprivate func range(ofSuffix suffix: String) -> Index? {
        hasSuffix(suffix) ? index(endIndex, offsetBy: -suffix.count) : nil
    }
}
