import Contracts
import Foundation
import GRDB
import Registers
import Tables
import Testing

/// An extract of the register of firms is loaded row by row, and takes the place of the one before as a whole.
@Suite struct RegisterImportTests {
    private let kit: RegisterKit

    init() throws { kit = try RegisterKit() }

    @Test("A bad row is told in words with its column and blocks no other")
    func mistakes() throws {
        let bad: [(row: String, column: String, code: String)] = [
            ("91510104XT0001017,,短码公司,,,,,存续,", "统一社会信用代码", "USCC_MALFORMED"),
            ("91510104XT00O10175,,字母公司,,,,,存续,", "统一社会信用代码", "USCC_MALFORMED"),
            ("91420106XT0002028T,,,,,,,存续,", "企业名称", "FIELD_MISSING"),
            ("91420106XT0002028T,,无状态公司,,,,,,", "登记状态", "FIELD_MISSING"),
            (",,无码公司,,,,,存续,", "统一社会信用代码", "FIELD_MISSING"),
            ("91420106XT0002028T,,坏地公司,,,,999999,存续,", "登记地", "VALUE_UNKNOWN"),
            ("91420106XT0002028T,,坏日公司,,,,,存续,2026-02-30", "状态日期", "DATE_INVALID"),
            ("11010519491231002X,,人码公司,,,,,存续,", "统一社会信用代码", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,人名公司,,11010519491231002X,,,存续,", "法定代表人", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,内码公司,,王例 11010519491231002X,,,存续,", "法定代表人", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,址码公司,,,王例（身份证号：11010519491231002x）住武汉,,存续,", "住所", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,全角公司,,,住址：武汉市武昌区样例街１１０１０５１９４９１２３１００２Ｘ,,存续,", "住所", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,曾码公司,甲厂；11010519491231002X,,,,存续,", "曾用名", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,王例11010519491231002X商行,,,,,存续,", "企业名称", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,区码公司,,,,11010519491231002X,存续,", "登记地", "PERSON_ID_INVALID"),
            ("91420106XT0002028T,,日码公司,,,,,存续,11010519491231002X", "状态日期", "PERSON_ID_INVALID"),
            ("91510104XT00010175,,重复公司,,,,,存续,", "统一社会信用代码", "DUPLICATE_ROW"),
            ("91420106XT0002028T,,\"引号\"公司,,,,,存续,", "", "ROW_BROKEN_QUOTES"),
            ("91420106XT0002028T,,\(String(repeating: "长", count: 201)),,,,,存续,", "企业名称", "TEXT_TOO_LONG"),
        ]
        let (report, mistakes) = try kit.load([RegisterKit.food] + bad.map(\.row) + [RegisterKit.old])
        #expect(mistakes.map(\.row) == Array(3..<3 + bad.count))
        for (mistake, wanted) in zip(mistakes, bad) {
            #expect(mistake.column == wanted.column && mistake.code == wanted.code, "\(wanted.row): \(mistake)")
            #expect(!mistake.words.isEmpty && !mistake.words.contains("1949"))
        }
        #expect(report.extract.firms == 2 && report.extract.refused == bad.count)
        #expect(try kit.found("锦江区演示小吃店") == ["锦江区演示小吃店 name"])
        #expect(try kit.found("91510104XT00010175") == ["成都示例食品有限公司 code"])
    }

    @Test("Headings of other extracts, in any order, with columns that are not read, give the same firms")
    func headings() throws {
        let (report, mistakes) = try kit.load(
            ["有限责任公司,正常,成都示例食品有限公司,91510104xt00010175,王例"], heading: "类型,企业状态,名称,社会信用代码,负责人")
        #expect(mistakes.isEmpty && report.unknown == ["类型"])
        let firm = try #require(try kit.book.firms("91510104XT00010175").first)
        #expect(firm.representative == "王例" && firm.status == "正常" && firm.code == "91510104XT00010175")
    }

    @Test(
        "A heading that cannot be used is refused in words, and the register before it stands",
        arguments: ["统一社会信用代码,登记状态", "企业名称,登记状态", "统一社会信用代码,企业名称,名称,登记状态", ""])
    func header(heading: String) throws {
        try kit.load([RegisterKit.food])
        let fault = #expect(throws: (any Error).self) { try kit.load([RegisterKit.wuhan], heading: heading) }
        #expect((fault as? RegisterFault)?.code == "IMPORT_HEADER", "\(String(describing: fault))")
        #expect(try kit.found("成都示例食品有限公司") == ["成都示例食品有限公司 name"])
    }

    @Test("Firms' own codes and numbers among words are no numbers of persons")
    func firmsNumbers() throws {
        let (report, mistakes) = try kit.load([
            "91510104XT00010175,510104000001234,成都示例食品有限公司,旧厂（91420106XT0002028T）,王例,锦江区示例路1号 电话02800000000,510104,存续,"
        ])
        #expect(mistakes.isEmpty && report.extract.firms == 1)
    }

    @Test("The day of an approval and a status that is only a number are not read as other columns")
    func headingsOfOtherThings() throws {
        let (report, _) = try kit.load(
            ["91510104XT00010175,成都示例食品有限公司,存续,2026-05-06,1"], heading: "信用代码,名称,状态,核准日期,REGSTATE")
        #expect(report.unknown == ["核准日期", "REGSTATE"])
        #expect(try kit.book.firms("91510104XT00010175").first?.statusOn == nil)
    }

    @Test("A pilot code that fails its check digit is a code, for the register gave it out")
    func pilot() throws {
        try kit.load(["91350100M0001TGQXM,,试点公司,,,,,存续,"])
        #expect(try kit.found("91350100M0001TGQXM") == ["试点公司 code"])
    }

    @Test("A new extract replaces the old one whole, and who has it open sees the new one with the next look")
    func replacing() throws {
        try kit.load([RegisterKit.food, RegisterKit.wuhan], day: "2026-06-01")
        #expect(try kit.book.extract()?.day.description == "2026-06-01")
        try kit.load([RegisterKit.branch, RegisterKit.old], day: "2026-07-01")
        let answer = try #require(try kit.book.look("91510104XT00010175"))
        #expect(answer.hits.isEmpty && answer.extract.day.description == "2026-07-01")
        #expect(try kit.book.firms("91330106XT0003039K").first?.status == "注销")
    }

    @Test("An import that breaks off leaves the register before it, and no half of one")
    func brokenOff() throws {
        struct Stop: Error {}
        try kit.load([RegisterKit.food])
        let rows = [RegisterKit.heading, RegisterKit.wuhan, ",,坏行,,,,,,"].joined(separator: "\n")
        let work = RegisterImport(to: kit.path, day: try #require(CivilDate("2026-08-01")), at: RegisterKit.now)
        #expect(throws: Stop.self) {
            _ = try work.load(try TableReader(MemorySource(Array(rows.utf8))), mistaken: { _ in throw Stop() })
        }
        #expect(try kit.found("91510104XT00010175") == ["成都示例食品有限公司 code"])
        let left = try FileManager.default.contentsOfDirectory(atPath: kit.folder).sorted()
        #expect(left == ["register.sqlite", "register.sqlite.lock"])
    }

    @Test("An extract with less than half of the firms is refused until somebody says that it is right")
    func shrinking() throws {
        let many = [RegisterKit.food, RegisterKit.wuhan, RegisterKit.branch, RegisterKit.old]
        try kit.load(many)
        let fault = #expect(throws: RegisterFault.self) { try kit.load([RegisterKit.food]) }
        #expect(fault?.code == "REGISTER_SHRINKS")
        #expect(try kit.book.extract()?.firms == 4)
        try kit.load([RegisterKit.food], acceptsSmaller: true)
        #expect(try kit.book.extract()?.firms == 1)
    }

    @Test("A half of an odd number of firms is not rounded: one of three is less than half, two are not")
    func odd() throws {
        let three = [RegisterKit.food, RegisterKit.wuhan, RegisterKit.branch]
        try kit.load(three)
        let fault = #expect(throws: RegisterFault.self) { try kit.load([RegisterKit.food]) }
        #expect(fault?.code == "REGISTER_SHRINKS")
        try kit.load(Array(three.prefix(2)))
        #expect(try kit.book.extract()?.firms == 2)
    }

    @Test("An import replaces what cannot be read: garbage, a spoilt register, one of another version")
    func anew() throws {
        try Data("no database, but long enough to be looked at".utf8).write(to: URL(filePath: kit.path))
        #expect(throws: RegisterFault.self) { try RegisterBook(path: kit.path).extract() }
        try kit.load([RegisterKit.food, RegisterKit.wuhan, RegisterKit.branch])
        #expect(try RegisterBook(path: kit.path).extract()?.firms == 3)
        try change("PRAGMA user_version = 99")
        #expect(throws: RegisterFault.self) { try RegisterBook(path: kit.path).extract() }
        // Nothing of it can be compared with, so one firm is enough.
        try kit.load([RegisterKit.food])
        try kit.spoil()
        try kit.load([RegisterKit.food, RegisterKit.wuhan])
        #expect(try RegisterBook(path: kit.path).extract()?.firms == 2)
        #expect(try kit.found("91510104XT00010175") == ["成都示例食品有限公司 code"])
    }

    @Test(
        "An empty cell that nothing here wrote is told, and stops nobody",
        arguments: [
            "UPDATE firm SET status = NULL", "UPDATE firm SET name = NULL", "UPDATE former SET name = NULL",
        ])
    func cells(spoiling: String) throws {
        try kit.load([RegisterKit.food])
        // Tables like these, without the types that hold such a cell off.
        for table in ["former", "firm"] {
            try change(
                "CREATE TABLE loose AS SELECT * FROM \(table); DROP TABLE \(table); ALTER TABLE loose RENAME TO \(table)"
            )
        }
        try change("INSERT INTO former SELECT id, 9, '旧名', '旧名' FROM firm; \(spoiling)")
        let fault = #expect(throws: RegisterFault.self) {
            try RegisterBook(path: kit.path).firms("91510104XT00010175")
        }
        #expect(fault?.code == "REGISTER_FORMAT")
    }

