import Contracts
import Exchange
import GRDB
import Offices

/// Leaves, paths and signatures of all letters, the rolling hashes and ends of all streams, and what the journal tells
/// of each letter.
struct LetterCheck {
    private let database: Database
    private let isSigned: LedgerVerification.SignatureCheck
    private let tally: JournalTally
    private let emissions: EmissionCheck
    private var dispositions: DispositionCheck
    /// The statement that the letter before had: letters of a batch follow each other.
    private var statement: (row: Int64, value: RootStatement?, isGood: Bool)?

    init(
        _ database: Database, _ tally: JournalTally, isSigned: @escaping LedgerVerification.SignatureCheck
    ) throws {
        self.database = database
        self.isSigned = isSigned
        self.tally = tally
        emissions = try EmissionCheck(database)
        dispositions = try DispositionCheck(database, withoutCase: tally.withoutCase)
    }

    mutating func run(_ report: inout LedgerReport, progress: (Int) -> Void) throws {
        var received = 0
        var sent = 0
        let streams = try StoredStream.all(database)
        for (index, stream) in streams.enumerated() {
            guard let name = StreamName(stream.name) else {
                report.add(.stream(stream.name), "its name cannot be read")
                continue
            }
            let incoming = try walk(.received, name, stream.row, &report)
            compare(incoming, with: stream.incoming, name, &report)
            let outgoing = try walk(.sent, name, stream.row, &report)
            compare(outgoing, with: stream.outgoing, name, &report)
            received += incoming.count
            sent += outgoing.count
            progress((index + 1) * 1000 / streams.count)
        }
        try compareCounts(received: received, sent: sent, &report)
    }

    // MARK: One stream

    private enum Side {
        case received, sent

        func place(_ name: StreamName, _ number: UInt64) -> LedgerFinding.Place {
            switch self {
            case .received: .received(name, number)
            case .sent: .sent(name, number)
            }
        }

        var sql: String {
            switch self {
            case .received:
                LetterCheck.sql(table: "incoming_letter", "NULL", "disposition, reason, replays, disposed_at")
            case .sent: LetterCheck.sql(table: "outgoing_letter", "head_after", "record_key")
            }
        }
    }

    private static func sql(table: String, _ head: String, _ own: String) -> String {
        """
        SELECT place, leaf, path, statement.id, statement.bytes, statement.signature, \(head), journal.leaf_hash,
            letter, record.case_id, journal.kind, journal.detail, letter.content, journal.content,
            journal.machine_time, journal.case_record, \(own)
        FROM \(table) AS letter
        JOIN statement ON statement.id = letter.statement
        LEFT JOIN journal ON journal.sequence = letter.journal
        LEFT JOIN case_record AS record ON record.id = letter.case_record
        WHERE place BETWEEN ? AND ? ORDER BY place
        """
    }

    /// How far a stream has come, letter by letter.
    struct Line {
        var count = 0
        var number: UInt64 = 0
        var head: Digest
        /// Of the last leaf (rule 28).
        var epoch: UInt64 = 0
        /// The highest writer that signed one of the letters.
        var signer: Writer?

        mutating func note(_ writer: Writer) {
            if signer.map({ $0.epoch < writer.epoch }) ?? true { signer = writer }
        }
    }

    private mutating func walk(
        _ side: Side, _ name: StreamName, _ row: Int64, _ report: inout LedgerReport
    ) throws -> Line {
        let rows = try PreparedStatement(database, side.sql)
        let places = Place.range(row, 0...UInt64.max)
        var line = Line(head: name.seed)
        try rows.rows({
            $0.integer(places.lowerBound)
            $0.integer(places.upperBound)
        }) { columns in
            line.count += 1
            line.number += 1
            report.letters += 1
            let place = side.place(name, Place.number(columns.integer(0)))
            guard let leafHash = checkLeaf(columns, place, name, &line, &report) else { return }
            line.head = StreamName.extend(line.head, with: leafHash)
            if !columns.isNull(6), columns.bytes(6) != line.head.bytes {
                report.add(place, "the stored hash of the line behind it is another one")
            }
            if columns.optionalInteger(12) != columns.optionalInteger(13) {
                report.add(place, "it points to another content than its journal row")
            }
            switch side {
            case .received: try dispositions.check(columns, leafHash, place, &report)
            case .sent: try emissions.check(columns, place, &report)
            }
        }
        return line
    }

    /// Tests one letter and returns its leaf hash; nil when its number does not fit.
    private mutating func checkLeaf(
        _ columns: PreparedStatement.Columns, _ place: LedgerFinding.Place, _ name: StreamName, _ line: inout Line,
        _ report: inout LedgerReport
    ) -> Digest? {
        let bytes = columns.bytes(1)
        let leafHash = Leaf.hash(of: bytes)
        guard let leaf = Leaf(bytes: bytes) else {
            report.add(place, "its leaf cannot be read")
            return leafHash
        }
        guard leaf.stream == name, leaf.number == line.number, Place.number(columns.integer(0)) == line.number else {
            report.add(place, "its leaf names \(leaf.stream)#\(leaf.number), number \(line.number) was to follow")
            return nil
        }
        if leaf.previous != line.head { report.add(place, "it does not follow the letter before it") }
        if leaf.epoch < line.epoch {
            report.add(place, "EPOCH_FELL: its leaf has epoch \(leaf.epoch), one before it had \(line.epoch)")
        }
        line.epoch = max(line.epoch, leaf.epoch)
        if columns.bytes(7) != leafHash.bytes { report.add(place, "the journal recorded another leaf") }
        if columns.text(8) != leaf.letter.description || columns.text(9) != leaf.caseID {
            report.add(place, "its indexed letter or case id is not that of its leaf")
        }
        checkSignature(columns, leaf, leafHash, place, &line, &report)
        return leafHash
    }

