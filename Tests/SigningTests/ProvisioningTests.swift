import Contracts
import Foundation
import Signing
import Testing

@Suite struct ProvisioningTests {
    @Test func `init makes a folder that loads again`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        let registrar = try Registrar.open(layout.registrar)
        let directory = try #require(registrar.newest)
        #expect(directory.offices.count == 7)
        #expect(try registrar.newestRules()?.documents == sampleRules)
        for office in directory.offices {
            let folder = layout.office(office.id)
            let signer = try OfficeSigner.load(office: office.id, path: folder + "/signing.key")
            #expect(signer.publicKey == office.key(signer.keyID)?.publicKey)
            #expect(try KeyFile.read(folder + "/data.key", kind: .data).secret.count == 32)
            let opened = try DirectoryFile.openBook(
                namespace: "liandong", pinned: directory.registrarKeys, path: folder + "/directory.jsonl")
            #expect(opened.refusals.isEmpty)
            #expect(opened.book.version == 1)
            let hasPersonKey = SafeFile.exists(folder + "/person.key")
            #expect(hasPersonKey == (office.profile.agency != "credit-platform"))
        }
    }

    @Test func `secrets are for the owner only and shared files are not secret`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        let tax = try #require(OfficeID("510100-tax"))
        let secrets =
            ["signing.key", "data.key", "person.key", "officers.json", "tokens.json"].map {
                layout.office(tax) + "/" + $0
            }
            + [layout.registrar.key("registrar-1"), layout.registrar.key("registrar-2"), layout.registrar.personKey]
        for path in secrets { #expect(try scratch.mode(of: path) == 0o600, "\(path)") }
        #expect(try scratch.mode(of: layout.configuration(tax)) == 0o644)
    }

    @Test func `the handed-out tokens open the register and cover every role`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        let police = try #require(OfficeID("510100-police"))
        let register = try OfficerRegister.load(path: layout.office(police) + "/officers.json")
        let tokens = try JSONValue.parse(SafeFile.read(layout.tokens(police), access: .secret))
        for row in try #require(tokens["tokens"]?.array) {
            let officer = register.officer(token: try #require(row["token"]?.string))
            #expect(officer?.id == row["id"]?.string)
        }
        let roles = Set(register.entries.flatMap(\.roles))
        #expect(roles.count == 9)
        #expect(register.officer(token: "") == nil)
        let text = String(decoding: register.bytes, as: UTF8.self)
        let first = try #require(tokens["tokens"]?.array?.first?["token"]?.string)
        #expect(!text.contains(first))
    }

    @Test func `a folder that is there already is not touched`() throws {
        let scratch = try Scratch()
        _ = try provision(scratch)
        let failure = #expect(throws: RegistrarRefusal.self) { try provision(scratch) }
        #expect(failure?.code == "FILE_EXISTS")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["world"])
    }

    @Test func `a plan with several mistakes tells them all and makes nothing`() throws {
        let scratch = try Scratch()
        let plan = Provisioning.Plan(
            namespace: "Not Good", isRehearsal: false, offices: [], rules: sampleRules, httpPortBase: 0,
            officialClock: "clock")
        let failure = try #require(
            #expect(throws: RegistrarRefusal.self) {
                try Provisioning(plan, at: machineStart).make(at: scratch.path + "/world")
            })
        for word in ["namespace", "offices", "port", "clock"] { #expect(failure.description.contains(word)) }
        #expect(!SafeFile.exists(scratch.path + "/world"))
    }

    @Test func `an office added later gets keys, configuration and the new directory`() throws {
        let scratch = try Scratch()
        let layout = try provision(scratch)
        let id = try #require(OfficeID("510100-finance"))
        let office = OfficePlan(
            profile: OfficeProfile(
                id: id, agency: "finance", level: .prefecture, region: "510100", name: "成都示例市财政局", shortName: "市财政局",
                uscc: "11510104XT9000117K"))
        let signed = try Provisioning.addOffice(
            office, bootstrap: "127.0.0.1:9092", httpPort: 18_100, to: layout, at: machineStart)
        let directory = try DirectoryDocument.read(signed.payload)
        #expect(directory.version == 2)
        #expect(directory.office(id)?.lowestAcceptedVersion == 2)
        let opened = try DirectoryFile.openBook(
            namespace: "liandong", pinned: directory.registrarKeys, path: layout.office(id) + "/directory.jsonl")
        #expect(opened.book.version == 2)
        let again = #expect(throws: RegistrarRefusal.self) {
            try Provisioning.addOffice(office, bootstrap: "b:1", httpPort: 1, to: layout, at: machineStart)
        }
        #expect(again?.code == "OFFICE_EXISTS")
    }

    @Test func `the list of offices tells all its mistakes`() throws {
        let text = #"{"offices":[{"id":"510100-tax","agency":"tax","levl":"x"}],"extra":1}"#
        let failure = #expect(throws: DocumentMistakes.self) {
            try OfficePlan.readList(Array(text.utf8), named: "offices.json")
        }
        let paths = try #require(failure).list.map(\.path)
        for path in ["extra", "offices[0].levl", "offices[0].level", "offices[0].name", "offices[0].uscc"] {
            #expect(paths.contains(path), "\(path) is not told")
        }
    }

    @Test func `every letter type has an agency that may send it`() throws {
        let senders = OfficePlan.demo.map(\.profile)
        for contract in LetterCatalogue.contracts {
            let isSent = senders.contains { sender in
                DefaultAuthority.rules.contains { $0.allows(sender, type: contract.type) }
            }
            #expect(isSent, "nobody may send \(contract.type)")
        }
    }

    @Test func `the rules of the repository are published and read again`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let documents = try RuleFolder.read(root.path + "/Deploy/rules")
        let scratch = try Scratch()
        var registrar = try Registrar.open(provision(scratch).registrar)
        let signed = try registrar.publishRules(documents, at: machineStart)
        let set = try registrar.book.readRules(SignedDocument.read(signed.bytes), verifying: Ed25519Verifier())
        #expect(set.documents == documents)
        #expect(set.name.hasPrefix("2-"))
        let nothing = #expect(throws: FileRefusal.self) { try RuleFolder.read(scratch.path) }
        #expect(nothing?.code == .empty)
    }

    @Test(arguments: [
        ("police", "crim.receipt", true), ("police", "crim.transfer", false), ("police", "pub.publish", false),
        ("police", "list.measure.report", true), ("market-regulation", "crim.transfer", true),
        ("market-regulation", "crim.filed", false), ("tax", "list.published", true), ("customs", "pub.publish", true),
        ("procuratorate", "crim.orderFiling", true), ("procuratorate", "list.published", false),
        ("credit-platform", "pub.publish", false), ("credit-platform", "bus.checkpoint", true),
        ("credit-platform", "list.measure.report", true), ("finance", "ref.transfer", true),
        ("finance", "crim.transfer", false),
        ("cyberspace", "ref.transfer", true),
    ])
    func `the first authority matrix gives each agency its part`(agency: String, type: String, isAllowed: Bool) throws {
        let profile = OfficeProfile(
            id: try #require(OfficeID("510100-\(agency)")), agency: agency, level: .prefecture, region: "510100",
            name: "示例", shortName: "示例", uscc: "11510104XT9000117K")
        let letter = LetterType(name: type, version: 1)
        #expect(DefaultAuthority.rules.contains { $0.allows(profile, type: letter) } == isAllowed)
    }
}
