import Contracts
import Testing

private func uscc(_ text: String) -> Result<USCC, USCCRefusal> {
    Result { () throws(USCCRefusal) in try USCC(text) }
}

private func person(_ text: String) -> Result<PersonNumber, PersonNumberRefusal> {
    Result { () throws(PersonNumberRefusal) in try PersonNumber(text) }
}

struct USCCTests {
    @Test(arguments: [
        "914403001922038216", "91100000100003962T", "91440300192317458F", "91110000710926094P", "91110000710925462X",
        "9144030027939873X7", "91510104XT00010175", "11510104XT9000117K", "11510100XT900031X9", "11330106XT900015XK",
    ])
    func `a code with both check digits right is taken`(text: String) throws {
        #expect(try USCC(text).text == text)
    }

    @Test(arguments: [
        " 91510104xt00010175\t", "９１５１０１０４ＸＴ０００１０１７５", "91510104 XT000101 75", "\u{3000}91510104XT00010175",
    ])
    func `a code is normalised before it is read`(text: String) throws {
        #expect(try USCC(text).text == "91510104XT00010175")
    }

    @Test(arguments: [
        ("914403001922038217", USCCRefusal.checkFailed(normal: "914403001922038217", part: .whole)),
        ("91350100M0001TGQXM", .checkFailed(normal: "91350100M0001TGQXM", part: .whole)),
        ("91440300192203821O", .malformed(.character(position: 18))),
        ("91440300I922038216", .malformed(.character(position: 9))),
        ("91440300192203821", .malformed(.length(17))),
        ("9144030019220382166", .malformed(.length(19))),
        ("9144A3001922038216", .malformed(.region)),
        ("91440300192203821中", .malformed(.character(position: 18))),
        ("", .malformed(.length(0))),
    ])
    func `a wrong code is refused with its reason`(text: String, refusal: USCCRefusal) {
        #expect(uscc(text) == .failure(refusal))
        #expect(!refusal.words.isEmpty)
    }

    @Test func `an inner check digit alone is noticed`() {
        // Position 17 is 8 instead of 7, position 18 computed anew for it.
        #expect(
            uscc("91510104XT00010188") == .failure(.checkFailed(normal: "91510104XT00010188", part: .organisationCode)))
    }

    @Test func `the registry may confirm a failed check but not a broken form`() throws {
        let day = try #require(CivilDate("2026-05-06"))
        #expect(try USCC("91350100m0001tgqxm", registryConfirmedOn: day).text == "91350100M0001TGQXM")
        #expect(throws: USCCRefusal.malformed(.length(17))) {
            try USCC("91350100M0001TGQX", registryConfirmedOn: day)
        }
    }

    @Test(arguments: ["914403001922038216", "91510104XT00010175", "11510100XT900031X9"])
    func `any single changed character is refused`(text: String) {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
        for position in 0..<18 {
            for replacement in alphabet {
                var changed = Array(text)
                guard changed[position] != replacement else { continue }
                changed[position] = replacement
                if case .success = uscc(String(changed)) { Issue.record("\(String(changed)) was taken") }
            }
        }
    }

    @Test(arguments: ["914403001922038216", "91510104XT00010175"])
    func `two neighbours that change places are refused`(text: String) {
        for position in 0..<17 {
            var changed = Array(text)
            guard changed[position] != changed[position + 1] else { continue }
            changed.swapAt(position, position + 1)
            if case .success = uscc(String(changed)) { Issue.record("\(String(changed)) was taken") }
        }
    }

    @Test func `a code tells category, region and organisation code`() throws {
        let code = try USCC("91510104XT00010175")
        #expect(code.category == "91")
        #expect(!code.isSoleTrader)
        #expect(code.issuingRegion == RegionCode("510104"))
        #expect(code.organisationCode == "XT0001017")
    }
}

struct PersonNumberTests {
    @Test func `the sample of the standard is taken`() throws {
        let number = try PersonNumber("11010519491231002x")
        #expect(number.revealed == "11010519491231002X")
        #expect(number.birthDate == CivilDate("1949-12-31"))
        #expect(number.sex == .female)
        #expect(number.region == RegionCode("110105"))
    }

