import Contracts
import Exchange
import Signing
import Testing

/// A bundle made from the published vectors' letters, verified from its bytes alone.
struct BundleTests {
    private static func letters() throws -> [BundledLetter] {
        try Sample.letters().enumerated().map { index, envelope in
            BundledLetter(
                envelope: envelope,
                record: BundledLetter.Record(
                    disposition: nil, reason: "", disposedAt: nil,
                    deliveredAt: index == 0 ? Sample.time + .minutes(1) : nil))
        }
    }

    private static func bundle(_ letters: [BundledLetter], erased: String? = nil) throws -> CaseBundle {
        let first = try #require(try Sample.letters().first)
        return CaseBundle(
            header: CaseBundle.Header(
                namespace: Sample.namespace, caseID: first.leaf.caseID, kind: "referral", state: "sent",
                office: try Sample.sender(), madeAt: Sample.time + .hours(1), waiting: 0, erased: erased),
            directory: try Sample.book().pages, letters: letters)
    }

    private static let whole = Result { try bundle(try letters()).bytes(sealedBy: try Sample.signer()) }

    private func registrar() throws -> RegistrarKey {
        RegistrarKey(keyID: "registrar-1", publicKey: try Sample.key().publicKey, status: .active)
    }

    private func verify(_ bytes: [UInt8], trusting keys: [RegistrarKey]? = nil) throws -> BundleReport {
        let trust = BundleVerification<Ed25519Verifier>.Trust(registrarKeys: try keys ?? [registrar()])
        return BundleVerification(Ed25519Verifier(), trust: trust).run(bytes)
    }

    private func verify(_ letters: [BundledLetter]) throws -> BundleReport {
        try verify(try BundleTests.bundle(letters).bytes(sealedBy: try Sample.signer()))
    }

    @Test func `a whole bundle holds, shows its bodies, and says what it does not prove`() throws {
        let report = try verify(try BundleTests.whole.get())
        #expect(report.failures == [])
        #expect(report.letters.map(\.isProved) == [true, true, true])
        #expect(report.letters.first?.body?["documentNo"] == "成市监移〔2026〕3号")
        #expect(report.letters.first?.title == "案件移送函")
        #expect(report.proved.contains { $0.contains("一个字节也没有变") })
        #expect(report.unproved.contains { $0.contains("没有证明这是本案的全部函件") })
        #expect(report.unproved.contains { $0.contains("没有收件单位签名的答复为凭") })
    }

    @Test func `the published bundle is what these letters give`() throws {
        let text = String(decoding: try BundleTests.whole.get(), as: UTF8.self)
        let key = try registrar()
        try TopicFolder.expect(
            "vectors/bundle.json",
            holds: [
                "lines": .array(text.split(separator: "\n").map { .string(String($0)) }),
                "registrarKey": ["keyId": .string(key.keyID), "publicKey": .string(Base64.encode(key.publicKey))],
            ])
    }

    @Test func `a changed byte anywhere makes it fail with a reason`() throws {
        let good = try BundleTests.whole.get()
        // All of the seal, which nothing else covers, and every eleventh byte of the rest: another offset at each run.
        let rest = good.count - 400
        let sample = Array(stride(from: Int.random(in: 0..<11), to: rest, by: 11)) + Array(rest..<good.count)
        for index in sample {
            var bytes = good
            bytes[index] ^= 1 << UInt8.random(in: 0..<8)
            let report = try verify(bytes)
            if report.isGood { Issue.record("byte \(index) may be changed") }
            #expect(report.failures.allSatisfy { !$0.code.isEmpty && !$0.text.isEmpty })
        }
    }

    @Test func `any part that is cut off, doubled or swapped makes it fail`() throws {
        let good = try BundleTests.whole.get()
        let lines = good.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        func file(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }
        var generator = SplitMix(seed: 9)
        for _ in 0..<200 {
            #expect(try !verify(Array(good.prefix(Int.random(in: 0..<good.count, using: &generator)))).isGood)
        }
        for index in lines.indices {
            var cut = lines
            cut.remove(at: index)
            #expect(try !verify(file(cut)).isGood)
            var doubled = lines
            doubled.insert(lines[index], at: index)
            #expect(try !verify(file(doubled)).isGood)
            var swapped = lines
            swapped.swapAt(index, (index + 1) % lines.count)
            #expect(try !verify(file(swapped)).isGood)
        }
        #expect(try verify(good + good).isGood == false)
        #expect(try verify([UInt8]()).failures.map(\.code) == ["BUNDLE_UNREADABLE"])
    }

