import Casework
import Contracts
import Crypto
import Offices

/// One transaction while it is written. What it learns (row numbers, fresh keys) is taken over by the ledger only after
/// the commit stands.
struct WriteSession {
    let sql: LedgerStatements
    let commit: Commit
    let options: LedgerOptions
    var tail: LedgerTail
    var keys: CaseKeys
    var streams: StreamRows
    var sealing: Sealing
    /// Sums of the lists.
    var lists: ListIndex
    /// Rows of `commit.contents`, by their place there.
    var contents: [WrittenContent] = []
    /// Journal rows of this transaction by leaf hash.
    var recorded: [Contracts.Digest: Int64] = [:]
    /// Places in `commit.cases`, by case id.
    var changedCases: [String: Int] = [:]
    /// Leaf hashes of `commit.incoming`, in its order.
    var incomingHashes: [Contracts.Digest] = []
    /// Owners of whose lists a root may have changed.
    var movedOwners: Set<OfficeID> = []
    /// Tables that have more or fewer rows now.
    var recounted: Set<SealedTable> = []
    /// What is sealed beside this transaction, when it is a big one.
    var ahead: SealingAhead?
    /// Cases that were sealed ahead under a key that is not theirs.
    var misjudged: Set<String> = []
    /// The cases whose contents this transaction erases, through which row, and why.
    var erasures: [String: (through: Int64, reason: String)] = [:]
    /// The office whose ledger it is, once it is known.
    var own: OfficeID?

    /// Writes everything, in an order in which each row finds what it points to.
    mutating func write() throws {
        try dropWaiting()
        try writeCases()
        try writeEvidence()
        try writeContents()
        try writeJournal()
        try writeIncoming()
        try writeRedispositions()
        try writeOutgoing()
        try writeWaiting()
        try writeListEntries()
        try writeMendings()
        try lists.write(sql.lists)
        try writeWatches()
        try writeLog()
        try writeStreams()
        try writeRest()
        try writeRowCounts()
    }

    // MARK: Cases and contents

    private mutating func writeCases() throws {
        changedCases.reserveCapacity(commit.cases.count)
        let caseIDs = commit.cases.map(\.id.description)
        var slots: [CaseKeys.Slot?] = []
        slots.reserveCapacity(caseIDs.count)
        for caseID in caseIDs { slots.append(keys.cached(caseID)) }
        if caseIDs.count >= SealingAhead.fewestCases, erasures.isEmpty {
            ahead = SealingAhead(
                commit, caseIDs: caseIDs, known: slots, keys: keys, firstContent: tail.content + 1)
        }
        for (index, caseID) in caseIDs.enumerated() {
            changedCases[caseID] = index
            let ready = ahead?.nextCase()
            if let known = slots[index] {
                try updateCase(index, caseID, known, ready)
            } else if try !insertCase(index, caseID, ready), let stored = try slot(caseID) {
                misjudged.insert(caseID)
                try updateCase(index, caseID, stored, nil)
            }
        }
    }

    /// The files of cases to which some came; what a case ever had it keeps.
    private mutating func writeEvidence() throws {
        for id in commit.evidence {
            let text = id.description
            guard let index = changedCases[text], let slot = try slot(text) else { continue }
            for entry in commit.cases[index].evidence {
                let name = keys.files.name(of: entry.digest)
                try sql.cases.putEvidence.run {
                    $0.integer(slot.record)
                    $0.blob(name)
                }
            }
        }
    }

    /// Writes a case that is new here; false when there is a row of this id already.
    private mutating func insertCase(
        _ index: Int, _ caseID: String, _ ready: SealingAhead.SealedCase?
    ) throws -> Bool {
        let fresh = try ready?.fresh ?? keys.fresh(caseID, &sealing)
        let slot = CaseKeys.Slot(record: tail.caseRecord + 1, key: fresh.key, erasedThrough: 0)
        let row = try CaseRow(commit.cases[index], sealed: ready?.sealed ?? seal(index, caseID, slot))
        guard try insert(row, caseID, slot, wrapped: fresh.wrapped) else { return false }
        try writeDeadlines(row, record: slot.record)
        try writeSubjectKeys(index, record: slot.record, ready)
        try writeFacet(commit.cases[index], record: slot.record)
        return true
    }

