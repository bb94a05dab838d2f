import Casework
import Contracts
import Crypto
import GRDB
import Offices

/// That the fold of the journal's events is the stored state of each case, and that what is derived from it agrees.
struct CaseCheck {
    private let cases, rows, rungs, files, deadlines, subjects, facets: PreparedStatement
    private let own: OfficeID?
    private let standings: StandingCheck
    private let keys: CaseKeys?

    init(_ database: Database, keys: CaseKeys?) throws {
        self.keys = keys
        cases = try PreparedStatement(
            database,
            """
            SELECT record.id, case_id, kind, state, subject, version, updated_at, next_due, file, wrapped,
                erased_through, erased_at, erased_reason
            FROM case_record AS record LEFT JOIN case_key ON case_key.case_record = record.id
            WHERE record.id BETWEEN ? AND ?
            ORDER BY record.id
            """)
        standings = try StandingCheck(database)
        rows = try PreparedStatement(
            database,
            """
            SELECT content.id, content.sealed, sequence, kind, leaf_hash, machine_time, detail
            FROM journal INDEXED BY journal_by_case LEFT JOIN content ON content.id = journal.content
            WHERE journal.case_record = ? ORDER BY journal.sequence
            """)
        rungs = try PreparedStatement(
            database,
            "SELECT ordinal, key, rule, rung, rings_at FROM deadline WHERE case_record = ? ORDER BY ordinal, rings_at")
        subjects = try PreparedStatement(
            database, "SELECT key FROM subject_key INDEXED BY subject_key_by_case WHERE case_record = ?")
        facets = try PreparedStatement(
            database,
            """
            SELECT kind, state, side, actors, opener, subject, opened_at, updated_at, due FROM case_facet
            WHERE case_record = ?
            """)
        own = try String.fetchOne(database, sql: "SELECT value FROM setting WHERE name = 'office'")
            .flatMap { OfficeID($0) }
        files = try PreparedStatement(database, "SELECT name FROM evidence WHERE case_record = ?")
        deadlines = try PreparedStatement(
            database,
            """
            SELECT ordinal, key, rule, holder, due, provisional, kind FROM open_deadline WHERE case_record = ?
            ORDER BY ordinal
            """)
    }

    /// Checks the cases of a range of rows.
    func run(_ records: ClosedRange<Int64>) throws -> LedgerReport {
        var report = LedgerReport()
        try cases.rows({
            $0.integer(records.lowerBound)
            $0.integer(records.upperBound)
        }) { try check(StoredCase($0), &report) }
        return report
    }

    private func check(_ stored: StoredCase, _ report: inout LedgerReport) throws {
        report.cases += stored.kind == nil ? 0 : 1
        let place = LedgerFinding.Place.caseFile(stored.caseID)
        guard let keys else { return }
        let slot: CaseKeys.Slot
        do {
            slot = try keys.slot(
                record: stored.record, wrapped: stored.wrapped, erasedThrough: stored.erasedThrough,
                caseID: stored.caseID)
        } catch is LedgerFault {
            return report.add(place, "its key does not open")
        }
        if let erasure = stored.erasure { try tell(erasure, stored, &report) }
        var history = CaseHistory()
        var found: Set<SubjectKey> = []
        let folded = try fold(stored, slot, &history, &found, &report)
        // After an erasure the events before it are gone: the state cannot be told from what is left.
        guard stored.erasure == nil else { return }
        try compare(stored, slot, folded, &report)
        try compareSubjects(stored, folded, found, &report)
        if let folded, folded.kind == .listEntry { try standings.check(folded, stored.record, history, &report) }
    }

    private func tell(_ erasure: Erasure, _ stored: StoredCase, _ report: inout LedgerReport) throws {
        var count = 0
        var isTold = false
        let detail = JournalDetails.erased(through: stored.erasedThrough, erasure.reason)
        try rows.rows({ $0.integer(stored.record) }) { columns in
            if !columns.isNull(0), columns.integer(0) <= stored.erasedThrough { count += 1 }
            if columns.moment(5) == erasure.at, columns.text(6) == detail { isTold = true }
        }
        if !isTold { report.add(.caseFile(stored.caseID), "its erasure is not the one that the journal tells of") }
        report.erased.append(ErasedCase(caseID: stored.caseID, erasure: erasure, contents: count))
    }

    /// Opens the contents of a case and folds its events.
    private func fold(
        _ stored: StoredCase, _ slot: CaseKeys.Slot, _ history: inout CaseHistory, _ found: inout Set<SubjectKey>,
        _ report: inout LedgerReport
    ) throws -> CaseFile? {
        var file: CaseFile?
        let id = CaseID(stored.caseID)
        let isListed = stored.kind == CaseKind.listEntry.rawValue
        try rows.rows({ $0.integer(stored.record) }) { columns in
            defer { if isListed { history.note(columns) } }
            let row = columns.integer(0)
            guard !columns.isNull(0), row > slot.erasedThrough else { return }
            let place = LedgerFinding.Place.journal(columns.integer(2))
            guard let key = slot.key, let content = JournalContent.opened(columns.bytes(1), key, row) else {
                return report.add(place, "its content does not open under the key of its case")
            }
            guard let id, let kind = stored.kind.flatMap({ CaseKind(rawValue: $0) }) else {
                if !content.events.isEmpty { report.add(place, "it has events, and the case has no state") }
                return
            }
            for event in content.events {
                let next = CaseFile.evolve(file, event, id: id, kind: kind)
                found.formUnion(next.subjectKeys)
                file = next
            }
        }
        return file
    }

