import Contracts
import Exchange
import Signing
import Testing

let machineStart = Moment(milliseconds: 1_780_000_000_000)

/// One office with a key, and the directory that lists it.
struct SignedWorld {
    let signer: OfficeSigner
    var document: DirectoryDocument
    private let registrar = SigningKey.generate(keyID: "registrar-1")

    init() throws {
        let id = try #require(OfficeID("510100-tax"))
        let key = SigningKey.generate(keyID: "k1")
        signer = OfficeSigner(office: id, key: key)
        document = DirectoryDocument(
            namespace: "liandong", version: 1, predecessor: .zero, issuedAt: machineStart,
            validUntil: machineStart + .hours(9999), isRehearsal: false,
            registrarKeys: [RegistrarKey(keyID: "registrar-1", publicKey: registrar.publicKey, status: .active)],
            offices: [try SignedWorld.office(id, key: key.publicKey)], authority: DefaultAuthority.rules)
    }

    static func office(_ id: OfficeID, key: [UInt8]) throws -> DirectoryOffice {
        DirectoryOffice(
            profile: OfficeProfile(
                id: id, agency: "tax", level: .prefecture, region: id.region, name: "示例税务局", shortName: "税务",
                uscc: "11510100XT90002133"),
            keys: [
                OfficeKey(
                    keyID: "k1", publicKey: key, validFrom: machineStart, validTo: machineStart + .hours(100))
            ], route: DirectoryOffice.Route(topic: .direct(id), generation: 1), principal: "User:\(id)")
    }

    func book() throws -> DirectoryBook {
        var book = DirectoryBook(namespace: "liandong", pinned: document.registrarKeys)
        _ = try book.accept(registrar.sign(.directory, payload: document.bytes), verifying: Ed25519Verifier())
        return book
    }

    func leaf(_ number: UInt64, body: [UInt8], namespace: String = "liandong", of office: OfficeID? = nil) throws
        -> Leaf
    {
        let stream = StreamName(
            namespace: namespace, office: office ?? signer.office, topic: .lists, generation: 1, partition: 0)
        return Leaf(
            stream: stream, number: number, previous: stream.seed, epoch: 1,
            letter: LetterID(time: machineStart, randomHigh: 1, randomLow: number),
            salt: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16),
            type: LetterType(name: "list.published", version: 1), caseID: "", subject: "", to: "*", cause: "",
            classification: .internal, contentType: "application/json", directoryVersion: 1, ruleSetVersion: "",
            time: machineStart, bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
    }

    func envelopes(_ count: Int, at time: Moment = machineStart) throws -> [Envelope] {
        let items = try (1...count).map { number in
            let body = Array("{\"n\":\(number)}".utf8)
            return (leaf: try leaf(UInt64(number), body: body), body: body)
        }
        return EnvelopeBatch.seal(items, signer: signer, writer: Writer(epoch: 1, instance: 2), at: time)
    }
}

@Suite struct EnvelopeVerifierTests {
    @Test func `every letter of a batch of 1 to 70 verifies alone`() throws {
        let world = try SignedWorld()
        let book = try world.book()
        for count in 1...70 {
            for envelope in try world.envelopes(count) {
                var verifier = EnvelopeVerifier(Ed25519Verifier())
                let verdict = verifier.verdict(on: envelope, book: book, at: machineStart)
                #expect(verdict == .verified(office: world.signer.office))
            }
        }
    }

    @Test(arguments: [1, 2, 5])
    func `a changed byte anywhere is caught`(count: Int) throws {
        let world = try SignedWorld()
        let book = try world.book()
        var verifier = EnvelopeVerifier(Ed25519Verifier())
        let good = try #require(try world.envelopes(count).last)
        #expect(verifier.verdict(on: good, book: book, at: machineStart) == .verified(office: world.signer.office))
        for position in good.packed.indices {
            var bytes = good.packed
            bytes[position] ^= 1
            do throws(EnvelopeFault) {
                let changed = try Envelope.unpack(bytes)
                let verdict = verifier.verdict(on: changed, book: book, at: machineStart)
                #expect(verdict != .verified(office: world.signer.office), "byte \(position) was changed unseen")
            } catch {
                continue
            }
        }
    }

    @Test func `an old leaf signed anew by a new key verifies`() throws {
        var world = try SignedWorld()
        let old = try world.envelopes(3)
        let newKey = SigningKey.generate(keyID: "k2")
        world.document.offices[0].keys[0].revokedAt = machineStart + .hours(1)
        world.document.offices[0].keys.append(
            OfficeKey(
                keyID: "k2", publicKey: newKey.publicKey, validFrom: machineStart, validTo: machineStart + .hours(200)))
        let book = try world.book()
        var verifier = EnvelopeVerifier(Ed25519Verifier())
        let later = machineStart + .hours(2)
        #expect(verifier.verdict(on: old[1], book: book, at: later) == .unverified(reason: "KEY_REVOKED"))
        let signer = OfficeSigner(office: world.signer.office, key: newKey)
        let fresh = EnvelopeBatch.reseal(old, signer: signer, writer: Writer(epoch: 2, instance: 3), at: later)
        #expect(fresh.map(\.leafHash) == old.map(\.leafHash))
        for envelope in fresh {
            #expect(verifier.verdict(on: envelope, book: book, at: later) == .verified(office: signer.office))
        }
    }

