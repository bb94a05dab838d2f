import Console
import Contracts
import Foundation
import Testing

/// The picker of offices in a province's directory (practice 7, row 3).
struct OfficeFinderTests {
    private static let places = ["锦江", "青羊", "金牛", "武侯", "成华", "龙泉", "温江", "双流", "郫都", "新津"]
    private static let wards = ["东", "南", "西", "北", "中", "上", "下", "前", "后", "新"]
    /// Kinds of office with the first letters of their pinyin.
    private static let kinds = [
        ("market-regulation", "市场监管局", "scjgj"), ("tax", "税务局", "swj"), ("police", "公安局", "gaj"),
        ("customs", "海关", "hg"), ("procuratorate", "检察院", "jcy"),
    ]

    /// Two thousand offices: one hundred counties with twenty each.
    private static func directory() throws -> DirectoryDocument {
        var offices: [DirectoryOffice] = []
        for county in 0..<100 {
            let name = places[county / 10] + wards[county % 10]
            for unit in 0..<20 {
                let kind = kinds[unit % kinds.count]
                let id = try #require(OfficeID("\(510_101 + county)-\(kind.0)-u\(unit / kinds.count)"))
                let profile = OfficeProfile(
                    id: id, agency: kind.0, level: .county, region: id.region,
                    name: "\(name)示例区\(kind.1)第\(unit / kinds.count + 1)分局",
                    shortName: "\(name)\(kind.1)\(unit / kinds.count + 1)", uscc: "11510100XT9000125L")
                offices.append(
                    DirectoryOffice(
                        profile: profile, keys: [], route: DirectoryOffice.Route(topic: .direct(id), generation: 1),
                        principal: "User:\(id)"))
            }
        }
        let now = Moment(milliseconds: 1_782_000_000_000)
        return DirectoryDocument(
            namespace: "liandong", version: 1, predecessor: .zero, issuedAt: now, validUntil: now + .hours(1),
            isRehearsal: true, registrarKeys: [], offices: offices, authority: [])
    }

    @Test(
        "Three typed letters find an office among two thousand in under 200 ms"
    )
    func threeLetters() throws {
        let directory = try Self.directory()
        #expect(directory.offices.count == 2000)
        // Initials of place and ward, then of the kind: 锦江东税务局 is jjdswj.
        let asked = [("jjd", "锦江东"), ("wht", ""), ("锦江东", "锦江东"), ("chx", "成华"), ("青羊北", "青羊北"), ("pdz", "郫都中")]
        var times: [Duration] = []
        let finder = OfficeFinder(directory)
        for (text, name) in asked + asked + asked {
            let start = ContinuousClock.now
            let found = finder.search(text)
            times.append(ContinuousClock.now - start)
            #expect(found.count == (name.isEmpty ? 0 : OfficeFinder.most), "\(text)")
            #expect(found.allSatisfy { $0.shortName.hasPrefix(name) }, "\(text): \(found.map(\.shortName))")
        }
        // The machine may be at other work for a moment: the middle of all questions is held to the bound.
        let middle = times.sorted()[times.count / 2]
        #expect(middle < .milliseconds(200), "a question took \(middle), the slowest \(times.max() ?? .zero)")
    }

    @Test("The letters of three thousand signs, which the first question waits for, are there in under 200 ms")
    func manySigns() throws {
        // Names of places that no other office has: signs of the basic block, three in a name.
        let names = (0..<1000).map { number in
            String((0..<3).compactMap { Unicode.Scalar(0x4E00 + 6 * (3 * number + $0)).map(Character.init) })
        }
        let made = zip(try Self.directory().offices, names).map { office, name in
            let (id, own) = (office.profile.id, office.profile)
            let profile = OfficeProfile(
                id: id, agency: own.agency, level: own.level, region: own.region, name: name + own.name,
                shortName: name + own.shortName, uscc: own.uscc)
            return DirectoryOffice(profile: profile, keys: [], route: office.route, principal: office.principal)
        }
        let now = Moment(milliseconds: 1_782_000_000_000)
        let directory = DirectoryDocument(
            namespace: "liandong", version: 1, predecessor: .zero, issuedAt: now, validUntil: now + .hours(1),
            isRehearsal: true, registrarKeys: [], offices: made, authority: [])
        var finders: [OfficeFinder] = []
        let times = (0..<3).map { _ in ContinuousClock().measure { finders.append(OfficeFinder(directory)) } }
        #expect(try #require(times.min()) < .milliseconds(200), "\(times)")
        // Together or alone, a sign has the same letter.
        let finder = try #require(finders.first)
        for name in names.prefix(40) {
            let letters = name.compactMap {
                String($0).applyingTransform(.toLatin, reverse: false)?.applyingTransform(
                    .stripDiacritics, reverse: false)?
                    .first?.lowercased()
            }
            let found = finder.search(letters.joined(), limit: 1000)
            #expect(letters.count == 3 && found.contains { $0.shortName.hasPrefix(name) }, "\(name), \(letters)")
        }
    }
}