    @Test func `a number shows itself only masked`() throws {
        let number = try PersonNumber("1101０5 19491231 002Ｘ")
        let document = try PersonDocument(kind: .identityCard, number: number.revealed)
        var dumped = ""
        dump((number, document, Optional(number)), to: &dumped)
        for shown in ["\(number)", String(describing: number), String(reflecting: number), "\(document)", dumped] {
            #expect(shown.contains("110105********002X"))
            #expect(!shown.contains("19491231"))
        }
    }

    @Test(arguments: [
        ("110105194912310021", PersonNumberRefusal.checkDigit), ("11010519491331002X", .birthDate),
        ("11010519490229002X", .birthDate), ("99010519491231002X", .region), ("11010519491231002Y", .characters),
        ("1101051949123100X2", .characters), ("110105491231002", .length), ("", .length),
    ])
    func `a wrong number is refused with its reason`(text: String, refusal: PersonNumberRefusal) {
        #expect(person(text) == .failure(refusal))
    }

    @Test func `any single changed character is refused`() {
        let text = "11010519491231002X"
        for position in 0..<18 {
            for replacement in "0123456789X" {
                var changed = Array(text)
                guard changed[position] != replacement else { continue }
                changed[position] = replacement
                if case .success = person(String(changed)) { Issue.record("a change at \(position) was taken") }
            }
        }
    }

    @Test(arguments: [("1967-12-31", false), ("1968-01-01", true), ("1967-12-30", false)])
    func `a year of age is full on the day after the birthday`(day: String, isAdult: Bool) throws {
        let number = try PersonNumber("11010519491231002X")
        #expect(number.hasCompleted(years: 18, on: try #require(CivilDate(day))) == isAdult)
    }

    @Test func `documents of other kinds are checked for form and masked`() throws {
        let passport = try PersonDocument(kind: .passport, number: "e12345678")
        #expect(passport.masked == "E******78")
        #expect(passport.tokenInput == "passport:E12345678")
        #expect(throws: PersonNumberRefusal.characters) { try PersonDocument(kind: .passport, number: "E1234-678") }
        #expect(throws: PersonNumberRefusal.length) { try PersonDocument(kind: .taiwanPermit, number: "123") }
        #expect(throws: PersonNumberRefusal.length) { try PersonDocument(kind: .identityCard, number: "E12345678") }
    }

    @Test func `each kind of document is found by its name`() {
        for kind in PersonDocument.Kind.allCases { #expect(PersonDocument.Kind(name: kind.name) == kind) }
        #expect(PersonDocument.Kind(name: "军官证") == nil)
    }
}

struct RegionCodeTests {
    @Test(
        arguments: [
            ("100000", RegionCode.Level.national, nil), ("510000", .province, "100000"),
            ("510100", .prefecture, "510000"),
            ("510104", .county, "510100"), ("152502", .county, "152500"), ("429004", .county, "429000"),
        ] as [(String, RegionCode.Level, String?)])
    func `level and parent follow from trailing zeros`(text: String, level: RegionCode.Level, parent: String?) throws {
        let region = try #require(RegionCode(text))
        #expect(region.level == level)
        #expect(region.parent?.description == parent)
        #expect(region.description == text)
    }

    @Test(arguments: ["", "51010", "5101044", "51010A", "000000", "990000", "510004", "-10104"])
    func `a text that is no region is refused`(text: String) {
        #expect(RegionCode(text) == nil)
    }

