import Contracts
import Exchange
import Histories
import Offices

/// A small history that keeps every rule, written by hand: 税务 sends to 公安 and publishes to all. A test changes one
/// thing in it and sees which rule notices.
struct Town {
    static let tax = office("510100-tax")
    static let police = office("510100-police")

    /// The events of each office, in order.
    var tax: [HistoryEvent] = []
    var police: [HistoryEvent] = []

    static func office(_ name: String) -> OfficeID {
        guard let id = OfficeID(name) else { preconditionFailure(name) }
        return id
    }

    static let direct = StreamName(
        namespace: "test", office: tax, topic: .direct(police), generation: 1, partition: 0)
    static let lists = StreamName(namespace: "test", office: tax, topic: .lists, generation: 1, partition: 0)

    static let taxWriter = Writer(epoch: 1, instance: 7)
    static let policeWriter = Writer(epoch: 1, instance: 9)
    static let noon = Moment(milliseconds: 1_782_871_200_000)

    static func digest(_ text: String) -> Digest { Digest.sha256(Array(text.utf8)) }

    /// A leaf of a stream whose letters are `"<stream>#<number>"`, or another one of a name.
    static func leaf(_ stream: StreamName, _ number: UInt64, _ name: String = "", epoch: UInt64 = 1) -> HistoryLeaf {
        HistoryLeaf(
            stream: stream, number: number, hash: digest("\(stream)#\(number)\(name)"),
            previous: head(stream, number - 1),
            epoch: epoch)
    }

    /// H(n) of such a stream.
    static func head(_ stream: StreamName, _ number: UInt64) -> Digest {
        (0..<number).reduce(stream.seed) { StreamName.extend($0, with: digest("\(stream)#\($1 + 1)")) }
    }

    static func numbered(_ leaf: HistoryLeaf, emission: String? = nil) -> HistoryCommit.Numbered {
        HistoryCommit.Numbered(
            leaf: leaf, letter: "01K\(leaf.number)", caseID: "510100-tax.01K", type: "ref.transfer/1",
            emission: digest(emission ?? "\(leaf.stream)\(leaf.number)"))
    }

    static func disposed(
        _ leaf: HistoryLeaf, _ disposition: Disposition = .effect, by signer: Writer = taxWriter
    ) -> HistoryCommit.Disposed {
        HistoryCommit.Disposed(leaf: leaf, signer: signer, disposition: disposition, reason: "")
    }

    static func out(
        _ stream: StreamName, _ number: UInt64, retired: UInt64, reader: Writer? = nil, parked: UInt64 = 0,
        quarantined: UInt64 = 0
    ) -> HistoryOutEnd {
        HistoryOutEnd(
            stream: stream, number: number, head: head(stream, number), retired: retired, reader: reader,
            parked: parked, quarantined: quarantined)
    }

    static func into(_ stream: StreamName, _ number: UInt64, fence: Writer? = taxWriter) -> HistoryInEnd {
        HistoryInEnd(stream: stream, disposed: number, head: head(stream, number), fence: fence)
    }

    static func commit(rows: Int64 = 1, _ fill: (inout HistoryCommit) -> Void) -> HistoryEvent {
        var commit = HistoryCommit(official: noon)
        commit.rows = rows
        fill(&commit)
        return .committing(commit)
    }

    static func published(
        _ writer: Writer, letters: [HistoryLeaf] = [], acks: [HistoryPublication.Ack] = [],
        positions: [HistoryPublication.Position] = []
    ) -> HistoryEvent {
        var publication = HistoryPublication(writer: writer)
        publication.letters = letters
        publication.acks = acks
        publication.positions = positions
        return .published(publication)
    }

    static func ack(_ stream: StreamName, _ number: UInt64, fence: Writer? = taxWriter) -> HistoryPublication.Ack {
        HistoryPublication.Ack(stream: stream, disposed: number, head: head(stream, number), fence: fence)
    }

    static func end(_ rows: Int64) -> JournalEnd { JournalEnd(rows: rows, head: digest("row \(rows)")) }

    static func rung(_ name: String, due: Moment = noon) -> HistoryCommit.Rung {
        HistoryCommit.Rung(caseID: "510100-tax.01K", name: name, due: due)
    }

    static func answer(_ order: String, _ text: String = "done") -> HistoryAnswer {
        HistoryAnswer(order: order, answer: digest(text))
    }

    /// Both offices start, 税务 sends two letters to 公安 and one to all; everything is acknowledged and both stop.
    static func quiet() -> Town {
        var town = Town()
        town.tax = [
            .start(HistoryStart(office: tax, writer: taxWriter, found: end(0), begun: end(1))),
            published(taxWriter, positions: [.init(stream: direct, number: 0, head: direct.seed, isHello: true)]),
            commit { $0.outgoing = [out(direct, 0, retired: 0, reader: policeWriter)] }, .committed(end(2)),
            commit(rows: 3) {
                $0.numbered = [
                    numbered(leaf(direct, 1)), numbered(leaf(direct, 2)), numbered(leaf(lists, 1)),
                ]
                $0.outgoing = [out(direct, 2, retired: 0, reader: policeWriter), out(lists, 1, retired: 0)]
                $0.answers = [answer("o-1")]
                $0.rungs = [rung("0/due")]
            }, .committed(end(5)),
            .told([answer("o-1")]),
            published(taxWriter, letters: [leaf(direct, 1), leaf(direct, 2), leaf(lists, 1)]),
            commit(rows: 0) { $0.outgoing = [out(lists, 1, retired: 1)] }, .committed(end(5)),
            commit(rows: 0) { $0.outgoing = [out(direct, 2, retired: 2, reader: policeWriter)] }, .committed(end(5)),
            .stop(.clean),
        ]
        town.police = [
            .start(HistoryStart(office: police, writer: policeWriter, found: end(0), begun: end(1))),
            commit(rows: 0) { $0.incoming = [into(direct, 0)] }, .committed(end(1)),
            published(policeWriter, acks: [ack(direct, 0)]),
            commit(rows: 3) {
                $0.disposed = [disposed(leaf(direct, 1)), disposed(leaf(direct, 2)), disposed(leaf(lists, 1))]
                $0.incoming = [into(direct, 2), into(lists, 1)]
            }, .committed(end(4)),
            published(policeWriter, acks: [ack(direct, 2)]),
            .stop(.clean),
        ]
        return town
    }

    /// The town behind a change of its events.
    static func changed(_ change: (inout Town) -> Void) -> Town {
        var town = quiet()
        change(&town)
        return town
    }

    /// Holds the town to the rules, through the bytes of its lines.
    func report(_ ending: HistoryCheck.Ending = .healed) throws(HistoryFault) -> HistoryReport {
        var check = HistoryCheck()
        for (name, events) in [("tax", tax), ("police", police)] where !events.isEmpty {
            let file = check.open(name)
            for event in events {
                try check.take(HistoryEntry(at: Town.noon, event).line.dropLast(), of: file)
            }
        }
        return check.report(ending)
    }
}

extension HistoryEvent {
    /// The same transaction with a change.
    func with(_ change: (inout HistoryCommit) -> Void) -> HistoryEvent {
        guard case .committing(var commit) = self else { preconditionFailure("no transaction") }
        change(&commit)
        return .committing(commit)
    }
}
