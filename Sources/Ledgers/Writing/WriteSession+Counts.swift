import Contracts
import Exchange
import Offices

/// How many rows the tables have of which no journal row tells, and the seals of their rows.
extension WriteSession {
    /// A row is about to be written; one that is new is counted.
    mutating func note(_ row: SealedRow) throws {
        guard !tail.knownRows.contains(row) else { return }
        tail.knownRows.insert(row)
        if try !exists(row) { try recount(row.table, by: 1) }
    }

    /// A table has so many rows more.
    mutating func recount(_ table: SealedTable, by rows: Int64) throws {
        guard rows != 0 else { return }
        tail.rowCounts[table, default: 0] += rows
        recounted.insert(table)
        guard tail.rowCounts[table, default: 0] >= 0 else {
            throw LedgerFault(
                .damaged, "rows of \(table.rawValue) were removed outside the ledger: run `liandong ledger verify`")
        }
    }

    mutating func writeRowCounts() throws {
        for table in SealedTable.allCases where recounted.contains(table) {
            let count = tail.rowCounts[table, default: 0]
            let seal = keys.rows.seal(count: count, of: table)
            try sql.tables.putRowCount.run {
                $0.text(table.rawValue)
                $0.integer(count)
                $0.blob(seal)
            }
        }
    }

    private func exists(_ row: SealedRow) throws -> Bool {
        let tables = sql.tables
        return switch row {
        case .setting(let name): try has(tables.hasSetting) { $0.text(name.rawValue) }
        case .outStream(let stream): try has(tables.hasOutStream) { $0.integer(stream) }
        case .inStream(let stream): try has(tables.hasInStream) { $0.integer(stream) }
        case .position(let partition):
            try has(tables.hasPosition) {
                $0.text(partition.topic.description)
                $0.integer(Int64(partition.generation))
                $0.integer(Int64(partition.partition))
            }
        case .followed(let reader, let stream):
            try has(tables.hasFollowed) {
                $0.text(reader.description)
                $0.integer(stream)
            }
        case .heard(let office): try has(sql.watches.hasHeard) { $0.text(office.description) }
        }
    }

    private func has(
        _ statement: PreparedStatement, _ bind: (inout PreparedStatement.Arguments) -> Void
    ) throws -> Bool {
        try statement.first(bind) { $0.integer(0) != 0 } ?? false
    }
}

extension RowSeal {
    func seal(of stream: OutStream) -> [UInt8] {
        seal(
            SealedTable.outStream.rawValue,
            [.text(stream.name.description), .number(stream.number), .digest(stream.head), .number(stream.retired)]
                + SealedValue.writer(stream.reader)
                + [.number(stream.parkedAtReader), .number(stream.quarantinedAtReader)])
    }

    func seal(of stream: InStream) -> [UInt8] {
        seal(
            SealedTable.inStream.rawValue,
            [.text(stream.name.description), .number(stream.disposed), .digest(stream.head)]
                + SealedValue.writer(stream.fence))
    }

    func seal(of reader: PartitionReader) -> [UInt8] {
        seal(
            SealedTable.position.rawValue,
            [
                .text(reader.partition.topic.description), .integer(Int64(reader.partition.generation)),
                .integer(Int64(reader.partition.partition)), .integer(reader.next),
                reader.lastDigest.map { .digest($0) } ?? .absent,
            ])
    }

    func seal(of places: ClosedRange<Int64>, at moment: Moment) -> [UInt8] {
        seal(
            SealedTable.delivery.rawValue,
            [.integer(places.lowerBound), .integer(places.upperBound), .moment(moment)])
    }

    func seal(of followed: FollowedStream) -> [UInt8] {
        seal(
            SealedTable.followed.rawValue,
            [
                .text(followed.reader.description), .text(followed.stream.stream.description),
                .number(followed.stream.disposed), .digest(followed.stream.head), .number(followed.stream.parked),
                .number(followed.stream.quarantined),
            ])
    }

    func seal(of setting: SettingName, _ value: String) -> [UInt8] {
        seal(SealedTable.setting.rawValue, [.text(setting.rawValue), .text(value)])
    }
}
