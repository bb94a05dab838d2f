import Casework
import Contracts
import Ledgers
import Logging
import Offices
import Web
import Workers

/// Uploaded files become staged batches; a released batch becomes orders, in the background, once however often asked.
actor ImportDesk {
    private let backend: OfficeBackend
    private let folder: ImportFolder
    private var running: [String: ImportRelease] = [:]
    private var opened: (id: String, rows: PenaltyBatch)?

    /// Rows given together; they share one commit.
    private static let stride = 64
    /// Bytes of one file.
    static let fileLimit = 20_000_000

    init(_ backend: OfficeBackend) {
        self.backend = backend
        folder = ImportFolder(besideLedger: backend.ledgerPath, of: backend.reader)
    }

    // MARK: Staging

    /// Checks every row of a file and keeps it; a file that was uploaded before is not staged again.
    func stage(_ file: [UInt8], source: String, name: String, officer: Officer) async throws -> (
        ImportBatch, isNew: Bool
    ) {
        let id = ImportBatch.id(of: file)
        if let known = try folder.batch(id) { return (known, false) }
        let now = backend.clock.now().official
        let (reader, folder) = (backend.reader, folder)
        let staged = try await Aside.run {
            let (utf8, encoding) = try ImportReading.text(of: file)
            var batch = ImportBatch(
                id: id, source: source, name: name, officer: officer.id, receivedAt: now, encoding: encoding)
            let first = try ImportReading.rows(of: utf8, today: now.civilDate, recorded: [])
            batch.recorded = try RecordedDecisions(reader).known(among: first.accepted.map(\.record))
            let rows =
                batch.recorded.isEmpty
                ? first : try ImportReading.rows(of: utf8, today: now.civilDate, recorded: batch.recorded)
            batch.count(rows)
            try folder.store(batch, file: file)
            return (batch, rows)
        }
        opened = (id, staged.1)
        return (staged.0, true)
    }

    // MARK: Looking

    func batches() async throws -> [(batch: ImportBatch, release: ImportRelease)] {
        let folder = folder
        let stored = try await Aside.run { try folder.batches().map { ($0, try folder.release($0.id)) } }
        return stored.map { ($0.0, running[$0.0.id] ?? $0.1) }
    }

    /// A batch and how far it is; nil when there is none.
    func batch(_ id: String) throws -> (batch: ImportBatch, release: ImportRelease)? {
        guard ImportBatch.isID(id), let batch = try folder.batch(id) else { return nil }
        return (batch, try running[id] ?? folder.release(id))
    }

    /// The rows of a batch, checked as on the day it was staged.
    func rows(of batch: ImportBatch) async throws -> PenaltyBatch {
        if let opened, opened.id == batch.id { return opened.rows }
        let folder = folder
        let rows = try await Aside.run {
            let utf8 = try ImportReading.text(of: folder.upload(batch.id)).utf8
            return try ImportReading.rows(of: utf8, today: batch.receivedAt.civilDate, recorded: batch.recorded)
        }
        opened = (batch.id, rows)
        return rows
    }

    // MARK: Releasing

    /// Begins to give the accepted rows, or goes on where an earlier release stopped; answers at once.
    func release(_ batch: ImportBatch, by officer: Officer) throws -> ImportRelease {
        if let underway = running[batch.id] { return underway }
        var release = try folder.release(batch.id)
        guard release.state != .released else { return release }
        release.state = .releasing
        release.officer = officer.id
        release.trouble = nil
        try folder.store(release, of: batch.id)
        running[batch.id] = release
        Task { await self.give(batch, by: officer) }
        return release
    }

    private func give(_ batch: ImportBatch, by officer: Officer) async {
        defer { running[batch.id] = nil }
        do {
            let rows = try await rows(of: batch).accepted
            while let release = running[batch.id], release.done < rows.count {
                let next = rows[release.done..<min(rows.count, release.done + ImportDesk.stride)]
                guard try await give(next, batch.id, officer) else { break }
            }
            try close(batch.id, of: rows.count)
        } catch {
            backend.logger.error(
                "the release of an import stopped", metadata: ["batch": "\(batch.id)", "error": "\(error)"])
        }
    }

    /// Gives some rows together; false when the ledger is away.
    private func give(
        _ rows: ArraySlice<PenaltyBatch.Accepted>, _ batch: String, _ officer: Officer
    ) async throws -> Bool {
        let runtime = backend.runtime
        let answers = await withTaskGroup(of: (Int, Refusal?).self) { group in
            for row in rows {
                let order = ImportRelease.order(row, batch: batch, officer: officer)
                group.addTask { (row.row, await runtime.submit(.order(order)).refusal) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        guard var release = running[batch] else { return false }
        // Counted only when all of them have their answer: those that did have it are answered the same again.
        for (row, refusal) in answers.sorted(by: { $0.0 < $1.0 }) where !release.note(refusal, row: row) {
            return false
        }
        release.done += rows.count
        running[batch] = release
        try folder.store(release, of: batch)
        return true
    }

    private func close(_ id: String, of count: Int) throws {
        guard var release = running[id] else { return }
        release.state = release.done < count ? .interrupted : .released
        if release.state == .interrupted { release.trouble = "台账暂时无法写入，恢复后请再次提交，已处理的行不会重复。" }
        try folder.store(release, of: id)
    }
}

extension Result where Success == JSONValue, Failure == Refusal {
    fileprivate var refusal: Refusal? {
        switch self {
        case .success: nil
        case .failure(let refusal): refusal
        }
    }
}

/// Which decisions of a file the ledger has already, found through their parties.
struct RecordedDecisions {
    private let reader: LedgerReader

    init(_ reader: LedgerReader) {
        self.reader = reader
    }

    /// A decision without a digest was typed in by hand: it differs from every row.
    func known(among records: [PenaltyRecord]) throws -> [ImportBatch.Recorded] {
        var known: [ImportBatch.Recorded] = []
        let wanted = Set(records.map { [$0.agency.uscc.text, $0.decisionNo.text] })
        for party in Set(records.compactMap { $0.counterparty.uscc?.text }).sorted() {
            for row in try reader.cases(CaseFilter(kind: .publication, subject: party), in: .office, limit: 500) {
                guard let facts = try reader.caseFile(row.id, in: .office)?.facts, let record = facts["record"],
                    let agency = record["penaltyAgencyUscc"]?.string, let number = record["decisionNo"]?.string,
                    wanted.contains([agency, number])
                else { continue }
                let digest = facts["digest"]?.string.flatMap { Digest(hex: $0) } ?? Digest.sha256(record.bytes)
                known.append(ImportBatch.Recorded(agency: agency, decisionNo: number, digest: digest))
            }
        }
        return known
    }
}
