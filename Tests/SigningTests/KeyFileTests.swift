import Contracts
import Foundation
import Signing
import Testing

/// A folder of its own for one test, gone with it.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/liandong-\(UUID().uuidString)"
        try SafeFile.makeFolder(path)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Issue.record("the folder \(path) is left behind: \(error)")
        }
    }

    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: name)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: name)
    }
}

@Suite struct KeyFileTests {
    @Test func `a key read back signs as before and its file is for the owner only`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/signing.key"
        let key = SigningKey.generate(keyID: "k1")
        try key.file(kind: .signing).create(at: path)
        #expect(try scratch.mode(of: path) == 0o600)
        let signer = try OfficeSigner.load(office: try #require(OfficeID("510100-tax")), path: path)
        #expect(signer.keyID == "k1")
        let signature = signer.sign([1, 2, 3])
        #expect(Ed25519Verifier().isValid(signature: signature, over: [1, 2, 3], publicKey: key.publicKey))
        #expect(!Ed25519Verifier().isValid(signature: signature, over: [1, 2, 4], publicKey: key.publicKey))
        #expect(!Ed25519Verifier().isValid(signature: [], over: [1, 2, 3], publicKey: [1]))
    }

    @Test func `an existing key is never overwritten`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/data.key"
        let first = KeyFile.generate(kind: .data, id: "a")
        try first.create(at: path)
        let failure = #expect(throws: FileRefusal.self) { try KeyFile.generate(kind: .data, id: "b").create(at: path) }
        #expect(failure?.code == .exists)
        #expect(try KeyFile.read(path, kind: .data).secret == first.secret)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o610])
    func `a key that others may use is refused and the message tells how to mend it`(mode: Int) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/signing.key"
        try SigningKey.generate(keyID: "k1").file(kind: .signing).create(at: path)
        try scratch.setMode(mode, of: path)
        let failure = try #require(
            #expect(throws: FileRefusal.self) { try KeyFile.read(path, kind: .signing) })
        #expect(failure.code == .open)
        #expect(failure.fix.contains("chmod 600"))
    }

    @Test(arguments: [
        ("", FileRefusal.Code.empty), ("rubbish", .format),
        ("liandong-key-1\nkind: signing\nid: k\nsecret: AAAA\n", .format),
        ("liandong-key-1\nkind: other\nid: k\nsecret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", .format),
        ("liandong-key-1\nkind: person\nid: 1\nsecret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", .format),
    ])
    func `an empty, foreign or mistaken key file is refused`(text: String, code: FileRefusal.Code) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/signing.key"
        try SafeFile.create(path, Array(text.utf8), access: .secret)
        let failure = #expect(throws: FileRefusal.self) { try KeyFile.read(path, kind: .signing) }
        #expect(failure?.code == code)
    }

    @Test func `a missing key file and a folder in its place are told`() throws {
        let scratch = try Scratch()
        let missing = #expect(throws: FileRefusal.self) { try KeyFile.read(scratch.path + "/none", kind: .data) }
        #expect(missing?.code == .missing)
        let folder = #expect(throws: FileRefusal.self) { try KeyFile.read(scratch.path, kind: .data) }
        #expect(folder?.code == .format)
    }

    @Test func `no secret shows itself`() throws {
        let file = KeyFile(kind: .person, id: "1", secret: [UInt8](repeating: 0x41, count: 32))
        var shown = "\(file) " + String(reflecting: file) + " \(PersonTokenKey(version: 1, secret: file.secret))"
        dump(file, to: &shown)
        dump(PersonTokenKey(version: 1, secret: file.secret), to: &shown)
        #expect(!shown.contains("65"))
        #expect(!shown.contains(Base64.encode(file.secret)))
    }

    @Test func `a replaced file is new as a whole and keeps its mode`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/officers.json"
        try SafeFile.replace(path, [1], access: .secret)
        try SafeFile.replace(path, [2, 3], access: .secret)
        #expect(try SafeFile.read(path, access: .secret) == [2, 3])
        #expect(try scratch.mode(of: path) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["officers.json"])
    }
}

@Suite struct PersonTokenTests {
    @Test func `a token is the vector of the contract`() throws {
        let key = PersonTokenKey(version: 1, secret: Array(0..<32))
        let person = try PersonDocument(kind: .identityCard, number: "420106190002020024")
        #expect(key.token(for: person) == "p1-R6NT4PS3CLYU23XBY76B6WKK5Q")
        #expect(PersonTokenKey(version: 2, secret: Array(0..<32)).token(for: person).hasPrefix("p2-"))
        #expect(PersonTokenKey(version: 1, secret: Array(1...32)).token(for: person) != key.token(for: person))
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `base32 is that of RFC 4648`(text: String, expected: String) {
        #expect(Base32.encode(Array(text.utf8)) == expected)
    }
}