    @Test func `a region contains itself and what lies below`() throws {
        let chain = try ["100000", "510000", "510100", "510104"].map { try #require(RegionCode($0)) }
        for (index, upper) in chain.enumerated() {
            for (other, lower) in chain.enumerated() { #expect(upper.contains(lower) == (index <= other)) }
        }
        let hubei = try #require(RegionCode("420106"))
        #expect(chain.dropFirst().allSatisfy { !$0.contains(hubei) })
        #expect(hubei.province == RegionCode("420000"))
    }
}

struct DocumentNumberTests {
    @Test(arguments: [
        "成市监移〔2026〕3号", "成市监移[2026]3号", "成市监移【2026】3号", "成市监移(2026)3号", "成市监移（2026）3号",
        " 成市监移〔２０２６〕 3 号 ", "成市监移〔2026〕第003号", "成市监移［2026］3号",
    ])
    func `brackets and spelling are brought to one form`(text: String) {
        #expect(DocumentNumber(text)?.text == "成市监移〔2026〕3号")
    }

    @Test(arguments: [
        ("成市监移〔2026〕3号", true), ("成〔1949〕12345678号", true), ("成市监移〔2026〕3", false), ("〔2026〕3号", false),
        ("成市监移〔2026〕03号", false), ("成市监移〔2026〕0号", false), ("成市监移〔1948〕3号", false), ("成市监移〔20260〕3号", false),
        ("成市监移〔2026〕123456789号", false), ("成市监移[2026]3号", false), ("成市监移〔2026〕第3号", false),
        (" 成市监移〔2026〕3号", false), ("成市监移〔2026〕3号 ", false), ("成公（锦）〔2026〕3号", false), ("", false),
        ("成〔２０２６〕3号", false), (String(repeating: "成", count: 95) + "〔2026〕3号", false),
    ])
    func `only what reading would give again is taken as written`(text: String, isWritten: Bool) {
        #expect(DocumentNumber.isWritten(text) == isWritten)
        #expect(!isWritten || DocumentNumber(text)?.text == text)
    }

    @Test func `no text of the pieces of a number is taken as written and read as another`() {
        let pieces = ["成", "市监", "第", "号", "〔", "〕", "[", "2026", "03", "3", "0", " ", "（", "a", "\u{E000}"]
        var chance = SplitMix(seed: 9)
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...8, using: &chance)).map { _ in
                pieces.randomElement(using: &chance) ?? ""
            }.joined()
            guard DocumentNumber.isWritten(text) else { continue }
            #expect(DocumentNumber(text)?.text == text)
        }
        for words in ["成", "成市监", "号", "第"] {
            let text = "\(words)〔2026〕3号"
            #expect(DocumentNumber.isWritten(text) && DocumentNumber(text)?.text == text)
        }
    }

    @Test func `brackets inside the words stay words`() throws {
        let number = try #require(DocumentNumber("成公(锦)行罚决字(2026)123号"))
        #expect(number.words == "成公（锦）行罚决字")
        #expect(number.year == 2026)
        #expect(number.number == 123)
        #expect(DocumentNumber(number.text) == number)
    }

    @Test(arguments: [
        "", "号", "成市监移2026第3号", "成市监移〔2026〕号", "成市监移〔2026〕3", "〔2026〕3号", "成市监移〔226〕3号", "成市监移〔2026〕0号",
        "成市监移〔2026】3号", "成市监移〔2026〕3-1号", "成\u{7}市〔2026〕3号", "成市监移〔2026〕123456789号",
    ])
    func `another form is refused`(text: String) {
        #expect(DocumentNumber(text) == nil)
    }
}

struct MoneyTests {
    @Test(arguments: [
        ("5", Int64(5_000_000), "5.000000"), ("5.000000", 5_000_000, "5.000000"), ("0.000001", 1, "0.000001"),
        ("0.320000", 320_000, "0.320000"), ("12.3456780", 12_345_678, "12.345678"), ("０．５", 500_000, "0.500000"),
        ("999999999999.999999", 999_999_999_999_999_999, "999999999999.999999"), ("00.1", 100_000, "0.100000"),
    ])
    func `万元 with six decimals are exact fen`(text: String, fen: Int64, written: String) throws {
        let money = try #require(Money(wanYuan: text))
        #expect(money.fen == fen)
        #expect(money.wanYuan == written)
        #expect(Money(wanYuan: written) == money)
    }

    @Test(arguments: ["", ".", "5.", ".5", "-1", "+1", "1e3", "50,000", "1.2345678", "1.2.3", "五", "1000000000000"])
    func `any other spelling is refused`(text: String) {
        #expect(Money(wanYuan: text) == nil)
    }

    @Test func `amounts are shown in yuan and never negative or too large`() throws {
        #expect(try #require(Money(fen: 5_000_005)).description == "50000.05元")
        #expect(Money(fen: -1) == nil)
        let most = try #require(Money(fen: .max))
        #expect(most.adding(most) == nil)
        #expect(Money.zero.adding(most) == most)
    }
}
