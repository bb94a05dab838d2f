import Contracts
import Exchange
import Signing

/// What comes from Kafka before anybody is believed: JSON, leaves, root statements, paths, records, packed envelopes.
extension FuzzTarget {
    static let wire: [FuzzTarget] = [
        FuzzTarget("json", "one JSON document") { bytes throws(FuzzFinding) in try json(bytes) },
        FuzzTarget("leaf", "the signed bytes of a leaf") { bytes throws(FuzzFinding) in try leaf(bytes) },
        FuzzTarget("root", "the signed bytes of a root statement") { bytes throws(FuzzFinding) in try root(bytes) },
        FuzzTarget("bundle", "an evidence bundle, whole or changed") { bytes throws(FuzzFinding) in
            try bundle(bytes)
        },
        FuzzTarget("path", "leaf count, index and siblings of a Merkle path") { bytes throws(FuzzFinding) in
            try path(bytes)
        },
        FuzzTarget("packed", "a packed envelope, as ledgers and bus.returned hold it") { bytes throws(FuzzFinding) in
            try packed(bytes)
        },
        FuzzTarget("record", "a record: header lines, an empty line, the body") { bytes throws(FuzzFinding) in
            try record(bytes)
        },
        FuzzTarget("envelope", "five fields of an envelope, put into headers that fit") { bytes throws(FuzzFinding) in
            try envelope(bytes)
        },
    ]

    private static func json(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let value = Foreign.json(bytes) else { return }
        let written = value.bytes
        guard let again = Foreign.json(written) else { throw FuzzFinding("what was written cannot be read") }
        try FuzzFinding.require(again.bytes == written, "reading and writing again changes the bytes")
        try FuzzFinding.require(
            Foreign.json(Array(value.prettyText.utf8))?.bytes == written, "the form for people says something else")
    }

    private static func leaf(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let leaf = Leaf(bytes: bytes) else { return }
        try FuzzFinding.require(leaf.bytes == bytes, "a leaf that was read has two encodings")
        try FuzzFinding.require(
            Moment(leaf.time.description) == leaf.time, "a leaf's time cannot be written: \(leaf.time)")
    }

    private static func root(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let statement = RootStatement(bytes: bytes) else { return }
        try FuzzFinding.require(statement.bytes == bytes, "a root statement that was read has two encodings")
        try FuzzFinding.require(
            Writer(statement.writer.description) == statement.writer, "a writer cannot be read back")
        try FuzzFinding.require(
            Moment(statement.time.description) == statement.time, "the signed time cannot be written: \(statement.time)"
        )
    }

    /// Whatever is in the file, the verdict has its reasons, and what is not told as wrong was proved.
    private static func bundle(_ bytes: [UInt8]) throws(FuzzFinding) {
        let report = BundleVerification(Ed25519Verifier()).run(bytes)
        try FuzzFinding.require(
            report.failures.allSatisfy { !$0.code.isEmpty && !$0.text.isEmpty }, "a failure has no reason")
        try FuzzFinding.require(
            !report.isGood || report.header != nil && report.letters.allSatisfy(\.isProved),
            "a good bundle holds something that is not proved")
        _ = report.json.bytes
    }

    private static func path(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard bytes.count >= 8, let path = Envelope.path(from: Array(bytes.dropFirst(8))) else { return }
        let count = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        try FuzzFinding.require(
            Envelope.pathBytes(index: path.index, siblings: path.siblings) == Array(bytes.dropFirst(8)),
            "a path that was read has two encodings")
        _ = MerkleTree.root(leaf: .zero, index: path.index, count: count, path: path.siblings)
    }

    private static func packed(_ bytes: [UInt8]) throws(FuzzFinding) {
        let read = Foreign.attempt { () throws(EnvelopeFault) in try Envelope.unpack(bytes) }
        guard let envelope = read else { return }
        try FuzzFinding.require(envelope.packed == bytes, "a packed envelope that was read has two encodings")
        try check(envelope)
    }

    private static func record(_ bytes: [UInt8]) throws(FuzzFinding) {
        let (headers, body) = Foreign.record(bytes)
        let record = BusRecord(
            partition: BusPartition(topic: .lists, partition: 0), offset: 0, headers: headers, value: body)
        let reading = RecordReading(of: record)
        if case .success(let envelope) = reading.envelope { try check(envelope) }
    }

    /// The digests are made right, so that what lies behind their check is reached.
    private static func envelope(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let parts = Foreign.fields(bytes, count: 5), var leaf = Leaf(bytes: parts[0]) else { return }
        leaf.bodyLength = UInt64(parts[4].count)
        leaf.bodyDigest = Digest.sha256(parts[4])
        guard let path = Envelope.path(from: parts[1]), let statement = RootStatement(bytes: parts[2]) else { return }
        let made = Envelope(
            leaf: leaf, leafBytes: leaf.bytes, leafIndex: path.index, path: path.siblings, statement: statement,
            statementBytes: parts[2], signature: Array(parts[3].prefix(256)), body: parts[4])
        let reading = RecordReading(
            of: BusRecord(
                partition: BusPartition(topic: .lists, partition: 0), offset: 0, headers: made.headers, value: made.body
            ))
        guard case .success(let read) = reading.envelope else {
            throw FuzzFinding("an envelope of readable parts cannot be read from its own headers: \(reading.envelope)")
        }
        try FuzzFinding.require(read == made, "the headers carry another envelope")
        try check(read)
    }

    private static func check(_ envelope: Envelope) throws(FuzzFinding) {
        let again = Foreign.attempt { () throws(EnvelopeFault) in
            try Envelope.read(headers: envelope.headers, body: envelope.body)
        }
        try FuzzFinding.require(again == envelope, "an envelope's own headers are read as another one")
        let unpacked = Foreign.attempt { () throws(EnvelopeFault) in try Envelope.unpack(envelope.packed) }
        try FuzzFinding.require(unpacked == envelope, "an envelope packed and unpacked is another one")
        _ = BodyReading(envelope)
    }
}
