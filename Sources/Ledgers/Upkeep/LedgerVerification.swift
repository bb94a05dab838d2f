package import Contracts
import Dispatch
import GRDB
import Offices

/// Something that `ledger verify` found.
package struct LedgerFinding: Hashable, Sendable, CustomStringConvertible {
    /// Where it was found.
    package enum Place: Hashable, Sendable {
        /// A row of the journal.
        case journal(Int64)
        /// A number of a peer's stream.
        case received(StreamName, UInt64)
        /// A number of our stream.
        case sent(StreamName, UInt64)
        /// A case.
        case caseFile(String)
        /// A stream as a whole.
        case stream(String)
        /// A row of one of the smaller tables, by what names it there; empty for the table as a whole.
        case row(table: String, key: String)
        /// The file.
        case file
    }

    /// Where.
    package let place: Place
    /// What is wrong.
    package let text: String

    /// One line for an administrator.
    package var description: String {
        switch place {
        case .journal(let sequence): "journal row \(sequence): \(text)"
        case .received(let stream, let number): "received letter \(stream)#\(number): \(text)"
        case .sent(let stream, let number): "sent letter \(stream)#\(number): \(text)"
        case .caseFile(let id): "case \(id): \(text)"
        case .stream(let name): "stream \(name): \(text)"
        case .row(let table, let key): "table \(table)\(key.isEmpty ? "" : ", row ")\(key): \(text)"
        case .file: "file: \(text)"
        }
    }
}

/// A case whose contents were erased, with the reason.
package struct ErasedCase: Hashable, Sendable {
    /// The case.
    package let caseID: String
    /// When and why.
    package let erasure: Erasure
    /// Contents that stay closed for ever.
    package let contents: Int
}

/// What a verification went through and what it found.
package struct LedgerReport: Hashable, Sendable {
    /// What is wrong, in the order in which it was found; at most `LedgerVerification.maximumFindings`.
    package internal(set) var findings: [LedgerFinding] = []
    /// Findings beyond those.
    package internal(set) var suppressedFindings = 0
    /// Cases that were erased.
    package internal(set) var erased: [ErasedCase] = []
    /// Journal rows.
    package internal(set) var journalRows = 0
    /// Contents opened or, when erased, hashed.
    package internal(set) var contents = 0
    /// Letters received and sent.
    package internal(set) var letters = 0
    /// Different root statements whose signature was tested.
    package internal(set) var signatures = 0
    /// Cases folded anew.
    package internal(set) var cases = 0
    /// Bytes of the file.
    package internal(set) var bytes: Int64 = 0

    /// True when nothing was found.
    package var isClean: Bool { findings.isEmpty && suppressedFindings == 0 }

    /// Adds what another part of the same ledger gave.
    mutating func add(_ part: LedgerReport) {
        for finding in part.findings { add(finding.place, finding.text) }
        suppressedFindings += part.suppressedFindings
        erased += part.erased
        cases += part.cases
    }

    mutating func add(_ place: LedgerFinding.Place, _ text: String) {
        if findings.count < LedgerVerification.maximumFindings {
            findings.append(LedgerFinding(place: place, text: text))
        } else {
            suppressedFindings += 1
        }
    }
}

/// Reads a whole ledger and tests what it claims: the journal's chain and contents, the letters' leaves, paths and
/// signatures, the streams' rolling hashes, that the fold of the journal is the stored state (S8, S12), that every table
/// holds what journal and letters say, and the seals of what they do not tell.
package struct LedgerVerification: Sendable {
    /// Whether a signature by an office's key was good when its letter was accepted; keys come from the directory.
    package typealias SignatureCheck =
        @Sendable (_ statement: [UInt8], _ signature: [UInt8], _ office: OfficeID, _ keyID: String) -> Bool

    /// Findings that are kept.
    package static let maximumFindings = 1000

    let reader: LedgerReader
    let isSigned: SignatureCheck

    /// A verification of what `reader` reads; without a data key the contents are hashed and not opened.
    package init(_ reader: LedgerReader, isSigned: @escaping SignatureCheck) {
        self.reader = reader
        self.isSigned = isSigned
    }

    /// Goes through everything, each part in one snapshot, so that a working ledger can be verified. The cases are
    /// folded on a second thread while this one reads the journal and the letters.
    ///
    /// - Parameter progress: called now and then with the share done, 0…1000, and what is being read.
    /// - Returns: what was gone through and found.
    /// - Throws: only when the file cannot be read at all; what is wrong in it is a finding.
    package func run(progress: (_ permille: Int, _ stage: String) -> Void = { _, _ in }) throws -> LedgerReport {
        let work = try CaseWork(reader)
        let helper = DispatchGroup()
        DispatchQueue.global().async(group: helper) { work.help(reader) }
        defer { helper.wait() }
        var report = try journalAndLetters(stoppingWith: work, progress)
        work.help(reader) { progress(600 + $0 * 4 / 10, "cases") }
        helper.wait()
        try work.add(to: &report)
        progress(1000, "done")
        return report
    }

    private func journalAndLetters(
        stoppingWith work: CaseWork, _ progress: (_ permille: Int, _ stage: String) -> Void
    ) throws -> LedgerReport {
        do {
            return try reader.reading { database in
                var report = LedgerReport()
                report.bytes =
                    try Int64.fetchOne(
                        database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
                var journal = try JournalCheck(database)
                try journal.run(&report) { progress($0 * 3 / 10, "journal") }
                var letters = try LetterCheck(database, journal.tally, isSigned: isSigned)
                try letters.run(&report) { progress(300 + $0 * 3 / 10, "letters") }
                try TableCheck(database).run(&report)
                try ListCheck(database).run(&report)
                try KeptCountCheck(database).run(&report)
                try LogTableCheck(database).run(&report)
                try SealCheck(database, keys: reader.keys).run(&report)
                return report
            }
        } catch {
            work.stop()
            throw error
        }
    }
}
