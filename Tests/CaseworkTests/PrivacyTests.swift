import Casework
import Contracts
import Testing

private func kinds(_ text: String, names: [String] = []) -> [PrivacyFinding.Kind] {
    PrivacyGuard(names: names).findings(in: text).map(\.kind)
}

struct PrivacyGuardTests {
    @Test(arguments: [
        "身份证号11010519491231002X。", "身份证号11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X",
        "110105-1949-1231-002X", "号11010519491231002X5", "1101\u{200B}0519491231002X", "٠١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    ])
    func `a citizen's number is found in any spelling`(text: String) {
        let findings = PrivacyGuard().findings(in: text)
        #expect(findings.map(\.kind) == [.personNumber])
        #expect(findings.first?.excerpt == "110105********002X")
        #expect(findings.first?.reasonCode == "PRIVACY_BLOCK")
    }

    @Test(arguments: [
        "电话13800138000。", "138 0013 8000", "138-0013-8000", "+8613800138000", "0086 138 0013 8000", "１３８００１３８０００",
        "013800138000",
    ])
    func `a mobile number is found in any spelling`(text: String) {
        let findings = PrivacyGuard().findings(in: text)
        #expect(findings.map(\.kind) == [.mobile])
        #expect(findings.first?.excerpt == "138****8000")
    }

    @Test(arguments: ["6222020000000000000", "6222 0200 0000 0000 000", "卡号4111111111111111", "4111-1111-1111-1111"])
    func `a bank card is found by its Luhn digit`(text: String) {
        #expect(kinds(text) == [.bankCard])
    }

    @Test(arguments: [
        "出生日期1987年3月5日", "1987年3月5日出生", "1987-03-05生", "某甲，男，1987年3月5日", "生于19870305", "１９８７年３月５日出生",
    ])
    func `a birth date is found by the words around it`(text: String) {
        #expect(kinds(text) == [.birthDate])
    }

    @Test func `a date right after a person's name counts as a birth date`() {
        #expect(kinds("当事人陈某甲（1987年3月5日）", names: ["陈某甲"]) == [.birthDate])
        #expect(kinds("陈某甲于2026年5月6日销售", names: ["陈某甲"]).isEmpty)
        #expect(kinds("当事人陈某甲（1987年3月5日）").isEmpty)
    }

    @Test(arguments: ["未成年人", "未满十四周岁", "某某学校门口", "向小学生销售"])
    func `words about minors are found`(text: String) {
        let findings = PrivacyGuard().findings(in: text)
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.reasonCode == "MINOR_DATA" })
    }

    @Test(arguments: [
        "当事人统一社会信用代码91510104XT00010175", "统一社会信用代码914403001922038216", "成锦市监处罚〔2026〕88号",
        "2026年7月30日罚款50000.00元", "2026-05-06 2026-07-30 2026-08-07", "举报电话028-86660000", "有效期至2026年7月30日生效",
        "2026年5月6日生产的产品", "订单20260506000123456789012", "批号6222020000000000004", "注册号510104000012345",
        "12315", "", "生产许可证SC10151010400000",
    ])
    func `ordinary texts of decisions are left alone`(text: String) {
        #expect(kinds(text).isEmpty)
    }

    @Test func `several findings come in the order of the text`() {
        let text = "川A12345司机11010519491231002X，电话13800138000 13900139000"
        let findings = PrivacyGuard().findings(in: text)
        #expect(findings.map(\.kind) == [.plateNumber, .personNumber, .mobile, .mobile])
        let scalars = Array(text.unicodeScalars)
        let second = String(String.UnicodeScalarView(scalars[findings[1].range]))
        #expect(second == "11010519491231002X")
    }

    @Test func `no excerpt shows a number in full`() {
        let text = "11010519491231002X 13800138000 6222020000000000000 生于1987年3月5日 川A12345"
        for finding in PrivacyGuard().findings(in: text) {
            #expect(finding.excerpt.contains("*"))
            #expect(!text.contains(finding.excerpt))
        }
    }

    @Test(.timeLimit(.minutes(20)))
    func `long texts of every bad shape are searched in linear time`() {
        for piece in ["1", "1 ", "110105194912310021", "年", "出生1987年", "川A", "未", "6222020000000000004 "] {
            let text = String(repeating: piece, count: 50_000 / piece.unicodeScalars.count)
            #expect(PrivacyGuard(names: ["陈某甲"]).findings(in: text).count < text.unicodeScalars.count)
        }
    }
}

struct MaskingTests {
    @Test(arguments: [
        ("11010519491231002X", "110105********002X"), ("E12345678", "E******78"), ("1234", "****"), ("", ""),
    ])
    func `numbers keep what the law lets stand`(number: String, masked: String) {
        #expect(Masking.number(number) == masked)
    }

    @Test(arguments: [
        ("张三", "张某"), ("李小明", "李某某"), ("欧阳小明", "欧阳某某"), ("欧阳", "欧某"), ("买买提·艾山", "买某某"), ("王", "某"), ("", ""),
    ])
    func `names keep the surname`(name: String, masked: String) {
        #expect(Masking.name(name) == masked)
    }

    @Test func `mobiles and cards keep their ends`() {
        #expect(Masking.mobile("138 0013 8000") == "138****8000")
        #expect(Masking.mobile("123") == "***")
        #expect(Masking.bankCard("6222020000000000000") == "***************0000")
        #expect(Masking.bankCard("12345") == "*****")
    }

    @Test func `each profile treats a citizen's number as it must`() {
        let number = "11010519491231002X"
        let expected: [(MaskingProfile, String?)] = [
            (.orgDecision, nil), (.taxPerson, "110105********002X"), (.arrears, "110105********002X"), (.minor, nil),
            (.soleTrader, "110105********002X"), (.internalRef, number),
        ]
        #expect(expected.map(\.0) == MaskingProfile.allCases)
        for (profile, masked) in expected { #expect(profile.masked(number, as: .documentNumber) == masked) }
    }

    @Test func `home, phone, account and health leave only by a sealed letter`() {
        for profile in MaskingProfile.allCases {
            for field in [PersonalField.homeAddress, .phone, .bankAccount, .health, .plateNumber] {
                #expect((profile.masked("内容", as: field) == nil) == (profile != .internalRef))
            }
        }
    }

    @Test func `the profile of a publication follows the party`() {
        #expect(MaskingProfile.publication(of: .organisation) == .orgDecision)
        #expect(MaskingProfile.publication(of: .soleTrader) == .soleTrader)
        #expect(MaskingProfile.publication(of: .naturalPerson) == nil)
    }

    @Test(arguments: MaskingProfile.allCases.filter { $0 != .internalRef })
    func `a redacted text passes the guard`(profile: MaskingProfile) {
        let text = "陈某甲（男，1987年3月5日出生，11010519491231002X，13800138000）驾驶川A12345，账号6222020000000000000，另有王五在场"
        let redacted = Masking.redact(text, under: profile, thirdPersons: ["王五"], names: ["陈某甲"])
        #expect(PrivacyGuard(names: ["陈某甲"]).findings(in: redacted).isEmpty)
        #expect(redacted.contains("另有某某在场"))
        #expect(Masking.redact(redacted, under: profile, thirdPersons: ["王五"], names: ["陈某甲"]) == redacted)
    }

    @Test func `the internal form stays as it is`() {
        let text = "11010519491231002X，王五"
        #expect(Masking.redact(text, under: .internalRef, thirdPersons: ["王五"]) == text)
    }
}
