package import Contracts

/// Rows of 双公示 files of either kind, read from cells wherever they come from.
package enum CreditReading {
    /// A penalty row: the record, or all that is wrong with it; `supplied` has cells for columns that an older layout has
    /// not.
    package static func penalty(
        row: Int, cells: [String], header: PenaltyHeader, supplied: [PenaltyColumn: String], checks: PenaltyChecks
    ) -> (record: PenaltyRecord?, errors: [RowError<PenaltyColumn>]) {
        var reading = PenaltyReading(
            ImportRow(number: row, cells: cells, header: header, supplied: supplied), checks: checks)
        return reading.read()
    }

    /// A licence row, as `penalty`.
    package static func licence(
        row: Int, cells: [String], header: ImportHeader<LicenceColumn>, supplied: [LicenceColumn: String],
        checks: PenaltyChecks
    ) -> (record: LicenceRecord?, errors: [RowError<LicenceColumn>]) {
        var reading = LicenceReading(
            ImportRow(number: row, cells: cells, header: header, supplied: supplied), checks: checks)
        return reading.read()
    }
}

/// A row of a 双公示 file that is taken.
package enum CreditRecord: Hashable, Sendable {
    case penalty(PenaltyRecord)
    case licence(LicenceRecord)

    /// The kind of publication it becomes.
    package var kind: RecordKind {
        switch self {
        case .penalty: .penalty
        case .licence: .licence
        }
    }

    /// The same for the same content, whatever the layout.
    package var digest: Digest {
        switch self {
        case .penalty(let record): record.digest
        case .licence(let record): record.digest
        }
    }

    /// The `record` of the order `importRecord`.
    package var orderRecord: JSONValue {
        switch self {
        case .penalty(let record): record.orderRecord
        case .licence(let record): record.orderRecord
        }
    }

    /// Agency and document number: what makes the record one of its kind.
    package var key: String { CreditRecord.key(of: orderRecord, kind) }

    /// The key of a recorded or published record.
    package static func key(of record: JSONValue, _ kind: RecordKind) -> String {
        let agency = record[kind.agencyField + "Uscc"]?.string ?? ""
        let number = record[kind.documentField]?.string ?? ""
        return "\(kind.rawValue)|\(agency)|\(DocumentNumber(number)?.text ?? number)"
    }
}
