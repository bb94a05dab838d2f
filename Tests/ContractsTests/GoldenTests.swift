import Contracts
import Exchange
import Signing
import Testing

/// The published vectors in `Topics/vectors`: written once from fixed inputs and compared ever after. A difference
/// means that old letters can no longer be verified.
struct GoldenTests {
    @Test func `leaves have these bytes and hashes`() throws {
        let leaves = try Sample.letters().map(\.leaf) + [try GoldenVectors.acknowledgement().leaf]
        try TopicFolder.expect("vectors/leaf.json", holds: .array(leaves.map(GoldenVectors.leaf)))
    }

    @Test func `Merkle trees of 1, 2, 3, 5 and 8 leaves have these roots and paths`() throws {
        try TopicFolder.expect("vectors/merkle.json", holds: .array([1, 2, 3, 5, 8].map(GoldenVectors.tree)))
    }

    /// Ed25519 of the library on Linux is deterministic, as RFC 8032 has it.
    @Test func `a root statement has these bytes and this signature`() throws {
        try TopicFolder.expect("vectors/root.json", holds: try GoldenVectors.statement())
    }

    @Test func `a stream's line has these hashes`() throws {
        try TopicFolder.expect("vectors/stream.json", holds: try GoldenVectors.stream())
    }

    @Test func `records have these headers and values`() throws {
        try TopicFolder.expect("vectors/records.json", holds: try GoldenVectors.records())
    }

    @Test func `broken records end with these reason codes`() throws {
        try TopicFolder.expect("vectors/broken.json", holds: try GoldenVectors.broken())
    }

    @Test func `a packed envelope has these bytes`() throws {
        let envelope = try #require(try Sample.letters().first)
        try TopicFolder.expect(
            "vectors/packed.json",
            holds: [
                "letter": .string(envelope.leaf.letter.description), "packed": .string(Base64.encode(envelope.packed)),
            ])
        #expect(try Envelope.unpack(envelope.packed) == envelope)
    }

    @Test func `keys fall into these partitions`() throws {
        try TopicFolder.expect("vectors/partitions.json", holds: GoldenVectors.partitions)
    }

    @Test func `identifiers are written like this`() throws {
        try TopicFolder.expect("vectors/identifiers.json", holds: try GoldenVectors.identifiers())
    }

    @Test func `a signed directory has this form`() throws {
        try TopicFolder.expect("vectors/directory.json", holds: try GoldenVectors.directory())
    }

    @Test func `what is published as verified verifies, and what is published as broken does not`() throws {
        let book = try Sample.book()
        for record in try #require(try TopicFolder.json("vectors/records.json")["records"]?.array) {
            let (headers, value) = try GoldenVectors.read(record)
            #expect(Sample.verdict(headers: headers, body: value, book: book) == "VERIFIED")
        }
        for row in try #require(try TopicFolder.json("vectors/broken.json").array) {
            let (headers, value) = try GoldenVectors.read(try #require(row["record"]))
            let reason = try #require(row["reason"]?.string)
            #expect(Sample.verdict(headers: headers, body: value, book: book) == reason, "\(row["name"]?.text ?? "")")
        }
    }
}

/// Makes the vectors as JSON.
enum GoldenVectors {
    static func hex(_ bytes: [UInt8]) -> JSONValue { .string(Hexadecimal.encode(bytes)) }

    static func leaf(_ leaf: Leaf) -> JSONValue {
        [
            "fields": fields(leaf),
            "bytes": hex(leaf.bytes), "hash": .string(leaf.hash.description),
        ]
    }

    private static func fields(_ leaf: Leaf) -> JSONValue {
        .members([
            ("stream", .string(leaf.stream.description)), ("number", .integer(Int64(leaf.number))),
            ("previous", .string(leaf.previous.description)), ("epoch", .integer(Int64(leaf.epoch))),
            ("letter", .string(leaf.letter.description)), ("salt", hex(leaf.salt)),
            ("type", .string(leaf.type.description)), ("case", .string(leaf.caseID)),
            ("subject", .string(leaf.subject)), ("to", .string(leaf.to)), ("cause", .string(leaf.cause)),
            ("classification", .string(leaf.classification.rawValue)), ("contentType", .string(leaf.contentType)),
            ("directoryVersion", .integer(Int64(leaf.directoryVersion))),
            ("ruleSetVersion", .string(leaf.ruleSetVersion)), ("time", .integer(leaf.time.milliseconds)),
            ("bodyLength", .integer(Int64(leaf.bodyLength))), ("bodyDigest", .string(leaf.bodyDigest.description)),
        ])
    }

