package import Casework
package import Contracts
import Crypto
package import Exchange
package import Offices

/// What the machine asks while it decides: streams, cases, deadlines, settings.
extension SQLiteLedger {
    package func setting(_ name: SettingName) throws -> String? {
        try reading { try sql.tables.selectSetting.first({ $0.text(name.rawValue) }, { $0.text(0) }) }
    }

    package func journalEnd() -> JournalEnd? { JournalEnd(rows: tail.sequence, head: Digest(bytes: tail.hash)) }

    package func outStreams() throws -> [OutStream] {
        try reading {
            var streams: [OutStream] = []
            try sql.tables.selectOutStreams.rows { row in
                streams.append(
                    OutStream(
                        name: try Stored.stream(row.text(0)), number: row.number(1), head: try row.digest(2),
                        retired: row.number(3), reader: row.writer(4), parkedAtReader: row.number(6),
                        quarantinedAtReader: row.number(7)))
            }
            return streams
        }
    }

    package func inStreams() throws -> [InStream] {
        try reading {
            var streams: [InStream] = []
            try sql.tables.selectInStreams.rows { row in
                streams.append(
                    InStream(
                        name: try Stored.stream(row.text(0)), disposed: row.number(1), head: try row.digest(2),
                        fence: row.writer(3)))
            }
            return streams
        }
    }

    package func readers() throws -> [PartitionReader] {
        try reading {
            var readers: [PartitionReader] = []
            try sql.tables.selectPositions.rows { row in
                let partition = BusPartition(
                    topic: try Stored.topic(row.text(0)), generation: Int(row.integer(1)),
                    partition: Int(row.integer(2)))
                let digest = row.isNull(4) ? nil : try row.digest(4)
                readers.append(PartitionReader(partition: partition, next: row.integer(3), lastDigest: digest))
            }
            return readers
        }
    }

    package func documents() throws -> [SignedDocument] {
        try reading {
            var documents: [SignedDocument] = []
            try sql.tables.selectDocuments.rows { row in
                guard let kind = SignedDocument.Kind(rawValue: row.text(0)) else { throw Stored.damage("document") }
                documents.append(
                    SignedDocument(kind: kind, keyID: row.text(1), payload: row.bytes(2), signature: row.bytes(3)))
            }
            return documents
        }
    }

    package func blockedCases() throws -> [String] {
        try reading {
            var cases: [String] = []
            try sql.cases.blockedCases.rows { cases.append($0.text(0)) }
            return cases.filter { !$0.isEmpty }
        }
    }

    package func caseFile(_ id: CaseID) throws -> CaseFile? {
        try reading {
            let text = id.description
            guard let slot = try slot(text), let key = slot.key else { return nil }
            return try CaseFile.stored(text, slot, key, sql)
        }
    }

    package func listEntries(of subject: String) throws -> [CaseFile] {
        let ids = try reading {
            var ids: [CaseID] = []
            try sql.cases.entriesOfSubject.rows({ $0.text(subject) }) { ids.append(try Stored.caseID($0.text(0))) }
            return ids
        }
        return try ids.compactMap { try caseFile($0) }
    }

    package func cases(after id: CaseID?, limit: Int) throws -> [CaseFile] {
        let ids = try reading {
            var ids: [CaseID] = []
            try sql.cases.caseIDs.rows({
                $0.text(id?.description ?? "")
                $0.integer(Int64(limit))
            }) { ids.append(try Stored.caseID($0.text(0))) }
            return ids
        }
        return try ids.compactMap { try caseFile($0) }
    }

    package func answer(orderID: String) throws -> OrderAnswer? {
        try reading {
            guard
                let row = try sql.tables.selectAnswer.first(
                    { $0.text(orderID) }, { (digest: try $0.digest(0), sealed: $0.bytes(1)) })
            else { return nil }
            guard let key = try slot("")?.key else { throw Stored.damage("answer") }
            let bytes = try Sealing.open(row.sealed, key: key, purpose: SealedPurpose.answer(orderID))
            return OrderAnswer(orderID: orderID, digest: row.digest, answer: try Stored.json(bytes))
        }
    }

