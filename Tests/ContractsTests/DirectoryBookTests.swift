import Contracts
import Testing

@Suite struct DirectoryBookTests {
    @Test func `the next version signed by a listed key is the newest`() throws {
        let book = try directoryBook(holding: directoryLine(3))
        #expect(book.version == 3)
        #expect(book.signedDocuments.count == 3)
    }

    @Test func `an older version never lowers the book`() throws {
        let line = try directoryLine(3)
        var book = try directoryBook(holding: line)
        #expect(try book.accept(line[0], verifying: StandInVerifier()) == .known)
        #expect(book.version == 3)
        var late = try directoryBook(holding: [line[2]])
        #expect(throws: DirectoryRefusal.older(version: 1, newest: 3)) {
            try late.accept(line[0], verifying: StandInVerifier())
        }
        #expect(late.version == 3)
    }

    @Test func `a late reader fills in the versions that the chain of hashes names`() throws {
        let line = try directoryLine(4)
        var book = try directoryBook(holding: [line[3]])
        #expect(book.acceptAll(line, verifying: StandInVerifier()) == [])
        #expect(book.pages.map(\.document.version) == [1, 2, 3, 4])
    }

    @Test func `a document by a key that is not listed is refused`() throws {
        var book = try directoryBook(holding: directoryLine(1))
        let forged = signedDirectory(
            try directoryDocument(version: 2, predecessor: try #require(book.signedDocuments.last).digest), by: 7)
        #expect(throws: DirectoryRefusal.unknownKey("registrar-7")) {
            try book.accept(forged, verifying: StandInVerifier())
        }
    }

    @Test func `a changed payload is refused`() throws {
        let first = try directoryLine(1)[0]
        let changed = SignedDocument(
            kind: first.kind, keyID: first.keyID,
            payload: try directoryDocument(issuedAt: directoryStart + .hours(1)).bytes,
            signature: first.signature)
        var book = try directoryBook()
        #expect(throws: DirectoryRefusal.badSignature("registrar-1")) {
            try book.accept(changed, verifying: StandInVerifier())
        }
        #expect(book.newest == nil)
    }

    @Test func `the offline key replaces the online one`() throws {
        var book = try directoryBook(holding: directoryLine(1))
        let keys = [registrarKey(1, .revoked), registrarKey(2), registrarKey(3, .offline)]
        let digest = try #require(book.signedDocuments.last).digest
        let second = signedDirectory(try directoryDocument(version: 2, predecessor: digest, keys: keys), by: 2)
        #expect(try book.accept(second, verifying: StandInVerifier()) == .newest)
        let stolen = signedDirectory(try directoryDocument(version: 3, predecessor: second.digest, keys: keys), by: 1)
        #expect(throws: DirectoryRefusal.revokedKey("registrar-1")) {
            try book.accept(stolen, verifying: StandInVerifier())
        }
        let third = signedDirectory(try directoryDocument(version: 3, predecessor: second.digest, keys: keys), by: 3)
        #expect(try book.accept(third, verifying: StandInVerifier()) == .newest)
    }

    @Test func `the next version must name the one before`() throws {
        var book = try directoryBook(holding: directoryLine(1))
        let loose = signedDirectory(try directoryDocument(version: 2, predecessor: .zero), by: 1)
        #expect(throws: DirectoryRefusal.brokenChain(version: 2)) {
            try book.accept(loose, verifying: StandInVerifier())
        }
    }

    @Test func `a gap is accepted when a key of the last good version signed`() throws {
        let line = try directoryLine(5)
        let book = try directoryBook(holding: [line[0], line[4]])
        #expect(book.pages.map(\.document.version) == [1, 5])
    }

    @Test func `two documents under one version are told as a fork`() throws {
        var book = try directoryBook(holding: directoryLine(1))
        let other = signedDirectory(try directoryDocument(issuedAt: directoryStart + .hours(1)), by: 1)
        #expect(throws: DirectoryRefusal.fork(version: 1)) { try book.accept(other, verifying: StandInVerifier()) }
    }

    @Test func `a document of another namespace is refused`() throws {
        var book = try directoryBook()
        let other = signedDirectory(try directoryDocument(namespace: "elsewhere"), by: 1)
        #expect(throws: DirectoryRefusal.wrongNamespace("elsewhere")) {
            try book.accept(other, verifying: StandInVerifier())
        }
    }

    @Test func `authority is judged by the named version or the lowest still accepted`() throws {
        let first = signedDirectory(try directoryDocument(), by: 1)
        var changed = try directoryDocument(version: 2, predecessor: first.digest)
        changed.authority = [AuthorityRule(agencies: ["*"], types: ["bus.*"])]
        let second = signedDirectory(changed, by: 1)
        changed.version = 3
        changed.predecessor = second.digest
        changed.offices[1].lowestAcceptedVersion = 2
        let book = try directoryBook(holding: [first, second, signedDirectory(changed, by: 1)])
        let (police, tax) = (changed.offices[0].id, changed.offices[1].id)
        #expect(version(book.judgement(namedVersion: 1, sender: police)) == 1)
        #expect(version(book.judgement(namedVersion: 1, sender: tax)) == 2)
        #expect(version(book.judgement(namedVersion: 3, sender: tax)) == 3)
        #expect(version(book.judgement(namedVersion: 4, sender: tax)) == nil)
    }

    private func version(_ judgement: DirectoryBook.Judgement) -> UInt64? {
        switch judgement {
        case .ahead: nil
        case .by(let document): document.version
        }
    }

    @Test func `a file holds the whole history and says which line is broken`() throws {
        let line = try directoryLine(3)
        let bytes = SignedDocument.fileBytes(line)
        #expect(try SignedDocument.readFile(bytes, named: "d") == line)
        let failure = #expect(throws: DocumentMistakes.self) {
            try SignedDocument.readFile(bytes + Array("{}\n".utf8), named: "d")
        }
        #expect(try #require(failure).document == "d line 4")
    }

    @Test func `rule sets are read when a registrar key signed them`() throws {
        let book = try directoryBook(holding: directoryLine(1))
        let rules = RulesDocument(
            namespace: "liandong", version: 1, issuedAt: directoryStart,
            documents: [
                RulesDocument.Entry(name: "b.json", text: "{}"), RulesDocument.Entry(name: "a.json", text: "[]"),
            ])
        #expect(rules.documents.map(\.name) == ["a.json", "b.json"])
        let bytes = SignedDocument.signedBytes(kind: .rules, keyID: "registrar-2", payload: rules.bytes)
        let signed = SignedDocument(
            kind: .rules, keyID: "registrar-2", payload: rules.bytes,
            signature: StandInVerifier.sign(bytes, with: publicKey(2)))
        #expect(try book.readRules(signed, verifying: StandInVerifier()) == rules)
        // The kind is signed: a rule set cannot be passed off as a directory, nor the other way round.
        let asDirectory = SignedDocument(
            kind: .directory, keyID: signed.keyID, payload: signed.payload, signature: signed.signature)
        #expect(throws: DirectoryRefusal.wrongKind(.directory)) {
            try book.readRules(asDirectory, verifying: StandInVerifier())
        }
        let renamed = SignedDocument(
            kind: .rules, keyID: "registrar-1", payload: signed.payload, signature: signed.signature)
        #expect(throws: DirectoryRefusal.badSignature("registrar-1")) {
            try book.readRules(renamed, verifying: StandInVerifier())
        }
    }
}
