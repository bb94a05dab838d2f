import Contracts
import Foundation
import Registers
import Signing
import Tables
import Testing

/// A register in a folder of its own.
final class RegisterKit {
    static let now = Moment(milliseconds: 1_782_000_000_000)
    static let heading = "统一社会信用代码,注册号,企业名称,曾用名,法定代表人,住所,登记地,登记状态,状态日期"
    static let food =
        "91510104XT00010175,510104000001234,成都示例食品有限公司,成都旧名食品厂；成都老字食品店,王例,成都市锦江区示例路1号,510104,存续,2020-05-06"
    static let wuhan = "91420106XT0002028T,,武汉样例食品有限公司,,李样,武汉市武昌区样例街2号,420106,吊销，未注销,2025-11-03"
        .replacing("吊销，未注销", with: "\"吊销，未注销\"")
    static let branch = "91330106XT0003039K,,成都示例食品有限公司杭州分公司,,赵例,杭州市西湖区,330106,注销,2024-01-02"
    static let old = ",510104600007777,锦江区演示小吃店,,陈例,成都市锦江区,510104,在营,"

    let folder: String
    let path: String
    let book: RegisterBook

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "liandong-register-\(UUID().uuidString)").path()
        try SafeFile.makeFolder(folder)
        path = folder + "/register.sqlite"
        book = RegisterBook(path: path)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("left behind: \(folder)") }
    }

    /// Loads rows under the usual heading, or under another one.
    @discardableResult
    func load(
        _ rows: [String], heading: String = RegisterKit.heading, day: String = "2026-07-01",
        acceptsSmaller: Bool = false
    ) throws -> (report: RegisterImport.Report, mistakes: [RegisterRowError]) {
        let table = try TableReader(MemorySource(Array(([heading] + rows).joined(separator: "\n").utf8)))
        return try load(table, day: day, acceptsSmaller: acceptsSmaller)
    }

    func load(
        _ table: TableReader, day: String, acceptsSmaller: Bool = false
    ) throws -> (report: RegisterImport.Report, mistakes: [RegisterRowError]) {
        var mistakes: [RegisterRowError] = []
        let work = RegisterImport(to: path, day: try #require(CivilDate(day)), at: RegisterKit.now)
        let report = try work.load(table, acceptsSmaller: acceptsSmaller, mistaken: { mistakes.append($0) })
        return (report, mistakes)
    }

    /// Spoils a register but for its first two pages: of which day it is can be read, a firm cannot.
    func spoil() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let kept = 2 * (Int(bytes[16]) << 8 | Int(bytes[17]))
        try #require(bytes.count > 2 * kept)
        let spoilt = Array(bytes.prefix(kept)) + Array(repeating: UInt8(ascii: "A"), count: bytes.count - kept)
        try Data(spoilt).write(to: URL(filePath: path))
    }

    /// Names and why they were found.
    func found(_ text: String) throws -> [String] {
        try #require(try book.look(text)).hits.map { "\($0.firm.name) \($0.match.rawValue)" }
    }
}
