import Contracts
import Foundation
import Registers
import Testing

/// Looks into the register of firms.
@Suite struct RegisterBookTests {
    private let kit: RegisterKit

    init() throws {
        kit = try RegisterKit()
        try kit.load([RegisterKit.food, RegisterKit.wuhan, RegisterKit.branch, RegisterKit.old])
    }

    @Test(
        "A firm is found by code, number, name however written, former name, and the beginning of its name",
        arguments: [
            ("91510104XT00010175", ["成都示例食品有限公司 code"]),
            (" ９１５１０１０４xt00010175 ", ["成都示例食品有限公司 code"]),
            ("510104000001234", ["成都示例食品有限公司 number"]),
            ("510104600007777", ["锦江区演示小吃店 number"]),
            ("成都示例食品有限责任公司", ["成都示例食品有限公司 name", "成都示例食品有限公司杭州分公司 nameStart"]),
            ("成都旧名食品厂", ["成都示例食品有限公司 formerName"]),
            ("成都老字食品店", ["成都示例食品有限公司 formerName"]),
            ("成都示例", ["成都示例食品有限公司 nameStart", "成都示例食品有限公司杭州分公司 nameStart"]),
            ("武汉", ["武汉样例食品有限公司 nameStart"]), ("武", []), ("食品", []), ("91110108XT0005069C", []), ("", []),
            ("%", []), ("成都示例' OR 1=1 --", []),
        ])
    func look(text: String, wanted: [String]) throws {
        #expect(try kit.found(text) == wanted, "\(text)")
    }

    @Test("At most twenty are shown, and it is told that there are more")
    func most() throws {
        let rows = (10..<40).map { ",5101040000\($0),成都连锁\($0)号便利店,,,,,存续," }
        try kit.load(rows)
        let answer = try #require(try kit.book.look("成都连锁"))
        #expect(answer.hits.count == RegisterBook.most && answer.hasMore)
        #expect(try #require(try kit.book.look("成都连锁1")).hasMore == false)
    }

    @Test(
        "A status that ends a firm is known for one",
        arguments: [("吊销，未注销", true), ("注销", true), ("撤销登记", true), ("存续", false), ("在营", false)])
    func ended(status: String, isEnded: Bool) {
        #expect(RegisterFirm(code: "", number: "1", name: "x", status: status).isEnded == isEnded)
    }

    @Test("Without a file there is no register, and a file of something else is told as such")
    func noFile() throws {
        let book = RegisterBook(path: kit.folder + "/other.sqlite")
        #expect(try book.extract() == nil && book.look("成都") == nil)
        try Data("no database, but long enough to be looked at".utf8).write(to: URL(filePath: book.path))
        #expect(throws: RegisterFault.self) { try book.extract() }
        try FileManager.default.removeItem(atPath: book.path)
        #expect(try book.extract() == nil)
    }

    @Test("A register whose firms cannot be read is told as one to be imported anew, though its day can be read")
    func spoilt() throws {
        try kit.spoil()
        let book = RegisterBook(path: kit.path)
        #expect(try book.extract()?.firms == 4)
        for text in ["91510104XT00010175", "成都示例食品有限公司", "成都"] {
            let fault = #expect(throws: RegisterFault.self) { try book.look(text) }
            #expect(fault?.code == "REGISTER_FORMAT" && fault?.description.contains("重新导入") == true)
        }
        #expect(throws: RegisterFault.self) { try book.firms("91510104XT00010175") }
    }

    @Test("A firm is asked for again by its own key: a number names only firms without a code")
    func keys() throws {
        try kit.load([
            "91510104XT00010175,510104600007777,成都示例食品有限公司,,,,,存续,", RegisterKit.old,
            ",510104600008888,同号甲店,,,,,存续,", ",510104600008888,同号乙店,,,,,存续,",
        ])
        #expect(try kit.book.firms("510104600007777").map(\.name) == ["锦江区演示小吃店"])
        #expect(try kit.book.firms("91510104XT00010175").map(\.name) == ["成都示例食品有限公司"])
        #expect(try kit.book.firms("510104600008888").map(\.name) == ["同号甲店", "同号乙店"])
        #expect(try kit.book.firms("").isEmpty && kit.book.firms("成都示例食品有限公司").isEmpty)
    }

    @Test("The answer tells the day of the extract with the firms")
    func json() throws {
        let json = try #require(try kit.book.look("武汉样例食品有限公司")).json
        #expect(json["extract"]?["day"] == "2026-07-01")
        let firm = json["items"]?.array?.first
        #expect(firm?["status"] == "吊销，未注销" && firm?["isEnded"] == true && firm?["legalRepName"] == "李样")
        #expect(firm?["match"] == "name" && firm?["registrationNumber"] == nil)
    }
}
