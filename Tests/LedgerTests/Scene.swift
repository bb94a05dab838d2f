import Casework
import Contracts
import Exchange
import Foundation
import Ledgers
import Offices

/// Which ledger a conformance test runs over.
enum LedgerKind: String, CaseIterable {
    case memory, sqlite
}

/// A folder that goes away with the test.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// A ledger under test with its place on the disk.
struct Bureau {
    let folder: Folder
    let kind: LedgerKind
    var ledger: any LedgerStoring

    init(_ kind: LedgerKind) throws {
        folder = try Folder()
        self.kind = kind
        ledger = MemoryLedger()
        if kind == .sqlite { ledger = try SQLiteLedger(Scene.options(folder.path("office.ledger"))) }
    }

    /// Closes and opens the ledger again, so that nothing is answered from memory.
    mutating func reopen() throws {
        guard kind == .sqlite else { return }
        ledger = MemoryLedger()
        ledger = try SQLiteLedger(Scene.options(folder.path("office.ledger")))
    }
}

/// Signs with a digest: whether signatures hold is not what these tests ask.
struct PaperSigner: RootSigning {
    let office: OfficeID
    let keyID = "k1"

    func sign(_ statementBytes: [UInt8]) -> [UInt8] { PaperSigner.signature(statementBytes) }

    static func signature(_ statementBytes: [UInt8]) -> [UInt8] {
        let digest = Digest.sha256(statementBytes).bytes
        return digest + digest
    }
}

/// Names and makers that the tests share.
enum Scene {
    static let police = office("510100-police")
    static let tax = office("510100-tax")
    static let market = office("510100-market-regulation")
    static let start = Moment(milliseconds: 1_782_000_000_000)
    static let writer = Writer(epoch: 3, instance: 77)
    static let dataKey = [UInt8](repeating: 7, count: 32)

    static func options(_ path: String) -> LedgerOptions { LedgerOptions(path: path, dataKey: dataKey) }

    static func office(_ text: String) -> OfficeID {
        guard let id = OfficeID(text) else { preconditionFailure("no office id: \(text)") }
        return id
    }

    static func letterID(_ number: Int) -> LetterID {
        LetterID(time: start, randomHigh: 1, randomLow: UInt64(number))
    }

    static func caseID(_ number: Int, of office: OfficeID = tax) -> CaseID {
        CaseID(office: office, number: letterID(1_000_000 + number))
    }

    static func direct(_ sender: OfficeID, to receiver: OfficeID) -> StreamName {
        StreamName(namespace: "liandong", office: sender, topic: .direct(receiver), generation: 1, partition: 0)
    }

    static func lists(_ sender: OfficeID, partition: Int = 0) -> StreamName {
        StreamName(namespace: "liandong", office: sender, topic: .lists, generation: 1, partition: partition)
    }

    static func reader(_ topic: Topic, next: Int64) -> PartitionReader {
        PartitionReader(
            partition: BusPartition(topic: topic, partition: 0), next: next, lastDigest: Digest.sha256([1]))
    }

    static func commit(_ seconds: Int64 = 0) -> Commit {
        Commit(machineTime: start + .seconds(seconds), officialTime: start + .seconds(seconds))
    }

    static func leaf(
        _ stream: StreamName, _ number: UInt64, previous: Digest, letter: LetterID, caseID: String, body: [UInt8],
        type: String = "ref.transfer", cause: String = ""
    ) -> Leaf {
        Leaf(
            stream: stream, number: number, previous: previous, epoch: writer.epoch, letter: letter,
            salt: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16),
            type: LetterType(name: type, version: 1), caseID: caseID, subject: "91510100MA6TESTX0N",
            to: stream.topic.isBroadcast ? "*" : police.description, cause: cause, classification: .internal,
            contentType: "application/json", directoryVersion: 1, ruleSetVersion: "", time: start,
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
    }

