import Casework
import Contracts

/// An open deadline as a row of its table.
extension OpenDeadline {
    func bind(record: Int64, kind: String, _ arguments: inout PreparedStatement.Arguments) {
        arguments.integer(record)
        arguments.integer(Int64(ordinal))
        arguments.text(key)
        arguments.text(rule)
        arguments.text(kind)
        arguments.text(holder?.description ?? "")
        arguments.integer(due?.milliseconds ?? LedgerSchema.noEnd)
        arguments.integer(isProvisional ? 1 : 0)
    }

    /// Reads `ordinal, key, rule, holder, due, provisional`; an office that cannot be read is none.
    init(_ columns: PreparedStatement.Columns) {
        let due = columns.integer(4)
        self.init(
            ordinal: Int(columns.integer(0)), key: columns.text(1), rule: columns.text(2),
            holder: OfficeID(columns.text(3)), due: due == LedgerSchema.noEnd ? nil : Moment(milliseconds: due),
            isProvisional: columns.integer(5) != 0)
    }
}
