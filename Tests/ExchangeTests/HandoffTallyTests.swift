import Contracts
import Exchange
import Testing

/// The fold that both ends of a running count make.
struct HandoffTallyTests {
    private func empty() throws -> HandoffTally {
        HandoffTally(
            namespace: "test", office: try #require(OfficeID("510100-tax")),
            procuratorate: try #require(OfficeID("510100-procuratorate")))
    }

    private func entry(_ number: UInt64, _ salt: UInt64 = 0) -> HandoffTally.Entry {
        .init(number: number, letter: LetterID(time: Moment(milliseconds: 0), randomHigh: 1, randomLow: number + salt))
    }

    private func tally(_ numbers: [UInt64]) throws -> HandoffTally {
        var tally = try empty()
        for number in numbers { #expect(tally.note(entry(number)) == .new) }
        return tally
    }

    @Test func `numbers in order are complete up to the last`() throws {
        let tally = try tally([1, 2, 3])
        #expect((tally.complete, tally.last) == (3, 3))
        #expect(tally.missing(through: 3, limit: 9).isEmpty)
        #expect(tally.missing(through: 5, limit: 9) == [4, 5])
    }

    @Test(arguments: [[2, 1, 3], [3, 2, 1], [3, 1, 2]])
    func `whatever order they come in, the digest is the same`(_ order: [UInt64]) throws {
        #expect(try tally(order) == tally([1, 2, 3]))
    }

    @Test func `a hole is named until it is filled`() throws {
        var tally = try tally([1, 3, 6])
        #expect((tally.complete, tally.last) == (1, 6))
        #expect(tally.missing(through: 7, limit: 9) == [2, 4, 5, 7])
        #expect(tally.missing(through: 7, limit: 2) == [2, 4])
        #expect(tally.missingCount(through: 7) == 4)
        #expect(tally.missingCount(through: 1) == 0)
        _ = tally.note(entry(2))
        #expect(tally.complete == 3)
    }

    @Test func `the same letter again changes nothing, another under its number is kept as such`() throws {
        var tally = try tally([1, 2, 4])
        let before = tally
        #expect(tally.note(entry(2)) == .known)
        #expect(tally.note(entry(4)) == .known)
        #expect(tally == before)
        #expect(tally.note(entry(2, 100)) == .twice)
        #expect(tally.note(entry(4, 100)) == .twice)
        #expect(tally.twice == [entry(2, 100), entry(4, 100)])
        #expect((tally.complete, tally.digest) == (before.complete, before.digest))
        #expect(tally.note(entry(2, 100)) == .known)
    }

    @Test func `it is read back from the ledger as it was`() throws {
        var tally = try tally(Array(1...40) + [44, 42])
        _ = tally.note(entry(42, 7))
        #expect(HandoffTally(json: tally.json) == tally)
        #expect(HandoffTally(json: tally.json.removing("beyond")) == nil)
        #expect(tally.newest.count == HandoffTally.kept)
        #expect(tally.newest.last == entry(44))
    }

    /// The example of `Topics/letters/bus.handoffCount/1`, computed by the words of its guide in another language.
    @Test func `the digest is what the guide says`() throws {
        var tally = HandoffTally(
            namespace: "liandong", office: try #require(OfficeID("510100-tax")),
            procuratorate: try #require(OfficeID("510100-procuratorate")))
        #expect(tally.digest.description == "9b0d0317ac50156ed796d6e7ebb55c437d8709759f83e8a2f8e480d7d883cdce")
        _ = tally.note(.init(number: 1, letter: try #require(LetterID("01K1Z3NDEKTSV4RRFFQ69G5FAV"))))
        #expect(tally.digest.description == "0063c722d8da1917b394c5385c05362dedb3ccea6426b6de5e3af87c1c80a995")
    }

    @Test func `series of other offices have other digests`() throws {
        let other = HandoffTally(
            namespace: "test", office: try #require(OfficeID("510100-customs")),
            procuratorate: try #require(OfficeID("510100-procuratorate")))
        #expect(try other.digest != empty().digest)
    }
}

/// The signed statement of a count.
struct HandoffCountTests {
    private let tallies = HandoffTallyFixture()

    @Test func `it is read back from its body, and a malformed one is not`() throws {
        let count = try tallies.count([1, 2, 4])
        #expect((count.count, count.complete) == (4, 2))
        #expect(HandoffCount(count.json) == count)
        for member in count.json.object ?? [] { #expect(HandoffCount(count.json.removing(member.name)) == nil) }
        #expect(HandoffCount(count.json.setting("complete", 5)) == nil)
        #expect(HandoffCount(count.json.setting("count", -1)) == nil)
        let back = JSONValue.array((count.json["letters"]?.array ?? []).reversed())
        #expect(HandoffCount(count.json.setting("letters", back)) == nil)
    }

    @Test func `a reader that has less agrees as far as it has, one with another letter does not`() throws {
        let count = try tallies.count(Array(1...40))
        for known in [40, 39, 30, 8, 3] {
            #expect(try count.disagreement(with: tallies.tally(Array(1...UInt64(known)))) == nil, "\(known)")
        }
        #expect(try count.disagreement(with: tallies.tally(Array(1...41))) == nil)
        #expect(try count.disagreement(with: tallies.tally(Array(1...39) + [40], other: 40)) == 40)
        // Behind what the statement names by letter, the digest tells that something differs.
        #expect(try count.disagreement(with: tallies.tally(Array(1...40), other: 2)) == 40)
        #expect(try count.disagreement(with: tallies.tally(Array(1...8), other: 2)) == 40)
    }

    @Test func `a later writer speaks for the office, and of one writer the word that knows more`() throws {
        let early = try tallies.count([1], number: 5, epoch: 2)
        #expect(try tallies.count([1], number: 4, epoch: 3).isNewer(than: early))
        #expect(try tallies.count([1], number: 6, epoch: 2).isNewer(than: early))
        #expect(try !tallies.count([1], number: 4, epoch: 2).isNewer(than: early))
        #expect(try !tallies.count([1], number: 9, epoch: 1).isNewer(than: early))
    }
}

struct HandoffTallyFixture {
    func tally(_ numbers: [UInt64], other: UInt64 = 0) throws -> HandoffTally {
        var tally = HandoffTally(
            namespace: "test", office: try #require(OfficeID("510100-tax")),
            procuratorate: try #require(OfficeID("510100-procuratorate")))
        for number in numbers {
            let letter = LetterID(
                time: Moment(milliseconds: 0), randomHigh: number == other ? 2 : 1, randomLow: number)
            #expect(tally.note(.init(number: number, letter: letter)) == .new)
        }
        return tally
    }

    func count(_ numbers: [UInt64], number: UInt64 = 9, epoch: UInt64 = 1) throws -> HandoffCount {
        let stream = StreamName(
            namespace: "test", office: try #require(OfficeID("510100-tax")),
            topic: .direct(try #require(OfficeID("510100-procuratorate"))), generation: 1, partition: 0)
        return HandoffCount(
            try tally(numbers), stream: stream, writer: Writer(epoch: epoch, instance: 7), number: number, head: .zero)
    }
}