    static func tree(_ count: Int) -> JSONValue {
        let leaves = (0..<count).map { Leaf.hash(of: Array("leaf \($0)".utf8)) }
        let tree = MerkleTree.build(leaves)
        return [
            "leaves": .array((0..<count).map { hex(Array("leaf \($0)".utf8)) }),
            "hashes": .array(leaves.map { .string($0.description) }), "root": .string(tree.root.description),
            "paths": .array(tree.paths.map { .array($0.map { .string($0.description) }) }),
        ]
    }

    static func statement() throws -> JSONValue {
        let envelope = try #require(try Sample.letters().first)
        let statement = envelope.statement
        return [
            "privateKey": .string(Sample.seedHex), "publicKey": hex(try Sample.key().publicKey),
            "fields": [
                "suite": .string(statement.suite), "office": .string(statement.office.description),
                "keyId": .string(statement.keyID), "epoch": .integer(Int64(statement.writer.epoch)),
                "instance": .integer(Int64(statement.writer.instance)), "time": .integer(statement.time.milliseconds),
                "leafCount": .integer(Int64(statement.leafCount)), "root": .string(statement.root.description),
            ],
            "bytes": hex(envelope.statementBytes), "signature": hex(envelope.signature),
        ]
    }

    static func stream() throws -> JSONValue {
        var head = try Sample.stream().seed
        var heads: [JSONValue] = [["n": 0, "head": .string(head.description)]]
        for envelope in try Sample.letters() {
            head = StreamName.extend(head, with: envelope.leafHash)
            heads.append(
                [
                    "n": .integer(Int64(envelope.leaf.number)), "leafHash": .string(envelope.leafHash.description),
                    "head": .string(head.description),
                ])
        }
        return ["stream": .string(try Sample.stream().description), "heads": .array(heads)]
    }

