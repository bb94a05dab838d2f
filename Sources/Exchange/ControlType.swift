package import Contracts

/// Types of the bus's own records (protocol section 0).
package enum ControlType {
    /// Writer to readers.
    package static let position = LetterType(name: "bus.position", version: 1)
    /// Reader to writer.
    package static let acknowledgement = LetterType(name: "bus.ack", version: 1)
    /// A letter given back to the writer who lost it.
    package static let returned = LetterType(name: "bus.returned", version: 1)
    /// A case that a retired office hands to its successor; numbered.
    package static let caseHandover = LetterType(name: "bus.caseHandover", version: 1)
    /// A letter that reached a retired office, on its way to the successor; numbered.
    package static let caseLetter = LetterType(name: "bus.caseLetter", version: 1)
    /// A writer on `checkpoints`.
    package static let claim = LetterType(name: "bus.claim", version: 1)
    /// Heartbeat of broadcast streams.
    package static let checkpoint = LetterType(name: "bus.checkpoint", version: 1)

    /// A reader asks for chunks of a file that a letter names.
    package static let evidenceWanted = LetterType(name: "bus.evidenceWanted", version: 1)
    /// One of them, sealed to the reader.
    package static let evidenceChunk = LetterType(name: "bus.evidenceChunk", version: 1)
    /// An office to its procuratorate: how many handoffs it has numbered.
    package static let handoffCount = LetterType(name: "bus.handoffCount", version: 1)
    /// An office asks another what a part of its copy of a list holds.
    package static let listWanted = LetterType(name: "bus.listWanted", version: 1)
    /// The answer.
    package static let listShown = LetterType(name: "bus.listShown", version: 1)
    /// How far a credit feed's log is, with the proof that it only grew.
    package static let logCheckpoint = LetterType(name: "bus.logCheckpoint", version: 1)
    /// What a witness has seen of it, with its signature.
    package static let logWitness = LetterType(name: "bus.logWitness", version: 1)

    /// The last numbered letter of a stream (rule 40): its office was retired, or its topic gets a new generation.
    package static let streamEnd = LetterType(name: "bus.streamEnd", version: 1)

    /// Media type of `bus.returned`, whose body is a packed envelope.
    package static let envelopeMediaType = "application/vnd.liandong.envelope"
}
