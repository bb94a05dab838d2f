package import Contracts

/// What an unnumbered record says, as far as its body tells.
package enum ControlReading: Sendable {
    /// Where a stream stands.
    case position(StreamPosition)
    /// How far a reader is.
    case acknowledgement(Acknowledgement)
    /// Who writes for an office now.
    case claim(Writer)
    /// Where an office stands in all its streams.
    case checkpoint(Checkpoint)
    /// Chunks of a file that a reader asks for.
    case evidenceWanted(EvidenceWanted)
    /// A chunk; what is in it, only its reader can tell.
    case evidenceChunk
    /// How many handoffs an office has numbered.
    case handoffCount(HandoffCount)
    /// What a part of a list holds here, an office asks.
    case listWanted(ListWanted)
    /// What a part of a list holds there.
    case listShown(ListShown)
    /// How far a log is.
    case logCheckpoint(LogStatement)
    /// What a witness has seen of one.
    case logWitness(LogWitness)
    /// A type that nobody knows.
    case unknown
    /// A body that is not what its type says.
    case unreadable

    /// Reads the body of an unnumbered record.
    package init(_ envelope: Envelope) {
        self = .unreadable
        if envelope.leaf.type == ControlType.evidenceChunk {
            self = .evidenceChunk
            return
        }
        let body: JSONValue
        do throws(JSONFailure) {
            body = try JSONValue.parse(envelope.body)
        } catch {
            return
        }
        switch envelope.leaf.type {
        case ControlType.position: if let position = StreamPosition(body) { self = .position(position) }
        case ControlType.acknowledgement: if let ack = Acknowledgement(body) { self = .acknowledgement(ack) }
        case ControlType.claim: if let writer = body["writer"]?.string.flatMap({ Writer($0) }) { self = .claim(writer) }
        case ControlType.checkpoint: if let checkpoint = Checkpoint(body) { self = .checkpoint(checkpoint) }
        case ControlType.evidenceWanted: if let wanted = EvidenceWanted(body) { self = .evidenceWanted(wanted) }
        case ControlType.handoffCount: if let count = HandoffCount(body) { self = .handoffCount(count) }
        case ControlType.listWanted: if let wanted = ListWanted(body) { self = .listWanted(wanted) }
        case ControlType.listShown: if let shown = ListShown(body) { self = .listShown(shown) }
        case ControlType.logCheckpoint: if let log = LogStatement(body) { self = .logCheckpoint(log) }
        case ControlType.logWitness: if let seen = LogWitness(body) { self = .logWitness(seen) }
        default: self = .unknown
        }
    }
}
