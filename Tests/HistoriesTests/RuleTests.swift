import Contracts
import Exchange
import Histories
import Offices
import Testing

/// A change of a good history and what must be noticed.
struct Breach: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: HistoryRule
    let stream: StreamName?
    let number: UInt64?
    let file: String
    let line: Int
    let town: Town

    init(
        _ name: String, _ rule: HistoryRule, _ stream: StreamName?, _ number: UInt64?, _ file: String, _ line: Int,
        _ change: (inout Town) -> Void
    ) {
        testDescription = name
        self.rule = rule
        self.stream = stream
        self.number = number
        self.file = file
        self.line = line
        town = Town.changed(change)
    }
}

@Suite struct RuleTests {
    @Test func `a history that keeps every rule has no finding, and much was compared`() throws {
        let report = try Town.quiet().report()
        #expect(report.findings.map(\.description) == [])
        #expect(report.comparisons > 60)
        #expect(report.counts.numbered == 3 && report.counts.effects == 3 && report.counts.told == 1)
        #expect(report.offices == [Town.police, Town.tax] && report.unseen.isEmpty)
    }

    static let stranger = Writer(epoch: 1, instance: 77)
    static let direct = Town.direct

    static let receiving = [
        Breach("a letter that nobody numbered has an effect", .oneLetter, direct, 3, "police", 5) {
            $0.police[4] = $0.police[4].with {
                $0.disposed.append(Town.disposed(Town.leaf(direct, 3)))
                $0.incoming[0] = Town.into(direct, 3)
            }
        },
        Breach("another letter than the numbered one has an effect", .oneLetter, direct, 2, "police", 5) {
            let forged = Town.leaf(direct, 2, "'")
            $0.police[4] = $0.police[4].with {
                $0.disposed[1] = Town.disposed(forged)
                $0.incoming[0].head = forged.head
            }
            $0.police[6] = Town.published(
                Town.policeWriter,
                acks: [.init(stream: direct, disposed: 2, head: forged.head, fence: Town.taxWriter)])
        },
        Breach("a number has its effect twice", .oneEffect, direct, 1, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.disposed.insert(Town.disposed(Town.leaf(direct, 1)), at: 1) }
        },
        Breach("a number is passed in silence", .inOrder, direct, 2, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.disposed.remove(at: 0) }
        },
        Breach("a letter of another line is applied", .oneLine, direct, 2, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.disposed[1].leaf.previous = Town.digest("another line") }
        },
        Breach("the ledger says that it disposed more", .inOrder, direct, 3, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.incoming[0] = Town.into(direct, 3) }
        },
        Breach("a stale writer's letter has an effect", .noStaleWriter, direct, 1, "police", 5) {
            $0.police[1] = $0.police[1].with {
                $0.incoming = [Town.into(direct, 0, fence: Writer(epoch: 2, instance: 1))]
            }
        },
        Breach("the fence falls", .noStaleWriter, direct, 2, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.incoming[0].fence = nil }
        },
        Breach("the epochs of leaves fall", .epochsRise, direct, 2, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.disposed[0].leaf.epoch = 2 }
        },
        Breach("a letter is given up before it was disposed", .fourWays, direct, 2, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.disposed[1].disposition = .discarded }
        },
        Breach("a letter with an effect is replayed", .replayedOnce, direct, 1, "police", 5) {
            $0.police[4] = $0.police[4].with {
                $0.redisposed = [.init(stream: direct, number: 1, disposition: .effect)]
            }
        },
        Breach("more is acknowledged than was disposed", .acknowledgedIsKept, direct, 2, "police", 4) {
            $0.police[3] = Town.published(Town.policeWriter, acks: [Town.ack(direct, 2)])
        },
        Breach("another line is acknowledged", .acknowledgedIsKept, direct, 2, "police", 7) {
            $0.police[6] = Town.published(
                Town.policeWriter,
                acks: [.init(stream: direct, disposed: 2, head: Town.digest("x"), fence: Town.taxWriter)])
        },
    ]

    static let sending = [
        Breach("a number is given twice", .numbered, direct, 1, "tax", 5) {
            $0.tax[4] = $0.tax[4].with { $0.numbered[1] = Town.numbered(Town.leaf(direct, 1), emission: "other") }
        },
        Breach("a letter does not follow the one before", .oneLine, direct, 2, "tax", 5) {
            $0.tax[4] = $0.tax[4].with { $0.numbered[1].leaf.previous = Town.digest("another line") }
        },
        Breach("a letter of one cause is issued twice", .emittedOnce, direct, 2, "tax", 5) {
            $0.tax[4] = $0.tax[4].with { $0.numbered[1].emission = $0.numbered[0].emission }
        },
        Breach("an office numbers in the stream of another", .oneLetter, Town.foreign, 1, "tax", 5) {
            $0.tax[4] = $0.tax[4].with { $0.numbered.append(Town.numbered(Town.leaf(Town.foreign, 1))) }
        },
        Breach("a letter is published before it is committed", .toldIsKept, direct, 1, "tax", 4) {
            $0.tax.insert(Town.published(Town.taxWriter, letters: [Town.leaf(direct, 1)]), at: 3)
            $0.tax[3] = Town.published(Town.taxWriter, letters: [Town.leaf(direct, 1)])
        },
        Breach("a letter of a transaction that failed is published", .toldIsKept, direct, 1, "tax", 8) {
            $0.tax[5] = .failed
        },
        Breach("another leaf is published", .committedFirst, direct, 2, "tax", 8) {
            $0.tax[7] = Town.published(Town.taxWriter, letters: [Town.leaf(direct, 1), Town.leaf(direct, 2, "'")])
        },
        Breach("a position goes beyond the ledger", .toldIsKept, direct, 1, "tax", 2) {
            $0.tax[1] = Town.published(
                Town.taxWriter, positions: [.init(stream: direct, number: 1, head: Town.head(direct, 1), isHello: true)]
            )
        },
        Breach("a stream is published in before it opened", .answeredHello, direct, 1, "tax", 3) {
            $0.tax[0] = .start(
                HistoryStart(
                    office: Town.tax, writer: Town.taxWriter, found: Town.end(0), begun: Town.end(1),
                    outgoing: [Town.out(direct, 1, retired: 0)]))
            $0.tax.insert(Town.published(Town.taxWriter, letters: [Town.leaf(direct, 1)]), at: 2)
        },
        Breach("the reader never answered this writer", .answeredHello, direct, nil, "tax", 8) {
            $0.police[3] = Town.published(Town.policeWriter, acks: [Town.ack(direct, 0, fence: nil)])
            $0.police[6] = Town.published(Town.policeWriter, acks: [Town.ack(direct, 2, fence: nil)])
        },
        Breach("another writer signs", .higherEpoch, nil, nil, "tax", 8) {
            $0.tax[7] = Town.published(stranger, letters: [Town.leaf(Town.lists, 1)])
        },
        Breach("a superseded process goes on publishing", .supersededStops, nil, nil, "tax", 8) {
            $0.tax[4] = $0.tax[4].with { $0.stop = .superseded }
        },
        Breach("letters are retired that nobody acknowledged", .retiredByAck, direct, 2, "tax", 11) {
            $0.police[6] = Town.published(Town.policeWriter, acks: [Town.ack(direct, 0)])
        },
        Breach("more is retired than was numbered", .hashedAck, direct, 3, "tax", 11) {
            $0.tax[10] = $0.tax[10].with { $0.outgoing[0].retired = 3 }
        },
        Breach("one process of the reader takes its ack back", .withdrawal, direct, 0, "tax", 13) {
            $0.tax.insert(
                contentsOf: [
                    Town.commit(rows: 0) { $0.outgoing = [Town.out(direct, 2, retired: 0, reader: Town.policeWriter)] },
                    .committed(Town.end(5)),
                ], at: 12)
        },
    ]

    static let ledgers = [
        Breach("an officer is told what is not in the ledger", .toldIsKept, nil, nil, "tax", 7) {
            $0.tax[6] = .told([Town.answer("o-2")])
        },
        Breach("an officer is told something else than the ledger has", .toldIsKept, nil, nil, "tax", 7) {
            $0.tax[6] = .told([Town.answer("o-1", "other")])
        },
        Breach("an order is done twice", .oneEffect, nil, nil, "tax", 9) {
            $0.tax[8] = $0.tax[8].with { $0.answers = [Town.answer("o-1")] }
        },
        Breach("a rung rings twice", .rungOnce, nil, nil, "tax", 9) {
            $0.tax[8] = $0.tax[8].with { $0.rungs = [Town.rung("0/due")] }
        },
        Breach("a rung rings early", .rungOnce, nil, nil, "tax", 9) {
            $0.tax[8] = $0.tax[8].with { $0.rungs = [Town.rung("1/due", due: Town.noon + .milliseconds(1))] }
        },
        Breach("the journal loses a row", .journalGoesOn, nil, nil, "tax", 6) { $0.tax[5] = .committed(Town.end(4)) },
    ]

    static let endings = [
        Breach("a letter did not arrive", .settled, Town.lists, 1, "tax", 13) {
            $0.police[4] = $0.police[4].with {
                $0.disposed.removeLast()
                $0.incoming.removeLast()
                $0.rows = 2
            }
            $0.police[5] = .committed(Town.end(3))
        },
        Breach("a letter was not acknowledged", .settled, direct, 2, "tax", 11) {
            $0.tax.removeSubrange(10...11)
        },
        Breach("a letter has no number", .settled, nil, nil, "tax", 13) {
            $0.tax[8] = $0.tax[8].with { $0.waiting = 1 }
        },
        Breach("an office did not stop in good order", .settled, nil, nil, "police", 7) { $0.police.removeLast() },
        Breach("the last letters were never acknowledged", .acknowledges, direct, 2, "police", 8) {
            $0.police.swapAt(6, 3)
            $0.police[3] = Town.published(Town.policeWriter, acks: [])
            $0.police[6] = Town.published(Town.policeWriter, acks: [Town.ack(direct, 2), Town.ack(direct, 0)])
        },
        Breach("a letter is still parked", .settled, direct, 2, "police", 5) {
            $0.police[4] = $0.police[4].with { $0.disposed[1].disposition = .parked }
            $0.tax[10] = $0.tax[10].with { $0.outgoing[0].parked = 1 }
        },
        Breach("the sender's accounts are wrong", .accounts, direct, 2, "tax", 13) {
            $0.police[4] = $0.police[4].with { $0.disposed[1].disposition = .quarantined }
        },
    ]

    @Test(arguments: receiving + sending + ledgers + endings)
    func `a breach of one rule is found, with its office, stream, number and line`(_ breach: Breach) throws {
        let findings = try breach.town.report().findings
        let isFound = findings.contains {
            $0.rule == breach.rule && $0.stream == breach.stream && $0.number == breach.number
                && $0.place == HistoryPlace(file: breach.file, line: breach.line)
        }
        #expect(isFound, "\(findings)")
    }

    @Test func `every rule has a breach in these tables or the ones of starts`() {
        let tables = Self.receiving + Self.sending + Self.ledgers + Self.endings
        let covered = Set(tables.map(\.rule) + StartTests.breaches.map(\.rule))
        #expect(covered == Set(HistoryRule.allCases))
    }

    @Test func `what is only owed at the end is not asked of a history that ends anyhow`() throws {
        for breach in Self.endings {
            #expect(try breach.town.report(.any).findings.map(\.description) == [], "\(breach.testDescription)")
        }
    }

    @Test func `two readers with different letters under one number show an equivocation`() throws {
        let other = Town.leaf(Town.lists, 1, "'")
        let town = Town.changed {
            $0.police[4] = $0.police[4].with {
                $0.disposed[2] = Town.disposed(other)
                $0.incoming[1].head = other.head
            }
        }
        let finding = try #require(try town.report(.any).findings.first { $0.rule == .oneEffect })
        #expect(finding.stream == Town.lists && finding.number == 1 && finding.place.line == 5)
        #expect(finding.description.contains("一号两函"))
    }
}

extension Town {
    static let foreign = StreamName(
        namespace: "test", office: police, topic: .direct(tax), generation: 1, partition: 0)
}
