import Casework
package import Contracts
package import Exchange

/// Roots of lists: told with letters and checkpoints, compared where both stand at the same number (rules 34 and 41).
extension OfficeMachine {
    /// A letter that is about to get its number, with the root of its share as the letters before this transaction made it,
    /// when it is the first of that share in the transaction.
    func withListRoot(_ draft: Draft, _ noted: inout Set<ListShare>, _ work: inout Workspace) throws -> Draft {
        let name = draft.leaf.stream
        guard name.topic == .lists else { return draft }
        if work.numbersBefore[name] == nil { work.numbersBefore[name] = outStreams[name]?.number }
        guard directory?.generation(of: .lists) ?? 1 == 1, draft.leaf.contentType == "application/json",
            // What came back in this very step has moved the stream, and not yet the list.
            !work.commit.outgoing.contains(where: { $0.envelope.leaf.stream == name }),
            let number = work.numbersBefore[name], let entry = CaseID(draft.leaf.caseID), entry.office == office,
            let list = try work.caseFile(entry)?.facts["listKind"]?.string
        else { return draft }
        let share = ListShare(list: list, owner: office, slot: name.partition)
        guard noted.insert(share).inserted, let body = JSONValue.parsed(draft.body) else { return draft }
        let ranges = try work.ledger.listRanges(share) ?? ListRanges()
        let note = ListRootNote(list: list, number: number, root: ranges.root, count: ranges.count)
        let bytes = body.setting(ListRootNote.member, note.json).bytes
        guard bytes.count <= Envelope.maximumBodyBytes else { return draft }
        var leaf = draft.leaf
        leaf.bodyLength = UInt64(bytes.count)
        leaf.bodyDigest = Digest.sha256(bytes)
        work.commit.contents[draft.content] = Content(
            caseID: leaf.caseID, content: JournalContent(events: [], body: bytes))
        return Draft(
            leaf: leaf, body: bytes, recordKey: draft.recordKey, emission: draft.emission, content: draft.content)
    }

    /// What the first letter of a transaction says of its list, against our copy, when it stands just before that.
    mutating func compareRoot(toldBy envelope: Envelope, _ work: inout Workspace) throws {
        let leaf = envelope.leaf
        guard leaf.stream.generation == 1, directory?.generation(of: .lists) ?? 1 == 1,
            !work.movedLists.contains(leaf.stream), work.commit.redisposed.isEmpty,
            let note = work.body(of: envelope)?.body[ListRootNote.member].flatMap({ ListRootNote($0) }),
            note.number == leaf.number - 1
        else { return }
        let share = ListShare(list: note.list, owner: leaf.stream.office, slot: leaf.stream.partition)
        let ours = try work.ledger.listRanges(share) ?? ListRanges()
        guard ours.root != note.root || ours.count != note.count, try !isHolding(leaf.stream.office, work) else {
            return
        }
        tellDifference(share, at: leaf.stream.office, "\(leaf.stream)#\(note.number)", &work)
        search(share, with: leaf.stream.office, &work)
    }

    /// Equal positions in all streams that move an owner's lists mean equal roots.
    mutating func compareRoots(
        _ checkpoint: Checkpoint, of sender: OfficeID, at moment: Moment, _ work: inout Workspace
    ) throws {
        let theirs = ListReport(checkpoint, at: moment)
        lists.reports[sender] = theirs
        // Roots are of the last commit: what this step has moved is compared with the next checkpoint.
        guard !(work.changedIn.union(work.changedOut)).contains(where: { $0.topic == .lists })
        else { return }
        let ours = try work.ledger.listRoots()
        for owner in Set(ours.map(\.owner) + theirs.roots.map(\.owner)).sorted() {
            guard stands(owner, at: theirs) else { continue }
            let differing = ListReport.differing(ours, theirs.roots, owner: owner)
            guard !differing.isEmpty, try !isHolding(owner, work) else { continue }
            for list in differing {
                // Whose copy is spoilt may not hear a root for an hour: the owner, or of the owner's the readers, tell theirs.
                if owner == office || owner == sender, lists.mayTellBack(sender, at: work.clocks.timer) {
                    checkpointIsDue = true
                }
                let partner = owner == office ? sender : owner
                tellDifference(
                    ListShare(list: list, owner: owner, slot: 0), at: sender, "the numbers of its checkpoint", &work)
                // Who has what the owner told at these numbers need not look through its own copy for another's sake.
                if owner != office, owner != sender, isLikeOwners(list, of: owner, ours) { continue }
                for slot in slots(of: owner) {
                    search(ListShare(list: list, owner: owner, slot: slot), with: partner, &work)
                }
            }
        }
    }