    @Test func `a remembered root does not outlive its key`() throws {
        var world = try SignedWorld()
        let envelope = try world.envelopes(1)[0]
        var verifier = EnvelopeVerifier(Ed25519Verifier())
        let before = verifier.verdict(on: envelope, book: try world.book(), at: machineStart)
        #expect(before == .verified(office: world.signer.office))
        world.document.offices[0].keys[0].revokedAt = machineStart
        let after = verifier.verdict(on: envelope, book: try world.book(), at: machineStart)
        #expect(after == .unverified(reason: "KEY_REVOKED"))
    }

    @Test func `each fault has its reason code`() throws {
        let world = try SignedWorld()
        let book = try world.book()
        var verifier = EnvelopeVerifier(Ed25519Verifier(), capacity: 1)
        let late = machineStart + .hours(101)
        let expired = try world.envelopes(1, at: late)[0]
        #expect(verifier.verdict(on: expired, book: book, at: late) == .unverified(reason: "KEY_EXPIRED"))

        let foreign = try seal(world, leaf: world.leaf(1, body: [], namespace: "elsewhere"))
        #expect(verifier.verdict(on: foreign, book: book, at: machineStart) == .unverified(reason: "WRONG_NAMESPACE"))

        let nobody = try #require(OfficeID("510100-nobody"))
        let stranger = OfficeSigner(office: nobody, key: SigningKey.generate(keyID: "k1"))
        let unknown = try seal(world, leaf: world.leaf(1, body: []), by: stranger)
        #expect(verifier.verdict(on: unknown, book: book, at: machineStart) == .unverified(reason: "UNKNOWN_SENDER"))

        let unlisted = OfficeSigner(office: world.signer.office, key: SigningKey.generate(keyID: "k9"))
        let unknownKey = try seal(world, leaf: world.leaf(1, body: []), by: unlisted)
        #expect(verifier.verdict(on: unknownKey, book: book, at: machineStart) == .unverified(reason: "KEY_UNKNOWN"))

        let imitated = OfficeSigner(office: world.signer.office, key: SigningKey.generate(keyID: "k1"))
        let forged = try seal(world, leaf: world.leaf(1, body: []), by: imitated)
        #expect(verifier.verdict(on: forged, book: book, at: machineStart) == .unverified(reason: "SIGNATURE_INVALID"))
    }

    @Test func `a numbered letter in another office's stream is refused, an unnumbered record is not`() throws {
        let world = try SignedWorld()
        let book = try world.book()
        let police = try #require(OfficeID("510100-police"))
        var verifier = EnvelopeVerifier(Ed25519Verifier())
        let numbered = try seal(world, leaf: world.leaf(1, body: [], of: police))
        #expect(
            verifier.verdict(on: numbered, book: book, at: machineStart) == .unverified(reason: "SIGNATURE_INVALID"))
        let unnumbered = try seal(world, leaf: world.leaf(0, body: [], of: police))
        #expect(
            verifier.verdict(on: unnumbered, book: book, at: machineStart) == .verified(office: world.signer.office))
    }

    @Test func `a small memory of roots forgets the oldest and stays right`() throws {
        let world = try SignedWorld()
        let book = try world.book()
        var verifier = EnvelopeVerifier(Ed25519Verifier(), capacity: 2)
        let envelopes = try (0..<5).map { try world.envelopes(1, at: machineStart + .seconds($0))[0] }
        for envelope in envelopes + envelopes.reversed() {
            #expect(
                verifier.verdict(on: envelope, book: book, at: machineStart) == .verified(office: world.signer.office))
        }
    }

    private func seal(_ world: SignedWorld, leaf: Leaf, by signer: OfficeSigner? = nil) throws -> Envelope {
        let writer = Writer(epoch: 1, instance: 2)
        let sealed = EnvelopeBatch.seal(
            [(leaf: leaf, body: [])], signer: signer ?? world.signer, writer: writer, at: machineStart)
        return try #require(sealed.first)
    }
}

@Suite struct MerkleRootTests {
    /// The inputs and roots of the reference log of RFC 6962 (eight leaves).
    private static let inputs = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    private static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test(arguments: 1...8)
    func `roots are those of RFC 6962`(count: Int) throws {
        let leaves = try MerkleRootTests.inputs.prefix(count).map {
            Leaf.hash(of: try #require(Hexadecimal.decode($0)))
        }
        let tree = MerkleTree.build(leaves)
        #expect(tree.root.description == MerkleRootTests.roots[count - 1])
        for (index, leaf) in leaves.enumerated() {
            let root = MerkleTree.root(
                leaf: leaf, index: UInt64(index), count: UInt64(count), path: tree.paths[index])
            #expect(root == tree.root)
        }
    }
}