    static func acknowledgement() throws -> Envelope {
        let peer = StreamName(
            namespace: Sample.namespace, office: try Sample.receiver(), topic: .direct(try Sample.sender()),
            generation: 1, partition: 0)
        let ack = Acknowledgement(
            stream: peer, disposed: 0, head: peer.seed, reader: Sample.writer, fence: Writer(epoch: 7, instance: 0xb2),
            wants: false, parked: 0, quarantined: 0, exceptions: [])
        let body = ack.json.bytes
        let leaf = Leaf(
            stream: peer, number: 0, previous: .zero, epoch: Sample.writer.epoch, letter: Sample.letterID(501),
            salt: Sample.salt(11), type: try #require(LetterType("bus.ack/1")), caseID: "", subject: "",
            to: try Sample.receiver().description, cause: "", classification: .internal,
            contentType: "application/json", directoryVersion: 1, ruleSetVersion: "", time: Sample.time,
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        let sealed = EnvelopeBatch.seal(
            [(leaf, body)], signer: try Sample.signer(), writer: Sample.writer, at: Sample.time)
        return try #require(sealed.first)
    }

    static func controls() throws -> [(envelope: Envelope, topic: Topic)] {
        let direct = Topic.direct(try Sample.receiver())
        let hello = StreamPosition(
            stream: try Sample.stream(), writer: Sample.writer, number: 0, head: try Sample.stream().seed,
            isHello: true, asksEveryReader: false)
        let claim: JSONValue = ["writer": .string(Sample.writer.description)]
        return [
            (
                try Sample.control("bus.claim/1", topic: .checkpoints, to: "*", body: claim.bytes, number: 12),
                .checkpoints
            ),
            (
                try Sample.control(
                    "bus.position/1", topic: direct, to: try Sample.receiver().description, body: hello.json.bytes,
                    number: 13), direct
            ),
            (try acknowledgement(), direct),
        ]
    }

    static func records() throws -> JSONValue {
        let direct = Topic.direct(try Sample.receiver())
        let letters = try Sample.letters().map { record($0, topic: direct, key: $0.leaf.caseID) }
        let sender = try Sample.sender().description
        let control = try controls().map { record($0.envelope, topic: $0.topic, key: sender) }
        return [
            "office": .string(sender), "keyId": "k1", "publicKey": hex(try Sample.key().publicKey),
            "records": .array(letters + control),
        ]
    }

    static func record(_ envelope: Envelope, topic: Topic, key: String) -> JSONValue {
        record(headers: envelope.headers, value: envelope.body, topic: topic, key: key)
    }

    private static func record(
        headers: [RecordHeader], value: [UInt8], topic: Topic, key: String
    ) -> JSONValue {
        [
            "topic": .string(topic.kafkaName(namespace: Sample.namespace)),
            "partition": .integer(Int64(topic.partition(forKey: key))), "key": .string(key),
            "headers": .array(
                headers.map { [.string($0.name), .string(String(decoding: $0.value, as: UTF8.self))] as JSONValue }),
            "value": .string(Base64.encode(value)),
        ]
    }

    static func read(_ record: JSONValue) throws -> ([RecordHeader], [UInt8]) {
        let headers = try #require(record["headers"]?.array).map { pair -> RecordHeader in
            let parts = pair.array ?? []
            return RecordHeader(try #require(parts.first?.string), try #require(parts.last?.string))
        }
        let value = try #require(record["value"]?.string.flatMap { Base64.decode($0.utf8) })
        return (headers, value)
    }

    static func broken() throws -> JSONValue {
        let letter = try #require(try Sample.letters().first)
        let headers = letter.headers
        func replacing(_ name: String, _ value: String) -> [RecordHeader] {
            headers.map { $0.name == name ? RecordHeader(name, value) : $0 }
        }
        func flipped(_ bytes: [UInt8], at index: Int) -> String {
            var bytes = bytes
            bytes[index] ^= 1
            return Base64.encode(bytes)
        }
        var body = letter.body
        body[body.count - 3] ^= 1
        var salted = letter.leaf
        salted.salt[3] ^= 1
        let rows: [(String, String, [RecordHeader], [UInt8])] = [
            ("a byte of the body", "HASH_MISMATCH", headers, body),
            ("the last byte of the body is missing", "HASH_MISMATCH", headers, letter.body.dropLast()),
            ("a byte of the salt", "SIGNATURE_INVALID", replacing("ce_leaf", Base64.encode(salted.bytes)), letter.body),
            (
                "a byte of the signature", "SIGNATURE_INVALID", replacing("ce_sig", flipped(letter.signature, at: 5)),
                letter.body
            ),
            (
                "a byte of the path", "SIGNATURE_INVALID", replacing("ce_path", flipped(letter.pathBytes, at: 20)),
                letter.body
            ),
            (
                "a byte of the root", "SIGNATURE_INVALID",
                replacing("ce_root", flipped(letter.statementBytes, at: letter.statementBytes.count - 1)), letter.body
            ),
            (
                "a copied header differs from the leaf", "ENVELOPE_MISMATCH", replacing("ce_type", "crim.transfer/1"),
                letter.body
            ),
            ("a copied header is missing", "ENVELOPE_MISMATCH", headers.filter { $0.name != "ce_number" }, letter.body),
            (
                "a header stands twice", "ENVELOPE_MISMATCH", headers + headers.filter { $0.name == "ce_id" },
                letter.body
            ),
            ("no leaf", "ENVELOPE_UNREADABLE", headers.filter { $0.name != "ce_leaf" }, letter.body),
            ("no base64", "ENVELOPE_UNREADABLE", replacing("ce_sig", "?"), letter.body),
        ]
        let direct = Topic.direct(try Sample.receiver())
        return .array(
            rows.map { row in
                [
                    "name": .string(row.0), "reason": .string(row.1),
                    "record": record(headers: row.2, value: row.3, topic: direct, key: letter.leaf.caseID),
                ]
            })
    }

    static let partitions: JSONValue = .array(
        [
            "", "a", "ab", "abc", "abcd", "91510104XT00010175", "91420106XT0002028T", "p1-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "成都示例",
        ]
        .map { key in
            [
                "key": .string(key), "murmur2": .integer(Int64(Murmur2.hash(Array(key.utf8)))),
                "partitionOf6": .integer(Int64(Topic.lists.partition(forKey: key))),
            ]
        })

    static func identifiers() throws -> JSONValue {
        let id = LetterID(time: Sample.time, randomHigh: 0xabcd, randomLow: 0x0123_4567_89ab_cdef)
        let milliseconds = JSONValue.integer(Sample.time.milliseconds)
        let secret = (0..<32).map { UInt8($0) }
        let person = try PersonDocument(kind: .identityCard, number: "11010519491231002X")
        let token: JSONValue = [
            "keyVersion": 1, "key": hex(secret), "input": .string(person.tokenInput),
            "token": .string(PersonTokenKey(version: 1, secret: secret).token(for: person)),
        ]
        let ulid: JSONValue = [
            "time": milliseconds, "random": "abcd0123456789abcdef", "text": .string(id.description),
        ]
        return [
            "ulid": ulid, "moment": ["milliseconds": milliseconds, "text": .string(Sample.time.description)],
            "writer": ["epoch": 3, "instance": 161, "text": .string(Sample.writer.description)], "personToken": token,
        ]
    }

    static func directory() throws -> JSONValue {
        let signed = try Sample.directory()
        return [
            "registrarKeyId": "registrar-1", "registrarPublicKey": hex(try Sample.key().publicKey),
            "signedBytes": hex(signed.signedBytes), "payloadDigest": .string(signed.digest.description),
            "record": .string(String(decoding: signed.bytes, as: UTF8.self)),
        ]
    }
}