    private mutating func updateCase(
        _ index: Int, _ caseID: String, _ known: CaseKeys.Slot, _ ready: SealingAhead.SealedCase?
    ) throws {
        let slot = known.key == nil ? try renew(known, caseID) : known
        let row = try CaseRow(commit.cases[index], sealed: ready?.sealed ?? seal(index, caseID, slot))
        try sql.cases.updateCase.run {
            row.bind(&$0)
            $0.integer(slot.record)
        }
        try sql.cases.dropDeadlines.run { $0.integer(slot.record) }
        try sql.cases.dropOpenDeadlines.run { $0.integer(slot.record) }
        try writeDeadlines(row, record: slot.record)
        try writeSubjectKeys(index, record: slot.record, ready)
        try writeFacet(commit.cases[index], record: slot.record)
    }

    /// False when there is a row of this id already.
    private mutating func insert(
        _ row: CaseRow, _ caseID: String, _ slot: CaseKeys.Slot, wrapped: [UInt8]
    ) throws -> Bool {
        let count = try sql.cases.insertCase.run {
            $0.integer(slot.record)
            $0.text(caseID)
            row.bind(&$0)
        }
        guard count == 1 else { return false }
        tail.caseRecord = slot.record
        try sql.cases.insertKey.run {
            $0.integer(slot.record)
            $0.blob(wrapped)
        }
        keys.remember(slot, caseID)
        return true
    }

    /// Gives an erased case a new key for what comes after the erasure.
    private mutating func renew(_ erased: CaseKeys.Slot, _ caseID: String) throws -> CaseKeys.Slot {
        let fresh = try keys.fresh(caseID, &sealing)
        try sql.cases.renewKey.run {
            $0.blob(fresh.wrapped)
            $0.integer(erased.record)
        }
        let slot = CaseKeys.Slot(record: erased.record, key: fresh.key, erasedThrough: erased.erasedThrough)
        keys.remember(slot, caseID)
        return slot
    }

    private mutating func seal(_ index: Int, _ caseID: String, _ slot: CaseKeys.Slot) throws -> [UInt8] {
        try sealing.seal(commit.cases[index].json.bytes, key: key(of: slot), purpose: SealedPurpose.caseFile(caseID))
    }

    private func key(of slot: CaseKeys.Slot) throws -> SymmetricKey {
        guard let key = slot.key else {
            throw LedgerFault(.conflict, "cannot seal for case row \(slot.record): its key was erased")
        }
        return key
    }

    private func writeDeadlines(_ row: CaseRow, record: Int64) throws {
        for rung in row.rungs {
            try sql.cases.insertDeadline.run {
                $0.integer(record)
                $0.integer(Int64(rung.ordinal))
                $0.text(rung.key)
                $0.text(rung.rule)
                $0.text(rung.rung)
                $0.moment(rung.at)
            }
        }
        for deadline in row.deadlines {
            try sql.cases.insertOpenDeadline.run { deadline.bind(record: record, kind: row.kind ?? "", &$0) }
        }
    }

    /// The stored row and key of a case id.
    mutating func slot(_ caseID: String) throws -> CaseKeys.Slot? {
        if let slot = keys.cached(caseID) { return slot }
        guard let slot = try keys.stored(caseID, sql) else { return nil }
        keys.remember(slot, caseID)
        return slot
    }

    /// The row and a usable key of a case id, made when there is none.
    mutating func usableSlot(_ caseID: String) throws -> CaseKeys.Slot {
        if let known = try slot(caseID) { return known.key == nil ? try renew(known, caseID) : known }
        let fresh = try keys.fresh(caseID, &sealing)
        let slot = CaseKeys.Slot(record: tail.caseRecord + 1, key: fresh.key, erasedThrough: 0)
        _ = try insert(CaseRow(nothingAt: commit.machineTime), caseID, slot, wrapped: fresh.wrapped)
        return slot
    }