    package func dueRungs(at now: Moment, limit: Int) throws -> [(caseID: CaseID, rung: DeadlineRung)] {
        try reading {
            var rungs: [(caseID: CaseID, rung: DeadlineRung)] = []
            try sql.cases.dueRungs.rows({
                $0.moment(now)
                $0.integer(Int64(limit))
            }) { row in
                let rung = DeadlineRung(
                    ordinal: Int(row.integer(1)), key: row.text(2), rule: row.text(3), rung: row.text(4),
                    at: row.moment(5))
                rungs.append((try Stored.caseID(row.text(0)), rung))
            }
            return rungs
        }
    }

    package func casesWithOpenDeadlines(after id: CaseID?, limit: Int) throws -> [CaseID] {
        try reading {
            var ids: [CaseID] = []
            try sql.cases.openCaseIDs.rows({
                $0.text(id?.description ?? "")
                $0.integer(Int64(limit))
            }) { ids.append(try Stored.caseID($0.text(0))) }
            return ids
        }
    }

    package func nextRung() throws -> Moment? {
        try reading { try sql.cases.nextRung.first { $0.isNull(0) ? nil : $0.moment(0) } ?? nil }
    }

    package func attempts(stream: StreamName, number: UInt64) throws -> Int {
        guard tail.hasAttempts else { return 0 }
        return try reading {
            guard let place = try place(stream, number) else { return 0 }
            return try sql.tables.selectAttempt.first({ $0.integer(place) }, { Int($0.integer(0)) }) ?? 0
        }
    }

    /// The row and key of a case id, kept for the next use.
    func slot(_ caseID: String) throws -> CaseKeys.Slot? {
        if let slot = keys.cached(caseID) { return slot }
        guard let slot = try keys.stored(caseID, sql) else { return nil }
        keys.remember(slot, caseID)
        return slot
    }

    /// The key of a stream's number; nil for a stream that was never stored.
    func place(_ stream: StreamName, _ number: UInt64) throws -> Int64? {
        try streamRow(stream).map { try Place.of($0, number) }
    }

    /// The row of a stream; nil when it was never stored.
    func streamRow(_ name: StreamName) throws -> Int64? {
        if let row = streams.row(of: name) { return row }
        let text = name.description
        guard let row = try sql.tables.selectStream.first({ $0.text(text) }, { $0.integer(0) }) else { return nil }
        streams.remember(name, row)
        return row
    }
}

/// Reads values whose form the ledger checked when it wrote them.
enum Stored {
    static func damage(_ what: String) -> LedgerFault {
        LedgerFault(
            .damaged, "a stored \(what) cannot be read: run `liandong ledger verify` and restore the last backup")
    }

    static func stream(_ text: String) throws -> StreamName {
        guard let name = StreamName(text) else { throw damage("stream name") }
        return name
    }

    static func topic(_ text: String) throws -> Topic {
        guard let topic = Topic(text) else { throw damage("topic") }
        return topic
    }

    static func caseID(_ text: String) throws -> CaseID {
        guard let id = CaseID(text) else { throw damage("case id") }
        return id
    }

    static func office(_ text: String) throws -> OfficeID {
        guard let id = OfficeID(text) else { throw damage("office id") }
        return id
    }

    static func json(_ bytes: [UInt8]) throws -> JSONValue {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            throw damage("JSON value")
        }
    }

    static func disposition(_ text: String) throws -> Disposition {
        guard let disposition = Disposition(rawValue: text) else { throw damage("disposition") }
        return disposition
    }
}

extension PreparedStatement.Columns {
    /// A writer in two columns; nil when they are null.
    func writer(_ column: Int32) -> Writer? {
        isNull(column) ? nil : Writer(epoch: number(column), instance: number(column + 1))
    }
}

extension CaseFile {
    /// The stored state of a case; nil while it has none.
    static func stored(
        _ caseID: String, _ slot: CaseKeys.Slot, _ key: SymmetricKey, _ sql: LedgerStatements
    ) throws -> CaseFile? {
        let sealed = try sql.cases.selectCaseFile.first({ $0.integer(slot.record) }, { $0.optionalBytes(0) })
        guard let sealed = sealed ?? nil else { return nil }
        let bytes = try Sealing.open(sealed, key: key, purpose: SealedPurpose.caseFile(caseID))
        guard let file = CaseFile(json: try Stored.json(bytes)) else { throw Stored.damage("case") }
        return file
    }
}
