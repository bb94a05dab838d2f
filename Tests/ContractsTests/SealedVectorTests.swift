import Contracts
import Foundation
import Signing
import Testing

/// `Topics/vectors/sealed.json`: a body sealed once with fresh chance, which every program must open for ever.
struct SealedVectorTests {
    private static let name = "vectors/sealed.json"

    private static let body = "{\"at\":\"2026-07-03T16:30:00.000+08:00\",\"text\":\"通报内容\"}"

    private static func key(_ byte: UInt8) throws -> SealingKey {
        try #require(SealingKey(KeyFile(kind: .sealing, id: "s1", secret: [UInt8](repeating: byte, count: 32))))
    }

    private static func context() throws -> SealContext {
        SealContext(
            namespace: Sample.namespace, office: try Sample.sender(),
            letter: try #require(LetterID("01ARZ3NDEKTSV4RRFFQ69G5FAV")),
            type: try #require(LetterType("case.briefing/1")),
            caseID: "\(try Sample.sender()).01ARZ3NDEKTSV4RRFFQ69G5FAV")
    }

    private static func sealer(_ office: OfficeID, _ byte: UInt8) throws -> HPKESealer {
        HPKESealer(office: office, keys: SealingKeys([try key(byte)]))
    }

    /// A new vector; only made where there is none, since the next one would have other bytes.
    private static func make() throws -> JSONValue {
        let readers = [(try Sample.receiver(), UInt8(0x11)), (try Sample.sender(), UInt8(0x22))]
        let keys = try readers.map { SealReader(office: $0.0, keyID: "s1", publicKey: try key($0.1).publicKey) }
        let sealed = try #require(
            try sealer(readers[1].0, readers[1].1).seal(Array(body.utf8), try context(), to: keys))
        return [
            "contentType": .string(SealedBody.mediaType), "namespace": .string(Sample.namespace),
            "office": .string(try Sample.sender().description), "letter": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "type": "case.briefing/1", "case": .string("\(try Sample.sender()).01ARZ3NDEKTSV4RRFFQ69G5FAV"),
            "context": GoldenVectors.hex(try context().bytes),
            "readers": .array(
                try readers.map { office, byte in
                    [
                        "office": .string(office.description), "keyId": "s1",
                        "privateKey": GoldenVectors.hex([UInt8](repeating: byte, count: 32)),
                        "publicKey": GoldenVectors.hex(try key(byte).publicKey),
                        "info": GoldenVectors.hex(SealedBody.Wrap.binding(office, "s1")),
                    ]
                }), "plain": .string(body), "sealed": .string(Base64.encode(sealed.bytes)),
        ]
    }

    @Test func `the sealed body of the vectors opens for each of its readers, and for nobody else`() throws {
        if TopicFolder.isRegenerating, !TopicFolder.exists(Self.name) {
            try TopicFolder.write(Self.name, try Self.make())
        }
        let vector = try TopicFolder.json(Self.name)
        let bytes = try #require(vector["sealed"]?.string.flatMap { Base64.decode($0.utf8) })
        let sealed = try #require(SealedBody(bytes: bytes))
        #expect(vector["context"] == GoldenVectors.hex(try Self.context().bytes))
        for (reader, byte) in [(try Sample.receiver(), UInt8(0x11)), (try Sample.sender(), UInt8(0x22))] {
            let opened = try Self.sealer(reader, byte).open(sealed, Self.context(), by: nil)
            #expect(vector["plain"] == .string(String(decoding: opened, as: UTF8.self)))
        }
        #expect(throws: SealFault.broken) {
            try Self.sealer(Sample.sender(), 0x11).open(sealed, Self.context(), by: nil)
        }
    }
}