    private mutating func writeContents() throws {
        contents.reserveCapacity(commit.contents.count)
        for index in commit.contents.indices {
            let caseID = commit.contents[index].caseID
            let slot = try usableSlot(caseID)
            tail.content += 1
            let row = tail.content
            var ready = ahead?.nextContent()
            if misjudged.contains(caseID) { ready = nil }
            let sealed = try ready?.sealed ?? seal(content: index, row, slot)
            try sql.tables.insertContent.run {
                $0.integer(row)
                $0.integer(slot.record)
                $0.blob(sealed)
            }
            contents.append(
                WrittenContent(
                    row: row, record: slot.record, caseID: caseID, digest: ready?.digest ?? SHA256.bytes(of: sealed)))
        }
    }

    private mutating func seal(content index: Int, _ row: Int64, _ slot: CaseKeys.Slot) throws -> [UInt8] {
        try sealing.seal(commit.contents[index].bytes, key: key(of: slot), purpose: SealedPurpose.content(row))
    }

    /// The case row of what a journal row or letter with this content is about.
    mutating func record(of caseID: String, content: Int?) throws -> Int64? {
        if let content, contents[content].caseID == caseID { return contents[content].record }
        return caseID.isEmpty ? nil : try usableSlot(caseID).record
    }

    // MARK: Journal

    private mutating func writeJournal() throws {
        var details = try JournalDetails(self)
        for entry in commit.journal {
            let record = entry.caseID.isEmpty ? nil : try record(of: entry.caseID, content: entry.content)
            let content = entry.content.map { contents[$0] }
            tail.sequence += 1
            let row = JournalRow(
                sequence: tail.sequence, previous: tail.hash, kind: entry.kind.rawValue,
                office: entry.office.description, caseID: entry.caseID, leafHash: entry.leafHash?.bytes ?? [],
                contentDigest: content?.digest ?? [], machineTime: commit.machineTime,
                officialTime: commit.officialTime, note: entry.note, detail: details.next(for: entry))
            tail.hash = row.hash
            try insert(row, record: record, content: content?.row)
            guard let leaf = entry.leafHash else { continue }
            if let place = entry.content { contents[place].recorded = (leaf, row.sequence) }
            if recorded[leaf] == nil { recorded[leaf] = row.sequence }
        }
    }

    private func insert(_ row: JournalRow, record: Int64?, content: Int64?) throws {
        try sql.tables.insertJournal.run {
            $0.integer(row.sequence)
            $0.blob(row.previous)
            $0.blob(tail.hash)
            $0.text(row.kind)
            $0.text(row.office)
            $0.integer(record)
            $0.blob(row.leafHash.isEmpty ? nil : row.leafHash)
            $0.integer(content)
            $0.blob(content == nil ? nil : row.contentDigest)
            $0.moment(row.machineTime)
            $0.moment(row.officialTime)
            $0.text(row.note)
            $0.text(row.detail)
        }
    }
}

/// A content of this transaction.
struct WrittenContent {
    let row, record: Int64
    let caseID: String
    let digest: [UInt8]
    /// The leaf and number of the journal row that holds it.
    var recorded: (leafHash: Contracts.Digest, sequence: Int64)?
}

/// The columns of `case_record` behind its id.
struct CaseRow {
    let kind, state: String?
    let subject: String
    let version: Int64
    let at: Moment
    let sealed: [UInt8]?
    let rungs: [DeadlineRung]
    let deadlines: [OpenDeadline]

    init(_ file: CaseFile, sealed: [UInt8]) {
        kind = file.kind.rawValue
        state = file.state
        subject = file.subject
        version = Int64(file.version)
        at = file.updatedAt
        rungs = file.openRungs
        deadlines = file.openDeadlines
        self.sealed = sealed
    }

    /// A row for a case id under which something is stored though the case does not exist yet.
    init(nothingAt moment: Moment) {
        kind = nil
        state = nil
        subject = ""
        version = 0
        at = moment
        rungs = []
        deadlines = []
        sealed = nil
    }

    func bind(_ arguments: inout PreparedStatement.Arguments) {
        arguments.text(kind)
        arguments.text(state)
        arguments.text(subject)
        arguments.integer(version)
        arguments.moment(at)
        arguments.integer(rungs.map(\.at.milliseconds).min())
        arguments.blob(sealed)
    }
}
