import Contracts
import Testing

@Suite struct DirectoryDocumentTests {
    @Test func `a document read back is the document that was written`() throws {
        var document = try directoryDocument()
        document.offices[0].codes = DirectoryOffice.Codes(police: "510100000000")
        document.offices[0].keys[0].revokedAt = directoryStart + .hours(3)
        document.offices[1].status = .retired
        document.offices[1].successor = document.offices[0].id
        document.sharedTopics = [DirectoryOffice.Route(topic: .lists, generation: 2)]
        let again = try DirectoryDocument.read(document.bytes)
        #expect(again == document)
        #expect(again.offices[1].profile.isActive == false)
        #expect(again.generation(of: .lists) == 2)
        #expect(again.generation(of: .measures) == 1)
    }

    @Test func `offices stand in the order of their ids and are found by them`() throws {
        let document = try directoryDocument()
        #expect(document.offices.map(\.id.description) == ["510100-police", "510100-tax"])
        let police = try #require(OfficeID("510100-police"))
        #expect(document.profile(police)?.agency == "police")
        #expect(document.activeOffices(agency: "tax").map(\.id.description) == ["510100-tax"])
        #expect(document.office(try #require(OfficeID("510100-customs"))) == nil)
    }

    @Test func `all mistakes of a document are told at once`() throws {
        let text = """
            {"format":"liandong-directory-1","namespace":"BAD NAME","version":0,"predecessor":"00","issuedAt":"today",
            "validUntil":"2026-07-03T16:30:00.000+08:00","rehearsal":"no","registrarKeys":[{"keyId":"r","publicKey":"AA=="}],
            "offices":[{"id":"x"}],"authority":[{"types":[]}]}
            """
        let failure = #expect(throws: DocumentMistakes.self) { try DirectoryDocument.read(Array(text.utf8)) }
        let paths = try #require(failure).list.map(\.path)
        for path in [
            "namespace", "version", "predecessor", "issuedAt", "rehearsal", "registrarKeys[0].publicKey",
            "offices[0].id", "offices[0].uscc", "offices[0].route", "authority[0].agencies", "authority[0].types",
        ] {
            #expect(paths.contains(path), "\(path) is not told")
        }
    }

    @Test func `references to offices that are not listed are mistakes`() throws {
        var document = try directoryDocument()
        document.offices[1].profile.sameLevelPolice = OfficeID("510100-nobody")
        document.offices[0].route.topic = .lists
        let failure = #expect(throws: DocumentMistakes.self) { try DirectoryDocument.read(document.bytes) }
        #expect(
            try #require(failure).list.map(\.path)
                == ["offices.510100-police.route.topic", "offices.510100-tax.sameLevelPolice"])
    }

    @Test(arguments: [
        ("510100-police", "crim.receipt/1", true), ("510100-police", "crim.receipt/2", true),
        ("510100-police", "crim.filed/1", true), ("510100-police", "crim.filed/2", false),
        ("510100-police", "list.published/1", false), ("510100-tax", "list.published/1", true),
        ("510100-tax", "crim.receipt/1", false), ("510100-tax", "bus.ack/1", true),
        ("510100-customs", "bus.ack/1", false),
    ])
    func `the authority matrix says who may send what`(sender: String, type: String, isAllowed: Bool) throws {
        let id = try #require(OfficeID(sender))
        let type = try #require(LetterType(type))
        #expect(try directoryDocument().maySend(office: id, type: type) == isAllowed)
    }

    @Test func `a retired office may end its streams and nothing else`() throws {
        var document = try directoryDocument()
        document.offices[1].status = .retired
        let tax = document.offices[1].id
        #expect(document.maySend(office: tax, type: LetterType(name: "bus.streamEnd", version: 1)))
        #expect(!document.maySend(office: tax, type: LetterType(name: "list.published", version: 1)))
    }

    @Test(arguments: [
        ("crim.*", "crim.filed", true), ("crim.*", "crime", false), ("*", "", true), ("a*a", "a", false),
        ("*-customs-antismuggling", "510100-customs-antismuggling", true),
        ("*-customs-antismuggling", "510100-customs", false), ("police", "police", true), ("police", "policeX", false),
    ])
    func `a star in a pattern stands for any text`(pattern: String, text: String, fits: Bool) {
        #expect(AuthorityRule.matches(pattern, text) == fits)
    }
}

/// Rule 5, case by case; hours are counted from the key's first hour, its validity is 0…100.
@Suite struct KeyValidityTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let nowMinutes: Int64
        let signedMinutes: Int64
        let isRevoked: Bool
        let isGood: Bool

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "valid now", nowMinutes: 60, signedMinutes: 59, isRevoked: false, isGood: true),
        Case(
            name: "valid now, the sender's clock is far off", nowMinutes: 60, signedMinutes: 99_999, isRevoked: false,
            isGood: true),
        Case(name: "expired, signed within", nowMinutes: 9000, signedMinutes: 5000, isRevoked: false, isGood: true),
        Case(
            name: "expired, signed 10 min late", nowMinutes: 9000, signedMinutes: 6010, isRevoked: false, isGood: true),
        Case(
            name: "expired, signed 11 min late", nowMinutes: 9000, signedMinutes: 6011, isRevoked: false, isGood: false),
        Case(
            name: "expired, signed 10 min early", nowMinutes: 9000, signedMinutes: -10, isRevoked: false, isGood: true),
        Case(
            name: "expired, signed 11 min early", nowMinutes: 9000, signedMinutes: -11, isRevoked: false, isGood: false),
        Case(name: "our clock 10 min behind", nowMinutes: -10, signedMinutes: 1, isRevoked: false, isGood: true),
        Case(name: "not yet valid", nowMinutes: -11, signedMinutes: 1, isRevoked: false, isGood: false),
        Case(name: "revoked while valid", nowMinutes: 60, signedMinutes: 59, isRevoked: true, isGood: false),
        Case(name: "revoked, dated back", nowMinutes: 9000, signedMinutes: 1, isRevoked: true, isGood: false),
    ]

    @Test(arguments: cases)
    func `a key is good as rule 5 says`(_ example: Case) {
        let key = OfficeKey(
            keyID: "k1", publicKey: publicKey(9), validFrom: directoryStart, validTo: directoryStart + .hours(100),
            revokedAt: example.isRevoked ? directoryStart + .hours(50) : nil)
        let verdict = key.verdict(
            at: directoryStart + .minutes(example.nowMinutes),
            signedAt: directoryStart + .minutes(example.signedMinutes))
        let bad: KeyVerdict = example.isRevoked ? .revoked : .outsideValidity
        #expect(verdict == (example.isGood ? .good(key) : bad))
    }

    @Test func `an unknown office and an unknown key have verdicts of their own`() throws {
        let document = try directoryDocument()
        let tax = document.offices[1].id
        let nobody = try #require(OfficeID("510100-nobody"))
        #expect(
            document.mayKeySign(office: nobody, keyID: "k1", at: directoryStart, signedAt: directoryStart)
                == .unknownOffice)
        #expect(
            document.mayKeySign(office: tax, keyID: "k2", at: directoryStart, signedAt: directoryStart) == .unknownKey)
        #expect(
            document.mayKeySign(office: tax, keyID: "k1", at: directoryStart, signedAt: directoryStart)
                == .good(document.offices[1].keys[0]))
    }
}
