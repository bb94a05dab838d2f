package import Contracts

/// An office as `init` is told of it.
package struct OfficePlan: Hashable, Sendable {
    /// Who it is.
    package var profile: OfficeProfile
    /// Codes of other registers.
    package var codes: DirectoryOffice.Codes

    /// An office to be made.
    package init(profile: OfficeProfile, codes: DirectoryOffice.Codes = DirectoryOffice.Codes()) {
        self.profile = profile
        self.codes = codes
    }

    /// Reads a list of offices: a JSON object with `offices`, each with the fields of a directory entry that say who it
    /// is (`id`, `agency`, `level`, `region`, `name`, `shortName`, `uscc`, …).
    ///
    /// - Throws: all mistakes at once.
    package static func readList(_ bytes: [UInt8], named name: String) throws(DocumentMistakes) -> [OfficePlan] {
        let reader = try DocumentReader.open(bytes, document: name)
        reader.allow(only: ["offices"])
        let plans = reader.objects("offices").map { office -> OfficePlan? in
            office.allow(only: fields)
            return OfficeProfile.read(office).map { OfficePlan(profile: $0) }
        }
        if plans.isEmpty { reader.report("offices", "is empty", "name at least one office") }
        return try reader.finish(plans.compactMap(\.self), document: name)
    }

    private static let fields = [
        "id", "agency", "level", "region", "name", "shortName", "uscc", "superior", "sameLevelProcuratorate",
        "sameLevelPolice",
    ]

    /// The seven offices of the demo: six agencies of one prefecture and the province's credit platform. All names and
    /// codes are fictional (domain.md F).
    package static let demo: [OfficePlan] = demoRows.compactMap { row in
        guard let id = OfficeID(row.id) else { return nil }
        let isPrefecture = row.level == .prefecture
        return OfficePlan(
            profile: OfficeProfile(
                id: id, agency: row.agency, level: row.level, region: id.region, name: row.name,
                shortName: row.shortName, uscc: row.uscc,
                sameLevelProcuratorate: isPrefecture && row.agency != "procuratorate"
                    ? OfficeID("510100-procuratorate") : nil,
                sameLevelPolice: isPrefecture && row.agency != "police" ? OfficeID("510100-police") : nil))
    }

    private struct Row {
        let id: String
        let agency: String
        let level: OfficeProfile.Level
        let name: String
        let shortName: String
        let uscc: String
    }

    private static let demoRows = [
        Row(
            id: "510100-market-regulation", agency: "market-regulation", level: .prefecture, name: "成都示例市市场监督管理局",
            shortName: "市市场监管局", uscc: "11510100XT9000125L"),
        Row(
            id: "510100-tax", agency: "tax", level: .prefecture, name: "成都示例市税务局", shortName: "市税务局",
            uscc: "11510100XT90002133"),
        Row(
            id: "510100-customs", agency: "customs", level: .prefecture, name: "成都示例海关", shortName: "示例海关",
            uscc: "11510100XT900031X9"),
        Row(
            id: "510100-cyberspace", agency: "cyberspace", level: .prefecture, name: "成都示例市互联网信息办公室",
            shortName: "市网信办", uscc: "11510100XT9000416P"),
        Row(
            id: "510100-police", agency: "police", level: .prefecture, name: "成都示例市公安局", shortName: "市公安局",
            uscc: "11510100XT90005121"),
        Row(
            id: "510100-procuratorate", agency: "procuratorate", level: .prefecture, name: "成都示例市人民检察院",
            shortName: "市检察院", uscc: "11510100XT9000619C"),
        Row(
            id: "510000-credit-platform", agency: "credit-platform", level: .province, name: "四川示例省公共信用信息平台",
            shortName: "省信用平台", uscc: "11510000XT9000715G"),
    ]
}
