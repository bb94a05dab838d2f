import Contracts
import Exchange
import Histories
import Offices
import Testing

/// Kills, restores and torn lines.
@Suite struct StartTests {
    private static let second = Writer(epoch: 2, instance: 8)
    private static let third = Writer(epoch: 3, instance: 5)

    /// 税务 is killed behind its second transaction and started again.
    private static func restarted(_ change: (inout HistoryStart) -> Void = { _ in }) -> Town {
        Town.changed { town in
            var start = HistoryStart(
                office: Town.tax, writer: second, found: Town.end(5), begun: Town.end(6),
                outgoing: [
                    Town.out(Town.direct, 2, retired: 2, reader: Town.policeWriter),
                    Town.out(Town.lists, 1, retired: 1),
                ])
            change(&start)
            town.tax.insert(.start(start), at: 12)
        }
    }

    /// 公安 is killed behind its transaction, restored from a backup of before, started again, and gets all again.
    private static func restored(_ change: (inout HistoryStart) -> Void = { _ in }) -> Town {
        Town.changed { town in
            var start = HistoryStart(
                office: Town.police, writer: second, found: Town.end(2), begun: Town.end(3),
                restore: RestoreMark(row: 1, at: Town.noon), incoming: [Town.into(Town.direct, 0)])
            change(&start)
            town.police.removeLast()
            town.police += [
                .start(start), Town.published(third, acks: [Town.ack(Town.direct, 0)]),
                Town.commit(rows: 3) {
                    $0.disposed = [
                        Town.disposed(Town.leaf(Town.direct, 1)), Town.disposed(Town.leaf(Town.direct, 2)),
                        Town.disposed(Town.leaf(Town.lists, 1)),
                    ]
                    $0.incoming = [Town.into(Town.direct, 2), Town.into(Town.lists, 1)]
                }, .committed(Town.end(6)),
                Town.published(third, acks: [Town.ack(Town.direct, 2)]),
                .stop(.clean),
            ]
            // The restored process draws one instance and raises only its epoch.
            town.police = town.police.map { event in
                guard case .published(var publication) = event, publication.writer == third else { return event }
                publication.writer = Writer(epoch: 3, instance: second.instance)
                return .published(publication)
            }
        }
    }

    static let breaches = [
        breach("a start that does not raise the epoch", .higherEpoch, nil, nil, 13) { $0.writer = Town.taxWriter },
        breach("letters that were numbered are gone", .toldIsKept, Town.direct, 2, 13) {
            $0.outgoing[0] = Town.out(Town.direct, 1, retired: 1)
        },
        breach("journal rows are gone", .journalGoesOn, nil, nil, 13) { $0.found = Town.end(4) },
        breach("a journal row was rewritten", .journalGoesOn, nil, nil, 13) {
            $0.found = JournalEnd(rows: 5, head: Town.digest("rewritten"))
        },
        Breach("dispositions that were acknowledged are gone", .acknowledgedIsKept, Town.direct, 2, "police", 8) {
            $0.police.insert(
                .start(
                    HistoryStart(
                        office: Town.police, writer: second, found: Town.end(4), begun: Town.end(5),
                        incoming: [Town.into(Town.direct, 1), Town.into(Town.lists, 1)])), at: 7)
        },
    ]

    private static func breach(
        _ name: String, _ rule: HistoryRule, _ stream: StreamName?, _ number: UInt64?, _ line: Int,
        _ change: (inout HistoryStart) -> Void
    ) -> Breach {
        let town = restarted(change)
        return Breach(name, rule, stream, number, "tax", line) { $0 = town }
    }

    @Test(arguments: breaches)
    func `what a process loses over its end is found`(_ breach: Breach) throws {
        let findings = try breach.town.report(.any).findings
        let isFound = findings.contains {
            $0.rule == breach.rule && $0.stream == breach.stream && $0.number == breach.number
                && $0.place == HistoryPlace(file: breach.file, line: breach.line)
        }
        #expect(isFound, "\(findings)")
    }

    @Test func `a kill and a start lose nothing`() throws {
        let report = try Self.restarted().report()
        #expect(report.findings.map(\.description) == [])
        #expect(report.counts.starts == 3)
    }

    @Test func `a restore takes back what was acknowledged, and the letters come again`() throws {
        let report = try Self.restored().report()
        #expect(report.findings.map(\.description) == [])
        #expect(report.counts.restores == 1 && report.counts.effects == 6)
    }

    @Test func `a restored process may begin below its earlier writers, and never signs below itself`() throws {
        let low = try Self.restored { $0.writer = Writer(epoch: 1, instance: Self.second.instance) }.report()
        #expect(low.findings.map(\.description) == [])
        let high = try Self.restored { $0.writer = Writer(epoch: 4, instance: Self.second.instance) }.report(.any)
        #expect(high.findings.contains { $0.rule == .higherEpoch })
    }

    @Test func `a restore that is not told takes nothing back`() throws {
        let report = try Self.restored { $0.restore = nil }.report(.any)
        #expect(report.findings.contains { $0.rule == .acknowledgedIsKept && $0.number == 2 })
        #expect(report.findings.contains { $0.rule == .journalGoesOn })
    }

