package import Contracts

/// What the checks of an import need to know from outside.
package struct PenaltyChecks {
    /// The day of the import; no decision is later.
    package var today: CivilDate
    /// The day on which the registry confirmed a code whose check digits fail (normal form); nil for all others.
    package var registryConfirmation: (String) -> CivilDate?
    /// Digest of the record already kept under a key; nil when there is none.
    package var recorded: (PenaltyKey) -> Digest?

    /// Checks for a day; by default nothing is confirmed and nothing recorded.
    package init(
        today: CivilDate, registryConfirmation: @escaping (String) -> CivilDate? = { _ in nil },
        recorded: @escaping (PenaltyKey) -> Digest? = { _ in nil }
    ) {
        self.today = today
        self.registryConfirmation = registryConfirmation
        self.recorded = recorded
    }
}

/// What a file came to: the staged batch that an officer approves.
package struct PenaltyBatch: Sendable {
    /// A row that is taken.
    package struct Accepted: Hashable, Sendable {
        /// Row number.
        package let row: Int
        /// The record.
        package let record: PenaltyRecord
        /// `record.digest`, computed once.
        package let digest: Digest
        /// What a person has to look at before publication; personal data in the texts.
        package let notices: [RowError<PenaltyColumn>]
    }

    /// A row that is not taken, with its cells as they stood.
    package struct Rejected: Hashable, Sendable {
        /// Row number.
        package let row: Int
        /// The cells as read; one cell with the line when the row could not be split.
        package let cells: [String]
        /// Why, at least one.
        package let errors: [RowError<PenaltyColumn>]
    }

    /// The header and what was remarkable about it.
    package let header: PenaltyHeader
    /// Rows to be recorded, in the order of the file.
    package let accepted: [Accepted]
    /// Row numbers whose record is already kept with the same content; nothing is added for them.
    package let unchanged: [Int]
    /// Rows with mistakes, in the order of the file.
    package let rejected: [Rejected]

    /// All mistakes in the order of the file.
    package var errors: [RowError<PenaltyColumn>] { rejected.flatMap(\.errors) }
    /// Data rows of the file; empty rows do not count.
    package var rowCount: Int { accepted.count + unchanged.count + rejected.count }
}

