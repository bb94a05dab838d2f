import Casework
import Contracts
import Exchange
import Ledgers
import Offices

/// A small office's history: what every kind of row needs at least once.
struct StoryBook {
    var incoming = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
    var listed = StreamScript(Scene.lists(Scene.market))
    var outgoing = StreamScript(Scene.direct(Scene.police, to: Scene.tax))

    /// Transactions that build on each other.
    mutating func commits() throws -> [Commit] { [try opening(), try listing(), try answering(), try trouble()] }

    /// The event that leaves a case in `state`.
    static func event(_ state: String, from: String, content: JSONValue = [:], at seconds: Int64) -> CaseEvent {
        CaseEvent(
            name: state, at: Scene.start + .seconds(seconds), office: Scene.tax, officer: "张某", letter: nil,
            body: [
                "from": .string(from), "to": .string(state), "recording": "top", "content": content,
                "subject": "91510100MA6TESTX0N",
            ])
    }

    static func folded(_ events: [CaseEvent], _ id: CaseID, _ kind: CaseKind) throws -> CaseFile {
        var file: CaseFile?
        for event in events { file = CaseFile.evolve(file, event, id: id, kind: kind) }
        guard let file else { preconditionFailure("a case needs an event") }
        return file
    }

    static let referral = Scene.caseID(1)
    static let entry = Scene.caseID(2, of: Scene.market)
    static let sent = event("sent", from: "", at: 0)
    static let accepted = event("accepted", from: "sent", at: 2)
    static let published = event("published", from: "", content: ["listKind": "seriousViolation"], at: 1)
    static let clock = CaseEvent(
        name: "deadlineStarted", at: Scene.start, office: Scene.police, officer: nil, letter: nil,
        body: [
            "deadline": [
                "key": "accept", "rule": "AP-01", "ruleSet": "r1", "start": .string(Scene.start.description),
                "setBy": "510100-police", "status": "running",
                "rungs": [["name": "due", "at": .string((Scene.start + .hours(3)).description)]],
            ]
        ])

    private mutating func opening() throws -> Commit {
        var commit = Scene.commit()
        commit.receive(
            incoming.next(1, caseID: StoryBook.referral.description, body: "{\"text\":\"涉嫌逃税\"}"),
            events: [StoryBook.sent, StoryBook.clock])
        commit.cases = [try StoryBook.folded([StoryBook.sent, StoryBook.clock], StoryBook.referral, .referral)]
        commit.inStreams = [incoming.inStream]
        commit.settings = [(.office, Scene.police.description), (.epoch, "3"), (.supersededBy, "4.0000000000000001")]
        commit.readers = [
            PartitionReader(
                partition: BusPartition(topic: .direct(Scene.police), partition: 0), next: 1,
                lastDigest: Digest.sha256([1]))
        ]
        commit.documents = [SignedDocument(kind: .directory, keyID: "r1", payload: [1, 2], signature: [3])]
        commit.journal.append(
            JournalEntry(
                kind: .directory, office: Scene.police, caseID: "", leafHash: nil, content: nil,
                note: "directory signed by r1"))
        return commit
    }

    private mutating func listing() throws -> Commit {
        var commit = Scene.commit(1)
        commit.receive(
            listed.next(2, caseID: StoryBook.entry.description, type: "list.published"),
            events: [StoryBook.published])
        commit.cases = [try StoryBook.folded([StoryBook.published], StoryBook.entry, .listEntry)]
        commit.inStreams = [listed.inStream]
        return commit
    }

    private mutating func answering() throws -> Commit {
        var commit = Scene.commit(2)
        let order = JournalContent(events: [StoryBook.accepted], body: Array("{\"order\":1}".utf8))
        commit.contents = [Content(caseID: StoryBook.referral.description, content: order)]
        commit.journal = [
            JournalEntry(
                kind: .order, office: Scene.police, caseID: StoryBook.referral.description, leafHash: nil, content: 0,
                note: "accept by p1")
        ]
        let letter = outgoing.next(3, caseID: StoryBook.referral.description, body: "{\"accepted\":true}")
        commit.send(letter, headAfter: outgoing.head, emission: "o1|ref.accepted|510100-tax|0")
        commit.cases = [
            try StoryBook.folded([StoryBook.sent, StoryBook.clock, StoryBook.accepted], StoryBook.referral, .referral)
        ]
        commit.outStreams = [outgoing.outStream(retired: 1)]
        commit.deliveries = [Delivery(stream: outgoing.name, from: 1, to: 1, at: Scene.start + .seconds(9))]
        commit.answers = [OrderAnswer(orderID: "o1", digest: Digest.sha256([9]), answer: ["state": "accepted"])]
        return commit
    }

    private mutating func trouble() throws -> Commit {
        var commit = Scene.commit(3)
        let other = Scene.caseID(3).description
        commit.receive(incoming.next(4, caseID: other), .quarantined, reason: "UNKNOWN_TYPE")
        commit.receive(incoming.next(5, caseID: other), .parked, reason: "CASE_PARKED")
        commit.inStreams = [incoming.inStream]
        let leaf = Scene.leaf(
            Scene.lists(Scene.police), 0, previous: .zero, letter: Scene.letterID(6), caseID: other, body: [123, 125])
        commit.waiting = [WaitingLetter(row: 0, leaf: leaf, body: [123, 125], recordKey: "k", emission: "w1")]
        commit.quarantined = [Scene.record(1)]
        commit.alarms = [Alarm(code: "LETTER_QUARANTINED", text: "number 2")]
        commit.equivocations = [
            Equivocation(envelope: incoming.next(7, caseID: other), first: Digest.sha256([5]))
        ]
        commit.followed = [
            FollowedStream(
                reader: Scene.tax,
                stream: Checkpoint.Followed(
                    stream: Scene.lists(Scene.police), disposed: 4, head: Digest.sha256([4]), parked: 1,
                    quarantined: 0))
        ]
        return commit
    }
}

extension Scene {
    /// A record that could not be verified.
    static func record(_ number: Int, reason: String = "SIGNATURE_INVALID") -> QuarantinedRecord {
        let raw = Array("raw \(number)".utf8)
        return QuarantinedRecord(
            partition: BusPartition(topic: .direct(police), partition: 0), offset: Int64(number),
            digest: Digest.sha256(raw), raw: raw, reason: reason, claimed: "510100-tax ref.transfer/1")
    }

    /// A verification that trusts what `PaperSigner` signs.
    static func verification(_ reader: LedgerReader) -> LedgerVerification {
        LedgerVerification(reader) { statement, signature, _, _ in
            signature == PaperSigner.signature(statement)
        }
    }
}