    @Test func `a restored ledger of another line is found`() throws {
        let report = try Self.restored { $0.incoming[0].head = Town.digest("foreign") }.report(.any)
        #expect(report.findings.contains { $0.rule == .journalGoesOn && $0.stream == Town.direct })
    }

    /// The process is killed between the intention and the outcome.
    @Test(arguments: [true, false])
    func `what became of an unfinished transaction is told by the next start`(wasWritten: Bool) throws {
        let town = Town.changed { town in
            let retry = town.tax[4]
            let outgoing =
                wasWritten
                ? [
                    Town.out(Town.direct, 2, retired: 0, reader: Town.policeWriter),
                    Town.out(Town.lists, 1, retired: 0),
                ]
                : [Town.out(Town.direct, 0, retired: 0, reader: Town.policeWriter)]
            let found = Town.end(wasWritten ? 5 : 2)
            let start = HistoryEvent.start(
                HistoryStart(
                    office: Town.tax, writer: Self.second, found: found, begun: Town.end(found.rows + 1),
                    outgoing: outgoing))
            let again: [HistoryEvent] = wasWritten ? [] : [retry.with { $0.rows = 3 }, .committed(Town.end(6))]
            town.tax.replaceSubrange(5...6, with: [start] + again)
            town.tax.removeSubrange((6 + again.count)...)
        }
        let report = try town.report(.any)
        #expect(report.findings.filter { $0.rule != .retiredByAck }.map(\.description) == [])
        #expect(report.counts.unfinished == 1 && report.counts.numbered == 3)
    }

    @Test func `an unfinished transaction is nowhere when the ledger says so`() throws {
        let town = Town.changed { town in
            town.tax.replaceSubrange(
                5..<town.tax.count,
                with: [
                    .start(
                        HistoryStart(
                            office: Town.tax, writer: Self.second, found: Town.end(2), begun: Town.end(3),
                            outgoing: [Town.out(Town.direct, 0, retired: 0, reader: Town.policeWriter)]))
                ])
        }
        // 公安 applied what never was committed: only the two histories together show it.
        let findings = try town.report(.any).findings
        #expect(findings.contains { $0.rule == .oneLetter && $0.stream == Town.direct && $0.number == 1 })
    }

    // MARK: - Files

    private static func lines(_ events: [HistoryEvent]) -> [[UInt8]] {
        events.map { Array(HistoryEntry(at: Town.noon, $0).line.dropLast()) }
    }

    private static func check(_ lines: [[UInt8]]) throws(HistoryFault) -> HistoryReport {
        var check = HistoryCheck()
        let file = check.open("tax")
        for line in lines { try check.take(line, of: file) }
        return check.report(.any)
    }

    @Test func `a line that a kill tore is told, at the end and before a start`() throws {
        let lines = Self.lines(Self.restarted().tax)
        let torn = Array(lines[4].prefix(50))
        #expect(try Self.check(lines[..<4] + [torn]).counts.torn == 1)
        let report = try Self.check(lines[..<12] + [torn] + lines[12...])
        #expect(report.counts.torn == 1 && report.findings.map(\.description) == [])
    }

    @Test func `garbage in the midst, a foreign line and a history without a start are no histories`() throws {
        let lines = Self.lines(Town.quiet().tax)
        let garbage = #expect(throws: HistoryFault.self) {
            try Self.check(lines[..<4] + [Array("{\"at\":1".utf8)] + lines[4...])
        }
        #expect(garbage?.place == HistoryPlace(file: "tax", line: 5))
        let foreign = #expect(throws: HistoryFault.self) {
            try Self.check(lines + [Array("{\"at\":1,\"event\":\"dance\"}".utf8)])
        }
        #expect(foreign?.place.line == lines.count + 1)
        let late = #expect(throws: HistoryFault.self) { try Self.check(Array(lines[1...])) }
        #expect(late?.place.line == 1)
    }

    @Test func `behind a cut the next start is believed`() throws {
        let town = Town.changed { town in
            town.tax.replaceSubrange(
                10..<town.tax.count,
                with: [
                    .cut(reason: "No space left on device"),
                    .start(
                        HistoryStart(
                            office: Town.tax, writer: Self.third, found: Town.end(90), begun: Town.end(91),
                            outgoing: [Town.out(Town.direct, 2, retired: 2, reader: Town.policeWriter)])),
                ])
        }
        let report = try town.report(.any)
        #expect(report.findings.map(\.description) == [] && report.counts.cuts == 1)
    }

    @Test func `an office without a history is named`() throws {
        var town = Town.quiet()
        town.police = []
        #expect(try town.report(.any).unseen == [Town.police])
        town = Town.quiet()
        town.tax = []
        let report = try town.report(.any)
        #expect(report.unseen == [Town.tax] && report.isClean)
    }

    @Test func `a copy of a ledger is no second office`() throws {
        var check = HistoryCheck()
        for (name, events) in [
            ("tax", Town.quiet().tax), ("copy", Array(Town.quiet().tax[..<6])), ("police", Town.quiet().police),
        ] {
            let file = check.open(name)
            for line in Self.lines(events) { try check.take(line, of: file) }
        }
        let report = check.report(.healed)
        #expect(report.findings.map(\.description) == [] && report.offices.count == 2)
    }
}