    private func compare(
        _ stored: StoredCase, _ slot: CaseKeys.Slot, _ folded: CaseFile?, _ report: inout LedgerReport
    ) throws {
        let place = LedgerFinding.Place.caseFile(stored.caseID)
        guard let folded else {
            if stored.kind != nil { report.add(place, "a state is stored, and the journal has no events of it") }
            return
        }
        guard let key = slot.key, let sealed = stored.file,
            let plain = CaseCheck.plain(sealed, key, stored.caseID)
        else { return report.add(place, "its stored state does not open") }
        // Equal bytes are the rule and cost no parsing; a later program may write the same state in other bytes.
        if plain != folded.json.bytes, CaseCheck.read(plain) != folded {
            report.add(place, "the fold of the journal differs from the stored state")
        }
        if !stored.matches(folded) {
            report.add(place, "its listed kind, state, subject or times differ from its state")
        }
        var due: [DeadlineRung] = []
        try rungs.rows({ $0.integer(stored.record) }) { columns in
            due.append(
                DeadlineRung(
                    ordinal: Int(columns.integer(0)), key: columns.text(1), rule: columns.text(2),
                    rung: columns.text(3), at: columns.moment(4)))
        }
        if Set(due) != Set(folded.openRungs) { report.add(place, "its stored rungs differ from its open ones") }
        try compareFiles(stored, folded, &report)
        try compareDeadlines(stored, folded, &report)
        try compareFacet(stored, folded, &report)
    }

    private func compareFiles(_ stored: StoredCase, _ folded: CaseFile, _ report: inout LedgerReport) throws {
        var names: Set<[UInt8]> = []
        try files.rows({ $0.integer(stored.record) }) { names.insert($0.bytes(0)) }
        if let keys, names != Set(folded.evidence.map { keys.files.name(of: $0.digest) }) {
            report.add(
                .caseFile(stored.caseID), "its listed evidence files differ from those that its letters brought")
        }
    }

    /// The case is found by what it is called now, and by nothing that it never was called.
    private func compareSubjects(
        _ stored: StoredCase, _ folded: CaseFile?, _ found: Set<SubjectKey>, _ report: inout LedgerReport
    ) throws {
        guard let keys, let folded else { return }
        var rows: Set<Int64> = []
        try subjects.rows({ $0.integer(stored.record) }) { rows.insert($0.integer(0)) }
        guard !rows.isEmpty || !found.isEmpty else { return }
        let needed = Set(keys.subjects.keys(of: folded))
        guard !needed.isSubset(of: rows) || !rows.isSubset(of: Set(found.map { keys.subjects.key($0) })) else { return }
        report.add(.caseFile(stored.caseID), "what it is listed to be found by is not what its letters call it")
    }

    private func compareDeadlines(_ stored: StoredCase, _ folded: CaseFile, _ report: inout LedgerReport) throws {
        var open: [OpenDeadline] = []
        var isOfKind = true
        try deadlines.rows({ $0.integer(stored.record) }) { columns in
            open.append(OpenDeadline(columns))
            isOfKind = isOfKind && columns.text(6) == folded.kind.rawValue
        }
        if open != folded.openDeadlines || !isOfKind {
            report.add(.caseFile(stored.caseID), "its listed deadlines differ from its open ones")
        }
    }

    private func compareFacet(_ stored: StoredCase, _ folded: CaseFile, _ report: inout LedgerReport) throws {
        let facet = CaseFacet(folded, at: own)
        var isListed = false
        try facets.rows({ $0.integer(stored.record) }) { columns in
            isListed =
                columns.text(0) == folded.kind.rawValue && columns.text(1) == folded.state
                && columns.integer(2) == Int64(facet.side.rawValue) && columns.integer(3) == Role.bits(facet.actors)
                && columns.text(4) == folded.owner.description && columns.text(5) == folded.subject
                && columns.moment(6) == folded.openedAt && columns.moment(7) == folded.updatedAt
                && columns.integer(8) == facet.due?.milliseconds ?? LedgerSchema.noEnd
        }
        if !isListed { report.add(.caseFile(stored.caseID), "its line in the work lists is not what its state says") }
    }

    private static func read(_ plain: [UInt8]) -> CaseFile? {
        do {
            return CaseFile(json: try Stored.json(plain))
        } catch {
            return nil
        }
    }

    private static func plain(_ sealed: [UInt8], _ key: SymmetricKey, _ caseID: String) -> [UInt8]? {
        do {
            return try Sealing.open(sealed, key: key, purpose: SealedPurpose.caseFile(caseID))
        } catch {
            return nil
        }
    }
}

/// A row of `case_record` with its key.
private struct StoredCase {
    let record: Int64
    let caseID: String
    let kind, state: String?
    let subject: String
    let version, updatedAt: Int64
    let nextDue: Int64?
    let file, wrapped: [UInt8]?
    let erasedThrough: Int64
    let erasure: Erasure?

    init(_ columns: PreparedStatement.Columns) {
        record = columns.integer(0)
        caseID = columns.text(1)
        kind = columns.isNull(2) ? nil : columns.text(2)
        state = columns.isNull(3) ? nil : columns.text(3)
        subject = columns.text(4)
        version = columns.integer(5)
        updatedAt = columns.integer(6)
        nextDue = columns.optionalInteger(7)
        file = columns.optionalBytes(8)
        wrapped = columns.optionalBytes(9)
        erasedThrough = columns.integer(10)
        erasure = columns.isNull(11) ? nil : Erasure(at: columns.moment(11), reason: columns.text(12))
    }

    func matches(_ file: CaseFile) -> Bool {
        kind == file.kind.rawValue && state == file.state && subject == file.subject && version == Int64(file.version)
            && updatedAt == file.updatedAt.milliseconds
            && nextDue == file.openRungs.map(\.at.milliseconds).min()
    }
}
