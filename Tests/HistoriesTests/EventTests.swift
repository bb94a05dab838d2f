import Contracts
import Exchange
import Histories
import Offices
import Testing

@Suite struct EventTests {
    @Test func `every event is read back as it was written`() throws {
        var commit = HistoryCommit(official: Town.noon)
        commit.numbered = [Town.numbered(Town.leaf(Town.direct, 1))]
        commit.disposed = [
            .init(
                leaf: Town.leaf(Town.lists, 4), signer: Town.taxWriter, disposition: .refused, reason: "CASE_ID_TAKEN")
        ]
        commit.redisposed = [.init(stream: Town.lists, number: 2, disposition: .effect)]
        commit.outgoing = [Town.out(Town.direct, 3, retired: 2, reader: Town.policeWriter, parked: 1, quarantined: 2)]
        commit.incoming = [Town.into(Town.lists, 4), Town.into(Town.direct, 1, fence: nil)]
        commit.rungs = [Town.rung("0/80"), .init(caseID: "c", name: "1/due", due: nil)]
        commit.answers = [Town.answer("o-1")]
        commit.waiting = 2
        commit.waitingDone = 1
        commit.rows = 7
        commit.stop = .fork
        var start = HistoryStart(
            office: Town.tax, writer: Town.taxWriter, found: Town.end(0), begun: JournalEnd(rows: 1, head: nil))
        start.restore = RestoreMark(row: 12, at: Town.noon)
        start.waiting = 3
        start.outgoing = commit.outgoing
        start.incoming = commit.incoming
        let events: [HistoryEvent] = [
            .start(start), .committing(commit), .committed(Town.end(4)), .committed(nil), .failed,
            .told([Town.answer("o-2")]),
            Town.published(
                Town.taxWriter, letters: [Town.leaf(Town.direct, 9)], acks: [Town.ack(Town.lists, 3, fence: nil)],
                positions: [.init(stream: Town.direct, number: 2, head: Town.head(Town.direct, 2), isHello: false)]),
            .stop(.clean), .cut(reason: "磁盘已满"),
        ]
        for event in events {
            let entry = HistoryEntry(at: Town.noon, event)
            #expect(HistoryEntry(line: entry.line.dropLast()) == entry)
            #expect(HistoryEntry(line: entry.line.dropLast(2)) == nil)
        }
    }

    @Test func `a line that lacks what its event needs is none`() {
        for text in [
            "{\"at\":1}", "{\"event\":\"failed\"}", "{\"at\":1,\"event\":\"stop\",\"reason\":\"tired\"}",
            "{\"at\":1,\"event\":\"start\",\"office\":\"510100-tax\"}",
            "{\"at\":1,\"event\":\"committed\",\"journal\":{}}",
            "{\"at\":1,\"event\":\"told\",\"orders\":[{\"order\":\"o\"}]}", "[]", "",
        ] {
            #expect(HistoryEntry(line: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func `a restore's mark tells its row, and two restores are different`() {
        let mark = RestoreMark(row: 12, at: Town.noon)
        #expect(RestoreMark(mark.description) == mark && mark.row == 12)
        #expect(RestoreMark(row: 12, at: Town.noon + .milliseconds(1)).description != mark.description)
        #expect(RestoreMark("1").row == nil)
    }
}
