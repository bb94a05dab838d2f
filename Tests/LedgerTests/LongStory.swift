import Casework
import Contracts
import Exchange
import Ledgers
import Offices

/// What follows the `StoryBook`: replays, discards, a removal, an entry of our own, a fence ahead of its letters.
struct LongStory {
    /// The whole story as a ledger in a file, closed again.
    static func write(to path: String) throws {
        let ledger = try SQLiteLedger(Scene.options(path))
        var story = LongStory()
        for commit in try story.commits() { try ledger.apply(commit) }
    }

    var short = StoryBook()
    var late = StreamScript(Scene.direct(Scene.market, to: Scene.police))
    var own = StreamScript(Scene.lists(Scene.police))
    var held: [Envelope] = []

    static let replayed = Scene.caseID(5)
    static let listing = Scene.caseID(7, of: Scene.police)
    static let fenced = StreamName(
        namespace: "liandong", office: Scene.tax, topic: .publications, generation: 1, partition: 2)

    /// All transactions from the beginning.
    mutating func commits() throws -> [Commit] {
        try short.commits() + [setAside(), try replay(), discard(), try removal(), try listing(), fence()]
    }

    private mutating func setAside() -> Commit {
        var commit = Scene.commit(10)
        held = [
            late.next(11, caseID: LongStory.replayed.description), late.next(12, caseID: Scene.caseID(6).description),
            late.next(13, caseID: ""),
        ]
        commit.receive(held[0], .parked, reason: "AWAITING_CAUSE")
        commit.receive(held[1], .quarantined, reason: "UNKNOWN_TYPE")
        commit.receive(held[2], .quarantined, reason: "CLASSIFICATION_REFUSED", keepsContent: false)
        commit.inStreams = [late.inStream]
        commit.readers = [Scene.reader(.direct(Scene.police), next: 9)]
        return commit
    }

    private func replay() throws -> Commit {
        var commit = Scene.commit(11)
        let caseID = LongStory.replayed.description
        let content = JournalContent(events: [StoryBook.sent], body: held[0].body)
        commit.contents = [Content(caseID: caseID, content: content)]
        commit.redisposed = [change(held[0], .effect)]
        commit.journal = [
            entry(.replayed, held[0], content: 0, note: "effect"), entry(.administration, held[0], note: "replayed"),
        ]
        commit.cases = [try StoryBook.folded([StoryBook.sent], LongStory.replayed, .referral)]
        return commit
    }

    private func discard() -> Commit {
        var commit = Scene.commit(12)
        commit.redisposed = [change(held[1], .discarded, "重复 报送"), change(held[2], .discarded, "涉密")]
        commit.journal = [
            entry(.administration, held[1], note: "discarded"), entry(.administration, held[2], note: "discarded"),
        ]
        return commit
    }

    private mutating func removal() throws -> Commit {
        var commit = Scene.commit(13)
        let removed = StoryBook.event("removed", from: "published", at: 13)
        commit.receive(
            short.listed.next(14, caseID: StoryBook.entry.description, type: "list.remove"), events: [removed])
        commit.cases = [try StoryBook.folded([StoryBook.published, removed], StoryBook.entry, .listEntry)]
        commit.inStreams = [short.listed.inStream]
        return commit
    }

    private mutating func listing() throws -> Commit {
        var commit = Scene.commit(14)
        let caseID = LongStory.listing.description
        let content = JournalContent(events: [StoryBook.published], body: Array("{\"order\":2}".utf8))
        commit.contents = [Content(caseID: caseID, content: content)]
        commit.journal = [
            JournalEntry(
                kind: .order, office: Scene.police, caseID: caseID, leafHash: nil, content: 0, note: "publish by p1")
        ]
        commit.send(own.next(15, caseID: caseID, type: "list.published"), headAfter: own.head, emission: "o2|list|*|0")
        commit.cases = [try StoryBook.folded([StoryBook.published], LongStory.listing, .listEntry)]
        commit.outStreams = [own.outStream(retired: 1)]
        commit.answers = [OrderAnswer(orderID: "o2", digest: Digest.sha256([8]), answer: ["state": "published"])]
        return commit
    }

    private func fence() -> Commit {
        var commit = Scene.commit(15)
        commit.inStreams = [
            InStream(
                name: LongStory.fenced, disposed: 0, head: LongStory.fenced.seed,
                fence: Writer(epoch: 6, instance: 66))
        ]
        return commit
    }

    private func change(_ letter: Envelope, _ disposition: Disposition, _ reason: String = "") -> Redisposition {
        Redisposition(
            stream: letter.leaf.stream, number: letter.leaf.number, disposition: disposition, reason: reason)
    }

    private func entry(_ kind: JournalKind, _ letter: Envelope, content: Int? = nil, note: String) -> JournalEntry {
        JournalEntry(
            kind: kind, office: Scene.police, caseID: letter.leaf.caseID, leafHash: letter.leafHash, content: content,
            note: note)
    }
}
