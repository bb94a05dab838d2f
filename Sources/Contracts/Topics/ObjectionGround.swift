/// What an objection to a publication is about, in words that the public may read beside the record: the objector's own
/// text may name persons and stays with the office (EIP art 12, SAMR45 art 12; domain E.2).
package enum ObjectionGround: String, CaseIterable, Hashable, Sendable {
    /// What is shown is not what was decided.
    case contentDiffers
    /// Something that belongs to it is not shown: payment, correction, another decision.
    case incomplete
    /// It is about somebody else.
    case otherSubject
    /// The decision behind it was changed, annulled or declared unlawful or void.
    case decisionChanged
    /// It is shown longer than the law allows.
    case termOver
    /// The law does not let it be shown at all.
    case notPublishable
    /// Something else, which the text says.
    case other

    /// The Chinese words.
    package var title: String {
        switch self {
        case .contentDiffers: "公示内容与原决定不一致"
        case .incomplete: "公示内容有遗漏"
        case .otherSubject: "公示信息不属于本主体"
        case .decisionChanged: "原决定已被变更、撤销、确认违法或者无效"
        case .termOver: "已超过公示期限"
        case .notPublishable: "依法不应当公示"
        case .other: "其他理由"
        }
    }

    /// All codes, in the order in which they are offered.
    package static let words = allCases.map(\.rawValue)
}
