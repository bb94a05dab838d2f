package import Casework
import Contracts

/// Something personal as people write it into a decision, with its own words around it; every number is invented.
package struct PersonalSpecimen: Hashable, Sendable {
    /// What it is.
    package let kind: PrivacyFinding.Kind
    /// The part of a sentence that holds it.
    package let phrase: String
    /// What must not be read in anything published: the number or words themselves.
    package let secret: String

    /// How many kinds of phrase there are.
    package static var forms: Int { makers.count }

    /// The specimen of one form, drawn from a lot.
    package init(form: Int, _ lot: inout Lot) {
        self = PersonalSpecimen.makers[form % PersonalSpecimen.makers.count](&lot)
    }

    private init(_ kind: PrivacyFinding.Kind, _ phrase: String, _ secret: String) {
        self.kind = kind
        self.phrase = phrase
        self.secret = secret
    }

    private typealias Maker = @Sendable (inout Lot) -> PersonalSpecimen

    private static let makers: [Maker] = numbers + phones + cards + documents + others

    // MARK: Citizens' numbers

    private static let numbers: [Maker] = [
        { identity(&$0) { $0 } }, { identity(&$0) { $0.lowercased() } }, { identity(&$0, wide) },
        { identity(&$0) { grouped($0, [6, 8, 4], by: " ") } }, { identity(&$0) { grouped($0, [6, 8, 4], by: "-") } },
        { identity(&$0) { grouped($0, [6, 4, 4, 4], by: " ") } },
        { identity(&$0) { $0.map { String($0) }.joined(separator: " ") } },
        { identity(&$0) { bracketed($0, "（", "）") } }, { identity(&$0) { bracketed($0, "[", "]") } },
        { identity(&$0) { bracketed($0, "【", "】") } }, { identity(&$0) { grouped($0, [6, 8, 4], by: "\n") } },
        { identity(&$0) { grouped($0, [10, 8], by: "\u{200B}") } },
        { identity(&$0) { grouped($0, [6, 8, 4], by: "·") } },
        { identity(&$0) { spelt($0, plain) } }, { identity(&$0) { spelt($0, formal) } },
        { lot in
            let old =
                region(&lot) + two(lot.number(50...99)) + two(lot.number(1...12)) + two(lot.number(1...28))
                + lot.digits(3)
            return PersonalSpecimen(.personNumber, lot.one(of: ["身份证号", "公民身份号码", "持有", ""]) + old, old)
        },
        { lot in
            // One digit was mistyped: it still tells who is meant.
            let number = identityNumber(&lot)
            let wrong = number.dropLast() + (number.hasSuffix("1") ? "2" : "1")
            return PersonalSpecimen(.personDocument, lot.one(of: ["身份证号码：", "公民身份证号", "证件号码为"]) + wrong, String(wrong))
        },
    ]

    private static func identity(_ lot: inout Lot, _ form: (String) -> String) -> PersonalSpecimen {
        let number = identityNumber(&lot)
        let words = ["（公民身份号码：", "，身份证号", "，证件号码为", "，身份证", "，", "（"]
        return PersonalSpecimen(.personNumber, name(&lot) + lot.one(of: words) + form(number), number)
    }

    static func identityNumber(_ lot: inout Lot) -> String {
        let body =
            region(&lot) + String(lot.number(1940...2005)) + two(lot.number(1...12)) + two(lot.number(1...28))
            + two(lot.below(100)) + lot.digits(1)
        let checked = "0123456789X".map { body + String($0) }.first { number in
            do throws(PersonNumberRefusal) {
                _ = try PersonNumber(number)
                return true
            } catch {
                return false
            }
        }
        return checked ?? body
    }

    // MARK: Telephones

    private static let phones: [Maker] = [
        { mobile(&$0) { $0 } }, { mobile(&$0) { "+86" + $0 } },
        { mobile(&$0) { "+86 " + grouped($0, [3, 4, 4], by: " ") } },
        { mobile(&$0) { "0086-" + $0 } }, { mobile(&$0) { "86" + $0 } }, { mobile(&$0) { "0" + $0 } },
        { mobile(&$0) { grouped($0, [3, 4, 4], by: " ") } }, { mobile(&$0) { grouped($0, [3, 4, 4], by: "-") } },
        { mobile(&$0) { grouped($0, [3, 4, 4], by: ".") } }, { mobile(&$0) { grouped($0, [3, 8], by: " ") } },
        { mobile(&$0) { "（" + $0.prefix(3) + "）" + $0.dropFirst(3).prefix(4) + "-" + $0.suffix(4) } },
        { mobile(&$0, wide) },
        { mobile(&$0) { spelt($0, plain) } }, { mobile(&$0) { spelt($0, formal) } },
        { landline(&$0) { $0 + "-" + $1 } }, { landline(&$0) { "（" + $0 + "）" + $1 } },
        { landline(&$0) { $0 + " " + $1 } },
        { landline(&$0) { $0 + $1 } }, { landline(&$0) { wide($0 + "-" + $1) } },
        { landline(&$0) { $0 + "-" + grouped($1, [4, 4], by: " ") } },
        { lot in
            let local = String(lot.number(2...8)) + lot.digits(7)
            return PersonalSpecimen(.landline, name(&lot) + lot.one(of: ["家中电话", "联系电话：", "宅电"]) + local, local)
        },
    ]

    private static func mobile(_ lot: inout Lot, _ form: (String) -> String) -> PersonalSpecimen {
        let number =
            "1" + lot.one(of: ["30", "33", "38", "50", "58", "66", "72", "77", "86", "91", "99"]) + two(lot.below(100))
            + two(lot.below(100)) + two(lot.below(100)) + two(lot.below(100))
        let words = ["（电话：", "，联系电话", "，手机", "，手机号为", "，通过", "（"]
        return PersonalSpecimen(.mobile, name(&lot) + lot.one(of: words) + form(number), number)
    }

    private static func landline(_ lot: inout Lot, _ form: (String, String) -> String) -> PersonalSpecimen {
        let area = lot.one(of: ["010", "021", "028", "0816", "0571", "0755"])
        let local = String(lot.number(2...8)) + lot.digits(7)
        return PersonalSpecimen(
            .landline, name(&lot) + lot.one(of: ["联系电话", "家中电话：", "电话"]) + form(area, local), local)
    }

    // MARK: Accounts

    private static let cards: [Maker] = [
        { card(&$0, 19, "62") { $0 } }, { card(&$0, 16, "4") { $0 } },
        { card(&$0, 16, "62") { grouped($0, [4, 4, 4, 4], by: " ") } },
        { card(&$0, 19, "62") { grouped($0, [4, 4, 4, 4, 3], by: " ") } },
        { card(&$0, 19, "62") { grouped($0, [4, 4, 4, 4, 3], by: "-") } },
        { card(&$0, 17, "62") { $0 } }, { card(&$0, 18, "62") { $0 } }, { card(&$0, 15, "37") { $0 } },
        { card(&$0, 19, "62", wide) },
        { card(&$0, 19, "62") { grouped($0, [6, 13], by: " ") } }, { card(&$0, 16, "5") { spelt($0, plain) } },
        { lot in
            let account = lot.digits(lot.number(12...22))
            return PersonalSpecimen(
                .bankCard, name(&lot) + lot.one(of: ["收款账号", "个人账户：", "银行帐号为", "卡号"]) + account, account)
        },
    ]

    private static func card(_ lot: inout Lot, _ length: Int, _ issuer: String, _ form: (String) -> String)
        -> PersonalSpecimen
    {
        let body = issuer + lot.digits(length - issuer.count - 1)
        var sum = 0
        for (place, digit) in body.reversed().enumerated() {
            let value = (digit.wholeNumberValue ?? 0) * (place % 2 == 0 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        let number = body + String((10 - sum % 10) % 10)
        let words = ["的银行卡（卡号", "的个人账户（", "转入", "，卡号："]
        return PersonalSpecimen(.bankCard, name(&lot) + lot.one(of: words) + form(number), number)
    }

    // MARK: Documents

    private static let documents: [Maker] = [
        { document(&$0, ["护照号", "护照（号码：", "所持护照"], "E", 8) }, { document(&$0, ["护照号码为", "护照"], "EA", 7) },
        { document(&$0, ["往来港澳通行证", "往来港澳通行证号码"], "C", 8) }, { document(&$0, ["港澳居民来往内地通行证", "回乡证号"], "H", 10) },
        { document(&$0, ["台胞证号", "台湾居民来往大陆通行证"], "", 8) }, { document(&$0, ["军官证：军字第"], "", 7) },
        { document(&$0, ["外籍人员，持", "持"], "G", 8) }, { document(&$0, ["驾驶证档案编号", "驾驶证号："], "", 12) },
        { document(&$0, ["社会保障号"], "", 10) }, { document(&$0, ["护照号"], "Ｅ", 8) },
    ]

    private static func document(_ lot: inout Lot, _ words: [String], _ letters: String, _ count: Int)
        -> PersonalSpecimen
    {
        let number = letters + lot.digits(count)
        return PersonalSpecimen(.personDocument, name(&lot) + lot.one(of: words) + number, number)
    }

    // MARK: Everything else

    private static let others: [Maker] = [
        { lot in
            let mail =
                lot.letters(4).lowercased() + lot.digits(4)
                + lot.one(of: ["@example.com", "@mail.example.cn", "@qq.example"])
            return PersonalSpecimen(.email, name(&lot) + lot.one(of: ["的邮箱", "（电子邮箱：", "通过"]) + mail, mail)
        },
        { lot in
            let account = lot.letters(4).lowercased() + lot.one(of: ["_", "-", ""]) + lot.digits(5)
            return PersonalSpecimen(
                .socialAccount, name(&lot) + lot.one(of: ["的微信号", "微信：", "微信号为", "（微信"]) + account, account)
        },
        { lot in
            let account = lot.digits(lot.number(6...10))
            return PersonalSpecimen(.socialAccount, name(&lot) + lot.one(of: ["的QQ号", "QQ：", "QQ"]) + account, account)
        },
        { lot in
            let plate =
                lot.one(of: ["川A", "京N", "粤B", "浙J"]) + lot.one(of: ["", "·", "-"]) + lot.letters(1) + lot.digits(4)
            return PersonalSpecimen(.plateNumber, name(&lot) + "驾驶" + plate + "货车", plate)
        },
        { lot in
            let plate = lot.one(of: ["川A", "沪A"]) + "D" + lot.digits(5)
            return PersonalSpecimen(.plateNumber, name(&lot) + "使用" + plate + "新能源汽车", plate)
        },
        { birth(&$0) { "\($0)年\($1)月\($2)日" } }, { birth(&$0) { "\($0)-\(two($1))-\(two($2))" } },
        { birth(&$0) { "\($0).\($1).\($2)" } },
        { birth(&$0) { "\($0)\(two($1))\(two($2))" } }, { birth(&$0) { wide("\($0)年\($1)月\($2)日") } },
        { birth(&$0) { spelt("\($0)年", plain) + inWords($1) + "月" + inWords($2) + "日" } },
        { lot in
            let month = "\(lot.number(1950...2000))年\(lot.number(1...12))月"
            return PersonalSpecimen(.birthDate, name(&lot) + "，" + month + "出生", month)
        },
        { home(&$0, ["，住", "，家住", "，住址：", "，户籍地为", "，现住", "（家庭住址："]) }, { home(&$0, ["，住在", "，户籍所在地：", "，居住于"]) },
        { lot in
            let flat = "\(lot.number(1...30))栋\(lot.number(1...4))单元\(lot.number(101...2504))号"
            return PersonalSpecimen(.homeAddress, "执法人员在" + name(&lot) + "家中（示例花园" + flat + "）制作笔录", flat)
        },
        { minor(&$0, ["未成年人", "未满十四周岁的", "某某小学学生", "在校中学生", "未满16周岁的", "15岁的", "年仅十三岁的", "初中在读的", "幼儿园儿童"]) },
    ]

    private static func birth(_ lot: inout Lot, _ form: (Int, Int, Int) -> String) -> PersonalSpecimen {
        let day = form(lot.number(1945...2004), lot.number(1...12), lot.number(1...28))
        let name = name(&lot)
        switch lot.below(4) {
        case 0: return PersonalSpecimen(.birthDate, name + "，男，" + day + "出生", day)
        case 1: return PersonalSpecimen(.birthDate, name + "，女，汉族，" + day, day)
        case 2: return PersonalSpecimen(.birthDate, name + "（出生日期：" + day, day)
        default: return PersonalSpecimen(.birthDate, name + "，" + day + "生", day)
        }
    }

    private static func home(_ lot: inout Lot, _ words: [String]) -> PersonalSpecimen {
        let home =
            lot.one(of: ["成都市锦江区", "武汉市武昌区", "锡林浩特市", "杭州市滨江区"]) + lot.one(of: ["示例路", "样本街", "测试巷"])
            + "\(lot.number(1...300))号" + lot.one(of: ["", "附2号", "3栋2单元501室"])
        return PersonalSpecimen(.homeAddress, name(&lot) + lot.one(of: words) + home, home)
    }

    private static func minor(_ lot: inout Lot, _ words: [String]) -> PersonalSpecimen {
        let word = lot.one(of: words)
        return PersonalSpecimen(.minorWord, "向" + word + name(&lot) + "销售卷烟", word)
    }

    // MARK: Ways of writing

    static func name(_ lot: inout Lot) -> String {
        lot.one(of: ["当事人经营者", "员工", "证人", "法定代表人", "购买者", "送货人"]) + lot.one(of: ["李某", "王例", "赵样", "钱试", "孙示某", "周演"])
    }

    private static func region(_ lot: inout Lot) -> String {
        lot.one(of: ["110105", "510104", "420106", "330106", "440305", "152502", "310115", "650102"])
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func grouped(_ text: String, _ sizes: [Int], by separator: String) -> String {
        var rest = Substring(text)
        var groups: [String] = []
        for size in sizes {
            groups.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        if !rest.isEmpty { groups.append(String(rest)) }
        return groups.joined(separator: separator)
    }

    private static func bracketed(_ text: String, _ open: String, _ close: String) -> String {
        text.prefix(6) + open + text.dropFirst(6).prefix(8) + close + text.suffix(4)
    }

    /// In full width.
    private static func wide(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    (0x21...0x7E).contains($0.value) ? Unicode.Scalar($0.value + 0xFEE0) ?? $0 : $0
                }))
    }

    static let plain = Array("〇一二三四五六七八九")
    private static let formal = Array("零壹贰叁肆伍陆柒捌玖")

    private static func spelt(_ text: String, _ numerals: [Character]) -> String {
        String(text.map { character in character.wholeNumberValue.map { numerals[$0] } ?? character })
    }

    private static func inWords(_ number: Int) -> String {
        let ones = number % 10 == 0 ? "" : String(plain[number % 10])
        switch number / 10 {
        case 0: return ones
        case 1: return "十" + ones
        default: return String(plain[number / 10]) + "十" + ones
        }
    }
}
