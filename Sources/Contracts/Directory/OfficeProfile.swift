/// Who an office is: what letters, routing and the desk need to know of it (design section 2, *office*).
package struct OfficeProfile: Hashable, Sendable {
    /// How high an office stands (domain D.2: copies go to the procuratorate of the same level).
    package enum Level: String, CaseIterable, Hashable, Sendable {
        /// 国家级
        case national
        /// 省级
        case province
        /// 地市级
        case prefecture
        /// 县级
        case county
    }

    /// The id, never changed or reused.
    package var id: OfficeID
    /// The kind, an open name: `market-regulation`, `tax`, `customs`, `cyberspace`, `police`, `procuratorate` …
    package var agency: String
    /// How high it stands.
    package var level: Level
    /// Six digits of GB/T 2260.
    package var region: String
    /// The full Chinese name.
    package var name: String
    /// The short Chinese name.
    package var shortName: String
    /// The unified social credit code of the office itself.
    package var uscc: String
    /// The office one level up, if it takes part.
    package var superior: OfficeID?
    /// The procuratorate of the same level, owed copies of criminal handoffs (domain D.2).
    package var sameLevelProcuratorate: OfficeID?
    /// The police of the same level.
    package var sameLevelPolice: OfficeID?
    /// False once the office is retired.
    package var isActive: Bool

    /// A profile from its parts.
    package init(
        id: OfficeID, agency: String, level: Level, region: String, name: String, shortName: String, uscc: String,
        superior: OfficeID? = nil, sameLevelProcuratorate: OfficeID? = nil, sameLevelPolice: OfficeID? = nil,
        isActive: Bool = true
    ) {
        self.id = id
        self.agency = agency
        self.level = level
        self.region = region
        self.name = name
        self.shortName = shortName
        self.uscc = uscc
        self.superior = superior
        self.sameLevelProcuratorate = sameLevelProcuratorate
        self.sameLevelPolice = sameLevelPolice
        self.isActive = isActive
    }

    /// The region as a code; nil only for a profile that was never checked.
    package var regionCode: RegionCode? { RegionCode(region) }
}