/// The import of one 双公示 penalty file: rows in, a staged batch out. Good rows are never held back by bad ones.
///
/// Works in steps so that a caller can show progress and stop: `read` until it says that the end was reached, then
/// `finish`.
package struct PenaltyImport {
    /// How much a file may hold.
    package struct Limits: Hashable, Sendable {
        /// Bytes of the whole file.
        package var fileBytes: Int
        /// Limits of a row.
        package var text: DelimitedText.Limits

        /// Limits of the file's bytes and of its rows.
        package init(fileBytes: Int = 20_000_000, text: DelimitedText.Limits = DelimitedText.Limits()) {
            self.fileBytes = fileBytes
            self.text = text
        }
    }

    /// How far the reading is.
    package struct Progress: Hashable, Sendable {
        /// Bytes read.
        package let bytes: Int
        /// Bytes of the file.
        package let byteCount: Int
        /// Data rows read.
        package let rows: Int
    }

    private struct Parsed {
        let row: Int
        let cells: [String]
        let record: PenaltyRecord
        let digest: Digest
        let key: PenaltyKey
    }

    private var text: DelimitedText
    private let header: PenaltyHeader
    private let checks: PenaltyChecks
    private var parsed: [Parsed] = []
    private var rejected: [PenaltyBatch.Rejected] = []

    /// Reads the header of a UTF-8 file (with or without byte order mark); decode GB18030 first.
    ///
    /// - Throws: why the file as a whole cannot be taken.
    package init(_ utf8: [UInt8], checks: PenaltyChecks, limits: Limits = Limits()) throws(ImportRefusal) {
        guard utf8.count <= limits.fileBytes else {
            throw .tooLarge(bytes: utf8.count, limit: limits.fileBytes)
        }
        switch TextEncoding.detect(utf8) {
        case .utf16, .gb18030: throw .encoding
        case .utf8: break
        }
        var text = DelimitedText(utf8, limits: limits.text)
        var first = text.next()
        while let row = first, row.isBlank { first = text.next() }
        guard let first else { throw .empty }
        let header = PenaltyHeader(first.cells)
        guard first.problem == nil, header.report.isUsable else { throw .header(header.report) }
        self.text = text
        self.header = header
        self.checks = checks
    }

    /// The whole file at once.
    ///
    /// - Throws: as `init`.
    package static func batch(
        _ utf8: [UInt8], checks: PenaltyChecks, limits: Limits = Limits()
    ) throws(ImportRefusal) -> PenaltyBatch {
        var importing = try PenaltyImport(utf8, checks: checks, limits: limits)
        while importing.read(rows: 1000) == .more {}
        return importing.finish()
    }

    /// Whether there is more to read.
    package enum Reading: Hashable, Sendable {
        case more, atEnd
    }

    /// Reads and checks up to `rows` rows.
    package mutating func read(rows: Int) -> Reading {
        for _ in 0..<rows {
            guard let row = text.next() else { return .atEnd }
            take(row)
        }
        return .more
    }

    /// How far the reading is.
    package var progress: Progress {
        Progress(bytes: text.offset, byteCount: text.byteCount, rows: parsed.count + rejected.count)
    }

    /// The batch of what was read so far.
    package func finish() -> PenaltyBatch {
        var accepted: [PenaltyBatch.Accepted] = []
        var unchanged: [Int] = []
        var rejected = rejected
        for (item, first) in withFirstOfKey() {
            if let first {
                rejected.append(reject(item, duplicateOf: first))
            } else if let digest = checks.recorded(item.key) {
                if digest == item.digest {
                    unchanged.append(item.row)
                } else {
                    rejected.append(recordedOtherwise(item))
                }
            } else {
                accepted.append(accept(item))
            }
        }
        return PenaltyBatch(
            header: header, accepted: accepted.sorted { $0.row < $1.row }, unchanged: unchanged.sorted(),
            rejected: rejected.sorted { $0.row < $1.row })
    }

    // MARK: One row

    private mutating func take(_ row: DelimitedText.Row) {
        guard !row.isBlank else { return }
        if let error = unusable(row) {
            rejected.append(PenaltyBatch.Rejected(row: row.number, cells: row.cells, errors: [error]))
            return
        }
        var reading = PenaltyReading(
            ImportRow(number: row.number, cells: row.cells, header: header), checks: checks)
        let outcome = reading.read()
        guard let record = outcome.record else {
            rejected.append(PenaltyBatch.Rejected(row: row.number, cells: row.cells, errors: outcome.errors))
            return
        }
        parsed.append(
            Parsed(row: row.number, cells: row.cells, record: record, digest: record.digest, key: record.key))
    }

    private func unusable(_ row: DelimitedText.Row) -> RowError<PenaltyColumn>? {
        let shown = RowValue.shown(row.cells.first ?? "", in: PenaltyColumn?.none, isPerson: false)
        func error(_ reason: ImportReason, _ words: String) -> RowError<PenaltyColumn> {
            RowError(row: row.number, column: nil, value: shown, reason: reason, words: words)
        }
        switch row.problem {
        case .brokenQuotes: return error(.brokenQuotes, "双引号不配对，本行无法拆分为列。单元格内的双引号应写作两个双引号")
        case .cellTooLong: return error(.cellTooLong, "本行有单元格超过长度上限，请核对双引号或缩短内容")
        case .tooManyCells: return error(.cellCount, "本行的列数过多，请核对分隔符")
        case .notText: return error(.notText, "本行含有无法识别的字符，请核对文件编码")
        case nil: break
        }
        // Spreadsheets drop empty cells at the end and sometimes add some; only extra content means a shifted row.
        let extra = row.cells.dropFirst(header.count).contains { !HalfWidth.trimmed($0).isEmpty }
        guard extra else { return nil }
        return error(.cellCount, "本行有\(row.cells.count)列，表头只有\(header.count)列，请核对是否错列或缺少双引号")
    }

    // MARK: Rows together

    /// The parsed rows, each with the first row of the same key before it; by sorting, so that it stays fast.
    private func withFirstOfKey() -> [(Parsed, Parsed?)] {
        let sorted = parsed.sorted { ($0.key, $0.row) < ($1.key, $1.row) }
        var pairs: [(Parsed, Parsed?)] = []
        var first: Parsed?
        for item in sorted {
            if let known = first, known.key == item.key {
                pairs.append((item, known))
            } else {
                pairs.append((item, nil))
                first = item
            }
        }
        return pairs
    }

    private func accept(_ item: Parsed) -> PenaltyBatch.Accepted {
        PenaltyBatch.Accepted(
            row: item.row, record: item.record, digest: item.digest, notices: PenaltyNotices.of(item.record, item.row))
    }

    private func reject(_ item: Parsed, duplicateOf first: Parsed) -> PenaltyBatch.Rejected {
        let words =
            item.digest == first.digest
            ? "与第\(first.row)行重复（同一处罚机关、同一文号，内容相同），请删除本行"
            : "与第\(first.row)行的处罚机关、文号相同但内容不同，请核对文号；第\(first.row)行已采用"
        return reject(item, .duplicateInFile, words)
    }

    private func recordedOtherwise(_ item: Parsed) -> PenaltyBatch.Rejected {
        reject(item, .recordedDifferently, "该处罚决定已导入且内容与本行不同，导入不改动已有记录；如需更改请办理更正")
    }

    private func reject(_ item: Parsed, _ reason: ImportReason, _ words: String) -> PenaltyBatch.Rejected {
        let error = RowError<PenaltyColumn>(
            row: item.row, column: .decisionNo, value: item.record.decisionNo.text, reason: reason, words: words)
        return PenaltyBatch.Rejected(row: item.row, cells: item.cells, errors: [error])
    }
}

/// Personal data found in the texts of a good row; publication will need a person's decision.
enum PenaltyNotices {
    static func of(_ record: PenaltyRecord, _ row: Int) -> [RowError<PenaltyColumn>] {
        let texts: [(PenaltyColumn, String)] = [
            (.violationFacts, record.violationFacts), (.penaltyContent, record.content),
            (.legalBasisText, record.legalBasisText), (.licenceAffected, record.licenceAffected ?? ""),
            (.remark, record.remark ?? ""),
        ]
        return texts.flatMap { column, text in
            PrivacyGuard().findings(in: text).map { finding in
                RowError(
                    row: row, column: column, value: finding.excerpt,
                    reason: finding.kind == .minorWord ? .minor : .privacy,
                    words: "\(column.header)中有\(finding.kind.name)，公示前须处理或由人工核定")
            }
        }
    }
}
