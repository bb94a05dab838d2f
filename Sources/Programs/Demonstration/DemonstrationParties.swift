import Contracts

/// The fictional firms of the demonstration (domain.md F); their codes begin with `XT`, a prefix nobody is issued.
enum DemonstrationParties {
    /// Advertised online what is not true.
    static let advertiser = party("深圳虚构科技有限公司", "91440305XT000404XG", "440305")
    /// Sold goods with a counterfeit trade mark.
    static let counterfeiter = party("杭州演示商贸有限公司", "91330106XT0003039K", "330106")
    /// Mixed a non-food raw material into food.
    static let foodMaker = party("武汉样例食品有限公司", "91420106XT0002028T", "420106")
    /// Got a heavy penalty.
    static let dishonest = party("北京假名食品有限公司", "91110108XT0005069C", "110108")

    private static func party(_ name: String, _ uscc: String, _ region: String) -> JSONValue {
        [
            "subjectKind": "organisation", "name": .string(name), "uscc": .string(uscc),
            "registeredRegion": .string(region),
        ]
    }
}
