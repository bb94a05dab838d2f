import Casework
import Contracts

/// By what a record is called in results that others read.
struct RecordLabel: Hashable, Sendable {
    /// Of the party; a natural person's is masked.
    let name: String
    /// Of its document; empty when it has none.
    let number: String

    init(_ record: JSONValue, _ kind: RecordKind) {
        let isPerson = record["counterpartyKind"]?.string == CounterpartyKind.naturalPerson.rawValue
        let full = record["counterpartyName"]?.string ?? ""
        name = isPerson ? Masking.name(full) : full
        number = record[kind.documentField]?.string ?? ""
    }
}
