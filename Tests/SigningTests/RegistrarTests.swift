import Contracts
import Foundation
import Signing
import Testing

let sampleRules = [RulesDocument.Entry(name: "calendar.json", text: "{\"years\":[]}")]

func provision(_ scratch: Scratch, isRehearsal: Bool = true) throws -> Provisioning.Layout {
    let plan = Provisioning.Plan(isRehearsal: isRehearsal, rules: sampleRules)
    return try Provisioning(plan, at: machineStart).make(at: scratch.path + "/world")
}

@Suite struct RegistrarTests {
    @Test func `a rotated key overlaps the old one and a revoked key is never good`() throws {
        let scratch = try Scratch()
        var registrar = try Registrar.open(provision(scratch).registrar)
        let tax = try #require(OfficeID("510100-tax"))
        let key = SigningKey.generate(keyID: "k2")
        let now = machineStart + .hours(1)
        _ = try registrar.rotateKey(
            of: tax, to: "k2", publicKey: key.publicKey, overlap: .hours(24), at: now)
        let rotated = try #require(registrar.newest)
        let later = now + .hours(30)
        #expect(
            rotated.mayKeySign(office: tax, keyID: "k1", at: later, signedAt: now) == .good(rotated.keys(of: tax)[0]))
        #expect(rotated.mayKeySign(office: tax, keyID: "k1", at: later, signedAt: later) == .outsideValidity)
        #expect(
            rotated.mayKeySign(office: tax, keyID: "k2", at: later, signedAt: later) == .good(rotated.keys(of: tax)[1]))
        _ = try registrar.revokeKey(of: tax, keyID: "k1", at: later)
        #expect(registrar.newest?.mayKeySign(office: tax, keyID: "k1", at: later, signedAt: now) == .revoked)
        #expect(registrar.newest?.version == 3)
        let again = #expect(throws: RegistrarRefusal.self) { try registrar.revokeKey(of: tax, keyID: "k1", at: later) }
        #expect(again?.code == "KEY_REVOKED")
    }

    @Test func `a refused change writes nothing`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let before = try SafeFile.read(layout.registrar.directory, access: .shared)
        let nobody = try #require(OfficeID("510100-nobody"))
        let unknown = #expect(throws: RegistrarRefusal.self) {
            try registrar.revokeKey(of: nobody, keyID: "k1", at: machineStart)
        }
        #expect(unknown?.code == "OFFICE_UNKNOWN")
        let noKeys = #expect(throws: RegistrarRefusal.self) {
            try registrar.next(at: machineStart) { $0.registrarKeys = [] }
        }
        #expect(noKeys?.code == "DIRECTORY_UNREADABLE")
        #expect(try SafeFile.read(layout.registrar.directory, access: .shared) == before)
        #expect(registrar.newest?.version == 1)
    }

    @Test func `the key kept offline signs when the online one is gone`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        try FileManager.default.removeItem(atPath: layout.registrar.key("registrar-1"))
        let third = SigningKey.generate(keyID: "registrar-3")
        let signed = try registrar.replaceRegistrarKey(
            revoking: "registrar-1",
            adding: RegistrarKey(keyID: "registrar-3", publicKey: third.publicKey, status: .offline), at: machineStart)
        #expect(signed.keyID == "registrar-2")
        #expect(
            try Registrar.open(layout.registrar).newest?.registrarKeys.map(\.status) == [.revoked, .offline, .offline])
        try FileManager.default.removeItem(atPath: layout.registrar.key("registrar-2"))
        let failure = #expect(throws: RegistrarRefusal.self) {
            try registrar.publishRules([.init(name: "other.json", text: "{}")], at: machineStart)
        }
        #expect(failure?.code == "REGISTRAR_KEY_MISSING")
    }

    @Test func `rules that did not change are no new version`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let before = try SafeFile.read(layout.registrar.rules, access: .shared)
        _ = try registrar.publishRules(sampleRules, at: machineStart + .hours(1))
        #expect(try registrar.newestRules()?.version == 1)
        #expect(try SafeFile.read(layout.registrar.rules, access: .shared) == before)
        _ = try registrar.publishRules(sampleRules + [.init(name: "x.json", text: "{}")], at: machineStart)
        #expect(try registrar.newestRules()?.version == 2)
    }

    @Test func `a registrar key does not sign its own end`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let path = scratch.path + "/registrar-3.key"
        let half = try Registrar.makeKeyPair(keyID: "registrar-3", at: path, status: .active)
        let new = try Registrar.readPublicKey(half)
        #expect(try scratch.mode(of: path) == 0o600)
        let signed = try registrar.replaceRegistrarKey(revoking: "registrar-1", adding: new, at: machineStart)
        #expect(signed.keyID == "registrar-2")
        // With the offline key away again, the new one signs once it lies in the folder.
        try FileManager.default.removeItem(atPath: layout.registrar.key("registrar-2"))
        #expect(throws: RegistrarRefusal.self) { try registrar.checkKeyIsThere() }
        try FileManager.default.moveItem(atPath: path, toPath: layout.registrar.key("registrar-3"))
        let tax = try #require(OfficeID("510100-tax"))
        let next = try registrar.revokeKey(of: tax, keyID: "k1", at: machineStart)
        #expect(next.keyID == "registrar-3")
        #expect(try Registrar.open(layout.registrar).newest?.version == 3)
    }

    @Test func `a key cannot be replaced without another one, twice, or by one that is listed`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let listed = try #require(registrar.newest?.registrarKey("registrar-2"))
        func refusal(_ old: String, _ new: RegistrarKey? = nil) -> String? {
            #expect(throws: RegistrarRefusal.self) {
                try registrar.replaceRegistrarKey(revoking: old, adding: new, at: machineStart)
            }?.code
        }
        #expect(refusal("registrar-9") == "KEY_UNKNOWN")
        #expect(refusal("registrar-1", listed) == "KEY_EXISTS")
        try FileManager.default.removeItem(atPath: layout.registrar.key("registrar-2"))
        #expect(refusal("registrar-1") == "REGISTRAR_KEY_MISSING")
        #expect(registrar.newest?.version == 1)
    }

    @Test func `a rotation that cannot be signed leaves no key behind and can be done later`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        var registrar = try Registrar.open(layout.registrar)
        let tax = try #require(OfficeID("510100-tax"))
        let folder = scratch.path + "/handed-out"
        for name in ["registrar-1", "registrar-2"] {
            try FileManager.default.moveItem(
                atPath: layout.registrar.key(name), toPath: "\(scratch.path)/\(name).key")
        }
        let missing = #expect(throws: RegistrarRefusal.self) {
            try registrar.rotateKey(of: tax, in: folder, overlap: .hours(1), at: machineStart)
        }
        #expect(missing?.code == "REGISTRAR_KEY_MISSING")
        #expect(!SafeFile.exists(folder + "/signing-k2.key"))
        let nobody = try #require(OfficeID("510100-nobody"))
        let unknown = #expect(throws: RegistrarRefusal.self) {
            try registrar.rotateKey(of: nobody, in: folder, overlap: .hours(1), at: machineStart)
        }
        #expect(unknown?.code == "OFFICE_UNKNOWN")
        try FileManager.default.moveItem(
            atPath: scratch.path + "/registrar-1.key", toPath: layout.registrar.key("registrar-1"))
        let made = try registrar.rotateKey(of: tax, in: folder, overlap: .hours(1), at: machineStart + .hours(1))
        #expect(made.keyID == "k2")
        let signer = try OfficeSigner.load(office: tax, path: made.path)
        #expect(registrar.newest?.office(tax)?.key("k2")?.publicKey == signer.publicKey)
    }

    @Test(arguments: ["", "Registrar", "a/b", "键"])
    func `a key id is plain`(id: String) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/new.key"
        #expect(throws: RegistrarRefusal.self) { try Registrar.makeKeyPair(keyID: id, at: path, status: .offline) }
        #expect(!SafeFile.exists(path))
    }

    @Test func `a retired office names a working successor`() throws {
        let scratch = try Scratch()
        var registrar = try Registrar.open(provision(scratch).registrar)
        let tax = try #require(OfficeID("510100-tax"))
        let customs = try #require(OfficeID("510100-customs"))
        let itself = #expect(throws: RegistrarRefusal.self) {
            try registrar.retireOffice(tax, successor: tax, at: machineStart)
        }
        #expect(itself?.code == "SUCCESSOR_NOT_ACTIVE")
        _ = try registrar.retireOffice(tax, successor: customs, at: machineStart)
        #expect(registrar.newest?.office(tax)?.successor == customs)
        #expect(registrar.newest?.activeOffices.contains { $0.id == tax } == false)
        #expect(registrar.newest?.keys(of: tax).count == 1)
        let twice = #expect(throws: RegistrarRefusal.self) {
            try registrar.retireOffice(tax, successor: nil, at: machineStart)
        }
        #expect(twice?.code == "OFFICE_RETIRED")
    }

    @Test func `rule sets rise by one and must be JSON`() throws {
        let scratch = try Scratch()
        var registrar = try Registrar.open(provision(scratch).registrar)
        let more = sampleRules + [RulesDocument.Entry(name: "x.json", text: "{}")]
        let second = try registrar.publishRules(more, at: machineStart)
        #expect(try registrar.book.readRules(second, verifying: Ed25519Verifier()).version == 2)
        let broken = #expect(throws: RegistrarRefusal.self) {
            try registrar.publishRules([RulesDocument.Entry(name: "x.json", text: "{")], at: machineStart)
        }
        #expect(broken?.code == "RULES_UNREADABLE")
        #expect(registrar.rules.count == 2)
    }
}
