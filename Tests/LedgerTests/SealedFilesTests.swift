import Foundation
import Ledgers
import Testing

/// Files beside a ledger.
@Suite struct SealedFilesTests {
    private let folder: Folder
    private let files: SealedFiles
    private let plain = Array("姓名,身份证号\n测试甲,510101199001010018\n".utf8)

    init() throws {
        folder = try Folder()
        files = try SQLiteLedger(Scene.options(folder.path("office.ledger"))).reader.sealedFiles()
    }

    @Test func `a sealed file opens under its name and shows nothing of its content`() throws {
        let sealed = try files.seal(plain, name: "a.csv")
        #expect(try files.open(sealed, name: "a.csv") == plain)
        #expect(Data(sealed).range(of: Data("510101199001010018".utf8)) == nil)
        #expect(try files.seal(plain, name: "a.csv") != sealed)
        #expect(try files.open(try files.seal([], name: "b"), name: "b") == [])
    }

    @Test func `another name another key and a changed byte are refused`() throws {
        let sealed = try files.seal(plain, name: "a.csv")
        #expect(throws: LedgerFault.self) { try files.open(sealed, name: "b.csv") }
        #expect(throws: LedgerFault.self) { try files.open(plain, name: "a.csv") }
        for offset in [0, 30, 90, sealed.count - 1] {
            var changed = sealed
            changed[offset] ^= 1
            #expect(throws: LedgerFault.self) { try files.open(changed, name: "a.csv") }
        }
        let other = LedgerOptions(path: folder.path("other.ledger"), dataKey: [UInt8](repeating: 9, count: 32))
        let foreign = try SQLiteLedger(other).reader.sealedFiles()
        #expect(throws: LedgerFault.self) { try foreign.open(sealed, name: "a.csv") }
    }

    @Test func `without the data key nothing beside the ledger opens`() throws {
        let reader = try LedgerReader(path: folder.path("office.ledger"), dataKey: nil)
        let fault = #expect(throws: LedgerFault.self) { try reader.sealedFiles() }
        #expect(fault?.reason == .wrongKey)
    }
}
