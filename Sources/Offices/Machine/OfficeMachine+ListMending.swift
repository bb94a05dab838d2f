import Casework
import Contracts
import Exchange

/// Looking our own copy of the lists through, and putting right what something else than this program changed.
extension OfficeMachine {
    /// A bounded number of entries at a time: all of them after each start, and once a day.
    mutating func watchLists(_ work: inout Workspace) throws {
        let now = work.clocks.timer
        guard phase == .serving else { return }
        retrySearches(at: now)
        guard lists.nextStep.map({ now >= $0 }) ?? true else { return }
        // What the ledger tells is of before this step.
        guard work.movedLists.isEmpty, work.commit.redisposed.isEmpty, work.drafts.isEmpty, work.opened.isEmpty else {
            return
        }
        let inspection = try work.ledger.inspectLists(after: lists.cursor, entries: ListWatch.entriesAtOnce)
        // A case that this step changes is put right in the next one: its sum must not be made good before its row is.
        guard !inspection.damages.flatMap(\.entries).contains(where: { work.hasChanged($0) }) else { return }
        for damage in inspection.damages { try mend(damage, &work) }
        lists.cursor = inspection.isAtEnd ? nil : inspection.last
        lists.nextStep = now + (inspection.isAtEnd ? ListWatch.passPause : ListWatch.stepPause)
    }

    private mutating func mend(_ damage: ListDamage, _ work: inout Workspace) throws {
        for entry in damage.entries.prefix(256) {
            try settle(entry, damage.place, nil, partner: nil, &work)
        }
        // Others are told what we have now, and tell what they have.
        checkpointIsDue = true
        // The sum is made anew even where no row explains it: what is missing without a trace shows in the root then.
        if damage.isSumOff { addMending(to: damage.place, put: nil, drop: nil, &work) }
        let names = damage.entries.prefix(20).map(\.description).joined(separator: ", ")
        work.alarm(
            "LIST_COPY_SPOILT",
            "rows of list \(damage.place.share.list) of \(damage.place.share.owner) were changed by something else than "
                + "this program: \(names.isEmpty ? "a sum, or rows that are gone" : names)")
    }

    /// Puts one entry right by what our journal says; `told` is what the partner's copy says of it. Where a content of the
    /// journal does not open, the owner's signed leaves still tell how the entry stands.
    mutating func settle(
        _ entry: CaseID, _ place: ListPlace, _ told: ListShown.Entry?, partner: OfficeID?, _ work: inout Workspace
    ) throws {
        guard !work.hasChanged(entry) else { return }
        let stored = try work.ledger.listStanding(entry)
        let folded = try work.ledger.refold(entry)
        let standing = folded.standing ?? folded.moves.standing(of: entry, on: place.share.list)
        let isLost = folded.file == nil && (standing == nil || !folded.isCaseSound)
        let outcome: ListFinding.Outcome
        if isLost, stored != nil || told != nil {
            outcome = .unmendable
        } else if partner != nil, standing.isSame(as: stored) {
            outcome = .differsLawfully
        } else {
            outcome = folded.file == nil && standing != nil ? .mendedFromOwner : .mendedFromJournal
        }
        if let file = folded.file, outcome == .mendedFromJournal { work.mend(file) }
        // Even of a case that is lost the row can be right: it stands for the entry in the root.
        let isRowLost = outcome == .unmendable && standing != nil && !standing.isSame(as: stored)
        if outcome == .mendedFromJournal || outcome == .mendedFromOwner || isRowLost {
            addMending(to: place, put: standing, drop: standing == nil ? entry : nil, &work)
            let source = folded.file == nil && standing != nil ? "the owner's signed letters" : "the journal"
            work.journal(
                .administration, by: office, caseID: entry.description,
                note: "list entry put right from \(source): \(place.share.list) of \(place.share.owner)")
        }
        lists.note(
            ListFinding(
                share: place.share, entry: entry, partner: partner, outcome: outcome, at: work.clocks.machine))
        tell(outcome, entry, partner, &work)
    }

    private mutating func addMending(
        to place: ListPlace, put standing: ListStanding?, drop entry: CaseID?, _ work: inout Workspace
    ) {
        let index =
            work.commit.mendings.firstIndex { $0.place == place }
            ?? {
                work.commit.mendings.append(ListMending(place: place, put: [], drop: []))
                return work.commit.mendings.endIndex - 1
            }()
        if let standing { work.commit.mendings[index].put.append(standing) }
        if let entry { work.commit.mendings[index].drop.append(entry) }
    }

    private func tell(
        _ outcome: ListFinding.Outcome, _ entry: CaseID, _ partner: OfficeID?, _ work: inout Workspace
    ) {
        let other = partner.map { " of \($0)" } ?? ""
        switch outcome {
        case .mendedFromJournal, .mendedFromOwner:
            work.alarm("LIST_ENTRY_MENDED", "list entry \(entry) was not what its letters made it, and is put right")
        case .differsLawfully:
            work.alarm(
                "LIST_ENTRY_DIFFERS",
                "list entry \(entry) differs from the copy\(other) though our journal and our row agree: a letter had "
                    + "another effect there, or that copy is spoilt")
        case .unmendable:
            work.alarm(
                "LIST_ENTRY_UNMENDABLE",
                "list entry \(entry) differs from the copy\(other), and our journal does not open: restore the last "
                    + "backup with `liandong ledger restore`")
        }
    }

    /// Entries that a letter of this very step moves are found again, and put right then.
    func dropOvertakenMendings(_ work: inout Workspace) {
        guard !work.commit.mendings.isEmpty else { return }
        var moved = Set(work.commit.incoming.map(\.envelope.leaf.caseID))
        moved.formUnion(work.commit.outgoing.map(\.envelope.leaf.caseID))
        guard work.commit.redisposed.isEmpty else { return work.commit.mendings = [] }
        work.commit.mendings.removeAll { mending in
            (mending.put.map(\.entry) + mending.drop).contains { moved.contains($0.description) }
        }
    }
}

extension ListStanding? {
    /// Whether two standings, or their absence, were made by the same letters.
    fileprivate func isSame(as other: ListStanding?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let ours?, let theirs?): ours.isMade(like: theirs)
        case (nil, _?), (_?, nil): false
        }
    }
}