    @Test func `a changed letter is named even by whoever seals the file again`() throws {
        var letters = try BundleTests.letters()
        let old = letters[1].envelope
        let forged = Envelope(
            leaf: old.leaf, leafBytes: old.leafBytes, leafIndex: old.leafIndex, path: old.path,
            statement: old.statement, statementBytes: old.statementBytes, signature: old.signature,
            body: old.body.reversed())
        letters[1] = BundledLetter(envelope: forged, record: letters[1].record)
        let report = try verify(letters)
        #expect(report.failures.map(\.code) == ["HASH_MISMATCH"])
        #expect(report.failures.first?.line == 4)
        #expect(report.letters.map(\.isProved) == [true, false, true])
    }

    @Test func `a letter that its sender may not write, and one of another case, are told`() throws {
        let letters = try BundleTests.letters()
        let first = letters[0].envelope
        var leaf = first.leaf
        leaf.type = try #require(LetterType("crim.filed/1"))
        let foreign = EnvelopeBatch.seal(
            [(leaf, first.body)], signer: try Sample.signer(), writer: Sample.writer, at: Sample.time)
        let report = try verify(foreign.map { BundledLetter(envelope: $0, record: letters[0].record) })
        #expect(report.failures.map(\.code) == ["NOT_AUTHORISED"])
        leaf = first.leaf
        leaf.caseID = "510100-tax.01J000000000000000000000QZ"
        let other = EnvelopeBatch.seal(
            [(leaf, first.body)], signer: try Sample.signer(), writer: Sample.writer, at: Sample.time)
        let strange = try verify(other.map { BundledLetter(envelope: $0, record: letters[0].record) })
        #expect(strange.failures.map(\.code) == ["LETTER_FOREIGN"])
    }

    @Test func `two letters under one number, and a line that does not join, are told`() throws {
        let letters = try BundleTests.letters()
        var leaf = letters[0].envelope.leaf
        leaf.salt = Sample.salt(77)
        let twin = EnvelopeBatch.seal(
            [(leaf, letters[0].envelope.body)], signer: try Sample.signer(), writer: Sample.writer, at: Sample.time)
        let twins = twin.map { BundledLetter(envelope: $0, record: letters[0].record) }
        #expect(try verify(twins + letters).failures.map(\.code).contains("EQUIVOCATION"))
        #expect(try verify(twins + letters.dropFirst()).failures.map(\.code) == ["FORK"])
    }

    @Test func `an erased body leaves its digest proved and is said to be missing`() throws {
        var letters = try BundleTests.letters()
        let old = letters[0].envelope
        letters[0] = BundledLetter(
            envelope: Envelope(
                leaf: old.leaf, leafBytes: old.leafBytes, leafIndex: old.leafIndex, path: old.path,
                statement: old.statement, statementBytes: old.statementBytes, signature: old.signature, body: []),
            record: letters[0].record)
        let bundle = try BundleTests.bundle(letters, erased: "保管期限届满")
        let report = try verify(bundle.bytes(sealedBy: try Sample.signer()))
        #expect(report.isGood)
        #expect(report.letters[0].body == nil)
        #expect(report.unproved.contains { $0.contains("1 份函件的正文不在包内（保管期限届满）") })
    }

    @Test func `without a key from elsewhere the registrar's key is left to be compared, with another one it fails`()
        throws
    {
        let bytes = try BundleTests.whole.get()
        let report = try verify(bytes, trusting: [])
        #expect(report.isGood)
        #expect(report.unproved.contains { $0.contains("登记机关公钥取自包内") })
        let stranger = RegistrarKey(keyID: "registrar-1", publicKey: publicKey(7), status: .active)
        #expect(try verify(bytes, trusting: [stranger]).failures.map(\.code) == ["DIRECTORY_REFUSED"])
    }

    @Test func `a seal by a key that is not the office's does not hold`() throws {
        let thief = try #require(SigningKey(KeyFile(kind: .signing, id: "k1", secret: publicKey(3))))
        let bundle = try BundleTests.bundle(try BundleTests.letters())
        let report = try verify(bundle.bytes(sealedBy: OfficeSigner(office: try Sample.sender(), key: thief)))
        #expect(report.failures.map(\.code) == ["SEAL_INVALID"])
    }

    @Test func `an encrypted body is verified as it was sealed and not shown`() throws {
        let first = try BundleTests.letters()[0].envelope
        var leaf = first.leaf
        let sealed: [UInt8] = [0, 255, 1, 2]
        leaf.contentType = "application/vnd.example.sealed"
        leaf.bodyLength = 4
        leaf.bodyDigest = Digest.sha256(sealed)
        let letters = EnvelopeBatch.seal(
            [(leaf, sealed)], signer: try Sample.signer(), writer: Sample.writer, at: Sample.time
        ).map {
            BundledLetter(
                envelope: $0,
                record: BundledLetter.Record(disposition: nil, reason: "", disposedAt: nil, deliveredAt: nil))
        }
        let report = try verify(letters)
        #expect(report.isGood)
        #expect(report.letters[0].body == nil)
        #expect(report.unproved.contains { $0.contains("1 份函件的正文是密文") })
    }
}
