import Casework
import Contracts
import Exchange

/// What readers say of our streams: acks, and what they still want (rules 12, 14, 31, 33, 37).
extension OfficeMachine {
    mutating func takeAcknowledgement(
        _ ack: Acknowledgement, _ envelope: Envelope, from reader: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        guard ack.reader == envelope.statement.writer, ack.stream == envelope.leaf.stream else {
            return "ENVELOPE_MISMATCH"
        }
        guard ack.stream.office == office else { return nil }
        if !ack.stream.topic.isBroadcast, ack.stream.topic != .direct(reader) { return "NOT_AUTHORISED" }
        guard let stream = outStreams[ack.stream] ?? forgottenStream(ack) ?? unusedStream(ack) else { return nil }
        counters.acknowledgements += 1
        let meaning = try stream.meaning(of: ack, writer: writer) { try head(of: stream, at: $0, work) }
        switch meaning {
        case .old: try resendAcknowledged(stream, ack, to: reader, work)
        case .notForUs:
            try resendUnseen(stream, ack, to: reader, work)
            showWriter(on: stream)
        case .superseded(let by):
            guard mayGoAbove(by, on: stream) else {
                work.stop = .superseded(by: by)
                break
            }
            goAbove(by, &work)
        case .fork: fork(stream, ack, &work)
        case .recover(let last):
            outStreams[stream.name]?.recover(upTo: last)
        case .retire(let count):
            try retire(stream.name, upTo: count, ack, from: reader, at: envelope.leaf.time, &work)
        }
        return nil
    }

    /// A reader speaks of a stream that this ledger does not know: it is opened by a hello like any other (rule 12).
    private mutating func forgottenStream(_ ack: Acknowledgement) -> OutStream? {
        guard ack.disposed > 0, isOurs(ack.stream) else { return nil }
        let stream = OutStream(name: ack.stream)
        outStreams[ack.stream] = stream
        return stream
    }

    /// Also on a stream that never carried a letter a reader may tell of a newer process.
    private func unusedStream(_ ack: Acknowledgement) -> OutStream? {
        isOurs(ack.stream) ? OutStream(name: ack.stream) : nil
    }

    private func isOurs(_ name: StreamName) -> Bool {
        name.namespace == namespace && name.office == office && generations(of: name.topic).contains(name.generation)
            && name.partition < partitionsOf(name.topic, generation: name.generation).count
    }

    /// A reader that asks under an older fence has not seen our hello, and when a wiped log took that away it never will:
    /// on an open broadcast stream it gets what it misses all the same, signed by this writer, which raises its fence.
    private mutating func resendUnseen(
        _ stream: OutStream, _ ack: Acknowledgement, to reader: OfficeID, _ work: Workspace
    ) throws {
        guard stream.name.topic.isBroadcast, stream.isOpen, ack.wants, ack.disposed < stream.number,
            try head(of: stream, at: ack.disposed, work) == ack.head
        else { return }
        oweResend(stream.name, to: reader, from: ack.disposed + 1, through: stream.number)
    }

    /// Two processes of one cloned memory acknowledge as one writer: when the one that was ahead is gone, the other still
    /// asks for what its twin had acknowledged. Acks of one process never unretire a letter (rule 31), but it is sent again.
    private mutating func resendAcknowledged(
        _ stream: OutStream, _ ack: Acknowledgement, to reader: OfficeID, _ work: Workspace
    ) throws {
        guard stream.isOpen, ack.wants, ack.reader == stream.reader, ack.fence == writer,
            ack.disposed < stream.retired, try head(of: stream, at: ack.disposed, work) == ack.head
        else { return }
        oweResend(stream.name, to: reader, from: ack.disposed + 1, through: stream.retired)
    }

    /// A restored reader may have forgotten this writer along with letters that it had acknowledged, and its announcement
    /// then names an older fence: a position at once shows it the writer, and its next ack counts (rules 33 and 34).
    private mutating func showWriter(on stream: OutStream) {
        guard stream.isOpen, !stream.name.topic.isBroadcast else { return }
        outStreams[stream.name]?.lastHeartbeat = nil
    }

    private mutating func retire(
        _ name: StreamName, upTo count: UInt64, _ ack: Acknowledgement, from reader: OfficeID, at signed: Moment,
        _ work: inout Workspace
    ) throws {
        guard var stream = outStreams[name] else { return }
        if name.topic.isBroadcast {
            stream.awaitedReaders.removeAll { $0 == reader }
            outStreams[name] = stream
            openBroadcast(name, &work)
            if ack.wants { oweResend(name, to: reader, from: count + 1, through: stream.number) }
            return
        }
        let before = stream.retired
        let wasOpen = stream.isOpen
        // Before the claim is granted no stream opens (rule 9), though a reader that read the claim already names its writer;
        // our hello brings its ack again.
        guard try wasOpen || phase == .serving && areOlderGenerationsRetired(before: name, work.ledger) else { return }
        if !wasOpen { stream.open(retiredUpTo: before) }
        if stream.reader != ack.reader { stateHandoffsAgain(to: reader) }
        let moved = stream.retire(count, reader: ack.reader)
        stream.parkedAtReader = ack.parked
        stream.quarantinedAtReader = ack.quarantined
        if ack.wants, !moved { stream.windBack(to: count + 1) }
        stream.lastHeartbeat = work.clocks.timer
        outStreams[name] = stream
        if wasOpen { work.changed(outgoing: name) } else { work.opened(name) }
        if !wasOpen, isRestored { try replayAnswers(of: name, &work) }
        guard count > before else { return }
        work.commit.deliveries.append(Delivery(stream: name, from: before + 1, to: count, at: signed))
        for first in stride(from: before + 1, through: count, by: 500) {
            let letters = try work.outgoing(stream: name, numbers: first...min(count, first + 499))
            try noteDelivery(of: letters, by: reader, at: work.clocks.official(ofMachine: signed), &work)
        }
    }

    private mutating func fork(_ stream: OutStream, _ ack: Acknowledgement, _ work: inout Workspace) {
        counters.equivocations += 1
        work.alarm("FORK", "\(stream.name): the reader acknowledges \(ack.disposed) on another line than ours")
        work.stop = .fork(stream: stream.name, firstLost: stream.retired + 1, lastLost: stream.number)
    }

    /// Resends to one reader go to its direct topic; when more than three ask, the topic gets them (rule 37).
    private mutating func oweResend(
        _ name: StreamName, to reader: OfficeID, from first: UInt64, through last: UInt64
    ) {
        guard first <= last else { return }
        let asking = Set(resendsOwed.filter { $0.stream == name }.map(\.to)).union([reader])
        if asking.count > 3 {
            resendsOwed.removeAll { $0.stream == name }
            outStreams[name]?.publishAgain(from: first)
            return
        }
        resendsOwed.removeAll { $0.stream == name && $0.to == reader }
        resendsOwed.append(ReturnDebt(to: reader, stream: name, from: first, through: last))
    }
}
