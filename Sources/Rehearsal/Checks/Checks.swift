import Casework
package import Contracts
import Exchange
import Offices

/// What the invariants say of each step, and what they found.
package struct Checks: Sendable {
    /// One broken invariant.
    package struct Failure: Hashable, Sendable, CustomStringConvertible {
        /// S1 … S14, L1, a rule of the protocol.
        package let invariant: String
        /// What was seen.
        package let text: String
        /// Since the start.
        package let at: Span

        package var description: String { "\(invariant): \(text) (after \(at.milliseconds / 1000) s)" }
    }

    /// What was found, in order.
    package private(set) var failures: [Failure] = []
    /// How many single comparisons were made.
    package private(set) var comparisons = 0
    /// Letters that some ledger committed to send.
    private var restores: [OfficeID: Int] = [:]

    /// True while nothing was found.
    package var isClean: Bool { failures.isEmpty }

    mutating func fail(_ invariant: String, _ text: String, at clock: Clockwork) {
        guard failures.count < 20 else { return }
        failures.append(Failure(invariant: invariant, text: text, at: clock.elapsed))
    }

    mutating func expect(_ holds: Bool, _ invariant: String, _ text: @autoclosure () -> String, at clock: Clockwork) {
        comparisons += 1
        if !holds { fail(invariant, text(), at: clock) }
    }

    mutating func restored(_ id: OfficeID, to moment: Moment) { restores[id, default: 0] += 1 }

    /// Whether an office ever lost something by a restore.
    func wasRestored(_ id: OfficeID) -> Bool { restores[id] != nil }

    // MARK: Each commit

    /// A transaction reached the disk of an office.
    mutating func committed(_ commit: Commit, at id: OfficeID, before: MemoryLedger, _ clock: Clockwork) {
        numbersFollow(commit, id, before, clock)
        staleWritersHaveNoEffect(commit, id, before, clock)
        rungsFireOnceAndNotEarly(commit, id, before, clock)
        nothingPersonalGoesToAll(commit, id, clock)
    }

    /// S2 and S3: every number is disposed in order, once, by a leaf that follows the one before.
    private mutating func numbersFollow(
        _ commit: Commit, _ id: OfficeID, _ before: MemoryLedger, _ clock: Clockwork
    ) {
        var ends: [StreamName: (number: UInt64, head: Digest)] = [:]
        for letter in commit.incoming {
            let leaf = letter.envelope.leaf
            let rows = before.incoming[leaf.stream]?.count ?? 0
            let known = ends[leaf.stream] ?? (UInt64(rows), before.inStream(leaf.stream)?.head ?? leaf.stream.seed)
            expect(
                leaf.number == known.number + 1, "S3",
                "\(id) disposes \(leaf.stream)#\(leaf.number) after \(known.number)", at: clock)
            expect(
                leaf.previous == known.head, "S2", "\(id) disposes \(leaf.stream)#\(leaf.number) on another line",
                at: clock)
            ends[leaf.stream] = (leaf.number, StreamName.extend(known.head, with: letter.envelope.leafHash))
        }
        for stream in commit.inStreams {
            let rows =
                UInt64(before.incoming[stream.name]?.count ?? 0)
                + UInt64(commit.incoming.filter { $0.envelope.leaf.stream == stream.name }.count)
            expect(
                stream.disposed == rows, "S9",
                "\(id) says it disposed \(stream.disposed) of \(stream.name), has \(rows)", at: clock)
        }
    }

    /// S11: nothing that a stale writer signed has an effect.
    private mutating func staleWritersHaveNoEffect(
        _ commit: Commit, _ id: OfficeID, _ before: MemoryLedger, _ clock: Clockwork
    ) {
        for letter in commit.incoming {
            let stream = letter.envelope.leaf.stream
            guard let fence = before.inStream(stream)?.fence else { continue }
            expect(
                !letter.envelope.statement.writer.isStale(against: fence), "S11",
                "\(id) disposes \(stream)#\(letter.envelope.leaf.number) signed by a stale writer", at: clock)
        }
    }

    /// S10: a rung fires once and never before its moment.
    private mutating func rungsFireOnceAndNotEarly(
        _ commit: Commit, _ id: OfficeID, _ before: MemoryLedger, _ clock: Clockwork
    ) {
        for content in commit.contents {
            for event in content.content.events where event.name == "deadlineRung" {
                guard let caseID = CaseID(content.caseID), let file = before.caseFile(caseID),
                    let ordinal = event.body["ordinal"]?.integer, let name = event.body["rung"]?.string
                else { continue }
                let open = file.openRungs.first { $0.ordinal == Int(ordinal) && $0.rung == name }
                expect(open != nil, "S10", "\(id) rings \(name) of \(caseID) twice", at: clock)
                expect(
                    open.map { $0.at <= event.at } ?? true, "S10", "\(id) rings \(name) of \(caseID) early", at: clock)
            }
        }
    }

    /// S14: what identifies a person never stands in what goes to all.
    private mutating func nothingPersonalGoesToAll(_ commit: Commit, _ id: OfficeID, _ clock: Clockwork) {
        for letter in commit.outgoing where letter.envelope.leaf.stream.topic.isBroadcast {
            let text = String(decoding: letter.envelope.body, as: UTF8.self)
            expect(
                !Workload.secrets.contains { text.contains($0) }, "S14",
                "\(id) publishes a person's number in \(letter.envelope.leaf.type)", at: clock)
        }
    }

    // MARK: Each record

    /// A record leaves an office.
    mutating func published(_ transmission: Transmission, by office: SimulatedOffice, _ clock: Clockwork) {
        let leaf = transmission.envelope.leaf
        if leaf.number > 0, leaf.stream.office == office.id {
            let stored = office.ledger.outgoing(stream: leaf.stream, numbers: leaf.number...leaf.number).first
            expect(
                stored?.envelope.leafHash == transmission.envelope.leafHash, "S4",
                "\(office.id) publishes \(leaf.stream)#\(leaf.number), which its ledger has not", at: clock)
        }
        if leaf.type.name == "bus.ack", let body = JSONValue.read(transmission.envelope.body),
            let ack = Acknowledgement(body)
        {
            let durable = office.ledger.inStream(ack.stream)
            expect(
                ack.disposed <= durable?.disposed ?? 0, "S5",
                "\(office.id) acknowledges \(ack.disposed) of \(ack.stream), has \(durable?.disposed ?? 0)", at: clock)
        }
    }
}

extension JSONValue {
    /// The value that bytes hold; nil when they hold none.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }
}

extension MemoryLedger {
    func inStream(_ name: StreamName) -> InStream? { inStreams().first { $0.name == name } }
}
