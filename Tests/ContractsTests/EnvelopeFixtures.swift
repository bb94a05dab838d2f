import Contracts
import Exchange
import Signing
import Testing

/// Fixed inputs of the published vectors: RFC 8032's first test key, one sender, one receiver, three letters.
enum Sample {
    /// The private key is published: nobody may list it in a directory.
    static let seedHex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    static let time = Moment(milliseconds: 1_783_067_400_000)
    static let writer = Writer(epoch: 3, instance: 0xa1)
    static let namespace = "liandong"

    static func sender() throws -> OfficeID { try #require(OfficeID("510100-market-regulation")) }
    static func receiver() throws -> OfficeID { try #require(OfficeID("510100-police")) }

    static func key() throws -> SigningKey {
        let seed = try #require(Hexadecimal.decode(seedHex))
        return try #require(SigningKey(KeyFile(kind: .signing, id: "k1", secret: seed)))
    }

    static func signer() throws -> OfficeSigner { OfficeSigner(office: try sender(), key: try key()) }

    static func stream() throws -> StreamName {
        StreamName(
            namespace: namespace, office: try sender(), topic: .direct(try receiver()), generation: 1, partition: 0)
    }

    static func letterID(_ number: UInt64) -> LetterID {
        LetterID(time: time, randomHigh: 0xabcd, randomLow: 0x0123_4567_89ab_cd00 + number)
    }

    static func salt(_ number: UInt8) -> [UInt8] { (0..<16).map { number &* 16 &+ $0 } }

    static let bodies: [String] = [
        #"{"at":"2026-07-03T16:30:00.000+08:00","documentNo":"成市监移〔2026〕3号","recipients":["510100-police"]}"#,
        #"{"at":"2026-07-03T16:30:00.000+08:00","text":"已完成现场检查\n货值50000元"}"#, "{}",
    ]

    static func leaf(_ number: UInt64, previous: Digest, body: [UInt8]) throws -> Leaf {
        let caseID = CaseID(office: try sender(), number: letterID(900))
        return Leaf(
            stream: try stream(), number: number, previous: previous, epoch: writer.epoch, letter: letterID(number),
            salt: salt(UInt8(number)),
            type: try #require(LetterType(number == 1 ? "ref.transfer/1" : "ref.feedback/1")),
            caseID: caseID.description, subject: number == 1 ? "91510104XT00010175" : "",
            to: try receiver().description, cause: number == 2 ? letterID(1).description : "",
            classification: .internal, contentType: "application/json", directoryVersion: 1,
            ruleSetVersion: number == 3 ? "" : "1-00112233445566778899aabbccddeeff",
            time: time + .seconds(Int64(number)),
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
    }

    /// Three letters of one stream, signed together.
    static func letters() throws -> [Envelope] {
        var head = try stream().seed
        var items: [(leaf: Leaf, body: [UInt8])] = []
        for (index, text) in bodies.enumerated() {
            let leaf = try leaf(UInt64(index + 1), previous: head, body: Array(text.utf8))
            head = StreamName.extend(head, with: leaf.hash)
            items.append((leaf, Array(text.utf8)))
        }
        return EnvelopeBatch.seal(items, signer: try signer(), writer: writer, at: time + .seconds(5))
    }

    /// An unnumbered record of the bus.
    static func control(_ type: String, topic: Topic, to: String, body: [UInt8], number: UInt8) throws -> Envelope {
        let stream = StreamName(
            namespace: namespace, office: try sender(), topic: topic, generation: 1, partition: 0)
        let leaf = Leaf(
            stream: stream, number: 0, previous: .zero, epoch: writer.epoch, letter: letterID(500 + UInt64(number)),
            salt: salt(number), type: try #require(LetterType(type)), caseID: "", subject: "", to: to, cause: "",
            classification: .internal,
            contentType: type == "bus.returned/1" ? "application/vnd.liandong.envelope" : "application/json",
            directoryVersion: 1, ruleSetVersion: "", time: time, bodyLength: UInt64(body.count),
            bodyDigest: Digest.sha256(body))
        let sealed = EnvelopeBatch.seal([(leaf, body)], signer: try signer(), writer: writer, at: time)
        return try #require(sealed.first)
    }

    /// A directory that lists the sender's key, signed by the same published key as registrar.
    static func directory() throws -> SignedDocument {
        let key = try key()
        func office(_ id: OfficeID, agency: String, name: String, uscc: String) -> DirectoryOffice {
            DirectoryOffice(
                profile: OfficeProfile(
                    id: id, agency: agency, level: .prefecture, region: id.region, name: name, shortName: name,
                    uscc: uscc),
                keys: [
                    OfficeKey(
                        keyID: "k1", publicKey: key.publicKey, validFrom: time - .hours(24),
                        validTo: time + .hours(24 * 400))
                ], route: DirectoryOffice.Route(topic: .direct(id), generation: 1), principal: "User:\(id)")
        }
        let document = DirectoryDocument(
            namespace: namespace, version: 1, predecessor: .zero, issuedAt: time, validUntil: time + .hours(24 * 400),
            isRehearsal: true,
            registrarKeys: [RegistrarKey(keyID: "registrar-1", publicKey: key.publicKey, status: .active)],
            offices: [
                office(
                    try sender(), agency: "market-regulation", name: "成都示例市市场监督管理局", uscc: "11510100XT9000125L"),
                office(try receiver(), agency: "police", name: "成都示例市公安局", uscc: "11510100XT90005121"),
            ],
            authority: [
                AuthorityRule(agencies: ["*"], types: ["bus.*"]),
                AuthorityRule(agencies: ["market-regulation"], types: ["ref.*"]),
            ])
        let bytes = SignedDocument.signedBytes(kind: .directory, keyID: "registrar-1", payload: document.bytes)
        return SignedDocument(
            kind: .directory, keyID: "registrar-1", payload: document.bytes, signature: key.sign(bytes))
    }

    static func book() throws -> DirectoryBook {
        let registrar = RegistrarKey(keyID: "registrar-1", publicKey: try key().publicKey, status: .active)
        var book = DirectoryBook(namespace: namespace, pinned: [registrar])
        _ = try book.accept(try directory(), verifying: Ed25519Verifier())
        return book
    }

    /// Verified, or the reason code with which the record ends in quarantine.
    static func verdict(headers: [RecordHeader], body: [UInt8], book: DirectoryBook) -> String {
        do throws(EnvelopeFault) {
            let envelope = try Envelope.read(headers: headers, body: body)
            var verifier = EnvelopeVerifier(Ed25519Verifier())
            switch verifier.verdict(on: envelope, book: book, at: time + .minutes(1)) {
            case .verified: return "VERIFIED"
            case .unverified(let reason): return reason
            }
        } catch {
            return error.rawValue
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