    private mutating func checkSignature(
        _ columns: PreparedStatement.Columns, _ leaf: Leaf, _ leafHash: Digest, _ place: LedgerFinding.Place,
        _ line: inout Line, _ report: inout LedgerReport
    ) {
        let row = columns.integer(3)
        if statement?.row != row { statement = test(row, columns.bytes(4), columns.bytes(5), &report) }
        guard let statement, let value = statement.value else {
            return report.add(place, "its root statement cannot be read")
        }
        if !statement.isGood { report.add(place, "the signature of its root statement does not fit") }
        if value.office != leaf.stream.office { report.add(place, "it is signed by \(value.office)") }
        line.note(value.writer)
        guard let path = Envelope.path(from: columns.bytes(2)),
            MerkleTree.root(leaf: leafHash, index: path.index, count: value.leafCount, path: path.siblings)
                == value.root
        else { return report.add(place, "its path does not lead to the signed root") }
    }

    private func test(
        _ row: Int64, _ bytes: [UInt8], _ signature: [UInt8], _ report: inout LedgerReport
    ) -> (row: Int64, value: RootStatement?, isGood: Bool) {
        guard let value = RootStatement(bytes: bytes) else { return (row, nil, false) }
        report.signatures += 1
        return (row, value, isSigned(bytes, signature, value.office, value.keyID))
    }

    // MARK: Ends

    private func compare(
        _ line: Line, with stored: StoredStream.Incoming?, _ name: StreamName, _ report: inout LedgerReport
    ) {
        let place = LedgerFinding.Place.stream(name.description)
        guard let stored else {
            if line.count > 0 { report.add(place, "\(line.count) letters of it are here, and its state is not stored") }
            return
        }
        compare(line, number: stored.disposed, head: stored.head, place, &report)
        // The fence was raised in the transaction of each letter, at the latest (rule 11).
        guard let signer = line.signer, stored.fence != signer else { return }
        if stored.fence.map({ $0.epoch <= signer.epoch }) ?? true {
            report.add(place, "its fence lies below \(signer), who signed a letter that was taken")
        }
    }

    private func compare(
        _ line: Line, with stored: StoredStream.Outgoing?, _ name: StreamName, _ report: inout LedgerReport
    ) {
        let place = LedgerFinding.Place.stream(name.description)
        guard let stored else {
            if line.count > 0 {
                report.add(place, "\(line.count) letters of ours are here, and its state is not stored")
            }
            return
        }
        compare(line, number: stored.number, head: stored.head, place, &report)
        if stored.retired > stored.number {
            report.add(place, "\(stored.retired) letters are retired, \(stored.number) were sent")
        }
    }

    private func compare(
        _ line: Line, number: UInt64, head: [UInt8], _ place: LedgerFinding.Place, _ report: inout LedgerReport
    ) {
        if line.number != number || line.head.bytes != head {
            report.add(place, "\(number) letters and their hash are stored, \(line.number) are there")
        }
    }

    private func compareCounts(received: Int, sent: Int, _ report: inout LedgerReport) throws {
        let sides = [
            (table: "incoming_letter", count: received, told: tally.received, kinds: JournalKind.receiving),
            (table: "outgoing_letter", count: sent, told: tally.sent, kinds: JournalKind.sending),
        ]
        for side in sides {
            let all = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(side.table)") ?? 0
            guard side.count != side.told || side.count != all else { continue }
            report.add(
                .row(table: side.table, key: ""),
                "the journal tells of \(side.told) letters, \(all) are there, \(side.count) in known streams")
            let kinds = side.kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let lost = try Int64.fetchAll(
                database,
                sql: """
                    SELECT sequence FROM journal
                    WHERE kind IN (\(kinds)) AND sequence NOT IN (SELECT journal FROM \(side.table))
                    ORDER BY sequence LIMIT 100
                    """)
            for sequence in lost { report.add(.journal(sequence), "the letter that it records is not there") }
        }
        try emissions.compareCount(with: sent, &report)
    }
}

extension JournalKind {
    /// Rows that record a number of a peer's stream.
    fileprivate static let receiving: [JournalKind] = [.letterIn, .refused, .quarantined, .parked]
    /// Rows that record a number of ours.
    fileprivate static let sending: [JournalKind] = [.letterOut, .recovered]
}

/// A stream with its stored ends.
private struct StoredStream {
    struct Incoming {
        let disposed: UInt64
        let head: [UInt8]
        let fence: Writer?
    }

    struct Outgoing {
        let number: UInt64
        let head: [UInt8]
        let retired: UInt64
    }

    let row: Int64
    let name: String
    let incoming: Incoming?
    let outgoing: Outgoing?

    static func all(_ database: Database) throws -> [StoredStream] {
        var streams: [StoredStream] = []
        try PreparedStatement(
            database,
            """
            SELECT stream.id, name, in_stream.disposed, in_stream.head, in_stream.fence_epoch,
                in_stream.fence_instance, out_stream.number, out_stream.head, out_stream.retired
            FROM stream
            LEFT JOIN in_stream ON in_stream.stream = stream.id
            LEFT JOIN out_stream ON out_stream.stream = stream.id
            ORDER BY name
            """
        ).rows { streams.append(StoredStream($0)) }
        return streams
    }

    private init(_ columns: PreparedStatement.Columns) {
        row = columns.integer(0)
        name = columns.text(1)
        incoming =
            columns.isNull(2)
            ? nil : Incoming(disposed: columns.number(2), head: columns.bytes(3), fence: columns.writer(4))
        outgoing =
            columns.isNull(6)
            ? nil : Outgoing(number: columns.number(6), head: columns.bytes(7), retired: columns.number(8))
    }
}
