import Contracts
import Exchange
import Testing

private func office(_ text: String) throws -> OfficeID { try #require(OfficeID(text)) }

private func name() throws -> StreamName {
    StreamName(
        namespace: "test", office: try office("510100-tax"), topic: .direct(try office("510100-police")),
        generation: 1, partition: 0)
}

private func leaf(_ number: UInt64, after previous: Digest, salt: UInt8 = 1) throws -> Leaf {
    Leaf(
        stream: try name(), number: number, previous: previous, epoch: 1,
        letter: LetterID(time: Moment(milliseconds: 1), randomHigh: 0, randomLow: number),
        salt: [UInt8](repeating: salt, count: 16), type: LetterType(name: "ref.transfer", version: 1), caseID: "",
        subject: "", to: "510100-police", cause: "", classification: .internal, contentType: "application/json",
        directoryVersion: 1, ruleSetVersion: "", time: Moment(milliseconds: 1), bodyLength: 0, bodyDigest: .zero)
}

private struct NoKey: RootSigning {
    let office: OfficeID
    let keyID = "k1"
    func sign(_ statementBytes: [UInt8]) -> [UInt8] { [] }
}

private func envelope(_ leaf: Leaf) throws -> Envelope {
    let signer = NoKey(office: leaf.stream.office)
    let sealed = EnvelopeBatch.seal(
        [(leaf, [])], signer: signer, writer: Writer(epoch: 1, instance: 1), at: Moment(milliseconds: 1))
    return try #require(sealed.first)
}

@Suite struct InStreamTests {
    @Test func `the next letter on our line is next, another line is a fork, later ones are ahead`() throws {
        var stream = InStream(name: try name(), claim: nil)
        let first = try leaf(1, after: stream.head)
        #expect(stream.place(of: first) == .next)
        #expect(stream.place(of: try leaf(1, after: .zero)) == .fork)
        #expect(stream.place(of: try leaf(2, after: .zero)) == .ahead)
        #expect(stream.dispose(first.hash) == nil)
        #expect(stream.place(of: first) == .below)
        #expect(stream.head == StreamName.extend(try name().seed, with: first.hash))
        #expect(stream.disposed == 1)
    }

    static let writers: [(UInt64, UInt64, Bool)] = [(1, 9, false), (2, 8, false), (2, 7, true), (3, 1, true)]

    @Test(arguments: writers)
    func `a writer is admitted unless it is stale against the fence`(row: (UInt64, UInt64, Bool)) throws {
        var stream = InStream(name: try name(), claim: Writer(epoch: 2, instance: 7))
        let admission = stream.admit(Writer(epoch: row.0, instance: row.1))
        #expect((admission == .admitted) == row.2)
        if row.2 { #expect(stream.fence == Writer(epoch: row.0, instance: row.1)) }
    }

    @Test func `two different letters held under one number are told, and so is a held one that is overtaken`() throws {
        var stream = InStream(name: try name(), claim: nil)
        let second = try envelope(try leaf(2, after: .zero))
        let other = try envelope(try leaf(2, after: .zero, salt: 2))
        let now = Moment(milliseconds: 5)
        #expect(stream.hold(second, at: now) == nil)
        #expect(stream.hold(second, at: now) == nil)
        #expect(stream.hold(other, at: now) == second)
        let first = try leaf(1, after: stream.head)
        _ = stream.dispose(first.hash)
        #expect(stream.dispose(other.leafHash) == second)
    }

    @Test func `a higher fence drops what was held`() throws {
        var stream = InStream(name: try name(), claim: Writer(epoch: 1, instance: 1))
        _ = stream.hold(try envelope(try leaf(3, after: .zero)), at: Moment(milliseconds: 1))
        #expect(stream.isMissingSomething)
        _ = stream.admit(Writer(epoch: 2, instance: 1))
        #expect(!stream.isMissingSomething)
    }

    @Test func `what is held is bounded, and the bound loses only time`() throws {
        var stream = InStream(name: try name(), claim: nil)
        for number in 2..<3000 {
            _ = stream.hold(try envelope(try leaf(UInt64(number), after: .zero)), at: Moment(milliseconds: 1))
        }
        #expect(stream.held.count == 1024)
    }

    @Test func `an ack is owed at once after a disposal and once a second for anything else`() {
        var debt = AcknowledgementDebt()
        let now = Moment(milliseconds: 10_000)
        #expect(!debt.isDue(at: now))
        debt.owedSoon()
        #expect(debt.isDue(at: now))
        debt.paid(at: now)
        debt.owedSoon()
        #expect(!debt.isDue(at: now + .milliseconds(999)))
        #expect(debt.isDue(at: now + .milliseconds(1000)))
        debt.owedNow()
        #expect(debt.isDue(at: now))
    }
}

@Suite struct OutStreamTests {
    static let own = Writer(epoch: 5, instance: 5)
    static let reader = Writer(epoch: 3, instance: 3)

    private func stream(letters: UInt64, open: Bool, retired: UInt64 = 0) throws -> (OutStream, [Digest]) {
        var stream = OutStream(name: try name())
        var heads = [stream.head]
        for number in 1...letters {
            stream.append(try leaf(number, after: stream.head).hash)
            heads.append(stream.head)
        }
        if open { stream.open(retiredUpTo: 0) }
        _ = stream.retire(retired, reader: Self.reader)
        return (stream, heads)
    }

    private func ack(
        _ disposed: UInt64, _ head: Digest, reader: Writer = Self.reader, fence: Writer? = Self.own
    ) throws -> Acknowledgement {
        Acknowledgement(
            stream: try name(), disposed: disposed, head: head, reader: reader, fence: fence, wants: false, parked: 0,
            quarantined: 0, exceptions: [])
    }

    @Test func `an ack on our line retires, whether the stream was open or is opened by it`() throws {
        for isOpen in [true, false] {
            let (stream, heads) = try stream(letters: 3, open: isOpen)
            let meaning = stream.meaning(of: try ack(2, heads[2]), writer: Self.own) { heads[Int($0)] }
            #expect(meaning == .retire(2))
        }
    }

    @Test func `an older process of the reader and an older ack of the same one are ignored`() throws {
        let (stream, heads) = try stream(letters: 3, open: true, retired: 2)
        let old = try ack(3, heads[3], reader: Writer(epoch: 2, instance: 3))
        #expect(stream.meaning(of: old, writer: Self.own) { heads[Int($0)] } == .old)
        #expect(stream.meaning(of: try ack(1, heads[1]), writer: Self.own) { heads[Int($0)] } == .old)
    }

    @Test func `a newer process of the reader may go down: it was restored`() throws {
        var (stream, heads) = try stream(letters: 3, open: true, retired: 3)
        let restored = Writer(epoch: 4, instance: 9)
        let meaning = stream.meaning(of: try ack(1, heads[1], reader: restored), writer: Self.own) { heads[Int($0)] }
        #expect(meaning == .retire(1))
        let moved = stream.retire(1, reader: restored)
        #expect(moved)
        #expect(stream.publishable(limit: 10) == 2...3)
    }

    @Test func `a fence against which we are stale ends us`() throws {
        let (stream, heads) = try stream(letters: 1, open: true)
        let newer = Writer(epoch: 6, instance: 1)
        let meaning = stream.meaning(of: try ack(0, heads[0], fence: newer), writer: Self.own) { heads[Int($0)] }
        #expect(meaning == .superseded(by: newer))
    }

    @Test func `an ack that does not name our fence opens nothing`() throws {
        let (stream, heads) = try stream(letters: 1, open: false)
        for fence in [nil, Writer(epoch: 4, instance: 1)] {
            #expect(
                stream.meaning(of: try ack(0, heads[0], fence: fence), writer: Self.own) { heads[Int($0)] } == .notForUs
            )
        }
    }

    @Test func `more than we know is recovered before opening and a fork afterwards, and so is another hash`() throws {
        let (closed, heads) = try stream(letters: 2, open: false)
        #expect(closed.meaning(of: try ack(5, .zero), writer: Self.own) { heads[Int($0)] } == .recover(upTo: 5))
        #expect(closed.meaning(of: try ack(1, .zero), writer: Self.own) { heads[Int($0)] } == .fork)
        let (open, openHeads) = try stream(letters: 2, open: true)
        #expect(open.meaning(of: try ack(5, .zero), writer: Self.own) { openHeads[Int($0)] } == .fork)
    }

    @Test func `nothing is published in a closed stream, and a failed publication begins again`() throws {
        var (stream, _) = try stream(letters: 5, open: false)
        #expect(stream.publishable(limit: 10) == nil)
        stream.open(retiredUpTo: 0)
        #expect(stream.publishable(limit: 3) == 1...3)
        stream.markPublished(3)
        #expect(stream.publishable(limit: 10) == 4...5)
        stream.windBack(to: 2)
        #expect(stream.publishable(limit: 10) == 2...5)
    }

    @Test func `what comes back from a ledger is closed and publishes everything not retired`() throws {
        var (stream, _) = try stream(letters: 5, open: true, retired: 2)
        stream.markPublished(5)
        var stored = stream.asStored
        #expect(!stored.isOpen)
        stored.open(retiredUpTo: 2)
        #expect(stored.publishable(limit: 10) == 3...5)
    }
}

@Suite struct PartitionReaderTests {
    static let partition = BusPartition(topic: .lists, partition: 3)
    static let digest = Digest.sha256([1])

    @Test func `the record before a stored position is seen again and skipped`() {
        var reader = PartitionReader(partition: Self.partition, next: 7, lastDigest: Self.digest)
        #expect(reader.fetchOffset == 6)
        #expect(reader.advance(offset: 6, digest: Self.digest) == .skip)
        #expect(reader.advance(offset: 7, digest: .zero) == .handle)
        #expect(reader.next == 8)
    }

    @Test func `another record there, or a log that ends below, means another log`() {
        var changed = PartitionReader(partition: Self.partition, next: 7, lastDigest: Self.digest)
        #expect(changed.advance(offset: 6, digest: .zero) == .restart)
        var short = PartitionReader(partition: Self.partition, next: 7, lastDigest: Self.digest)
        #expect(short.reachEnd(at: 3) == .restart)
        var shrunk = PartitionReader(partition: Self.partition, next: 7, lastDigest: Self.digest)
        #expect(shrunk.advance(offset: 6, digest: Self.digest) == .skip)
        #expect(shrunk.reachEnd(at: 2) == .restart)
    }

    @Test func `a position never goes back by itself`() {
        var reader = PartitionReader(partition: Self.partition)
        #expect(reader.advance(offset: 0, digest: Self.digest) == .handle)
        #expect(reader.advance(offset: 0, digest: Self.digest) == .skip)
        #expect(reader.next == 1)
        #expect(reader.reachEnd(at: 1) == .handle)
        #expect(reader.hasReachedEnd)
    }
}

@Suite struct ClaimTests {
    @Test func `the first claim of an epoch wins, the second of the same epoch stops`() throws {
        let id = try office("510100-tax")
        let winner = Writer(epoch: 4, instance: 1)
        let loser = Writer(epoch: 4, instance: 2)
        var atWinner = Claims()
        #expect(atWinner.read(winner, of: id, own: (id, winner)) == .granted)
        #expect(atWinner.read(loser, of: id, own: (id, winner)) == .none)
        var atLoser = Claims()
        #expect(atLoser.read(winner, of: id, own: (id, loser)) == .none)
        #expect(atLoser.obstacle(to: loser, of: id) == winner)
        #expect(atLoser.read(loser, of: id, own: (id, loser)) == .superseded(by: winner))
    }

    @Test func `a higher epoch supersedes, a lower one does not`() throws {
        let id = try office("510100-tax")
        let own = Writer(epoch: 4, instance: 1)
        var claims = Claims()
        #expect(claims.read(Writer(epoch: 3, instance: 9), of: id, own: (id, own)) == .none)
        #expect(claims.obstacle(to: own, of: id) == nil)
        #expect(claims.read(own, of: id, own: (id, own)) == .granted)
        let newer = Writer(epoch: 5, instance: 9)
        #expect(claims.read(newer, of: id, own: (id, own)) == .superseded(by: newer))
        #expect(claims.claim(of: id) == newer)
    }
}

@Suite struct ControlBodyTests {
    @Test func `acks, positions and checkpoints read back what they wrote`() throws {
        let writer = Writer(epoch: 1, instance: 255)
        let ack = Acknowledgement(
            stream: try name(), disposed: 9, head: Digest.sha256([9]), reader: writer, fence: nil, wants: true,
            parked: 1, quarantined: 2, exceptions: [.init(number: 3, reason: "CASE_PARKED")])
        #expect(Acknowledgement(try JSONValue.parse(ack.json.bytes)) == ack)
        let position = StreamPosition(
            stream: try name(), writer: writer, number: 3, head: .zero, isHello: true, asksEveryReader: false)
        #expect(StreamPosition(try JSONValue.parse(position.json.bytes)) == position)
        let checkpoint = Checkpoint(
            writer: writer, own: [.init(stream: try name(), number: 1, head: .zero)],
            followed: [.init(stream: try name(), disposed: 1, head: .zero, parked: 0, quarantined: 0)],
            roots: [
                .init(
                    list: "seriousViolation", owner: try office("510100-tax"), algorithm: "lr0", root: .zero, count: 4)
            ])
        #expect(Checkpoint(try JSONValue.parse(checkpoint.json.bytes)) == checkpoint)
    }

    @Test(arguments: ["m", "head", "reader", "want", "parked", "quarantined", "lowest", "stream"])
    func `an ack without a field, or with another kind of value, is no ack`(field: String) throws {
        let ack = Acknowledgement(
            stream: try name(), disposed: 9, head: .zero, reader: Writer(epoch: 1, instance: 1), fence: nil,
            wants: false, parked: 0, quarantined: 0, exceptions: [])
        #expect(Acknowledgement(ack.json.removing(field)) == nil)
        #expect(Acknowledgement(ack.json.setting(field, .object([]))) == nil)
        #expect(Acknowledgement(ack.json.setting(field, -1)) == nil)
    }
}