    /// A case in a state, as events would have left it.
    static func file(
        _ id: CaseID, _ kind: CaseKind = .referral, state: String = "sent", version: Int = 1, facts: JSONValue = [:],
        rungs: [(name: String, at: Moment)] = []
    ) throws -> CaseFile {
        let listed = rungs.map { ["name": .string($0.name), "at": .string($0.at.description)] as JSONValue }
        let deadline: JSONValue = [
            "key": "accept", "rule": "AP-01", "ruleSet": "r1", "start": .string(start.description),
            "setBy": .string(id.office.description), "status": "running", "rungs": .array(listed),
        ]
        let json: JSONValue = [
            "id": .string(id.description), "kind": .string(kind.rawValue), "state": .string(state),
            "version": .integer(Int64(version)), "facts": facts, "flags": [],
            "deadlines": rungs.isEmpty ? [] : [deadline], "subject": "91510100MA6TESTX0N",
            "openedAt": .string(start.description), "updatedAt": .string(start.description),
        ]
        guard let file = CaseFile(json: json) else { preconditionFailure("the sample case cannot be read") }
        return file
    }

    /// A second reading of a case's stored form: what a ledger gives back.
    static func rungs(_ file: CaseFile) -> [DeadlineRung] { file.openRungs }
}

/// Writes letters of one stream, one after the other, with their chain.
struct StreamScript {
    let name: StreamName
    var number: UInt64 = 0
    var head: Digest

    init(_ name: StreamName) {
        self.name = name
        head = name.seed
    }

    /// The next letter as its sender signed it.
    mutating func next(
        _ letter: Int, caseID: String, body: String = "{}", type: String = "ref.transfer"
    ) -> Envelope {
        let bytes = Array(body.utf8)
        number += 1
        let leaf = Scene.leaf(
            name, number, previous: head, letter: Scene.letterID(letter), caseID: caseID, body: bytes, type: type)
        head = StreamName.extend(head, with: leaf.hash)
        return EnvelopeBatch.seal(
            [(leaf, bytes)], signer: PaperSigner(office: name.office), writer: Scene.writer, at: Scene.start)[0]
    }

    /// The stream as its reader keeps it after what was written so far.
    var inStream: InStream { InStream(name: name, disposed: number, head: head, fence: Scene.writer) }

    /// The stream as its writer keeps it.
    func outStream(retired: UInt64 = 0) -> OutStream {
        OutStream(name: name, number: number, head: head, retired: retired, reader: Writer(epoch: 9, instance: 1))
    }
}

extension Commit {
    /// Adds a letter of a peer with its content and journal row.
    mutating func receive(
        _ envelope: Envelope, _ disposition: Disposition = .effect, reason: String = "", events: [CaseEvent] = [],
        keepsContent: Bool = true
    ) {
        var content: Int?
        if keepsContent {
            contents.append(
                Content(caseID: envelope.leaf.caseID, content: JournalContent(events: events, body: envelope.body)))
            content = contents.count - 1
        }
        incoming.append(
            IncomingLetter(envelope: envelope, disposition: disposition, reason: reason, content: content))
        let kind: JournalKind =
            switch disposition {
            case .effect: .letterIn
            case .refused: .refused
            case .parked: .parked
            case .quarantined: .quarantined
            case .discarded: .discarded
            }
        journal.append(
            JournalEntry(
                kind: kind, office: envelope.leaf.stream.office, caseID: envelope.leaf.caseID,
                leafHash: envelope.leafHash, content: content, note: "\(envelope.leaf.type) \(reason)"))
    }

    /// Adds a letter of ours with its content and journal row.
    mutating func send(_ envelope: Envelope, headAfter: Digest, emission: String) {
        contents.append(
            Content(caseID: envelope.leaf.caseID, content: JournalContent(events: [], body: envelope.body)))
        outgoing.append(
            OutgoingLetter(
                envelope: envelope, headAfter: headAfter, recordKey: envelope.leaf.caseID, emission: emission,
                content: contents.count - 1))
        journal.append(
            JournalEntry(
                kind: .letterOut, office: envelope.leaf.stream.office, caseID: envelope.leaf.caseID,
                leafHash: envelope.leafHash, content: contents.count - 1, note: "\(envelope.leaf.type)"))
    }
}
