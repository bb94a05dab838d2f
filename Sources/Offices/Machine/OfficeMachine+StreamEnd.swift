import Contracts
import Exchange

/// A stream's last letter (rule 40).
extension OfficeMachine {
    /// Ends every stream of ours that holds letters, once this office is retired.
    mutating func endStreamsIfRetired(_ work: inout Workspace) throws {
        guard directory?.office(office)?.status == .retired else { return }
        for name in outStreams.names {
            guard let stream = outStreams[name], stream.number > 0 else { continue }
            try draftEnd(of: name, &work)
        }
    }

    private mutating func draftEnd(of name: StreamName, _ work: inout Workspace) throws {
        let emission = "streamEnd|\(name)"
        guard try work.isNewEmission(emission) else { return }
        let body = JSONValue.object([JSONMember("stream", .string(name.description))]).bytes
        let to = name.topic.isBroadcast ? "*" : String(name.topic.description.dropFirst(7))
        let leaf = Leaf(
            stream: name, number: 0, previous: .zero, epoch: writer.epoch,
            letter: work.chance.letterID(at: work.clocks.machine), salt: work.chance.salt(),
            type: ControlType.streamEnd,
            caseID: "", subject: "", to: to, cause: "", classification: .internal, contentType: "application/json",
            directoryVersion: book.version, ruleSetVersion: "", time: work.clocks.machine,
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        let content = work.content(JournalContent(events: [], body: body), caseID: "")
        work.drafts.append(
            Draft(leaf: leaf, body: body, recordKey: office.description, emission: emission, content: content))
        work.changed(outgoing: name)
    }

    /// A peer's stream ended: its number is used, nothing waits for that office any more.
    mutating func endStream(_ envelope: Envelope, _ work: inout Workspace) {
        let leaf = envelope.leaf
        let content = work.content(JournalContent(events: [], body: envelope.body), caseID: "")
        work.dispose(IncomingLetter(envelope: envelope, disposition: .effect, reason: "", content: content))
        work.journal(
            .letterIn, by: leaf.stream.office, leafHash: envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number)")
        counters.effects += 1
    }
}