    /// Whether the owner has told the root that we have, where it stood as we do.
    private func isLikeOwners(_ list: String, of owner: OfficeID, _ ours: [Checkpoint.ListRoot]) -> Bool {
        guard let told = lists.reports[owner], stands(owner, at: told) else { return false }
        return !ListReport.differing(ours, told.roots, owner: owner).contains(list)
    }

    /// The partitions, of all generations, in which letters about an owner's lists were written: no share has entries of
    /// another one.
    private func slots(of owner: OfficeID) -> [Int] {
        Set(positions(in: owner).filter { $0.number > 0 }.map(\.stream.partition)).sorted()
    }

    /// Whether the other office has read as far as we have in every stream that moves the owner's lists.
    private func stands(_ owner: OfficeID, at theirs: ListReport) -> Bool {
        // Whoever holds letters of a stream back stands nowhere in it.
        positions(in: owner).allSatisfy { theirs.positions[$0.stream, default: 0] == $0.number }
    }

    /// Whether letters on `lists` about an entry of the owner lie here without effect: then our copy of its lists lacks them
    /// lawfully. Whatever else is held back moves no list, or a liar's word about any case would end all comparing.
    func isHolding(_ owner: OfficeID, _ work: Workspace) throws -> Bool {
        try blockedCases.contains { caseID in
            guard CaseID(caseID)?.office == owner else { return false }
            return try work.heldBack(caseID: caseID).contains { ListStanding.isMoved(by: $0.envelope.leaf) }
        }
    }

    private mutating func tellDifference(
        _ share: ListShare, at other: OfficeID, _ place: String, _ work: inout Workspace
    ) {
        guard equivocationsTold.insert("roots of \(share.list) \(share.owner) at \(other)").inserted else { return }
        counters.equivocations += 1
        work.alarm(
            "LIST_ROOT_DIFFERS",
            "list \(share.list) of \(share.owner) has another root at \(other) than here at \(place): the entries that "
                + "differ are being looked for")
    }
}

extension ListReport {
    init(_ checkpoint: Checkpoint, at moment: Moment) {
        var positions: [StreamName: UInt64?] = [:]
        var heads: [StreamName: Digest] = [:]
        for own in checkpoint.own where own.stream.topic == .lists {
            positions[own.stream] = own.number
            heads[own.stream] = own.head
        }
        for followed in checkpoint.followed where followed.stream.topic == .lists {
            positions.updateValue(
                followed.parked + followed.quarantined == 0 ? followed.disposed : nil, forKey: followed.stream)
            heads[followed.stream] = followed.head
        }
        self.init(at: moment, positions: positions, heads: heads, roots: checkpoint.roots)
    }

    /// Lists of an owner whose roots are not equal, by the best algorithm that both sides tell.
    package static func differing(
        _ ours: [Checkpoint.ListRoot], _ theirs: [Checkpoint.ListRoot], owner: OfficeID
    ) -> [String] {
        let (ours, theirs) = (ours.filter { $0.owner == owner }, theirs.filter { $0.owner == owner })
        let isNew = theirs.isEmpty || theirs.contains { $0.algorithm == ListRanges.algorithm }
        let algorithm = isNew ? ListRanges.algorithm : ListStanding.algorithm
        // An old program tells `lr0` of a list that is too long for us to scan.
        if !isNew, !ours.isEmpty, !ours.contains(where: { $0.algorithm == algorithm }) { return [] }
        let (here, there) = (ours.filter { $0.algorithm == algorithm }, theirs.filter { $0.algorithm == algorithm })
        return Set((here + there).map(\.list)).sorted().filter { list in
            here.first { $0.list == list } != there.first { $0.list == list }
        }
    }
}
