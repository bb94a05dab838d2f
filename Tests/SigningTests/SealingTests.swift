import Contracts
import Foundation
import Signing
import Testing

/// Offices that seal letters for each other, with real keys.
private struct Readers {
    let sender: OfficeID
    let police: OfficeID
    let stranger: OfficeID
    let keys: [OfficeID: SealingKey]
    let context: SealContext

    init() throws {
        sender = try #require(OfficeID("510100-tax"))
        police = try #require(OfficeID("510100-police"))
        stranger = try #require(OfficeID("510100-customs"))
        keys = Dictionary(
            uniqueKeysWithValues: [sender, police, stranger].map { ($0, SealingKey.generate(keyID: "s1")) })
        context = try Readers.context(of: "01ARZ3NDEKTSV4RRFFQ69G5FAV", by: sender)
    }

    static func context(of letter: String, by office: OfficeID) throws -> SealContext {
        SealContext(
            namespace: "test", office: office, letter: try #require(LetterID(letter)),
            type: try #require(LetterType("crim.transfer/1")), caseID: "510100-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV")
    }

    func sealer(_ office: OfficeID) -> HPKESealer {
        HPKESealer(office: office, keys: SealingKeys(keys[office].map { [$0] } ?? []))
    }

    func reader(_ office: OfficeID) throws -> SealReader {
        let key = try #require(keys[office])
        return SealReader(office: office, keyID: key.keyID, publicKey: key.publicKey)
    }

    func seal(_ body: [UInt8]) throws -> SealedBody {
        try #require(try sealer(sender).seal(body, context, to: [reader(police), reader(sender)]))
    }
}

private func fault(_ work: () throws -> [UInt8]) -> SealFault? {
    do {
        _ = try work()
        return nil
    } catch {
        return error as? SealFault
    }
}

@Suite struct SealingTests {
    static let plain = Array("涉嫌生产、销售有毒、有害食品罪".utf8)

    @Test func `each reader opens the body, the sender too, and nobody else`() throws {
        let readers = try Readers()
        let sealed = try readers.seal(Self.plain)
        for office in [readers.police, readers.sender] {
            #expect(try readers.sealer(office).open(sealed, readers.context, by: nil) == Self.plain)
        }
        #expect(fault { try readers.sealer(readers.stranger).open(sealed, readers.context, by: nil) } == .notForUs)
        #expect(sealed.readers == [readers.police, readers.sender])
    }

    @Test(arguments: [0, 1, 15, 16, 4096, 800_000])
    func `a body of any length comes back, and its bytes hold none of it`(length: Int) throws {
        let readers = try Readers()
        let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
        let sealed = try readers.seal(body)
        let read = try #require(SealedBody(bytes: sealed.bytes))
        #expect(read == sealed)
        #expect(try readers.sealer(readers.police).open(read, readers.context, by: nil) == body)
        if length >= 16 { #expect(sealed.bytes.firstRange(of: body.prefix(16)) == nil) }
    }

    @Test func `two sealings of one body have nothing in common but their readers`() throws {
        let readers = try Readers()
        let (first, second) = (try readers.seal(Self.plain), try readers.seal(Self.plain))
        #expect(first.content != second.content)
        #expect(zip(first.wraps, second.wraps).allSatisfy { $0.wrapped != $1.wrapped && $0.office == $1.office })
    }

    @Test func `a flipped byte anywhere never gives another text`() throws {
        let readers = try Readers()
        let bytes = try readers.seal(Self.plain).bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            guard let sealed = SealedBody(bytes: changed) else { continue }
            for office in [readers.police, readers.sender] {
                do throws(SealFault) {
                    let opened = try readers.sealer(office).open(sealed, readers.context, by: nil)
                    // The byte was in the other reader's wrap.
                    #expect(opened == Self.plain)
                } catch {
                    continue
                }
            }
        }
        var content = try readers.seal(Self.plain)
        content = SealedBody(suite: content.suite, wraps: content.wraps, content: content.content.map { $0 ^ 1 })
        #expect(fault { try readers.sealer(readers.police).open(content, readers.context, by: nil) } == .broken)
    }

