import Casework
import Contracts

/// What comes about by chance too seldom.
extension Invention {
    /// An office under the same superior as ours.
    func isSibling(_ other: OfficeID) -> Bool {
        guard let superior = context.own.superior else { return false }
        return context.offices.profile(other)?.superior == superior
    }

    /// Offices of our agency in other provinces.
    var distant: [JSONValue] {
        agency(context.own.agency, but: context.own.id).filter {
            $0.string?.prefix(2) != context.own.region.prefix(2)
        }
    }

    /// A firm that is registered in another province.
    static let distantFirm: JSONValue = [
        "subjectKind": "organisation", "name": "武汉示例商贸有限公司", "uscc": "91420106XT0002028T",
        "registeredRegion": "420106",
    ]
}
