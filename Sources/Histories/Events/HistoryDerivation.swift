import Casework
package import Contracts
package import Exchange
package import Offices

// The same values that a running office and a simulated one have, told as history.

extension HistoryStart {
    /// Where the ledger stands under a machine that was just made over it.
    ///
    /// - Parameters:
    ///   - machine: the machine, before its first step.
    ///   - found: the journal's end before the transaction that raised the epoch.
    ///   - ledger: the ledger behind that transaction.
    /// - Throws: what the ledger says when it cannot be read.
    package init(_ machine: OfficeMachine, found: JournalEnd?, ledger: some LedgerReading) throws {
        var waiting: UInt64 = 0
        for stream in try ledger.streamsWithWaiting() { waiting += UInt64(try ledger.waiting(stream: stream).count) }
        self.init(
            office: machine.office, writer: machine.writer, found: found, begun: try ledger.journalEnd(),
            restore: try ledger.setting(.restored).map { RestoreMark($0) }, waiting: waiting,
            outgoing: try ledger.outStreams().map { HistoryOutEnd($0) },
            incoming: try ledger.inStreams().map { HistoryInEnd($0) })
    }
}

extension HistoryOutEnd {
    init(_ stream: OutStream) {
        self.init(
            stream: stream.name, number: stream.number, head: stream.head, retired: stream.retired,
            reader: stream.reader, parked: stream.parkedAtReader, quarantined: stream.quarantinedAtReader)
    }
}

extension HistoryInEnd {
    init(_ stream: InStream) {
        self.init(stream: stream.name, disposed: stream.disposed, head: stream.head, fence: stream.fence)
    }
}

extension HistoryLeaf {
    init(_ envelope: Envelope) {
        let leaf = envelope.leaf
        self.init(
            stream: leaf.stream, number: leaf.number, hash: envelope.leafHash, previous: leaf.previous,
            epoch: leaf.epoch)
    }
}

extension HistoryCommit {
    /// What a transaction is about to write.
    package init(_ commit: Commit) {
        self.init(official: commit.officialTime)
        numbered = commit.outgoing.map { letter in
            let leaf = letter.envelope.leaf
            return Numbered(
                leaf: HistoryLeaf(letter.envelope), letter: leaf.letter.description, caseID: leaf.caseID,
                type: leaf.type.description, emission: Digest.sha256(Array(letter.emission.utf8)))
        }
        disposed = commit.incoming.map { letter in
            Disposed(
                leaf: HistoryLeaf(letter.envelope), signer: letter.envelope.statement.writer,
                disposition: letter.disposition, reason: letter.reason)
        }
        redisposed = commit.redisposed.map {
            Redisposed(stream: $0.stream, number: $0.number, disposition: $0.disposition)
        }
        outgoing = commit.outStreams.map { HistoryOutEnd($0) }
        incoming = commit.inStreams.map { HistoryInEnd($0) }
        waiting = UInt64(commit.waiting.count)
        waitingDone = UInt64(commit.waitingDone.count)
        rows = Int64(commit.journal.count)
        rungs = HistoryCommit.rungs(of: commit)
        answers = commit.answers.map { HistoryAnswer(order: $0.orderID, answer: Digest.sha256($0.answer.bytes)) }
        stop = commit.settings.last { $0.name == .supersededBy }?.value.map {
            $0.hasPrefix("fork") ? .fork : .superseded
        }
    }

    /// Rungs stand among the events; when each was due stands in the case as it is behind them.
    private static func rungs(of commit: Commit) -> [Rung] {
        commit.contents.flatMap { content in
            content.content.events.compactMap { event in
                guard event.name == "deadlineRung", let ordinal = event.body["ordinal"]?.integer,
                    let name = event.body["rung"]?.string
                else { return nil }
                let deadlines = commit.cases.first { $0.id.description == content.caseID }?.deadlines ?? []
                let due =
                    deadlines.indices.contains(Int(ordinal))
                    ? deadlines[Int(ordinal)].rungs.first { $0.name == name }?.at : nil
                return Rung(caseID: content.caseID, name: "\(ordinal)/\(name)", due: due)
            }
        }
    }
}

extension HistoryPublication {
    /// Records that are about to be handed to the bus by a writer; nil when there is none.
    package init?(_ transmissions: [Transmission], by writer: Writer) {
        guard !transmissions.isEmpty else { return nil }
        self.init(writer: writer)
        for transmission in transmissions {
            let envelope = transmission.envelope
            guard envelope.leaf.number == 0 else {
                letters.append(HistoryLeaf(envelope))
                continue
            }
            note(control: envelope)
        }
    }

    private mutating func note(control envelope: Envelope) {
        switch envelope.leaf.type {
        case ControlType.acknowledgement:
            guard let ack = HistoryPublication.body(of: envelope).flatMap({ Acknowledgement($0) }) else { return }
            acks.append(Ack(stream: ack.stream, disposed: ack.disposed, head: ack.head, fence: ack.fence))
        case ControlType.position:
            guard let at = HistoryPublication.body(of: envelope).flatMap({ StreamPosition($0) }) else { return }
            positions.append(
                Position(stream: at.stream, number: at.number, head: at.head, isHello: at.isHello))
        default: break
        }
    }

    private static func body(of envelope: Envelope) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(envelope.body)
        } catch {
            return nil
        }
    }
}

extension HistoryAnswer {
    /// What the officers of a step are told is done: the answers with which their orders succeeded.
    package static func told(_ inputs: [OfficeInput], _ result: StepResult) -> [HistoryAnswer] {
        result.answers.compactMap { place, answer in
            guard inputs.indices.contains(place), case .order(let order) = inputs[place],
                case .success(let body) = answer
            else { return nil }
            return HistoryAnswer(order: order.id, answer: Digest.sha256(body.bytes))
        }
    }
}