    @Test func `bytes that are cut, grown or out of order are no sealed body`() throws {
        let readers = try Readers()
        let sealed = try readers.seal(Self.plain)
        let bytes = sealed.bytes
        for length in bytes.indices { #expect(SealedBody(bytes: Array(bytes[..<length])) == nil) }
        #expect(SealedBody(bytes: bytes + [0]) == nil)
        let upsideDown = SealedBody(suite: sealed.suite, wraps: sealed.wraps.reversed(), content: sealed.content)
        #expect(SealedBody(bytes: upsideDown.bytes) == nil)
        let twice = SealedBody(suite: sealed.suite, wraps: sealed.wraps + sealed.wraps, content: sealed.content)
        #expect(SealedBody(bytes: twice.bytes) == nil)
        let nobody = SealedBody(suite: sealed.suite, wraps: [], content: sealed.content)
        #expect(SealedBody(bytes: nobody.bytes) == nil)
    }

    @Test func `what was sealed for one letter opens in no other`() throws {
        let readers = try Readers()
        let sealed = try readers.seal(Self.plain)
        let later = try Readers.context(of: "01BX5ZZKBKACTAV9WEVGEMMVRZ", by: readers.sender)
        let stolen = try Readers.context(of: "01ARZ3NDEKTSV4RRFFQ69G5FAV", by: readers.stranger)
        for context in [later, stolen] {
            #expect(fault { try readers.sealer(readers.police).open(sealed, context, by: nil) } == .broken)
        }
    }

    @Test func `a wrap of one reader opens nothing in the name of another`() throws {
        let readers = try Readers()
        let sealed = try readers.seal(Self.plain)
        let own = try #require(sealed.wrap(for: readers.police))
        let given = SealedBody.Wrap(
            office: readers.stranger, keyID: own.keyID, encapsulated: own.encapsulated, wrapped: own.wrapped)
        #expect(fault { try readers.sealer(readers.stranger).open(sealed, readers.context, by: given) } == .broken)
        #expect(fault { try readers.sealer(readers.stranger).open(sealed, readers.context, by: own) } == .notForUs)
    }

    @Test func `a successor opens what its predecessor wrapped for it`() throws {
        let readers = try Readers()
        let sealed = try readers.seal(Self.plain)
        let reader = try readers.reader(readers.stranger)
        let wrap = try readers.sealer(readers.police).rewrap(sealed, readers.context, for: reader)
        #expect(try readers.sealer(readers.stranger).open(sealed, readers.context, by: wrap) == Self.plain)
    }

    @Test func `an old letter opens after a rotation as long as its key is kept`() throws {
        let readers = try Readers()
        let sealed = try readers.seal(Self.plain)
        let old = try #require(readers.keys[readers.police])
        let new = SealingKey.generate(keyID: "s2")
        let rotated = HPKESealer(office: readers.police, keys: SealingKeys([old, new]))
        #expect(try rotated.open(sealed, readers.context, by: nil) == Self.plain)
        let careless = HPKESealer(office: readers.police, keys: SealingKeys([new]))
        #expect(fault { try careless.open(sealed, readers.context, by: nil) } == .keyUnknown)
    }

    @Test func `nothing is sealed to a key that is none`() throws {
        let readers = try Readers()
        let broken = SealReader(office: readers.police, keyID: "s1", publicKey: [1, 2, 3])
        let zero = SealReader(office: readers.police, keyID: "s1", publicKey: [UInt8](repeating: 0, count: 32))
        for reader in [broken, zero] {
            #expect(readers.sealer(readers.sender).seal(Self.plain, readers.context, to: [reader]) == nil)
        }
    }
}

@Suite struct SealingKeyFileTests {
    @Test func `init gives each office a sealing key that the directory lists`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        let newest = try #require(try Registrar.open(layout.registrar).newest)
        for office in newest.offices {
            let keys = try SealingKeys.load(folder: layout.sealingKeys(office.id))
            let reader = try #require(office.sealReader(at: machineStart))
            #expect(keys.key(reader.keyID)?.publicKey == reader.publicKey)
        }
    }

    @Test func `a rotated sealing key is used from its start on, and the old files stay`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let tax = try #require(OfficeID("510100-tax"))
        let made = try registrar.rotateSealingKey(
            of: tax, in: layout.sealingKeys(tax), lead: .hours(24), overlap: .hours(24), at: machineStart)
        #expect(made.keyID == "s2")
        let entry = try #require(registrar.newest?.office(tax))
        #expect(entry.sealReader(at: machineStart + .hours(23))?.keyID == "s1")
        #expect(entry.sealReader(at: machineStart + .hours(24))?.keyID == "s2")
        #expect(entry.sealReader(at: machineStart + .hours(24 * 1000)) == nil)
        #expect(try SealingKeys.load(folder: layout.sealingKeys(tax)).names == ["s1", "s2"])
        let again = try DirectoryDocument.read(try #require(registrar.newest).bytes)
        #expect(again.office(tax)?.sealingKeys == entry.sealingKeys)
    }

    @Test func `a namespace from before begins to seal at one moment`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let folder = scratch.path + "/keys"
        try SafeFile.makeFolder(folder)
        let none = try registrar.beginSealing(in: { "\(folder)/\($0)" }, lead: .hours(1), at: machineStart)
        #expect(none.isEmpty && registrar.newest?.version == 1)
        _ = try registrar.next(at: machineStart) { document throws(RegistrarRefusal) in
            for index in document.offices.indices { document.offices[index].sealingKeys = [] }
        }
        #expect(registrar.newest?.isSealing(at: machineStart) == false)
        let made = try registrar.beginSealing(in: { "\(folder)/\($0)" }, lead: .hours(72), at: machineStart)
        let newest = try #require(registrar.newest)
        #expect(made.count == newest.activeOffices.count)
        #expect(!newest.isSealing(at: machineStart + .hours(71)) && newest.isSealing(at: machineStart + .hours(72)))
    }

    @Test func `a sealing key that others may read, or of another kind, is refused`() throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/sealing"
        try SafeFile.makeFolder(folder)
        let path = "\(folder)/s1.key"
        try SealingKey.generate(keyID: "s1").file.create(at: path)
        #expect(try SealingKeys.load(folder: folder).names == ["s1"])
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(#expect(throws: FileRefusal.self) { try SealingKeys.load(folder: folder) }?.code == .open)
        try FileManager.default.removeItem(atPath: path)
        try KeyFile.generate(kind: .data, id: "x").create(at: path)
        #expect(#expect(throws: FileRefusal.self) { try SealingKeys.load(folder: folder) }?.code == .format)
        #expect(throws: FileRefusal.self) { try SealingKeys.load(folder: scratch.path + "/nowhere") }
        #expect(try SealingKeys.load(folder: nil).names == [])
    }
}
