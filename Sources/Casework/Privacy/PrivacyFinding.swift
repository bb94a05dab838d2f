/// One thing in a text that must not be published without a person's decision.
package struct PrivacyFinding: Hashable, Sendable {
    /// What was found.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A citizen's number of 18 or 15 digits.
        case personNumber
        /// Passport, permit, residence or officer's card, and whatever stands behind the words for such a number.
        case personDocument
        case mobile, landline
        /// A bank card, or an account behind the words for one.
        case bankCard
        case email
        /// WeChat or QQ.
        case socialAccount
        case birthDate, homeAddress, plateNumber
        /// A word that hints at a minor.
        case minorWord

        /// The word for officers.
        package var name: String {
            switch self {
            case .personNumber: "公民身份号码"
            case .personDocument: "个人证件号码"
            case .mobile: "手机号码"
            case .landline: "固定电话号码"
            case .bankCard: "银行账号"
            case .email: "电子邮箱"
            case .socialAccount: "微信或者QQ号"
            case .birthDate: "出生日期"
            case .homeAddress: "家庭住址"
            case .plateNumber: "机动车号牌"
            case .minorWord: "可能涉及未成年人的内容"
            }
        }

        /// Whether masking alone makes the text fit for publication. The others have no business in the text of a
        /// decision that is to be published: a person rewrites it, or decides (domain E.2).
        package var isRepairedByMasking: Bool {
            switch self {
            case .landline, .email, .socialAccount, .homeAddress, .plateNumber: true
            case .personNumber, .personDocument, .mobile, .bankCard, .birthDate, .minorWord: false
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
    package var reasonCode: String { kind == .minorWord ? "MINOR_DATA" : "PRIVACY_BLOCK" }
}
