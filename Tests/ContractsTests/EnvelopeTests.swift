import Contracts
import Exchange
import Signing
import Testing

/// Envelopes: what is written is read back, and no byte can be changed unseen (protocol, Bytes; S1).
struct EnvelopeTests {
    @Test func `an envelope reads back from its headers and from its packed form`() throws {
        for envelope in try Sample.letters() {
            #expect(try Envelope.read(headers: envelope.headers, body: envelope.body) == envelope)
            #expect(try Envelope.unpack(envelope.packed) == envelope)
        }
    }

    @Test func `headers are those of CloudEvents in Kafka's binary mode`() throws {
        let envelope = try #require(try Sample.letters().first)
        #expect(
            envelope.headers.map(\.name) == [
                "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_stream", "ce_number", "content-type",
                "ce_subject", "ce_leaf", "ce_path", "ce_root", "ce_sig",
            ])
        #expect(envelope.headers.contains(RecordHeader("ce_source", "/liandong/510100-market-regulation")))
        #expect(envelope.headers.contains(RecordHeader("ce_type", "ref.transfer/1")))
    }

    /// Every byte of the body and of each header is changed in turn, in one random bit.
    @Test func `no changed byte in headers or body is ever verified`() throws {
        let book = try Sample.book()
        let envelope = try #require(try Sample.letters().dropFirst().first)
        var chance = SplitMix(seed: 2026)
        #expect(Sample.verdict(headers: envelope.headers, body: envelope.body, book: book) == "VERIFIED")
        for index in envelope.body.indices {
            var body = envelope.body
            body[index] ^= 1 << UInt8.random(in: 0...7, using: &chance)
            #expect(Sample.verdict(headers: envelope.headers, body: body, book: book) == "HASH_MISMATCH")
        }
        for (place, header) in envelope.headers.enumerated() {
            for index in header.value.indices {
                var value = header.value
                value[index] ^= 1 << UInt8.random(in: 0...7, using: &chance)
                var headers = envelope.headers
                headers[place] = RecordHeader(name: header.name, value: value)
                #expect(
                    Sample.verdict(headers: headers, body: envelope.body, book: book) != "VERIFIED",
                    "\(header.name) byte \(index) as \(value[index])")
            }
        }
    }

    @Test func `no changed byte in a packed envelope is ever verified`() throws {
        let book = try Sample.book()
        let envelope = try #require(try Sample.letters().first)
        var chance = SplitMix(seed: 3)
        for index in envelope.packed.indices {
            var bytes = envelope.packed
            bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &chance)
            #expect(unpackedVerdict(bytes, book) != "VERIFIED", "byte \(index)")
        }
        #expect(unpackedVerdict(envelope.packed + [0], book) == "ENVELOPE_UNREADABLE")
        #expect(unpackedVerdict(envelope.packed.dropLast(), book) == "ENVELOPE_UNREADABLE")
    }

    private func unpackedVerdict(_ bytes: [UInt8], _ book: DirectoryBook) -> String {
        do throws(EnvelopeFault) {
            let envelope = try Envelope.unpack(bytes)
            return Sample.verdict(headers: envelope.headers, body: envelope.body, book: book)
        } catch {
            return error.rawValue
        }
    }

    @Test(arguments: [
        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_stream", "ce_number",
        "content-type", "ce_subject",
    ])
    func `a copy that differs, is missing or stands twice is a mismatch`(_ name: String) throws {
        let envelope = try #require(try Sample.letters().first)
        let others = envelope.headers.filter { $0.name != name }
        let changed = others + [RecordHeader(name, "x")]
        let doubled = envelope.headers + [RecordHeader(name, "x")]
        for headers in [others, changed, doubled] {
            #expect(throws: EnvelopeFault.mismatch) { _ = try Envelope.read(headers: headers, body: envelope.body) }
        }
    }

    @Test(arguments: ["ce_leaf", "ce_path", "ce_root", "ce_sig"])
    func `a signed header that is missing or no base64 makes the record unreadable`(_ name: String) throws {
        let envelope = try #require(try Sample.letters().first)
        let others = envelope.headers.filter { $0.name != name }
        for headers in [others, others + [RecordHeader(name, "?")], others + [RecordHeader(name, "QQ")]] {
            #expect(throws: EnvelopeFault.unreadable) { _ = try Envelope.read(headers: headers, body: envelope.body) }
        }
    }

    @Test func `unknown headers and another order of headers change nothing`() throws {
        let envelope = try #require(try Sample.letters().first)
        let headers =
            [RecordHeader("traceparent", "00-1-2-01")] + envelope.headers.reversed() + [RecordHeader("ce_x", "")]
        #expect(try Envelope.read(headers: headers, body: envelope.body) == envelope)
    }

    @Test func `a body of 900,000 bytes passes and one byte more does not`() throws {
        for (size, isGood) in [(900_000, true), (900_001, false)] {
            let body = [UInt8](repeating: 0x20, count: size)
            let leaf = try Sample.leaf(1, previous: try Sample.stream().seed, body: body)
            let sealed = EnvelopeBatch.seal(
                [(leaf, body)], signer: try Sample.signer(), writer: Sample.writer, at: Sample.time)
            let envelope = try #require(sealed.first)
            if isGood {
                #expect(try Envelope.read(headers: envelope.headers, body: body).body.count == size)
            } else {
                #expect(throws: EnvelopeFault.tooLarge) { _ = try Envelope.read(headers: envelope.headers, body: body) }
            }
        }
    }

    @Test func `a record of more than 1,000,000 bytes with its headers is refused`() throws {
        let envelope = try #require(try Sample.letters().first)
        let used = envelope.headers.reduce(envelope.body.count) { $0 + $1.name.utf8.count + $1.value.count }
        let room = 1_000_000 - used - 1
        func filled(_ count: Int) -> [RecordHeader] {
            envelope.headers + [RecordHeader(name: "x", value: [UInt8](repeating: 0, count: count))]
        }
        #expect(try Envelope.read(headers: filled(room), body: envelope.body) == envelope)
        #expect(throws: EnvelopeFault.tooLarge) {
            _ = try Envelope.read(headers: filled(room + 1), body: envelope.body)
        }
    }

    // MARK: Leaf and root

    @Test func `a leaf reads back from its bytes, and no other bytes give it`() throws {
        for envelope in try Sample.letters() {
            #expect(Leaf(bytes: envelope.leafBytes) == envelope.leaf)
            #expect(envelope.leaf.bytes == envelope.leafBytes)
            #expect(Leaf(bytes: envelope.leafBytes + [0]) == nil)
            for count in 0..<envelope.leafBytes.count {
                #expect(Leaf(bytes: Array(envelope.leafBytes.prefix(count))) == nil)
            }
        }
    }

    /// One leaf has one spelling: what can be read is written back byte for byte.
    @Test func `a leaf with a changed byte is refused or is another leaf in canonical form`() throws {
        let envelope = try #require(try Sample.letters().first)
        for index in envelope.leafBytes.indices {
            for bit in 0..<8 {
                var bytes = envelope.leafBytes
                bytes[index] ^= 1 << UInt8(bit)
                guard let leaf = Leaf(bytes: bytes) else { continue }
                #expect(leaf.bytes == bytes)
                #expect(leaf != envelope.leaf)
            }
        }
    }

    @Test func `a root statement reads back, and no shorter or longer bytes do`() throws {
        let envelope = try #require(try Sample.letters().first)
        let bytes = envelope.statementBytes
        #expect(RootStatement(bytes: bytes) == envelope.statement)
        #expect(RootStatement(bytes: bytes + [0]) == nil)
        for count in bytes.indices { #expect(RootStatement(bytes: Array(bytes.prefix(count))) == nil) }
    }

    @Test(arguments: 1...33)
    func `each leaf of a tree leads to the root by its own path only`(_ count: Int) {
        let leaves = (0..<count).map { Digest.sha256([UInt8($0)]) }
        let tree = MerkleTree.build(leaves)
        for (index, leaf) in leaves.enumerated() {
            func root(_ leaf: Digest, _ index: Int, _ count: Int, _ path: [Digest]) -> Digest? {
                MerkleTree.root(leaf: leaf, index: UInt64(index), count: UInt64(count), path: path)
            }
            #expect(root(leaf, index, count, tree.paths[index]) == tree.root)
            #expect(root(.zero, index, count, tree.paths[index]) != tree.root)
            #expect(root(leaf, index, count, tree.paths[index] + [.zero]) == nil)
            #expect(root(leaf, count, count, tree.paths[index]) == nil)
            if count > 1 {
                #expect(root(leaf, index, count, tree.paths[index].dropLast()) == nil)
                #expect(root(leaf, (index + 1) % count, count, tree.paths[index]) != tree.root)
            }
        }
    }

    @Test func `a path with a broken length or an impossible depth is refused`() {
        let sibling = [UInt8](repeating: 1, count: 32)
        let index = [UInt8](repeating: 0, count: 8)
        #expect(Envelope.path(from: index)?.siblings.isEmpty == true)
        #expect(Envelope.path(from: index + sibling)?.siblings.count == 1)
        #expect(Envelope.path(from: index + sibling.dropLast()) == nil)
        #expect(Envelope.path(from: Array(index.dropLast())) == nil)
        #expect(Envelope.path(from: index + Array(repeating: sibling, count: 41).flatMap(\.self)) == nil)
    }

    // MARK: Small forms

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "成都"])
    func `base64 reads back`(_ text: String) {
        #expect(Base64.decode(Base64.encode(Array(text.utf8)).utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"),
    ])
    func `base64 is that of RFC 4648`(_ code: String, _ text: String) {
        #expect(Base64.encode(Array(text.utf8)) == code)
    }

    @Test(arguments: ["Zg=", "Zg", "Zg===", "Zh==", "Zm9=", "Zg==Zg==", "Zg= =", "Zm9v\n", "Zm-_", "===="])
    func `base64 in any other spelling is refused`(_ code: String) {
        #expect(Base64.decode(code.utf8) == nil)
    }

    @Test(arguments: ["3.00000000000000a1", "0.0000000000000000", "18446744073709551615.ffffffffffffffff"])
    func `a writer reads back`(_ text: String) {
        #expect(Writer(text)?.description == text)
    }

    @Test(arguments: ["", "3", "3.a1", "-1.00000000000000a1", "3.00000000000000g1", "3.00000000000000a1.", "3..a"])
    func `other texts are no writer`(_ text: String) {
        #expect(Writer(text) == nil)
    }

    @Test func `a writer is stale against a higher epoch and against a twin, never against itself`() {
        let writer = Writer(epoch: 3, instance: 1)
        #expect(writer.isStale(against: Writer(epoch: 4, instance: 1)))
        #expect(writer.isStale(against: Writer(epoch: 3, instance: 2)))
        #expect(!writer.isStale(against: writer))
        #expect(!writer.isStale(against: Writer(epoch: 2, instance: 9)))
    }

    @Test func `fields refuse short, long and trailing bytes`() throws {
        var writer = FieldWriter(magic: "m\n")
        writer.field("ab")
        writer.field(UInt64(7))
        var reader = try #require(FieldReader(writer.bytes, magic: "m\n"))
        #expect(reader.text() == "ab")
        #expect(reader.number() == 7)
        #expect(reader.isAtEnd)
        #expect(reader.field() == nil)
        #expect(FieldReader(writer.bytes, magic: "n\n") == nil)
        var short = try #require(FieldReader([0, 0, 0, 9, 1], magic: ""))
        #expect(short.field() == nil)
        var huge = try #require(FieldReader([0xff, 0xff, 0xff, 0xff, 1], magic: ""))
        #expect(huge.field() == nil)
        var broken = try #require(FieldReader([0, 0, 0, 1, 0xff], magic: ""))
        #expect(broken.text() == nil)
    }
}