    @Test("Another program's database in the register's place is never replaced")
    func foreign() throws {
        try change("PRAGMA application_id = 7; CREATE TABLE ledger (id INTEGER)")
        let before = try Data(contentsOf: URL(filePath: kit.path))
        let fault = #expect(throws: RegisterFault.self) { try kit.load([RegisterKit.food]) }
        #expect(fault?.code == "REGISTER_FOREIGN")
        #expect(try Data(contentsOf: URL(filePath: kit.path)) == before)
    }

    /// Changes the file, or makes it.
    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: kit.path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("Nothing but bad rows is no register")
    func nothing() throws {
        let fault = #expect(throws: RegisterFault.self) { try kit.load([",,,,,,,,x"]) }
        #expect(fault?.code == "IMPORT_EMPTY")
        #expect(try kit.book.extract() == nil)
    }

    @Test("Two imports do not write at once: the second is refused and the first goes on")
    func twice() throws {
        let rows = [RegisterKit.heading, ",,坏行,,,,,,", RegisterKit.food].joined(separator: "\n")
        let day = try #require(CivilDate("2026-08-01"))
        let work = RegisterImport(to: kit.path, day: day, at: RegisterKit.now)
        var code: String?
        let report = try work.load(
            try TableReader(MemorySource(Array(rows.utf8))),
            mistaken: { _ in
                code = #expect(throws: RegisterFault.self) { try kit.load([RegisterKit.wuhan]) }?.code
            })
        #expect(code == "REGISTER_BUSY" && report.extract.firms == 1)
    }

    @Test("A workbook gives the same firms, and a code that it keeps as a number is refused")
    func workbook() throws {
        let sink = MemorySink()
        let writer = try TableFormat.xlsx.writer(to: sink, sheet: "企业")
        try writer.write(["统一社会信用代码", "企业名称", "登记状态", "状态日期"])
        try writer.write(["91510104XT00010175", "成都示例食品有限公司", "存续", "2026-05-06"])
        try writer.finish()
        let (report, mistakes) = try kit.load(try TableReader(MemorySource(sink.bytes)), day: "2026-07-01")
        #expect(report.extract.firms == 1 && mistakes.isEmpty)
        #expect(try kit.book.firms("91510104XT00010175").first?.statusOn?.description == "2026-05-06")
    }

    @Test("The file is its owner's alone")
    func mode() throws {
        try kit.load([RegisterKit.food])
        let attributes = try FileManager.default.attributesOfItem(atPath: kit.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
