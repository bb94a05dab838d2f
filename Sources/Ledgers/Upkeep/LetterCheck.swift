import Contracts
import GRDB
import Offices

/// Leaves, paths and signatures of all letters, and the rolling hashes of all streams.
struct LetterCheck {
    private let database: Database
    private let isSigned: LedgerVerification.SignatureCheck
    /// The statement that the letter before had: letters of a batch follow each other.
    private var statement: (row: Int64, value: RootStatement?, isGood: Bool)?

    init(_ database: Database, isSigned: @escaping LedgerVerification.SignatureCheck) {
        self.database = database
        self.isSigned = isSigned
    }

    mutating func run(_ report: inout LedgerReport, progress: (Int) -> Void) throws {
        let streams = try Row.fetchAll(
            database,
            sql: """
                SELECT stream.id, name, in_stream.disposed, in_stream.head, out_stream.number, out_stream.head
                FROM stream
                LEFT JOIN in_stream ON in_stream.stream = stream.id
                LEFT JOIN out_stream ON out_stream.stream = stream.id
                ORDER BY name
                """)
        for (index, row) in streams.enumerated() {
            let text: String = row[1]
            guard let name = StreamName(text) else {
                report.add(.stream(text), "its name cannot be read")
                continue
            }
            if let disposed: Int64 = row[2] {
                try check(.received, name, row[0], count: UInt64(disposed), head: row.bytes(3), &report)
            }
            if let number: Int64 = row[4] {
                try check(.sent, name, row[0], count: UInt64(number), head: row.bytes(5), &report)
            }
            progress((index + 1) * 1000 / streams.count)
        }
    }

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
            case .received: LetterCheck.sql(table: "incoming_letter", head: "NULL")
            case .sent: LetterCheck.sql(table: "outgoing_letter", head: "head_after")
            }
        }
    }

    private static func sql(table: String, head: String) -> String {
        """
        SELECT place, leaf, path, statement.id, statement.bytes, statement.signature, \(head), journal.leaf_hash,
            letter, record.case_id
        FROM \(table) AS letter
        JOIN statement ON statement.id = letter.statement
        LEFT JOIN journal ON journal.sequence = letter.journal
        LEFT JOIN case_record AS record ON record.id = letter.case_record
        WHERE place BETWEEN ? AND ? ORDER BY place
        """
    }

    private mutating func check(
        _ side: Side, _ name: StreamName, _ row: Int64, count: UInt64, head stored: [UInt8],
        _ report: inout LedgerReport
    ) throws {
        let rows = try PreparedStatement(database, side.sql)
        let places = Place.range(row, 0...UInt64.max)
        var head = name.seed
        var number: UInt64 = 0
        try rows.rows({
            $0.integer(places.lowerBound)
            $0.integer(places.upperBound)
        }) { columns in
            number += 1
            report.letters += 1
            let place = side.place(name, Place.number(columns.integer(0)))
            guard let leafHash = checkLeaf(columns, place, name, number, after: head, &report) else { return }
            head = StreamName.extend(head, with: leafHash)
            if !columns.isNull(6), columns.bytes(6) != head.bytes {
                report.add(place, "the stored hash of the line behind it is another one")
            }
        }
        if number != count || head.bytes != stored {
            report.add(.stream(name.description), "\(count) letters and their hash are stored, \(number) are there")
        }
    }

    /// Tests one letter and returns its leaf hash; nil when its number does not fit.
    private mutating func checkLeaf(
        _ columns: PreparedStatement.Columns, _ place: LedgerFinding.Place, _ name: StreamName, _ number: UInt64,
        after head: Digest, _ report: inout LedgerReport
    ) -> Digest? {
        let bytes = columns.bytes(1)
        let leafHash = Leaf.hash(of: bytes)
        guard let leaf = Leaf(bytes: bytes) else {
            report.add(place, "its leaf cannot be read")
            return leafHash
        }
        guard leaf.stream == name, leaf.number == number, Place.number(columns.integer(0)) == number else {
            report.add(place, "its leaf names \(leaf.stream)#\(leaf.number), number \(number) was to follow")
            return nil
        }
        if leaf.previous != head { report.add(place, "it does not follow the letter before it") }
        if columns.bytes(7) != leafHash.bytes { report.add(place, "the journal recorded another leaf") }
        if columns.text(8) != leaf.letter.description || columns.text(9) != leaf.caseID {
            report.add(place, "its indexed letter or case id is not that of its leaf")
        }
        checkSignature(columns, leaf, leafHash, place, &report)
        return leafHash
    }

    private mutating func checkSignature(
        _ columns: PreparedStatement.Columns, _ leaf: Leaf, _ leafHash: Digest, _ place: LedgerFinding.Place,
        _ report: inout LedgerReport
    ) {
        let row = columns.integer(3)
        if statement?.row != row { statement = test(row, columns.bytes(4), columns.bytes(5), &report) }
        guard let statement, let value = statement.value else {
            return report.add(place, "its root statement cannot be read")
        }
        if !statement.isGood { report.add(place, "the signature of its root statement does not fit") }
        if value.office != leaf.stream.office { report.add(place, "it is signed by \(value.office)") }
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
}
