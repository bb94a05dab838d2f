import Accounts
import Casework
import Contracts
import Foundation
import HTTPTypes
import Ledgers
import Offices
import Programs
import Registers
import Tables
import Testing
import Workers

/// The register of firms at an office's interface and in its forms (practice 7, row 8).
@Suite(.timeLimit(.minutes(20))) struct RegisterLookTests {
    private let office: OpenOffice
    private let handler: Seat

    private static let day = "2026-06-01"
    private static let new = "/cases/new/slip/draft"
    private static let party = "parties[0]"
    /// A right code that the sample does not have.
    private static let unknown = SubjectCodes.code(5)

    init() async throws {
        office = try Province().open(Province.market)
        try RegisterLookTests.load(office)
        handler = try await Seat(office, .handler)
    }

    /// The sample of the register, as the demonstration has it.
    static func load(_ office: OpenOffice) throws {
        let table = try TableReader(FileSource(path: Province.path("Deploy/samples/register.csv")))
        let work = RegisterImport(
            to: office.settings.register, day: try #require(CivilDate(day)), at: office.clock.now().machine)
        let report = try work.load(table)
        #expect(report.extract.firms == 10 && report.extract.refused == 0)
    }

    /// Types into a new slip and presses a button.
    private func press(_ button: String, _ typed: [String: String] = [:], on before: Sheet? = nil) async throws
        -> Answer
    {
        let sheet = if let before { before } else { try await handler.form(Self.new) }
        var fields = try sheet.typed(typed)
        fields["do"] = button
        return try await handler.send(Self.new, fields)
    }

    private func look(_ typed: [String: String]) async throws -> Answer {
        let named = Dictionary(uniqueKeysWithValues: typed.map { ("\(Self.party).\($0.key)", $0.value) })
        return try await press("look \(Self.party)", named)
    }

    private func field(_ name: String, of answer: Answer) -> String? {
        Sheet(answer.text).fields["v.\(Self.party).\(name)"]
    }

    // MARK: The form

    @Test(
        "A press of 查登记库 fills name, code, representative, region and address from the one firm, with the day beside it",
        arguments: [
            ["uscc": "91510104XT00010175"], ["uscc": "510104000001017"], ["name": "成都示例食品有限责任公司"], ["name": "武汉样例"],
        ])
    func fills(typed: [String: String]) async throws {
        let answer = try await look(typed)
        let isWuhan = typed["name"] == "武汉样例"
        #expect(answer.status == 200 && answer.text.contains("登记库截至\(Self.day)"))
        #expect(field("uscc", of: answer) == (isWuhan ? "91420106XT0002028T" : "91510104XT00010175"))
        #expect(field("name", of: answer) == (isWuhan ? "武汉样例食品有限公司" : "成都示例食品有限公司"))
        #expect(field("legalRepName", of: answer) == (isWuhan ? "李样" : "王例"))
        #expect(field("registeredRegion", of: answer) == (isWuhan ? "420106" : "510104"))
        #expect(field("address", of: answer) == (isWuhan ? "武汉市武昌区样例街2号" : "成都市锦江区示例路1号"))
        #expect(field("subjectKind", of: answer) == "organisation")
        #expect(answer.text.contains("与登记库一致") && !answer.text.contains("-warning\""))
    }

    @Test("What was typed is not written over, and can be on the officer's word")
    func keeps() async throws {
        let answer = try await look(["uscc": "91510104XT00010175", "address": "成都市青羊区实际经营处"])
        #expect(field("address", of: answer) == "成都市青羊区实际经营处" && field("legalRepName", of: answer) == "王例")
        let taken = try await press("pick 91510104XT00010175 \(Self.party)", on: Sheet(answer.text))
        #expect(field("address", of: taken) == "成都市锦江区示例路1号")
    }

    @Test(
        "Another name under the code is warned of at its field with the register's name, fills nothing, and is no refusal"
    )
    func differs() async throws {
        let answer = try await look(["uscc": "91510104XT00010175", "name": "成都旧名食品厂"])
        #expect(answer.text.contains("id=\"v.\(Self.party).name-warning\">登记库中的名称为“成都示例食品有限公司”，所填为其曾用名"))
        #expect(field("name", of: answer) == "成都旧名食品厂" && field("legalRepName", of: answer) == "")
        let id = try await send(["\(Self.party).uscc": "91510104XT00010175", "\(Self.party).name": "成都别名食品有限公司"])
        #expect(try mark(of: id) == "nameDiffers")
        let taken = try await press("pick 91510104XT00010175 \(Self.party)", on: Sheet(answer.text))
        #expect(field("name", of: taken) == "成都示例食品有限公司" && !taken.text.contains("-warning\""))
    }

    @Test("Several firms are a choice, and the chosen one is filled in")
    func several() async throws {
        let answer = try await look(["name": "成都示例"])
        #expect(answer.text.contains("相符的有4户，请选择"))
        #expect(field("uscc", of: answer) == "" && field("name", of: answer) == "成都示例")
        let chosen = "pick 91510104XT0070020F \(Self.party)"
        #expect(answer.text.contains("value=\"\(chosen)\""))
        let taken = try await press(chosen, on: Sheet(answer.text))
        #expect(field("name", of: taken) == "成都示例第2食品有限公司" && field("legalRepName", of: taken) == "陈甲")
        #expect(taken.text.contains("登记状态：吊销，未注销（2025-11-03）"))
    }

    @Test(
        "A firm that the register does not have goes on with a mark: on the form, on the case's page and in the letter's body"
    )
    func none() async throws {
        let typed = ["uscc": Self.unknown, "name": "成都另一家食品有限公司"]
        let answer = try await look(typed)
        #expect(answer.text.contains("没有相符的企业") && answer.text.contains("<span class=\"badge warn\">未经登记库核实"))
        // The mark stays when the form goes on, and goes with the code.
        let more = try await press("add 1 parties", on: Sheet(answer.text))
        #expect(more.text.contains("<span class=\"badge warn\">未经登记库核实"))
        let right = try await press(
            "refresh", ["\(Self.party).uscc": "91510104XT00010175", "\(Self.party).name": ""], on: Sheet(more.text))
        #expect(!right.text.contains("<span class=\"badge warn\">未经登记库核实"))
        let id = try await send(Dictionary(uniqueKeysWithValues: typed.map { ("\(Self.party).\($0.key)", $0.value) }))
        #expect(try mark(of: id) == "unconfirmed")
        let page = try await handler.page("/cases/\(id)")
        #expect(page.text.contains("<span class=\"badge warn\">未经登记库核实</span>"))
        #expect(try await handler.page("/cases/\(id)/print").text.contains("未经登记库核实"))
    }

    @Test("The mark is the register's word, whatever the form brings")
    func forged() async throws {
        let typed = OrderFormTests.slip.merging(["\(Self.party).uscc": Self.unknown]) { $1 }
        var fields = try await handler.form(Self.new).typed(typed)
        fields["v.\(Self.party).registerCheck"] = "confirmed"
        let answer = try await handler.send(Self.new, fields)
        #expect(answer.status == 303)
        let id = try #require(answer.headers[.location]).dropFirst("/cases/".count).prefix { $0 != "?" }
        #expect(try mark(of: String(id)) == "unconfirmed")
    }

    @Test("A firm as the register has it is marked as such, a natural person not at all")
    func confirmed() async throws {
        #expect(try mark(of: try await send([:])) == "confirmed")
        let person = [
            "\(Self.party).subjectKind": "naturalPerson", "\(Self.party).uscc": "", "\(Self.party).name": "李样",
            "\(Self.party).personToken": "420106190002020024",
        ]
        #expect(try mark(of: try await send(person)) == nil)
        let told = try await look(["subjectKind": "naturalPerson", "name": "李样"])
        #expect(told.text.contains("不查自然人") && !told.text.contains("未经登记库核实"))
    }

    @Test("Each party of a form has its own button, and its own answer")
    func rows() async throws {
        let two = try await press("add 1 parties", ["\(Self.party).uscc": Self.unknown])
        let typed = ["parties[1].uscc": "91330106XT0003039K"]
        let answer = try await press("look parties[1]", typed, on: Sheet(two.text))
        let fields = Sheet(answer.text).fields
        #expect(fields["v.parties[1].name"] == "杭州演示商贸有限公司" && fields["v.parties[0].name"] == "")
        #expect(answer.text.contains("赵例") && answer.text.contains("与登记库一致"))
        // Of the party that is not asked for the form keeps the mark and shows nothing of what the register has.
        let other = try await press("look parties[0]", on: Sheet(answer.text))
        #expect(other.text.contains("没有相符的企业") && other.text.contains("与登记库一致"))
        #expect(!other.text.contains("登记状态存续"))
        let none = try await press("refresh", on: Sheet(other.text))
        #expect(none.text.contains("与登记库一致") && none.text.contains("未经登记库核实"))
        #expect(!none.text.contains("没有相符的企业") && !none.text.contains("登记状态存续"))
        // Nor does a form that is refused.
        let refused = try await press("send", on: Sheet(none.text))
        #expect(refused.status == 422 && refused.text.contains("与登记库一致"))
        #expect(!refused.text.contains("没有相符的企业") && !refused.text.contains("登记状态存续"))
    }

    @Test("Of two firms of one registration number the officer chooses, and gets the chosen one")
    func sharedNumber() async throws {
        let rows = """
            统一社会信用代码,注册号,企业名称,登记状态
            91510104XT00010175,510104600007777,成都示例食品有限公司,存续
            ,510104600007777,锦江区演示小吃店,在营
            """
        let work = RegisterImport(
            to: office.settings.register, day: try #require(CivilDate(Self.day)), at: office.clock.now().machine)
        _ = try work.load(try TableReader(MemorySource(Array(rows.utf8))), acceptsSmaller: true)
        let asked = try await look(["uscc": "510104600007777"])
        #expect(asked.text.contains("相符的有2户，请选择"))
        let taken = try await press("pick 510104600007777 \(Self.party)", on: Sheet(asked.text))
        #expect(field("name", of: taken) == "锦江区演示小吃店" && taken.text.contains("与登记库一致"))
    }

    @Test("A register that is spoilt keeps nobody from working: its look says so, the form is sent without a mark")
    func spoilt() async throws {
        let path = URL(filePath: office.settings.register)
        let bytes = Array(try Data(contentsOf: path))
        // Its first two pages stay: of which day it is can be read, a firm cannot.
        let kept = 2 * (Int(bytes[16]) << 8 | Int(bytes[17]))
        try #require(bytes.count > 2 * kept)
        let spoilt = Array(bytes.prefix(kept)) + Array(repeating: UInt8(ascii: "A"), count: bytes.count - kept)
        try Data(spoilt).write(to: path)
        let answer = try await look(["uscc": "91510104XT00010175", "name": "成都别名食品有限公司"])
        #expect(answer.status == 200 && answer.text.contains("登记库目前不能读取"))
        #expect(field("name", of: answer) == "成都别名食品有限公司" && field("legalRepName", of: answer) == "")
        #expect(!answer.text.contains("与登记库一致") && !answer.text.contains("未经登记库核实"))
        #expect(try mark(of: try await send([:])) == nil)
        let program = try await office.desk.as(.handler).get(query("成都示例"))
        #expect(program.status == 503 && program.code == "REGISTER_FORMAT", "\(program.text)")
    }

    @Test("Without a register there is no button, and no mark")
    func noRegister() async throws {
        try FileManager.default.removeItem(atPath: office.settings.register)
        #expect(!(try await handler.page(Self.new)).text.contains("查登记库"))
        #expect(try mark(of: try await send([:])) == nil)
        // A file that is no register does not keep anybody from working.
        try Data(repeating: 65, count: 4096).write(to: URL(filePath: office.settings.register))
        #expect(!(try await handler.page(Self.new)).text.contains("查登记库"))
    }

    @Test("A form of a publication has the button too, though its letter has no place for a mark")
    func publication() async throws {
        let paths = ["/cases/new/referral/draft", "/cases/new/handoff/investigate", "/cases/new/publication/draft"]
        for path in paths {
            #expect(try await handler.page(path).text.contains("查登记库"), "\(path)")
        }
    }

    @Test("A look is written down with who and what, the number of a person is not")
    func noted() async throws {
        _ = try await look(["name": "武汉样例食品有限公司"])
        _ = try await look(["name": "420106190002020024"])
        // Nobody is looked for, so nobody is named; nor is a firm chosen for a natural person.
        let person = try await look(["subjectKind": "naturalPerson", "name": "李样"])
        let picked = try await press("pick 91510104XT00010175 \(Self.party)", on: Sheet(person.text))
        #expect(picked.text.contains("不查自然人") && field("name", of: picked) == "李样")
        var filter = AccessFilter()
        filter.act = .registerSearched
        let rows = try await office.accounts.accesses(filter, limit: 9)
        #expect(rows.map(\.entry.subject) == ["武汉样例食品有限公司"])
    }

    /// Sends a slip about a firm of the register, changed by `typed`.
    private func send(_ typed: [String: String]) async throws -> String {
        try await handler.done(Self.new, OrderFormTests.slip.merging(typed) { $1 })
    }

    private func mark(of id: String) throws -> String? {
        let caseID = try #require(CaseID(id))
        let facts = try #require(try office.reader.caseFile(caseID, in: .office)).facts
        return facts["parties"]?.array?.first?["registerCheck"]?.string
    }

    @Test(
        "One firm, several, another name, an ended one and none are legible in the form, at a desk and on a phone",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
    func browser() async throws {
        try await ListBrowserTests.walk(office, .handler, [], script: "register.py")
    }

    // MARK: The interface

    private func query(_ text: String) -> String {
        "/api/v1/register?q=\(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }

    @Test(
        "The interface finds a firm by code, number, name, former name and beginning",
        arguments: [
            ("91510104XT00010175", "code", 1), ("510104000001017", "number", 1), ("成都示例食品有限公司", "name", 1),
            ("成都老字食品店", "formerName", 1), ("成都示例", "nameStart", 4), ("没有的公司", "", 0),
        ])
    func interface(text: String, match: String, count: Int) async throws {
        let answer = try await office.desk.as(.handler).get(query(text))
        #expect(answer.status == 200 && answer.json?["extract"]?["day"]?.string == Self.day)
        #expect(answer.items.count == count && answer.items.first?["match"]?.string ?? "" == match)
        #expect(answer.json?["hasMore"] == false)
    }

    @Test(
        "A question that cannot be asked is refused without repeating it",
        arguments: ["", "420106190002020024", String(repeating: "长", count: 201)])
    func refused(text: String) async throws {
        let answer = try await office.desk.as(.handler).get(query(text))
        #expect(answer.status == 400 && (text.isEmpty || !answer.text.contains(text)))
    }

    @Test("Who may not look subjects up may not ask the register, and an office without one says what to do")
    func rights() async throws {
        let desk = office.desk
        #expect(try await desk.as(.administrator).get(query("成都示例")).status == 403)
        #expect(try await desk.as(.auditor).get(query("成都示例")).status == 200)
        try FileManager.default.removeItem(atPath: office.settings.register)
        let none = try await desk.as(.handler).get(query("成都示例"))
        #expect(none.status == 404 && none.text.contains("liandong register import"))
        try Data(repeating: 65, count: 4096).write(to: URL(filePath: office.settings.register))
        let broken = try await desk.as(.handler).get(query("成都示例"))
        #expect(broken.status == 503 && broken.code == "REGISTER_FORMAT")
    }
}
